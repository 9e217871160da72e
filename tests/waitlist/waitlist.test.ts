import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { connectMongo } from '../../src/platform/mongo.js';
import { createTimeBlocks } from '../../src/scheduling/index.js';
import { waitlistIndexes } from '../../src/waitlist/index.js';
import { CUT, everyDay, openShop, prepareIndexes } from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';
import { bookAt, joinList, person, take, wishOf, type List } from './support/list.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

/** Saturday 21 November 2026, 10:00 in London; the shop has asha from 9:00 to 12:00, three visits a day. */
const NOW_UTC = Date.parse('2026-11-21T10:00:00Z');
const tuesday = (hour: number, minute = 0): number => Date.UTC(2026, 10, 24, hour, minute);
const DAY = { fromDay: '2026-11-24', toDay: '2026-11-24' };

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let list: List;
beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  await ensureIndexes(database, waitlistIndexes);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.clear();
  clock = createMovableClock(NOW_UTC);
  list = joinList({ mongo: database, clock });
  await openShop(list.world, {
    services: [{ ...CUT, stepMin: 60 }],
    people: [{ id: 'asha', name: 'Asha', order: 0, serviceIds: ['cut'], weeklyHours: everyDay(540, 720) }],
  });
});

/** All of Tuesday is booked: by chats 91 to 93. */
async function fullTuesday() {
  const bookings = [];
  for (const hour of [9, 10, 11]) bookings.push(await bookAt(list, person(82 + hour), tuesday(hour)));
  return bookings.map((one) => one!);
}

async function join(nr: number, over: Parameters<typeof wishOf>[1] = {}) {
  const outcome = await list.waitlist.join(wishOf(person(nr), { days: DAY, ...over }));
  if (outcome.kind !== 'joined') throw new Error(outcome.reason);
  clock.set(clock.nowUtc() + 1);
  return outcome.place;
}

async function drop(bookingId: string, nr: number): Promise<void> {
  const outcome = await list.world.blocks['booking.drop']({ bookingId }, person(nr));
  expect(outcome.exit).toBe('dropped');
  await list.deliver();
}

const toldWho = (): string[] => list.told.map(({ to, notice }) => `${to} ${notice.held.slot.when}`);

