import { describe, expect, it } from '@jest/globals';
import { openingsOf } from '../../src/scheduling/opening.rules.js';
import { busyOf, freeGroupStarts, freeStarts, startGate, type ClaimColumns } from '../../src/scheduling/slots.rules.js';
import { isoDay, parseDay } from '../../src/scheduling/zone.rules.js';
import { everyDay } from '../booking/support/world.js';
import { ALWAYS, columns, NOTHING, plan, startsOn } from './support/plans.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

describe('the grid', () => {
  it('starts at opening and its last visit ends by closing [AV-07]', () => {
    expect(startsOn('2026-11-24', plan())).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '11:00',
      '11:30',
      '12:00',
      '12:30',
      '13:00',
      '13:30',
      '14:00',
      '14:30',
      '15:00',
      '15:30',
      '16:00',
    ]);
  });

  it("steps by duration plus the person's buffer unless a step is set [AV-07] [CF-06]", () => {
    const hours = everyDay(540, 780);
    expect(startsOn('2026-11-24', plan({ stepMin: null }, { bufferMin: 15, weeklyHours: hours }))).toEqual([
      '09:00',
      '10:15',
      '11:30',
    ]);
    expect(startsOn('2026-11-24', plan({ stepMin: null, bufferMin: 30 }, { weeklyHours: hours }))).toEqual([
      '09:00',
      '10:30',
      '12:00',
    ]);
    expect(startsOn('2026-11-24', plan({ stepMin: null, bufferMin: null }, { weeklyHours: hours }))).toEqual([
      '09:00',
      '10:15',
      '11:30',
    ]);
    expect(startsOn('2026-11-24', plan({ stepMin: 60 }, { bufferMin: 15, weeklyHours: hours }))).toEqual([
      '09:00',
      '10:00',
      '11:00',
      '12:00',
    ]);
  });

  it('gives exactly 8 times in the acceptance day: 60 minutes, 15-minute buffer, 9 h 45 up to just under 11 h [AV-32] [DF-38]', () => {
    const times = (endMin: number) =>
      startsOn('2026-11-24', plan({ stepMin: null, bufferMin: null }, { weeklyHours: everyDay(540, endMin) })).length;
    expect([540 + 584, 540 + 585, 540 + 659, 540 + 660].map(times)).toEqual([7, 8, 8, 9]);
  });

  it('begins anew after a break, and no visit runs into one', () => {
    const weeklyHours = everyDay(540, 840, [{ startMin: 655, endMin: 725 }]);
    expect(startsOn('2026-11-24', plan({}, { weeklyHours }))).toEqual(['09:00', '09:30', '12:05', '12:35']);
  });
});

describe('opening', () => {
  const service = { weeklyHours: everyDay(600, 720) };

  it("prefers the person's own hours to the service's, and without either there is none [AV-06]", () => {
    expect(startsOn('2026-11-24', plan(service))[0]).toBe('09:00');
    expect(startsOn('2026-11-24', plan(service, { weeklyHours: null }))).toEqual(['10:00', '10:30', '11:00']);
    expect(startsOn('2026-11-24', plan({}, { weeklyHours: null }))).toEqual([]);
  });

  it('is closed on a weekday that is not worked, Sunday being 0 [AV-06]', () => {
    const weeklyHours = everyDay(540, 1020).map((day, weekday) => ({ ...day, working: weekday !== 0 }));
    expect(startsOn('2026-11-22', plan({}, { weeklyHours }))).toEqual([]);
    expect(startsOn('2026-11-23', plan({}, { weeklyHours }))).not.toEqual([]);
  });

  it("is closed on blackout dates and days off, compared in the shop's zone [AV-03]", () => {
    const auckland = plan({ blackoutDates: ['2026-11-24'] }, { daysOff: ['2026-11-26'] }, 'Pacific/Auckland');
    // 24 November in Auckland begins at 11:00 UTC on the 23rd.
    const starts = freeStarts(
      openingsOf(auckland, parseDay('2026-11-23')!, parseDay('2026-11-27')!),
      busyOf(NOTHING, 0),
      auckland,
      ALWAYS,
    );
    expect([...new Set(starts.map((atUtc) => isoDay(auckland.zone.dayOf(atUtc))))]).toEqual([
      '2026-11-23',
      '2026-11-25',
      '2026-11-27',
    ]);
  });

  it('may run past midnight, and the next morning begins where the night ends', () => {
    const night = plan({}, { weeklyHours: everyDay(0, 1560) });
    const openings = openingsOf(night, parseDay('2026-11-24')!, parseDay('2026-11-24')!);
    expect(openings.map((atUtc) => new Date(atUtc).toISOString())).toEqual([
      '2026-11-23T00:00:00.000Z',
      '2026-11-24T02:00:00.000Z',
      '2026-11-24T02:00:00.000Z',
      '2026-11-25T02:00:00.000Z',
    ]);
  });
});

