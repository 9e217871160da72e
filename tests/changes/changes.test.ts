import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { presentBooking } from '../../src/booking/index.js';
import { changeIndexes, createChanges, type Changes } from '../../src/changes/index.js';
import type { ChangeWish, Notice } from '../../src/flow/protocol.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';
import { chat, joinWorld, openShop, prepareIndexes, ROSA, type World } from '../booking/support/world.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
const TUESDAY_14 = Date.parse('2026-11-24T14:00:00Z');
const MARIA = { id: 'u1', name: 'Maria' };
const BEN = { id: 'u2', name: 'Ben' };

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let world: World;
let changes: Changes;
let told: { id: string; notice: Notice }[];
let remarks: string[];
let presses = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  await ensureIndexes(database, changeIndexes);
});
afterAll(() => database.drop());
beforeEach(async () => {
  const names = ['shops', 'services', 'staff', 'day_sheets', 'bookings', 'test_events', 'tokens', 'token_entries'];
  for (const name of [...names, 'change_requests']) await database.connection.collection(name).deleteMany({});
  clock = createMovableClock(NOW_UTC);
  world = joinWorld({ mongo: database, clock });
  await openShop(world, { shop: { acceptance: 'instant', policy: { late: 'deny' } } });
  told = [];
  remarks = [];
  changes = createChanges({
    mongo: database,
    clock,
    log: createLog('silent'),
    desk: world.desk,
    async findView(bookingId) {
      const booking = await world.desk.findBooking(bookingId);
      if (!booking) return null;
      const { shop } = await world.catalogue.current('shop');
      return { view: presentBooking(booking, shop, 'en', clock.nowUtc()), refunded: null };
    },
    notify(_conversationId, id, notice) {
      if (!told.some((one) => one.id === id)) told.push({ id, notice });
      return Promise.resolve();
    },
    remark: (_bookingId, { text }) => Promise.resolve(void remarks.push(text)),
  });
});

/** A booking an hour past its deadline. */
async function lateBooking(): Promise<string> {
  const input = { serviceId: 'cut', personId: 'asha', startsAtUtc: TUESDAY_14, replaces: null, movingBookingId: null };
  const held = await world.blocks['hold.place'](input, chat());
  if (held.exit !== 'held') throw new Error(held.exit);
  const made = await world.blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, chat());
  if (made.exit !== 'booked') throw new Error(made.exit);
  clock.set(TUESDAY_14 - 23 * HOUR_MS);
  return made.data.booking.id;
}

const ask = (bookingId: string, wish: ChangeWish = 'drop', key = 'ask-1', startsAtUtc: number | null = null) =>
  changes.ask({ shopId: 'shop', conversationId: 'chat-1', bookingId, wish, startsAtUtc, personId: null, key });
const decide = (bookingId: string, decision: 'approve' | 'refuse', by = MARIA) =>
  changes.decide({ bookingId, decision, by, actId: `press-${++presses}` });
const statusOf = async (id: string) => (await world.desk.findBooking(id))?.status;

