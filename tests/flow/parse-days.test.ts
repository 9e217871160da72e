import { describe, expect, it } from '@jest/globals';
import { instantOf, parseDay } from '../../src/flow/hear/parse-day.js';
import { parseDate, parseDateTime, parseTime, type ParseContext } from '../../src/flow/parse/index.js';
import { shippedPhrases } from './support/scripts.js';

const context: ParseContext = {
  language: 'en',
  nowUtc: Date.UTC(2026, 10, 21, 9, 40),
  zone: 'Europe/London',
  country: 'GB',
  vocabulary: shippedPhrases().vocabulary('en'),
};

describe('days', () => {
  /** Sat 21 Nov 2026, 9:40 in London. */
  const nowUtc = Date.UTC(2026, 10, 21, 9, 40);
  const read = (said: string, zone = 'Europe/London', at = nowUtc) =>
    parseDay(said, { nowUtc: at, zone, country: 'GB', language: 'en' });

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

describe('what two people could read differently', () => {
  const at = (wall: string, zone = 'Europe/London'): ParseContext => ({ ...context, zone, nowUtc: Date.parse(wall) });
  const monday = at('2026-11-23T10:00:00Z');

  it('is not certain: "next Tuesday" on a Monday, a weekday that is today', () => {
    expect(parseDate('next Tuesday', monday)).toEqual({
      ok: true,
      value: '2026-12-01',
      certain: false,
      others: ['2026-11-24'],
    });
    expect(parseDate('monday', monday)).toEqual({
      ok: true,
      value: '2026-11-30',
      certain: false,
      others: ['2026-11-23'],
    });
    expect(parseDate('this monday', monday)).toMatchObject({ value: '2026-11-23', certain: false });
    expect(parseDate('tuesday', monday)).toEqual({ ok: true, value: '2026-11-24', certain: true });
  });

  it('leans to the coming one in Spanish, where that is what "próximo" means', () =>
    expect(parseDate('el próximo martes', { ...monday, language: 'es' })).toMatchObject({
      value: '2026-11-24',
      certain: false,
    }));

  it('is "next Tuesday" on a Sunday too: there are two Sundays to count weeks from', () =>
    expect(parseDate('next tuesday', at('2026-11-22T10:00:00Z'))).toMatchObject({ certain: false }));

  it('is "tomorrow" said after midnight', () => {
    expect(parseDate('tomorrow', at('2026-11-24T01:30:00Z'))).toEqual({
      ok: true,
      value: '2026-11-25',
      certain: false,
      others: ['2026-11-24'],
    });
    expect(parseDate('tomorrow', at('2026-11-24T06:00:00Z'))).toMatchObject({ certain: true });
  });

  it('is 2/4 where both orders are in use, and only there', () => {
    expect(parseDate('2/4', { ...context, country: 'GB' })).toEqual({ ok: true, value: '2027-04-02', certain: true });
    expect(parseDate('2/4', { ...context, country: 'US' })).toEqual({ ok: true, value: '2027-02-04', certain: true });
    expect(parseDate('2/4', { ...context, country: 'CA' })).toMatchObject({ value: '2027-04-02', certain: false });
    expect(parseDate('2/4', { ...context, country: 'US', language: 'es' })).toMatchObject({ certain: false });
    expect(parseDate('15/8', { ...context, country: 'CA' })).toEqual({ ok: true, value: '2027-08-15', certain: true });
  });

  it('is an hour without morning or afternoon, unless only one of the two can be meant', () => {
    expect(parseTime('3', context)).toEqual({ ok: true, value: '15:00', certain: false, others: ['03:00'] });
    expect(parseTime('12', context)).toEqual({ ok: true, value: '12:00', certain: false, others: ['00:00'] });
    expect(parseTime('at 3', context, { earliest: '09:00', latest: '18:00' })).toMatchObject({
      value: '15:00',
      certain: true,
    });
    expect(parseTime('at 8', context, { earliest: '07:00', latest: '21:00' })).toMatchObject({ certain: false });
  });
});

describe('hours when the clocks change', () => {
  const spring: ParseContext = { ...context, nowUtc: Date.parse('2026-03-28T10:00:00Z') };

  it('are those on the wall: "tomorrow at 3pm" across the change', () =>
    expect(parseDateTime('tomorrow at 3pm', spring)).toMatchObject({
      value: { localDate: '2026-03-29', clock: '15:00' },
      certain: true,
    }));

  it('are an instant only where one is said: "in 24 hours" is an hour later on the wall', () =>
    expect(parseDateTime('in 24 hours', spring)).toMatchObject({
      value: { localDate: '2026-03-29', clock: '11:00' },
      certain: true,
    }));

  it('are read back where the clocks jump over them or show them twice', () => {
    expect(parseDateTime('tomorrow at 01:30', spring)).toMatchObject({ certain: false });
    const autumn = { ...context, nowUtc: Date.parse('2026-10-24T10:00:00Z') };
    expect(parseDateTime('tomorrow at 01:30', autumn)).toMatchObject({ certain: false });
    expect(parseDateTime('tomorrow at 02:30', autumn)).toMatchObject({ certain: true });
  });

  it.each([
    ['half past 3 on monday', 'en', 'GB', '15:30'],
    ['lunes a las 3 de la tarde', 'es', 'ES', '15:00'],
  ])('are found where the date library loses them: %j', (said, language, country, clock) =>
    expect(parseDateTime(said, { ...context, language, country })).toMatchObject({ value: { clock } }),
  );
});
