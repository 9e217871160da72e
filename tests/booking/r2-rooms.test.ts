import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { createDaySheets, type DaySheets } from '../../src/scheduling/index.js';
import { createRandom, seedOf } from '../scheduling/support/random.js';
import { openTestDatabase } from '../support/database.js';
import { profile } from '../support/profile.js';
import { chat, CUT, everyDay, joinWorld, openShop, prepareIndexes, ROSA, type World } from './support/world.js';

const PEOPLE = 60;
const ROUNDS = profile({ short: 2, full: 40 });
const ROOMS = 3;
/** A machine that is busy with other suites may take a while; nothing here waits on time. */
const TIMEOUT_MS = 60_000 + 5_000 * ROUNDS;
const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let elsewhere: Mongo;
let clock: ReturnType<typeof createMovableClock>;

beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  elsewhere = await connectMongo(process.env['MONGODB_TEST_URI']!, database.connection.name);
  clock = createMovableClock(NOW_UTC);
});
afterAll(async () => {
  await elsewhere.close();
  await database.drop();
});

async function openRooms(world: World): Promise<void> {
  const ids = ['ann', 'bo', 'cy', 'di', 'ed', 'flo'];
  await openShop(world, {
    shop: { resources: [{ id: 'room', name: 'Room', kind: 'room', capacity: ROOMS }] },
    services: [{ ...CUT, setupMin: 10, cleanupMin: 5, needs: [{ kind: 'room' }] }],
    people: ids.map((id) => ({ id, name: id, serviceIds: ['cut'], weeklyHours: everyDay(480, 1200) })),
  });
}

/** Everybody wants the same hour of a day, half of them a certain person: hold, then book. */
async function crowd(worlds: readonly World[], round: number, seed: number): Promise<number> {
  const random = createRandom(seed + round);
  // Days inside the horizon of the service; every twenty rounds later in the day.
  const startsAtUtc = Date.UTC(2026, 11, 1 + (round % 20), 10 + 2 * Math.floor(round / 20));
  const exits = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, index) => {
      const { blocks } = worlds[index % worlds.length]!;
      const personId = index % 2 ? random.pick(['ann', 'bo', 'cy', 'di', 'ed', 'flo']) : null;
      const who = chat({ conversationId: `r${round}-${index}` });
      const wish = { serviceId: 'cut', personId, startsAtUtc, replaces: null, movingBookingId: null };
      const held = await blocks['hold.place'](wish, who);
      if (held.exit !== 'held') return held.exit;
      const { holdId } = held.data;
      return (await blocks['booking.create']({ holdId, contact: ROSA }, { ...who, key: `${who.key} book` })).exit;
    }),
  );
  return exits.filter((exit) => exit === 'booked').length;
}

/** Checked pair by pair on what is written, with nothing of the product's own arithmetic. */
async function overlaps(): Promise<string[]> {
  const rows = await database.connection.collection('bookings').find({}).toArray();
  return rows.flatMap((row, index) =>
    rows.slice(index + 1).flatMap((other) => {
      const meet = row['startsAtUtc'] < other['endsAtUtc'] && other['startsAtUtc'] < row['endsAtUtc'];
      const shared = ((row['units'] ?? []) as string[]).filter((unit) => (other['units'] ?? []).includes(unit));
      const samePerson = row['person'].id === other['person'].id;
      return meet && (samePerson || shared.length > 0) ? [`${row['reference']} and ${other['reference']}`] : [];
    }),
  );
}

describe('many people for a few rooms', () => {
  it(
    'through two connections: exactly as many bookings as rooms, none sharing one, nothing left of the others',
    async () => {
      const seed = seedOf('r2, rooms');
      const worlds = [joinWorld({ mongo: database, clock }), joinWorld({ mongo: elsewhere, clock })];
      await openRooms(worlds[0]!);
      for (let round = 0; round < ROUNDS; round += 1) expect(await crowd(worlds, round, seed)).toBe(ROOMS);
      expect(await overlaps()).toEqual([]);
      const sheets = await database.connection.collection('day_sheets').find({}).toArray();
      const claims = sheets.flatMap((sheet) => sheet['claims'] as { kind: string }[]);
      expect(claims).toHaveLength(2 * ROOMS * ROUNDS);
      expect(claims.every(({ kind }) => kind === 'booking')).toBe(true);
    },
    TIMEOUT_MS,
  );

  it(
    'goes wrong, and is seen to, when rooms are not taken with the person',
    async () => {
      const right = createDaySheets({ mongo: database });
      const sheets: DaySheets = { ...right, put: (request, session) => right.put({ ...request, needs: [] }, session) };
      const broken = joinWorld({ mongo: database, clock, sheets });
      await openRooms(broken);
      expect(await crowd([broken], ROUNDS + 1, 1)).toBeGreaterThan(ROOMS);
    },
    TIMEOUT_MS,
  );
});
