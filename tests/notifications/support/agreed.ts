import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { notificationIndexes } from '../../../src/notifications/index.js';
import type { Contact } from '../../../src/flow/protocol.js';
import type { DomainEvent } from '../../../src/platform/events.js';
import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import type { DeskAct } from '../../../src/booking/index.js';
import { chat, joinWorld, openShop, prepareIndexes, ROSA, type World } from '../../booking/support/world.js';
import { openTestDatabase } from '../../support/database.js';

export const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
export const TUESDAY_14 = Date.parse('2026-11-24T14:00:00Z');

export type Listener = (event: DomainEvent) => Promise<void>;

/** A shop whose bookings are told about when a test says so: each test begins on an empty database at `NOW_UTC`. */
export interface Agreed {
  readonly database: Awaited<ReturnType<typeof openTestDatabase>>;
  readonly clock: MovableClock;
  readonly world: World;
  /** Tells each listener what happened since the last time, as the event bus would. */
  hear(...to: readonly Listener[]): Promise<void>;
  /** Tells everything from the beginning again, the next time. */
  forgetHeard(): void;
  hold(startsAtUtc: number, movingBookingId?: string | null): Promise<string>;
  /** @returns the booking's id; the shop has not answered yet. */
  book(startsAtUtc?: number, contact?: Partial<Contact>): Promise<string>;
  press(bookingId: string, act: DeskAct): Promise<void>;
  drop(bookingId: string): Promise<void>;
  /** @returns what came of it: `moved`, `taken` or `refused`. */
  move(bookingId: string, holdId: string, key?: string): Promise<string>;
}

/** Call once at the top of a test file. */
export function withAgreements(): Agreed {
  let database: Agreed['database'];
  let clock: MovableClock;
  let world: World;
  let heard = 0;

  beforeAll(async () => {
    database = await openTestDatabase();
    await prepareIndexes(database);
    await ensureIndexes(database, notificationIndexes);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.clear();
    clock = createMovableClock(NOW_UTC);
    world = joinWorld({ mongo: database, clock });
    await openShop(world);
    heard = 0;
  });

  const owner = { shopId: 'shop', conversationId: 'chat-1' };

  async function hold(startsAtUtc: number, movingBookingId: string | null = null): Promise<string> {
    const wish = { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId };
    const held = await world.blocks['hold.place'](wish, chat());
    if (held.exit !== 'held') throw new Error(held.exit);
    return held.data.holdId;
  }

  return {
    get database() {
      return database;
    },
    get clock() {
      return clock;
    },
    get world() {
      return world;
    },
    async hear(...to) {
      const events = await world.events.all();
      for (const event of events.slice(heard)) for (const tell of to) await tell(event);
      heard = events.length;
    },
    forgetHeard: () => void (heard = 0),
    hold,
    async book(startsAtUtc = TUESDAY_14, contact = {}) {
      const holdId = await hold(startsAtUtc);
      const made = await world.blocks['booking.create']({ holdId, contact: { ...ROSA, ...contact } }, chat());
      if (made.exit !== 'booked') throw new Error(made.exit);
      return made.data.booking.id;
    },
    async press(bookingId, act) {
      const operator = { id: 'U1', name: 'Asha' };
      const input = { bookingId, act, operator, actId: `${act}:${bookingId}`, nowUtc: clock.nowUtc() };
      const outcome = await world.desk.operatorAct(input);
      if (outcome.kind !== 'done') throw new Error(outcome.text);
    },
    async drop(bookingId) {
      await world.desk.dropBooking({ ...owner, bookingId, key: `drop-${bookingId}` });
    },
    async move(bookingId, holdId, key = 'move') {
      return (await world.desk.moveBooking({ ...owner, bookingId, holdId, key })).kind;
    },
  };
}
