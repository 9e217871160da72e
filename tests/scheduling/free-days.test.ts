import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { chat, CUT, everyDay, joinWorld, openShop, prepareIndexes, type World } from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';
import { DAY_MS, HOUR_MS } from '../../src/platform/time-units.js';

/** Saturday 21 November 2026, 8:00 in London. */
const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let world: World;

beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const name of ['shops', 'services', 'staff', 'day_sheets', 'bookings', 'test_events']) {
    await database.connection.collection(name).deleteMany({});
  }
  clock = createMovableClock(NOW_UTC);
  world = joinWorld({ mongo: database, clock });
});

const daysOf = (serviceId: string, personId: string | null = null) =>
  world.slots.freeDays({ shopId: chat().shopId, serviceId, personId, movingBookingId: null });

describe('the free days of a calendar', () => {
  it('run from today to the last bookable day, and have room where a search of that day finds something [AV-24]', async () => {
    const weekdays = everyDay(540, 660).map((day, weekday) => (weekday === 0 ? { ...day, working: false } : day));
    await openShop(world, {
      services: [{ ...CUT, horizonDays: 60 }],
      people: [{ id: 'ben', name: 'Ben', serviceIds: ['cut'], weeklyHours: weekdays }],
    });
    const days = await daysOf('cut');
    expect(days).toMatchObject({ firstDay: '2026-11-21', free: expect.stringMatching(/^[01]{61}$/) });
    for (const [index, mark] of [...days!.free].entries()) {
      const localDate = new Date(NOW_UTC + index * DAY_MS).toISOString().slice(0, 10);
      const input = { serviceId: 'cut', personId: null, afterUtc: null, limit: 1, movingBookingId: null };
      const { exit } = await world.blocks['slots.search']({ ...input, localDate }, chat());
      expect([localDate, mark]).toEqual([localDate, exit === 'found' ? '1' : '0']);
    }
    expect(days!.free.startsWith('1011111101')).toBe(true);
  });

  it('lose a day when its last time is taken, for that person alone', async () => {
    await openShop(world, {
      services: [CUT],
      people: ['ben', 'asha'].map((id) => ({
        id,
        name: id,
        serviceIds: ['cut'],
        weeklyHours: everyDay(540, 600),
      })),
    });
    expect((await daysOf('cut', 'ben'))!.free[1]).toBe('1');
    const held = await world.blocks['hold.place'](
      {
        serviceId: 'cut',
        personId: 'ben',
        startsAtUtc: NOW_UTC + DAY_MS + HOUR_MS,
        replaces: null,
        movingBookingId: null,
      },
      chat(),
    );
    expect(held.exit).toBe('held');
    expect((await daysOf('cut', 'ben'))!.free[1]).toBe('0');
    expect((await daysOf('cut', 'asha'))!.free[1]).toBe('1');
    expect((await daysOf('cut'))!.free[1]).toBe('1');
  });

  it('are none for what cannot be booked', async () => {
    await openShop(world);
    expect(await daysOf('unknown')).toBeNull();
  });
});
