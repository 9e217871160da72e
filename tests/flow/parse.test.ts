import { describe, expect, it } from '@jest/globals';
import { instantOf, parseDay } from '../../src/flow/parse-day.js';
import { parseEmail, parseName, parseNumber, parsePhone, parseText } from '../../src/flow/parse-typed.js';
import { normalise } from '../../src/flow/words.js';

const greetings = new Set(['hi', 'hello']);

describe('names', () => {
  it.each([
    ['Rosa Field', 'Rosa Field'],
    ['  rosa   field ', 'rosa field'],
    ["Seán O'Neill-Núñez", "Seán O'Neill-Núñez"],
    ['王芳', '王芳'],
    ['Rosa\u200B Field\n', 'Rosa Field'],
  ])('keeps %j as it is typed', (said, kept) => expect(parseName(said, greetings)).toEqual({ ok: true, value: kept }));

  it.each(['123', '', '   ', 'hi', 'Hello', 'rosa@example.com', 'https://x.y', '07700 900123', '🙂'])(
    'refuses %j',
    (said) => expect(parseName(said, greetings)).toMatchObject({ ok: false }),
  );

  it('takes a name of the greatest length and no longer', () => {
    expect(parseName('x'.repeat(60), greetings)).toMatchObject({ ok: true });
    expect(parseName('x'.repeat(61), greetings)).toEqual({ ok: false, problem: 'tooLong' });
  });
});

describe('numbers', () => {
  const words = new Map([['two', 2]]);
  const limits = { min: 1, max: 10, whole: true };
  it.each([
    ['7', { ok: true, value: 7 }],
    ['two', { ok: true, value: 2 }],
    ['0', { ok: false, problem: 'tooSmall' }],
    ['11', { ok: false, problem: 'tooBig' }],
    ['2.5', { ok: false, problem: 'unreadable' }],
    ['a lot', { ok: false, problem: 'unreadable' }],
    ['1e9', { ok: false, problem: 'unreadable' }],
  ])('reads %j', (said, result) => expect(parseNumber(said, words, limits)).toEqual(result));
});

