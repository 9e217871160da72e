import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import { openTestDatabase } from '../../support/database.js';
import { chat, joinWorld, openShop, prepareIndexes, ROSA, type World } from './world.js';

/** Saturday 21 November 2026, 8:00 in London. */
export const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
/** Tuesday 24 November 2026, 14:00 in London. */
export const TUESDAY_14 = Date.parse('2026-11-24T14:00:00Z');

export interface Salon {
  database: Awaited<ReturnType<typeof openTestDatabase>>;
  clock: MovableClock;
  world: World;
}

/** An open shop with asha and ben in a fresh database, emptied before each test of the file. */
export function useSalon(): Salon {
  const salon = {} as Salon;
  beforeAll(async () => {
    salon.database = await openTestDatabase();
    await prepareIndexes(salon.database);
  });
  afterAll(() => salon.database.drop());
  beforeEach(async () => {
    await salon.database.clear();
    salon.clock = createMovableClock(NOW_UTC);
    salon.world = joinWorld({ mongo: salon.database, clock: salon.clock });
    await openShop(salon.world);
  });
  return salon;
}

type Who = Parameters<typeof chat>[0];

export async function hold({ world }: Salon, startsAtUtc = TUESDAY_14, who: Who = {}, extra: object = {}) {
  const input = { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId: null, ...extra };
  const outcome = await world.blocks['hold.place'](input, chat(who));
  if (outcome.exit !== 'held') throw new Error(`expected a hold, got ${outcome.exit}`);
  return outcome.data;
}

export async function book(salon: Salon, startsAtUtc = TUESDAY_14, who: Who = {}) {
  const { holdId } = await hold(salon, startsAtUtc, who);
  const outcome = await salon.world.blocks['booking.create']({ holdId, contact: ROSA }, chat(who));
  if (outcome.exit !== 'booked') throw new Error(`expected a booking, got ${outcome.exit}`);
  return outcome.data.booking;
}

export async function eventTypes({ world }: Salon): Promise<string[]> {
  return (await world.events.all()).map(({ type }) => type);
}

/** Starts offered on a day, as wall-clock text. */
export async function offered(
  { world }: Salon,
  localDate: string,
  personId: string | null = 'asha',
): Promise<string[]> {
  const outcome = await world.blocks['slots.search'](
    { serviceId: 'cut', personId, afterUtc: null, localDate, limit: 50, movingBookingId: null },
    chat(),
  );
  return outcome.exit === 'found' ? outcome.data.slots.map(({ clock: text }) => text) : [];
}
