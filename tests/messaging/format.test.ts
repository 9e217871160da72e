import { describe, expect, it } from '@jest/globals';
import { formatClock, formatDay, formatMoney, formatSpan, formatWhen } from '../../src/messaging/format.js';

const TUESDAY_14 = Date.UTC(2026, 10, 24, 14);

describe('times as people read them', () => {
  it.each([
    ['en', 'Tue 24 Nov 14:00'],
    ['es', 'mar 24 nov 14:00'],
    ['ar', 'الثلاثاء 24 نوفمبر 14:00'],
  ])('in %s: %s', (language, words) => {
    expect(formatWhen(TUESDAY_14, 'Europe/London', language)).toBe(words);
  });

  it('have the digits a keypad has and an everyday hour in every language', () => {
    for (let month = 0; month < 12; month++) {
      const atUtc = Date.UTC(2026, month, 3, 9, 5);
      for (const language of ['en', 'es', 'ar']) {
        const printed = formatWhen(atUtc, 'UTC', language);
        expect(printed).toMatch(/^[\p{L}]+ 3 [\p{L}]+ 9:05$/u);
        expect(printed).not.toMatch(/[\u0660-\u0669\u200e\u200f\u061c]/);
      }
      expect(formatDay(atUtc, 'UTC', 'es')).toMatch(/^(lun|mar|mié|jue|vie|sáb|dom) 3 [a-z]{3}$/);
    }
  });

  it('are said from when to when, with the day of the end when it is another one', () => {
    const half = TUESDAY_14 + 1_800_000;
    expect(formatSpan(TUESDAY_14, half, 'Europe/London', 'en')).toBe('Tue 24 Nov 14:00-14:30');
    expect(formatSpan(TUESDAY_14, half, 'Europe/London', 'es')).toBe('mar 24 nov 14:00-14:30');
    const late = Date.UTC(2026, 10, 24, 23, 30);
    expect(formatSpan(late, late + 3_600_000, 'Europe/London', 'en')).toBe('Tue 24 Nov 23:30 - Wed 25 Nov 0:30');
  });

  it('tell the doubled hour apart in every language', () => {
    const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
    for (const language of ['en', 'es', 'ar'])
      expect(formatClock(first, 'Europe/London', language)).not.toBe(formatClock(second, 'Europe/London', language));
  });
});

describe('money as people read it', () => {
  it.each([
    ['en', 2500, 'GBP', '£25'],
    ['es', 2500, 'GBP', '25 £'],
    ['ar', 2500, 'GBP', '25 £'],
    ['en', 125_050, 'GBP', '£1,250.50'],
    ['es', 125_050, 'GBP', '1250,50 £'],
    ['ar', 125_050, 'GBP', '1,250.50 £'],
    ['es', 2550, 'EUR', '25,50 €'],
    ['en', 300, 'JPY', 'JP¥300'],
    ['es', 2500, 'MXN', '25 MXN'],
    ['ar', 2500, 'SAR', '25 ر.س.'],
  ])('in %s %d %s is %s', (language, amountMinor, currency, words) => {
    expect(formatMoney({ amountMinor, currency }, language)).toBe(words);
  });
});