describe('a request past the deadline', () => {
  it('is stored once and shown to operators, and changes nothing by itself [CX-15] [ORD-09] [GU-10]', async () => {
    const id = await lateBooking();
    const answers = await Promise.all([ask(id), ask(id), ask(id, 'drop', 'ask-2'), ask(id, 'drop', 'ask-3')]);
    expect(answers.filter(({ kind }) => kind === 'gone')).toEqual([]);
    expect(await database.db.collection('change_requests').countDocuments()).toBe(1);
    expect(remarks.join()).toContain('The customer asks to drop it.');
    expect(await statusOf(id)).toBe('accepted');
  });

  it('allowed, drops as if in time: no token, everything back, told once [CX-15]', async () => {
    const id = await lateBooking();
    await ask(id);
    expect(await decide(id, 'approve')).toBeNull();
    const row = await world.desk.findBooking(id);
    expect(row).toMatchObject({ status: 'cancelled' });
    expect(row?.history.at(-1)).toMatchObject({ act: 'cancel', isGranted: true, who: { kind: 'customer' } });
    expect(row?.isTokenTaken).toBeUndefined();
    await changes.sweep();
    expect(told.map(({ notice }) => notice.name)).toEqual(['change.approved']);
    expect(remarks.at(-1)).toContain('Allowed by Maria.');
  });

  it('allowed, moves to the time asked for and frees the old one [CX-15]', async () => {
    const id = await lateBooking();
    await ask(id, 'move', 'ask-1', TUESDAY_14 + 26 * HOUR_MS);
    expect(await decide(id, 'approve')).toBeNull();
    expect(await world.desk.findBooking(id)).toMatchObject({
      status: 'accepted',
      startsAtUtc: TUESDAY_14 + 26 * HOUR_MS,
    });
    expect(told.map(({ notice }) => notice)).toMatchObject([{ name: 'change.approved', wish: 'move' }]);
  });

  it('waits on when the time asked for has gone meanwhile, and the operator hears why', async () => {
    const id = await lateBooking();
    const wanted = TUESDAY_14 + 26 * HOUR_MS;
    await changes.ask({
      shopId: 'shop',
      conversationId: 'chat-1',
      bookingId: id,
      wish: 'move',
      startsAtUtc: wanted,
      personId: 'asha',
      key: 'a',
    });
    const rival = { serviceId: 'cut', personId: 'asha', startsAtUtc: wanted, replaces: null, movingBookingId: null };
    await world.blocks['hold.place'](rival, chat({ conversationId: 'rival', address: '+447700900009' }));
    expect(await decide(id, 'approve')).toContain('has gone meanwhile');
    expect((await changes.findOpen(id))?.state).toBe('waiting');
    expect(told).toEqual([]);
  });

  it('refused, says the reason that was written and leaves the booking as it is', async () => {
    const id = await lateBooking();
    await ask(id);
    expect(await changes.noteReason(id, 'we have bought the colour')).toBe(true);
    expect(await decide(id, 'refuse')).toBeNull();
    expect(told.map(({ notice }) => notice)).toMatchObject([
      { name: 'change.refused', why: 'we have bought the colour' },
    ]);
    expect(await statusOf(id)).toBe('accepted');
    // It may be asked again.
    expect((await ask(id, 'drop', 'ask-2')).kind).toBe('asked');
  });

  it('has one answer when operators press at once [CX-15]', async () => {
    const id = await lateBooking();
    await ask(id);
    const answers = await Promise.all([
      decide(id, 'approve'),
      decide(id, 'refuse', BEN),
      decide(id, 'approve', BEN),
      decide(id, 'refuse'),
    ]);
    expect(answers.filter((one) => one === null)).toHaveLength(1);
    expect(told).toHaveLength(1);
    const isDropped = (await statusOf(id)) === 'cancelled';
    expect(told[0]!.notice.name).toBe(isDropped ? 'change.approved' : 'change.refused');
  });

  it('ends at the start of the visit, to the millisecond, and this is told', async () => {
    const id = await lateBooking();
    await ask(id);
    clock.set(TUESDAY_14 - 1);
    expect(await changes.sweep()).toBe(0);
    clock.advance(1);
    expect(await decide(id, 'approve')).toContain('Nobody is asking');
    expect(await changes.sweep()).toBe(1);
    expect(told.map(({ notice }) => notice.name)).toEqual(['change.expired']);
    expect((await ask(id, 'drop', 'late')).kind).toBe('gone');
  });

  it('is carried on by the next sweep when the process died after the drop and before its record', async () => {
    const id = await lateBooking();
    await ask(id);
    const row = await changes.findOpen(id);
    const act = { shopId: 'shop', conversationId: 'chat-1', bookingId: id, key: `change:${row!._id}` } as const;
    await world.desk.dropBooking({ ...act, isGranted: true });
    const decision = { actId: 'p', by: MARIA, atUtc: clock.nowUtc() };
    await database.db
      .collection<{ _id: string }>('change_requests')
      .updateOne({ _id: row!._id }, { $set: { state: 'deciding', decision, leaseUntilUtc: clock.nowUtc() } });
    expect(await changes.sweep()).toBe(1);
    expect(told.map(({ notice }) => notice.name)).toEqual(['change.approved']);
    await changes.sweep();
    expect(told).toHaveLength(1);
  });

  it('comes to nothing when the booking is changed some other way', async () => {
    const id = await lateBooking();
    await ask(id);
    await world.desk.operatorAct({ bookingId: id, act: 'start', operator: MARIA, actId: 's', nowUtc: clock.nowUtc() });
    const event = { id: 'e', type: 'booking.started', shopId: 'shop', bookingId: id, version: 2, atUtc: 0 } as const;
    await changes.onBookingEvent(event);
    expect(await changes.findOpen(id)).toBeNull();
    expect(await decide(id, 'approve')).toContain('Nobody is asking');
    expect(told).toEqual([]);
  });
});
