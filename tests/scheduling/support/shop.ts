import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { createServed, createStaffActs } from '../../../src/booking/index.js';
import { createSchedules } from '../../../src/catalogue/index.js';
import type { CallInput, SlotOption } from '../../../src/flow/protocol.js';
import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import {
  createConflicts,
  createSheetLoader,
  createSlotSearch,
  createTimeBlocks,
} from '../../../src/scheduling/index.js';
import { chat, joinWorld, prepareIndexes, ROSA, type World } from '../../booking/support/world.js';
import { openTestDatabase } from '../../support/database.js';

/** Saturday 21 November 2026, 8:00 in London, where it is UTC then. */
export const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
/** Monday 23 November 2026 at that hour. */
export const monday = (hour: number, minute = 0): number => Date.UTC(2026, 10, 23, hour, minute);

export interface Place extends ReturnType<typeof moreOf> {
  database: Awaited<ReturnType<typeof openTestDatabase>>;
  clock: MovableClock;
  world: World;
}

const COLLECTIONS = [
  'shops',
  'services',
  'staff',
  'day_sheets',
  'bookings',
  'test_events',
  'schedule_records',
  'stored_slots',
  'schedule_changes',
];

/** An empty house, made anew before each test of the file. */
export function usePlace(): Place {
  const place = {} as Place;
  beforeAll(async () => {
    place.database = await openTestDatabase();
    await prepareIndexes(place.database);
  });
  afterAll(() => place.database.drop());
  beforeEach(async () => {
    for (const name of COLLECTIONS) await place.database.connection.collection(name).deleteMany({});
    place.clock = createMovableClock(NOW_UTC);
    place.world = joinWorld({ mongo: place.database, clock: place.clock });
    Object.assign(place, moreOf(place.world));
  });
  return place;
}

/** What the shop's own people use beside the chats. */
export function moreOf(world: World) {
  const { mongo, clock, catalogue, sheets, slots, events } = world;
  const conflicts = createConflicts({ catalogue, sheets, clock });
  return {
    schedules: createSchedules({ mongo, clock, catalogue }),
    timeBlocks: createTimeBlocks({ catalogue, sheets, clock }),
    conflicts,
    staff: createStaffActs({ mongo, clock, catalogue, sheets, slots, events, conflicts }),
    fairSlots: createSlotSearch({
      catalogue,
      loader: createSheetLoader({ mongo, clock }),
      clock,
      served: createServed({ mongo, clock }),
    }),
  };
}

type SearchInput = Partial<CallInput<'slots.search'>>;

/** Free starts, as the clock of the wall shows them. */
export async function freeOn({ world }: Place, localDate: string, input: SearchInput = {}): Promise<string[]> {
  return (await slotsOn({ world }, localDate, input)).map((slot) => slot.clock);
}

export async function slotsOn(
  { world }: Pick<Place, 'world'>,
  localDate: string,
  input: SearchInput = {},
): Promise<readonly SlotOption[]> {
  const question = { serviceId: 'cut', personId: null, afterUtc: null, limit: 99, movingBookingId: null };
  const outcome = await world.blocks['slots.search']({ ...question, localDate, ...input }, chat());
  return outcome.exit === 'found' ? outcome.data.slots : [];
}

type HoldInput = Partial<CallInput<'hold.place'>>;

export function place(one: Pick<Place, 'world'>, startsAtUtc: number, input: HoldInput = {}, who = chat()) {
  const wish = { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId: null };
  return one.world.blocks['hold.place']({ ...wish, ...input }, who);
}

export async function held(one: Pick<Place, 'world'>, startsAtUtc: number, input: HoldInput = {}) {
  const outcome = await place(one, startsAtUtc, input);
  if (outcome.exit !== 'held') throw new Error(`expected a hold, got ${outcome.exit}`);
  return outcome.data;
}

export async function booked(one: Pick<Place, 'world'>, startsAtUtc: number, input: HoldInput = {}) {
  const { holdId } = await held(one, startsAtUtc, input);
  const outcome = await one.world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
  if (outcome.exit !== 'booked') throw new Error(`expected a booking, got ${outcome.exit}`);
  const row = await one.world.desk.findBooking(outcome.data.booking.id);
  return row!;
}

/** Every claim of a resource, whatever the day. */
export async function claimsOf({ database }: Pick<Place, 'database'>, resource: string) {
  const rows = await database.connection.collection('day_sheets').find({ resource }).toArray();
  return rows.flatMap((row) => row['claims'] as { id: string; kind: string; startsAtUtc: number; endsAtUtc: number }[]);
}