describe('notice and horizon', () => {
  const nowUtc = Date.parse('2026-11-21T10:00:00Z');

  it("are measured on each start: tomorrow afternoon is open under a day's notice, to the millisecond [AV-04] [DF-01]", () => {
    const one = plan();
    const gate = startGate({ noticeMin: 1440, horizonDays: 30 }, nowUtc);
    const day = parseDay('2026-11-22')!;
    const starts = freeStarts(openingsOf(one, day, day), busyOf(NOTHING, 0), one, gate);
    expect(new Date(starts[0]!).toISOString()).toBe('2026-11-22T10:00:00.000Z');
    const later = freeStarts(
      openingsOf(one, day, day),
      busyOf(NOTHING, 0),
      one,
      startGate({ noticeMin: 1440, horizonDays: 30 }, nowUtc + 1),
    );
    expect(new Date(later[0]!).toISOString()).toBe('2026-11-22T10:30:00.000Z');
  });

  it('end 30 times 24 hours ahead, the last start included [AV-05] [CF-07]', () => {
    const one = plan();
    const gate = startGate({ noticeMin: 0, horizonDays: 30 }, nowUtc);
    const day = parseDay('2026-12-21')!;
    const starts = freeStarts(openingsOf(one, day - 1, day + 1), busyOf(NOTHING, 0), one, gate);
    expect(new Date(starts.at(-1)!).toISOString()).toBe('2026-12-21T10:00:00.000Z');
    const wider = freeStarts(
      openingsOf(one, day - 1, day + 1),
      busyOf(NOTHING, 0),
      one,
      startGate({ noticeMin: 0, horizonDays: 60 }, nowUtc),
    );
    expect(new Date(wider.at(-1)!).toISOString()).toBe('2026-12-22T16:00:00.000Z');
  });
});

describe('claims', () => {
  const tenToEleven = (bufferMin: number) =>
    columns([{ from: '2026-11-24T10:00:00Z', to: '2026-11-24T11:00:00Z', bufferMin }]);

  it('hide every 60-minute start after 8:30 and before 11:30 when 10 to 11 is booked with a 30-minute buffer [AV-09] [AV-07]', () => {
    const one = plan({ bufferMin: 30, stepMin: 10 }, { weeklyHours: everyDay(480, 780) });
    // 10:00 was on offer before: its absence afterwards means something (DF-39).
    expect(startsOn('2026-11-24', one)).toContain('10:00');
    expect(startsOn('2026-11-24', one, tenToEleven(30))).toEqual([
      '08:00',
      '08:10',
      '08:20',
      '08:30',
      '11:30',
      '11:40',
      '11:50',
      '12:00',
    ]);
  });

  it('offer 10:00 before it is booked and not afterwards [DF-39]', () => {
    expect(startsOn('2026-11-24', plan({ stepMin: 60 }))).toContain('10:00');
    expect(startsOn('2026-11-24', plan({ stepMin: 60 }), tenToEleven(0))).not.toContain('10:00');
  });

  it("keep the larger of two neighbours' buffers between them [CF-06]", () => {
    const hours = { weeklyHours: everyDay(480, 780) };
    const starts = (own: number, theirs: number) =>
      startsOn('2026-11-24', plan({ stepMin: 15 }, { ...hours, bufferMin: own }), tenToEleven(theirs));
    expect(starts(15, 30)).toEqual(starts(30, 15));
    expect(starts(30, 0)).toEqual(starts(0, 30));
    expect(starts(0, 0)).toContain('11:00');
  });

  it('of any length hide what they overlap, however early they began [DF-02]', () => {
    const long = columns([{ from: '2026-11-23T06:00:00Z', to: '2026-11-24T15:00:00Z' }]);
    expect(startsOn('2026-11-24', plan(), long)).toEqual(['15:00', '15:30', '16:00']);
  });

  it('may come in any order, overlap and repeat', () => {
    const tangled = columns([
      { from: '2026-11-24T12:00:00Z', to: '2026-11-24T13:00:00Z' },
      { from: '2026-11-24T09:30:00Z', to: '2026-11-24T14:00:00Z' },
      { from: '2026-11-24T09:30:00Z', to: '2026-11-24T10:00:00Z' },
    ]);
    expect(startsOn('2026-11-24', plan(), tangled)[0]).toBe('14:00');
  });
});

describe('groups', () => {
  const yoga = plan(
    { id: 'yoga', capacity: 3, stepMin: 60 },
    { serviceIds: ['yoga'], weeklyHours: everyDay(540, 780) },
  );
  const seat = (hour: number, extra: object = {}) => ({
    from: Date.parse('2026-11-24T00:00:00Z') + hour * HOUR_MS,
    to: Date.parse('2026-11-24T01:00:00Z') + hour * HOUR_MS,
    serviceId: 'yoga',
    ...extra,
  });
  const places = (claims: ClaimColumns) => {
    const day = parseDay('2026-11-24')!;
    return freeGroupStarts(openingsOf(yoga, day, day), claims, yoga, ALWAYS).map(({ startUtc, placesLeft }) => [
      new Date(startUtc).getUTCHours(),
      placesLeft,
    ]);
  };

  it('stay bookable until every place is taken, and say how many are left [AV-13]', () => {
    expect(places(columns([seat(9), seat(9), seat(10), seat(10), seat(10), seat(11, { seats: 2 })]))).toEqual([
      [9, 1],
      [11, 1],
      [12, 3],
    ]);
  });

  it('are hidden by another service of the same person [AV-13]', () => {
    expect(places(columns([seat(9, { serviceId: 'cut' })]))).toEqual([
      [10, 3],
      [11, 3],
      [12, 3],
    ]);
  });
});
