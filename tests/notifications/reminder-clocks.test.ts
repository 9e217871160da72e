import { describe, expect, it } from '@jest/globals';
import { createRandom, seedOf } from '../payments/support/random.js';
import { profile } from '../support/profile.js';
import { CUT, everyDay, openShop } from '../booking/support/world.js';
import { TUESDAY_14 } from './support/agreed.js';
import { ADVANCE_MS, withReminders } from './support/reminding.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

const on = withReminders();

const YEAR_UTC = Date.UTC(2027, 0, 1);
const HALF_HOUR_MS = 30 * MINUTE_MS;
const ZONES = profile({
  short: ['Australia/Lord_Howe', 'Africa/Cairo'],
  full: [
    ...['Europe/Berlin', 'Europe/London', 'Europe/Lisbon', 'America/New_York', 'America/St_Johns', 'America/Santiago'],
    ...['America/Havana', 'Atlantic/Azores', 'Africa/Casablanca', 'Africa/Cairo', 'Asia/Beirut', 'Asia/Jerusalem'],
    ...['Australia/Lord_Howe', 'Australia/Adelaide', 'Pacific/Auckland', 'Pacific/Chatham'],
  ],
});

/** The wall clock of a zone as minutes since 1970, by nothing of the product's own. */
function wallMinutes(zone: string): (atUtc: number) => number {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-GB', { ...numeric, timeZone: zone, hourCycle: 'h23' });
  return (atUtc) => {
    const part = Object.fromEntries(format.formatToParts(atUtc).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part['year']!, part['month']! - 1, part['day'], part['hour'], part['minute']) / MINUTE_MS;
  };
}

/** The hours of 2027 in which the offset changes. */
function changesIn(zone: string): number[] {
  const wall = wallMinutes(zone);
  const offsetAt = (atUtc: number): number => wall(atUtc) - atUtc / MINUTE_MS;
  const hours = Array.from({ length: 365 * 24 }, (_, hour) => YEAR_UTC + hour * HOUR_MS);
  return hours.filter((atUtc) => offsetAt(atUtc) !== offsetAt(atUtc - HOUR_MS));
}

const changes = ZONES.flatMap((zone) => changesIn(zone).map((changeUtc) => ({ zone, changeUtc })));

describe('clock changes and clocks that jump', () => {
  const seed = seedOf('reminders around clock changes');

  it('are tried at two changes of each zone at least', () => {
    expect(changes.length).toBeGreaterThanOrEqual(2 * ZONES.length);
  });

  it.each(changes)(
    'lose no reminder, ring none early or twice, and name the right day: $zone at $changeUtc',
    async ({ zone, changeUtc }) => {
      const random = createRandom(seed + changeUtc / HOUR_MS);
      const wall = wallMinutes(zone);
      await openShop(on.world, {
        shop: { zone },
        services: [{ ...CUT, durationMin: 30 }],
        people: [{ id: 'asha', name: 'Asha', serviceIds: ['cut'], weeklyHours: everyDay(0, 1440) }],
      });
      on.clock.set(changeUtc - 3 * DAY_MS);
      const startOf = new Map<string, number>();
      for (const hours of [-26, -2, -0.5, 0.5, 1.5, 4, 13, 20.5, 21, 22, 23, 24, 25, 26, 48]) {
        const nearUtc = changeUtc + hours * HOUR_MS;
        const startsAtUtc = nearUtc - (wall(nearUtc) % 30) * MINUTE_MS;
        const id = await on.agree(startsAtUtc).catch(() => null);
        if (id !== null) startOf.set(id, startsAtUtc);
      }
      expect(startOf.size).toBeGreaterThan(11);

      const rungAtUtc: number[] = [];
      while (on.clock.nowUtc() < changeUtc + 3 * DAY_MS) {
        const nowUtc = on.clock.nowUtc();
        rungAtUtc.push(nowUtc);
        const before = on.handedOver.length;
        await Promise.all([on.reminders.ringDue(), on.another().ringDue()]);
        for (const { noticeId, day } of on.handedOver.slice(before)) {
          const [, id, hours] = noticeId.split(':') as [string, string, string];
          const startsAtUtc = startOf.get(id)!;
          const days = Math.floor(wall(startsAtUtc) / 1440) - Math.floor(wall(nowUtc) / 1440);
          const early = nowUtc < startsAtUtc - (Number.parseInt(hours) + 2) * HOUR_MS;
          const word = ['today', 'tomorrow'][days] ?? 'later';
          const facts = { seed, noticeId, day, early, begun: nowUtc >= startsAtUtc };
          expect(facts).toEqual({ seed, noticeId, day: word, early: false, begun: false });
        }
        if (random.chance(0.08)) on.clock.advance(random.pick([2, 5, 9]) * HOUR_MS);
        else if (random.chance(0.15)) on.clock.advance(-random.pick([10, 60, 200]) * MINUTE_MS);
        else on.clock.advance(random.pick([10, 30, 60]) * MINUTE_MS);
      }

      const ids = on.handedOver.map(({ noticeId }) => noticeId);
      expect({ seed, twice: ids.filter((id, index) => ids.indexOf(id) !== index) }).toEqual({ seed, twice: [] });
      for (const [id, startsAtUtc] of startOf) {
        for (const hours of [24, 2]) {
          const inTime = rungAtUtc.some((at) => at >= startsAtUtc - hours * HOUR_MS && at < startsAtUtc);
          if (inTime) expect(ids.some((one) => one.startsWith(`reminder:${id}:`))).toBe(true);
        }
        const soonUtc = startsAtUtc - 2 * HOUR_MS;
        const last = rungAtUtc.some((at) => at >= soonUtc && at < startsAtUtc);
        expect({ seed, id, soon: ids.includes(`reminder:${id}:2h:1`) }).toEqual({ seed, id, soon: last });
      }
    },
  );

  it('let go of a reminder whose worker died before the clock was set back', async () => {
    const id = await on.agree();
    on.clock.set(TUESDAY_14 - ADVANCE_MS + 4 * HOUR_MS);
    const dying = on.another({ notify: () => new Promise<never>(() => undefined) });
    const dead = dying.ringDue();
    while ((await on.rows())[0]!.leaseToken === '') await new Promise(setImmediate);
    on.clock.advance(-3 * HOUR_MS - HALF_HOUR_MS);
    await on.reminders.ringDue();
    expect(on.handedOver.map(({ noticeId }) => noticeId)).toEqual([`reminder:${id}:24h:1`]);
    expect(dead).toBeInstanceOf(Promise);
  });
});