describe('phones', () => {
  it.each([
    ['07700 900123', 'GB', '+447700900123'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['+1 212 555 0100', 'GB', '+12125550100'],
    ['030 901820', 'DE', '+4930901820'],
    ['０７７００ ９００１２３', 'GB', '+447700900123'],
  ])('reads %j in %s', (said, country, phone) => expect(parsePhone(said, country)).toEqual({ ok: true, value: phone }));
  it.each(['123', 'call me', '', '+1', '9'.repeat(41)])('refuses %j', (said) =>
    expect(parsePhone(said, 'GB')).toMatchObject({ ok: false }),
  );
  it('needs the + where the country is unknown', () => {
    expect(parsePhone('07700 900123', 'XX')).toMatchObject({ ok: false });
    expect(parsePhone('+447700900123', 'XX')).toMatchObject({ ok: true });
  });
});

describe('e-mail addresses', () => {
  it.each([
    ['rosa@example.com', 'rosa@example.com'],
    [' Rosa.Field+salon@Example.CO.UK ', 'Rosa.Field+salon@example.co.uk'],
  ])('reads %j', (said, email) => expect(parseEmail(said)).toEqual({ ok: true, value: email }));
  it.each([
    'rosa',
    'rosa@',
    '@x.com',
    'a b@x.com',
    'rosa@x',
    'a..b@x.com',
    '<a@x.com>',
    'a@x.com, b@x.com',
    `${'a'.repeat(300)}@x.com`,
  ])('refuses %j', (said) => expect(parseEmail(said)).toMatchObject({ ok: false }));
  it('stays quick on hostile input', () => {
    const startedMs = performance.now();
    parseEmail(`a@${'a-'.repeat(60)}`.slice(0, 254));
    parseEmail(`a@${'a.'.repeat(126)}`.slice(0, 254));
    expect(performance.now() - startedMs).toBeLessThan(50);
  });
});

describe('words', () => {
  it('keeps a note, tidied, up to its length', () => {
    expect(parseText('  I come\nwith a pram ')).toEqual({ ok: true, value: 'I come with a pram' });
    expect(parseText('')).toMatchObject({ ok: false });
    expect(parseText('x'.repeat(501))).toEqual({ ok: false, problem: 'tooLong' });
  });
  it.each([
    ['1️⃣', '1'],
    [' 2. ', '2'],
    ['The Second ONE!', 'the second one'],
    ['Tue 24 Nov, 14:00', 'tue 24 nov 14:00'],
    ['Café', 'cafe'],
    ["I'm coming", 'im coming'],
    ['١', '1'],
    ['24/11', '24/11'],
  ])('compares %j as %j', (said, words) => expect(normalise(said)).toBe(words));
});

describe('days', () => {
  /** Sat 21 Nov 2026, 9:40 in London. */
  const nowUtc = Date.UTC(2026, 10, 21, 9, 40);
  const read = (said: string, zone = 'Europe/London', at = nowUtc) =>
    parseDay(said, { nowUtc: at, zone, language: 'en' });

  it.each([
    ['today', '2026-11-21'],
    ['tomorrow', '2026-11-22'],
    ['next Tue', '2026-11-24'],
    ['tuesday please', '2026-11-24'],
    ['24 Nov', '2026-11-24'],
    ['the 24th', '2026-11-24'],
    ['the 3rd', '2026-12-03'],
    ['15/8', '2027-08-15'],
    ['2/4', '2027-04-02'],
    ['24.11.', '2026-11-24'],
    ['2026-11-24', '2026-11-24'],
    ['24/11/26', '2026-11-24'],
    ['29/2', '2028-02-29'],
  ])('reads %j as %s', (said, localDate) =>
    expect(read(said)).toMatchObject({ localDate, daySaid: true, past: false, minuteOfDay: null }),
  );

  it.each([
    ['tomorrow at 3', '2026-11-22', 15 * 60],
    ['half past 3 on monday', '2026-11-23', 15 * 60 + 30],
    ['tue 14:00', '2026-11-24', 14 * 60],
    ['quarter to 10 on friday', '2026-11-27', 9 * 60 + 45],
    ['sat 28 nov 2pm', '2026-11-28', 14 * 60],
  ])('reads %j with its time', (said, localDate, minuteOfDay) =>
    expect(read(said)).toMatchObject({ localDate, minuteOfDay }),
  );

  it('tells a time without a day from a day', () =>
    expect(read('at 14:00')).toMatchObject({ daySaid: false, minuteOfDay: 840 }));
  it('knows a day that has passed', () => expect(read('20 Nov 2025')).toMatchObject({ past: true }));
  it.each(['two', '1', 'Mary May', 'I may come', '31/11', '45/45', ''])('finds no day in %j', (said) =>
    expect(read(said)).toBeNull(),
  );

  it("means the day on the shop's wall, not on ours", () => {
    const lateUtc = Date.UTC(2026, 10, 21, 23, 30);
    expect(read('tomorrow', 'Asia/Kathmandu', lateUtc)).toMatchObject({ localDate: '2026-11-23' });
    expect(read('tomorrow', 'America/New_York', lateUtc)).toMatchObject({ localDate: '2026-11-22' });
  });

  it('keeps the wall time across a clock change', () => {
    const beforeUtc = Date.parse('2026-03-28T10:00:00Z');
    const said = read('tomorrow at 3pm', 'Europe/London', beforeUtc)!;
    expect(new Date(instantOf(said.localDate, said.minuteOfDay!, 'Europe/London')).toISOString()).toBe(
      '2026-03-29T14:00:00.000Z',
    );
  });

  it('moves a time the clocks jump over forward with them', () => {
    expect(new Date(instantOf('2026-03-29', 90, 'Europe/London')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });
});