describe('the wait-list', () => {
  it('offers a dropped time to the first who waits for it, with a real hold until a deadline', async () => {
    const [nine] = await fullTuesday();
    await join(1);
    await join(2);
    await drop(nine!.id, 91);

    expect(toldWho()).toEqual(['chat-1 Tue 24 Nov 9:00']);
    const { held, wait, service } = list.told[0]!.notice;
    expect(held.untilUtc).toBe(clock.nowUtc() + 15 * MINUTE_MS);
    expect(wait).toMatchObject({ name: 'Haircut', detail: 'any time, Tue 24 Nov' });
    expect(service.pay).toBe('after');
    const wish = { serviceId: 'cut', personId: null, startsAtUtc: tuesday(9), replaces: null, movingBookingId: null };
    expect((await list.world.blocks['hold.place'](wish, person(99))).exit).toBe('taken');
    expect(list.rings).toEqual([held.untilUtc]);
  });

  it('makes it a booking by the ordinary road, says so in the card and ends the waiting', async () => {
    const [nine] = await fullTuesday();
    const place = await join(1);
    await drop(nine!.id, 91);

    const booking = await take(list, person(1), list.told[0]!.notice.held.holdId);
    await list.deliver();

    expect(booking?.when).toBe('Tue 24 Nov 9:00');
    expect(list.remarks).toEqual([`${booking!.id} Filled from the wait-list.`]);
    expect(await list.waitlist.find(place._id)).toMatchObject({ state: 'filled', filledBy: booking!.id, offer: null });
  });

  it('goes to the next at the deadline, and a late yes is told who has it without losing the place', async () => {
    const [nine] = await fullTuesday();
    const first = await join(1);
    await join(2);
    await drop(nine!.id, 91);
    clock.set(list.rings[0]!);
    await list.waitlist.sweep();

    expect(toldWho()).toEqual(['chat-1 Tue 24 Nov 9:00', 'chat-2 Tue 24 Nov 9:00']);
    expect(await take(list, person(1), list.told[0]!.notice.held.holdId)).toBeNull();
    expect((await list.waitlist.find(first._id))?.state).toBe('waiting');
    expect(await take(list, person(2), list.told[1]!.notice.held.holdId)).not.toBeNull();
  });

  it('gives the time to the next after a no, which keeps the place, and never offers it to them again', async () => {
    const [nine, ten] = await fullTuesday();
    await join(1);
    await join(2);
    await drop(nine!.id, 91);
    const answer = await list.blocks['wait.decline']({ waitId: list.told[0]!.notice.wait.id }, person(1));
    expect(answer.exit).toBe('kept');
    expect((await list.blocks['wait.leave']({ waitId: list.told[1]!.notice.wait.id }, person(2))).exit).toBe('left');
    await list.waitlist.sweep();
    await drop(ten!.id, 92);

    expect(toldWho()).toEqual(['chat-1 Tue 24 Nov 9:00', 'chat-2 Tue 24 Nov 9:00', 'chat-1 Tue 24 Nov 10:00']);
    // An answer to the first offer that comes now must not mean the second.
    await list.blocks['wait.decline']({ waitId: list.told[0]!.notice.wait.id }, person(1));
    expect((await list.waitlist.openOf({ shopId: 'shop', customerKey: person(1).address }))[0]?.offer).not.toBeNull();
  });

  it('offers nobody what they did not ask for: another part of the day, another day, what they knew of', async () => {
    const [nine, ten, eleven] = await fullTuesday();
    await join(1, { part: 'afternoon' });
    await join(2, { days: { fromDay: '2026-11-25', toDay: '2026-11-25' } });
    await drop(eleven!.id, 93);
    await join(3);
    await list.waitlist.sweep();
    expect(list.told).toEqual([]);

    await drop(nine!.id, 91);
    expect(toldWho()).toEqual(['chat-3 Tue 24 Nov 9:00']);
    expect(ten!.status).toBe('pending');
  });

  it('finds what no event tells of: a hold that lapsed, a block that was lifted', async () => {
    const wish = { serviceId: 'cut', personId: 'asha', replaces: null, movingBookingId: null };
    await bookAt(list, person(92), tuesday(10));
    const held = await list.world.blocks['hold.place']({ ...wish, startsAtUtc: tuesday(9) }, person(91));
    const timeBlocks = createTimeBlocks({ ...list.world });
    const time = { shopId: 'shop', resource: { personId: 'asha' }, fromUtc: tuesday(11), toUtc: tuesday(12) };
    const block = await timeBlocks.block({ ...time, reason: 'a meeting', key: 'meeting' });
    await join(1);
    await join(2);
    await list.waitlist.sweep();
    expect(list.told).toEqual([]);

    if (held.exit === 'held') clock.set(held.data.untilUtc);
    await list.waitlist.sweep();
    expect(toldWho()).toEqual(['chat-1 Tue 24 Nov 9:00']);
    if (block.kind === 'blocked') await timeBlocks.unblock({ ...time, blockId: block.blockId });
    await list.waitlist.sweep();
    expect(toldWho()[1]).toBe('chat-2 Tue 24 Nov 11:00');
  });

  it('writes to nobody at night who did not ask for it', async () => {
    const [nine, ten] = await fullTuesday();
    clock.set(Date.UTC(2026, 10, 21, 21, 30));
    await join(1);
    await join(2, { atNight: true });
    await drop(nine!.id, 91);
    expect(toldWho()).toEqual(['chat-2 Tue 24 Nov 9:00']);
    await drop(ten!.id, 92);
    clock.set(Date.UTC(2026, 10, 22, 8, 0));
    await list.waitlist.sweep();
    expect(toldWho()).toEqual(['chat-2 Tue 24 Nov 9:00', 'chat-1 Tue 24 Nov 9:00', 'chat-2 Tue 24 Nov 10:00']);
  });

  it('gives less time to answer when the start is near, and offers nothing nobody could come to', async () => {
    const [nine, ten] = await fullTuesday();
    clock.set(tuesday(8, 20));
    await join(1, { atNight: true });
    await database.connection.collection('bookings').updateMany({}, { $set: { freeUntilUtc: tuesday(12) } });
    await drop(nine!.id, 91);
    expect(list.told[0]!.notice.held.untilUtc - clock.nowUtc()).toBe(9 * MINUTE_MS);
    clock.set(tuesday(9, 50));
    await drop(ten!.id, 92);
    expect(list.told).toHaveLength(1);
  });

  it('keeps one place a customer and service, changed by asking again, and leaves only one’s own', async () => {
    await fullTuesday();
    const place = await join(1);
    const again = await join(1, { part: 'morning' });
    expect(again).toMatchObject({ _id: place._id, part: 'morning', joinedAtUtc: place.joinedAtUtc });
    const wishes = await Promise.all([7, 7, 7].map(() => list.waitlist.join(wishOf(person(5), { days: DAY }))));
    expect(new Set(wishes.map((one) => one.kind === 'joined' && one.place._id)).size).toBe(1);

    await list.blocks['wait.leave']({ waitId: place._id }, person(2));
    expect((await list.waitlist.find(place._id))?.state).toBe('waiting');
    await list.blocks['wait.leave']({ waitId: place._id }, person(1));
    expect(await list.blocks.listWaits(person(1))).toEqual([]);
  });

  it('shows, changes and gives up in one chat what the same person waits for in another, and nobody else’s', async () => {
    const place = await join(1);
    const other = person(2, { alsoIn: ['chat-1', 'chat-3'], helps: ['chat-3'] });
    const helped = await join(3);
    expect((await list.blocks.listWaits(other)).map(({ id }) => id)).toEqual([place._id]);
    expect(await list.blocks.listWaits(person(2))).toEqual([]);

    const wish = {
      serviceId: 'cut',
      personId: null,
      part: 'morning',
      days: 7,
      atNight: false,
      bookingId: null,
    } as const;
    await list.blocks['wait.join'](wish, other);
    expect(await list.waitlist.find(place._id)).toMatchObject({ part: 'morning', conversationId: 'chat-2' });
    await list.blocks['wait.leave']({ waitId: helped._id }, other);
    expect((await list.waitlist.find(helped._id))?.state).toBe('waiting');
    await list.blocks['wait.leave']({ waitId: place._id }, person(1, { alsoIn: ['chat-2'] }));
    expect((await list.waitlist.find(place._id))?.state).toBe('left');
  });

  it('ends after the last day that was wished for', async () => {
    const place = await join(1);
    clock.set(Date.UTC(2026, 10, 25, 0, 0));
    await list.waitlist.sweep();
    expect((await list.waitlist.find(place._id))?.state).toBe('over');
  });

  it('refuses a wish that cannot come true', async () => {
    const refusals = await Promise.all(
      [
        { serviceId: 'perm' },
        { personId: 'zoe' },
        { days: { fromDay: '2026-11-20', toDay: '2026-11-20' } },
        { seats: 2 },
        { bookingId: 'nothing' },
      ].map((over) => list.waitlist.join(wishOf(person(1), over))),
    );
    expect(refusals.map((one) => (one.kind === 'refused' ? one.reason : one.kind))).toEqual([
      'unknownService',
      'unknownPerson',
      'days',
      'seats',
      'booking',
    ]);
  });

  it('moves a later booking to an earlier time, and what that frees goes to the next', async () => {
    const [nine, , eleven] = await fullTuesday();
    await join(93, { bookingId: eleven!.id });
    await join(1);
    await drop(nine!.id, 91);
    expect(toldWho()).toEqual(['chat-93 Tue 24 Nov 9:00']);
    const { held, moving } = list.told[0]!.notice;
    expect(moving?.id).toBe(eleven!.id);

    const moved = await list.world.blocks['booking.move']({ bookingId: eleven!.id, holdId: held.holdId }, person(93));
    expect(moved.exit).toBe('moved');
    await list.deliver();
    expect(list.remarks).toEqual([`${eleven!.id} Moved earlier from the wait-list.`]);
    expect(toldWho()[1]).toBe('chat-1 Tue 24 Nov 11:00');
    expect(await list.waitlist.openOf({ shopId: 'shop', customerKey: person(93).address })).toEqual([]);
  });

  it('goes on where a process was killed: after deciding, after holding, before telling', async () => {
    for (const where of ['decided', 'held', 'untold'] as const) {
      await database.connection.collection('waitlist_places').deleteMany({});
      await database.connection.collection('waitlist_turns').deleteMany({});
      await database.connection.collection('bookings').deleteMany({});
      await database.connection.collection('day_sheets').deleteMany({});
      await database.connection.collection('test_events').deleteMany({});
      const [nine] = await fullTuesday();
      await join(1);
      let isDead = false;
      const die = (): never => {
        isDead = true;
        throw new Error('killed');
      };
      const broken = joinList({
        mongo: database,
        clock,
        spoil: (desk) => ({
          ...desk,
          placeHold: (input) => (where === 'decided' ? die() : desk.placeHold(input)),
          extendHold: (...args) => (where === 'held' ? die() : desk.extendHold(...args)),
        }),
        notify: () => (where === 'untold' ? die() : Promise.resolve()),
      });
      await list.world.blocks['booking.drop']({ bookingId: nine!.id }, person(91));
      await broken.waitlist.sweep();
      expect(isDead).toBe(true);
      list.told.length = 0;
      clock.set(clock.nowUtc() + MINUTE_MS);
      await list.waitlist.sweep();
      expect([where, ...toldWho()]).toEqual([where, 'chat-1 Tue 24 Nov 9:00']);
      expect(await take(list, person(1), list.told[0]!.notice.held.holdId)).not.toBeNull();
    }
  });

  it('has one holder at any moment when two processes look at once', async () => {
    const [nine] = await fullTuesday();
    for (const nr of [1, 2, 3, 4]) await join(nr);
    const mongo = await connectMongo(process.env['MONGODB_TEST_URI']!, database.connection.name);
    try {
      const other = joinList({ mongo, clock });
      await list.world.blocks['booking.drop']({ bookingId: nine!.id }, person(91));
      await Promise.all([list, other, list, other].map(({ waitlist }) => waitlist.look('shop')));
      expect([...list.told, ...other.told].map(({ to }) => to)).toEqual(['chat-1']);
    } finally {
      await mongo.close();
    }
  });
});
