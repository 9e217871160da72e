import { describe, expect, it } from '@jest/globals';
import { openingsOf } from '../../src/scheduling/opening.rules.js';
import { busyOf, freeStarts } from '../../src/scheduling/slots.rules.js';
import { isoDay, parseDay, weekdayOf, zoneOf } from '../../src/scheduling/zone.rules.js';
import { everyDay } from '../booking/support/world.js';
import { oracleStarts, walkTo } from './support/oracle.js';
import { ALWAYS, columns, NOTHING, plan, startsOn } from './support/plans.js';
import { createRandom, seedOf } from './support/random.js';

describe('days', () => {
  it('are read and written without any zone', () => {
    expect([
      isoDay(parseDay('2026-02-28')!),
      weekdayOf(parseDay('2026-11-22')!),
      weekdayOf(parseDay('1969-12-31')!),
    ]).toEqual(['2026-02-28', 0, 3]);
    expect(['2026-02-30', '26-1-1', '', 'tomorrow', '2026-13-01'].map(parseDay)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('of another age end in an error instead of a long silence', () => {
    expect(() => zoneOf('Europe/London').dayOf(8e15)).toThrow(RangeError);
  });
});

describe('a clock change', () => {
  const hours = { weeklyHours: everyDay(0, 240) };
  const cases: [string, string, string[]][] = [
    // Berlin, 29 March 2026: 02:00 → 03:00, so the night has three hours and 02:30 does not exist.
    ['Europe/Berlin', '2026-03-29', ['2026-03-28T23:00Z', '2026-03-29T00:00Z', '2026-03-29T01:00Z']],
    // Berlin, 25 October 2026: 03:00 → 02:00, so two o'clock comes twice, an hour apart.
    [
      'Europe/Berlin',
      '2026-10-25',
      ['2026-10-24T22:00Z', '2026-10-24T23:00Z', '2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
    ],
    // Havana, 8 March 2026: midnight itself is skipped, the day begins at 01:00.
    ['America/Havana', '2026-03-08', ['2026-03-08T05:00Z', '2026-03-08T06:00Z', '2026-03-08T07:00Z']],
    // Lord Howe, 5 April 2026: half an hour only.
    [
      'Australia/Lord_Howe',
      '2026-04-05',
      ['2026-04-04T13:00Z', '2026-04-04T14:00Z', '2026-04-04T15:00Z', '2026-04-04T16:00Z'],
    ],
    [
      'Asia/Kathmandu',
      '2026-04-05',
      ['2026-04-04T18:15Z', '2026-04-04T19:15Z', '2026-04-04T20:15Z', '2026-04-04T21:15Z'],
    ],
  ];

  it('offers the hours that exist and each of the doubled ones [AV-23] [DF-07]', () => {
    for (const [zone, date, expected] of cases) {
      const one = plan({ stepMin: 60 }, hours, zone);
      const day = parseDay(date)!;
      const starts = freeStarts(openingsOf(one, day, day), busyOf(NOTHING, 0), one, ALWAYS);
      expect([zone, ...starts.map((atUtc) => new Date(atUtc).toISOString().replace(':00.000', ''))]).toEqual([
        zone,
        ...expected,
      ]);
    }
  });

  it("inside a stretch's edge moves the edge to the jump; a stretch that is skipped whole offers nothing", () => {
    const gap = zoneOf('Europe/London');
    const day = parseDay('2026-03-29')!;
    expect(new Date(gap.wallUtc(day, 90)).toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(
      startsOn('2026-03-29', plan({ durationMin: 15 }, { weeklyHours: everyDay(60, 120) }, 'Europe/London')),
    ).toEqual([]);
  });
});

describe('the search as a whole', () => {
  it('equals a plain oracle on random hours, claims, buffers and zones', () => {
    const random = createRandom(seedOf('search against oracle'));
    const edges = new Map<string, number>();
    const edge = (zone: string, date: string, minute: number): number => {
      const key = `${zone} ${date} ${minute}`;
      if (!edges.has(key)) edges.set(key, walkTo(zone, date, minute));
      return edges.get(key)!;
    };
    for (let round = 0; round < 60; round += 1) {
      const zone = random.pick(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns']);
      const fromDate = random.pick(['2026-03-27', '2026-10-23', '2026-11-20']);
      const day = parseDay(fromDate)!;
      const opens = random.pick([480, 540, 605]);
      const one = plan(
        {
          durationMin: random.pick([15, 30, 45, 90]),
          stepMin: random.pick([10, 15, 30, 45]),
          bufferMin: random.pick([0, 10, 30]),
        },
        { weeklyHours: everyDay(opens, opens + 480, [{ startMin: 720, endMin: 750 }]) },
        zone,
      );
      const claims = Array.from({ length: random.int(0, 60) }, () => {
        const startsAtUtc = day * 86_400_000 + random.int(0, 4 * 24 * 12) * 300_000;
        return {
          startsAtUtc,
          endsAtUtc: startsAtUtc + random.int(1, 30) * 300_000,
          bufferMs: random.int(0, 6) * 300_000,
        };
      });
      const gate = { firstUtc: day * 86_400_000 + random.int(0, 1440) * 60_000, lastUtc: (day + 3) * 86_400_000 };
      const expected = oracleStarts(
        {
          zone,
          stretches: Array.from(
            { length: 7 },
            () =>
              [
                [opens, 720],
                [750, opens + 480],
              ] as const,
          ),
          closedDates: [],
          durationMin: one.durationMs / 60_000,
          stepMin: one.stepMs / 60_000,
          bufferMin: one.bufferMs / 60_000,
        },
        claims,
        fromDate,
        isoDay(day + 3),
        gate,
        edge,
      );
      const list = columns(
        claims.map((claim) => ({ from: claim.startsAtUtc, to: claim.endsAtUtc, bufferMin: claim.bufferMs / 60_000 })),
      );
      expect(freeStarts(openingsOf(one, day, day + 3), busyOf(list, one.bufferMs), one, gate)).toEqual(expected);
    }
  });
});
