import { describe, expect, it } from '@jest/globals';
import { passesVerhoeff, readPaperNumber } from '../../src/people/papers.rules.js';

describe('the number of an Aadhaar card [BK-22]', () => {
  it('is read however it is grouped, and only its last four digits are given back', () => {
    for (const words of ['234123412346', '2341 2341 2346', ' 2341-2341-2346 ', '٢٣٤١ ٢٣٤١ ٢٣٤٦'])
      expect(readPaperNumber('aadhaar', words)).toEqual({ tail: '2346' });
  });

  it('is refused with any one digit wrong, and with any two neighbours changed', () => {
    const good = '234123412346';
    expect(passesVerhoeff(good)).toBe(true);
    for (let at = 0; at < good.length; at++) {
      for (const digit of '0123456789')
        if (digit !== good[at]) expect(passesVerhoeff(good.slice(0, at) + digit + good.slice(at + 1))).toBe(false);
      const swapped = good.slice(0, at) + (good[at + 1] ?? '') + good[at] + good.slice(at + 2);
      if (swapped !== good) expect(passesVerhoeff(swapped)).toBe(false);
    }
  });

  it.each(['', '23412341234', '2341234123460', '000000000000', '134123412346', 'my card', '234123412347'])(
    'is not "%s"',
    (words) => expect(readPaperNumber('aadhaar', words)).toBeNull(),
  );
});

describe('the registration of a vehicle [BK-22]', () => {
  it.each([
    ['MH12AB1234', '1234'],
    ['mh 12 ab 1234', '1234'],
    ['DL-3C-AB-1234', '1234'],
    ['KA 01 1234', '1234'],
    ['22 BH 1234 AA', '34AA'],
  ])('is "%s", of which the end is kept', (words, tail) =>
    expect(readPaperNumber('registration', words)).toEqual({ tail }),
  );

  it.each(['', 'XX12AB1234', 'MH12AB123', 'MH123AB1234', 'AB12 CDE', '22 BH 1234 IO', '1234'])('is not "%s"', (words) =>
    expect(readPaperNumber('registration', words)).toBeNull(),
  );
});
