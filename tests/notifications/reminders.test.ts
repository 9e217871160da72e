import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createBookingReader,
  createReminders,
  notificationIndexes,
  type Reminders,
  type RemindersDeps,
} from '../../src/notifications/index.js';
import { REMINDERS, type ReminderRow } from '../../src/notifications/notification.model.js';
import { judgeReminder, planReminders } from '../../src/notifications/reminder.rules.js';
import type { DomainEvent } from '../../src/platform/events.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';
import { chat, joinWorld, openShop, prepareIndexes, ROSA, type World } from '../booking/support/world.js';
import { createRandom, seedOf } from '../payments/support/random.js';

const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
const TUESDAY_14 = Date.parse('2026-11-24T14:00:00Z');
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let world: World;
let reminders: Reminders;
/** Every time a notice was handed over, doubles included. */
let handedOver: { noticeId: string; kind: string; atUtc: number }[];
let heard = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  await ensureIndexes(database, notificationIndexes);
});
afterAll(() => database.drop());

beforeEach(async () => {
  for (const { name } of await database.db.listCollections().toArray())
    await database.db.collection(name).deleteMany({});
  clock = createMovableClock(NOW_UTC);
  world = joinWorld({ mongo: database, clock });
  await openShop(world);
  handedOver = [];
  heard = 0;
  reminders = makeReminders();
});

function makeReminders(overrides: Partial<RemindersDeps> = {}): Reminders {
  return createReminders({
    mongo: database,
    clock,
    log: createLog('silent'),
    findBooking: createBookingReader({ ...world, calendars: { fileFor: () => '' }, clock }),
    async notify(_conversationId, noticeId, notice) {
      if (notice.name !== 'booking.reminder') throw new Error(`unexpected ${notice.name}`);
      handedOver.push({ noticeId, kind: notice.kind, atUtc: clock.nowUtc() });
    },
    ...overrides,
  });
}

/** Tells what happened since the last time, as the event bus would. */
async function hear(...to: Reminders[]): Promise<void> {
  const events = await world.events.all();
  for (const event of events.slice(heard))
    for (const one of to.length > 0 ? to : [reminders]) await one.onBookingEvent(event);
  heard = events.length;
}

async function hold(startsAtUtc: number, movingBookingId: string | null = null): Promise<string> {
  const held = await world.blocks['hold.place'](
    { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId },
    chat(),
  );
  if (held.exit !== 'held') throw new Error(held.exit);
  return held.data.holdId;
}

async function book(startsAtUtc = TUESDAY_14, { accept = true } = {}): Promise<string> {
  const holdId = await hold(startsAtUtc);
  const made = await world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
  if (made.exit !== 'booked') throw new Error(made.exit);
  const { id } = made.data.booking;
  if (accept) await act(id, 'accept');
  await hear();
  return id;
}

async function act(bookingId: string, name: 'accept' | 'reject' | 'start'): Promise<void> {
  const outcome = await world.desk.operatorAct({
    shopId: 'shop',
    bookingId,
    act: name,
    operator: { id: 'U1', name: 'Asha' },
    actId: `${name}:${bookingId}`,
    nowUtc: clock.nowUtc(),
  } as Parameters<World['desk']['operatorAct']>[0]);
  if (outcome.kind !== 'done') throw new Error(outcome.kind);
}

const rows = (): Promise<ReminderRow[]> =>
  database.db.collection<ReminderRow>(REMINDERS).find().sort({ dueAtUtc: 1 }).toArray();
const ends = async (): Promise<string[]> =>
  (await rows()).map(({ hoursBefore, outcome, reason }) => `${hoursBefore}h ${outcome ?? 'waits'}: ${reason ?? ''}`);

describe('planning', () => {
  it('reminds a day and two hours before [REM-01]', async () => {
    const id = await book();
    expect(await rows()).toMatchObject([
      { _id: `${id}:24h:1`, kind: 'advance', dueAtUtc: TUESDAY_14 - 24 * HOUR_MS },
      { _id: `${id}:2h:1`, kind: 'soon', dueAtUtc: TUESDAY_14 - 2 * HOUR_MS },
    ]);
  });

  it('leaves out what has passed: a booking five hours ahead gets only the two-hour reminder [REM-02]', async () => {
    await book(NOW_UTC + 5 * HOUR_MS);
    expect((await rows()).map(({ hoursBefore }) => hoursBefore)).toEqual([2]);
    expect(planReminders(NOW_UTC + 24 * HOUR_MS, NOW_UTC).map(({ hoursBefore }) => hoursBefore)).toEqual([2]);
    expect(planReminders(NOW_UTC + 24 * HOUR_MS + 1, NOW_UTC).map(({ hoursBefore }) => hoursBefore)).toEqual([24, 2]);
    expect(planReminders(NOW_UTC + 2 * HOUR_MS, NOW_UTC)).toEqual([]);
  });

  it('calls a reminder advance from a day before on, else immediate [REM-03]', () => {
    const planned = planReminders(NOW_UTC + 90 * HOUR_MS, NOW_UTC, [48, 24, 23, 1]);
    expect(planned.map(({ hoursBefore, kind }) => [hoursBefore, kind])).toEqual([
      [48, 'advance'],
      [24, 'advance'],
      [23, 'soon'],
      [1, 'soon'],
    ]);
  });

  it('plans once however often it hears of the booking [REM-08]', async () => {
    await book();
    heard = 0;
    await hear(reminders, reminders, reminders);
    expect(await rows()).toHaveLength(2);
  });

  it('sets an alarm for each exact moment', async () => {
    const rung: number[] = [];
    reminders = makeReminders({ ringAt: async (whenUtc) => void rung.push(whenUtc) });
    await book(TUESDAY_14, { accept: false });
    expect(rung).toEqual([TUESDAY_14 - 24 * HOUR_MS, TUESDAY_14 - 2 * HOUR_MS]);
    expect(await reminders.nextDueUtc()).toBe(TUESDAY_14 - 24 * HOUR_MS);
  });
});

describe('ringing', () => {
  it('hands over each reminder at its moment, once [REM-08]', async () => {
    const id = await book();
    clock.set(TUESDAY_14 - 24 * HOUR_MS - 1);
    expect(await reminders.ringDue()).toBe(0);
    clock.set(TUESDAY_14 - 24 * HOUR_MS);
    await reminders.ringDue();
    await reminders.ringDue();
    clock.set(TUESDAY_14 - 2 * HOUR_MS);
    await reminders.ringDue();
    expect(handedOver.map(({ noticeId, kind }) => [noticeId, kind])).toEqual([
      [`reminder:${id}:24h:1`, 'advance'],
      [`reminder:${id}:2h:1`, 'soon'],
    ]);
    expect(await ends()).toEqual(['24h sent: sent', '2h sent: sent']);
  });

  it('says nothing about a dropped visit, even when the news of it has not come yet [REM-09]', async () => {
    const id = await book();
    await world.desk.dropBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId: id, key: 'drop' });
    clock.set(TUESDAY_14 - 24 * HOUR_MS);
    await reminders.ringDue();
    await hear();
    expect(handedOver).toEqual([]);
    expect(await ends()).toEqual(['24h skipped: booking is cancelled', '2h skipped: the visit has ended or is off']);
  });

  it('follows a moved visit to its new time and forgets the old one [REM-09]', async () => {
    const id = await book();
    const holdId = await hold(TUESDAY_14 + 2 * HOUR_MS, id);
    const moved = await world.desk.moveBooking({
      shopId: 'shop',
      conversationId: 'chat-1',
      bookingId: id,
      holdId,
      key: 'move',
    });
    expect(moved.kind).toBe('moved');
    clock.set(TUESDAY_14 - 24 * HOUR_MS);
    await reminders.ringDue();
    expect(handedOver).toEqual([]);
    await hear();
    if ((await world.desk.findBooking(id))?.status === 'pending') await act(id, 'accept');
    clock.set(TUESDAY_14 - 22 * HOUR_MS);
    await reminders.ringDue();
    clock.set(TUESDAY_14);
    await reminders.ringDue();
    expect(handedOver.map(({ atUtc }) => atUtc)).toEqual([TUESDAY_14 - 22 * HOUR_MS, TUESDAY_14]);
    expect((await ends()).filter((end) => end.includes('skipped'))).toEqual([
      '24h skipped: moved',
      '2h skipped: replaced by another time',
    ]);
  });

  it('does not promise a visit the shop has not accepted', async () => {
    await book(TUESDAY_14, { accept: false });
    clock.set(TUESDAY_14 - 24 * HOUR_MS);
    await reminders.ringDue();
    expect(handedOver).toEqual([]);
    expect(await ends()).toEqual(['24h skipped: not accepted by the shop', '2h waits: ']);
  });

  it('catches up after an outage, but only with the nearest reminder and never after the start [DF-22]', async () => {
    await book(TUESDAY_14);
    await book(TUESDAY_14 + 2 * HOUR_MS);
    clock.set(TUESDAY_14 - 90 * MINUTE_MS);
    await reminders.ringDue();
    expect(handedOver.map(({ kind }) => kind)).toEqual(['advance', 'soon']);
    clock.set(TUESDAY_14 + 2 * HOUR_MS);
    await reminders.ringDue();
    expect((await ends()).sort()).toEqual([
      '24h sent: sent',
      '24h skipped: a nearer reminder is due as well',
      '2h missed: the visit had started',
      '2h sent: sent',
    ]);
  });

  it('tries again under the same id when the chat cannot be reached', async () => {
    const id = await book();
    let fails = 2;
    const tried: string[] = [];
    const shaky = makeReminders({
      async notify(_conversationId, noticeId) {
        tried.push(noticeId);
        if (fails-- > 0) throw new Error('the chat cannot be reached');
      },
    });
    clock.set(TUESDAY_14 - 24 * HOUR_MS);
    await shaky.ringDue();
    clock.advance(MINUTE_MS);
    await shaky.ringDue();
    clock.advance(10 * MINUTE_MS);
    await shaky.ringDue();
    expect(tried).toEqual(Array(3).fill(`reminder:${id}:24h:1`));
    expect((await ends())[0]).toBe('24h sent: sent');
  });

  it('finishes what a worker left when it died between handing over and recording', async () => {
    const id = await book();
    clock.set(TUESDAY_14 - 24 * HOUR_MS);
    // The trace of a worker that claimed, handed over, and was no more.
    await database.db
      .collection<ReminderRow>(REMINDERS)
      .updateOne(
        { _id: `${id}:24h:1` },
        { $set: { leaseUntilUtc: clock.nowUtc() + 30_000, leaseToken: 'dead', tries: 1 } },
      );
    await reminders.ringDue();
    expect(handedOver).toEqual([]);
    clock.advance(30_000);
    await reminders.ringDue();
    expect(handedOver.map(({ noticeId }) => noticeId)).toEqual([`reminder:${id}:24h:1`]);
  });
});

describe('several workers', () => {
  async function many(count: number): Promise<void> {
    const row = (n: number): ReminderRow => ({
      _id: `b${n}:24h:1`,
      shopId: 'shop',
      bookingId: `b${n}`,
      conversationId: `c${n}`,
      kind: 'advance',
      hoursBefore: 24,
      timeVersion: 1,
      startsAtUtc: TUESDAY_14,
      dueAtUtc: TUESDAY_14 - 24 * HOUR_MS,
      outcome: null,
      reason: null,
      decidedAtUtc: null,
      leaseUntilUtc: 0,
      leaseToken: '',
      tries: 0,
    });
    await database.db
      .collection<ReminderRow>(REMINDERS)
      .insertMany(Array.from({ length: count }, (_unused, n) => row(n)));
    clock.set(TUESDAY_14 - 24 * HOUR_MS);
  }
  const standing: RemindersDeps['findBooking'] = async (bookingId) =>
    ({
      bookingId,
      shopId: 'shop',
      conversationId: 'c',
      status: 'accepted',
      timeVersion: 1,
      startsAtUtc: TUESDAY_14,
      view: {},
    }) as unknown as Awaited<ReturnType<RemindersDeps['findBooking']>>;

  it('hand over each reminder once between them [DF-23] [REM-08]', async () => {
    await many(200);
    const workers = Array.from({ length: 4 }, () => makeReminders({ findBooking: standing }));
    await Promise.all(workers.map((worker) => worker.ringDue()));
    expect(handedOver).toHaveLength(200);
    expect(new Set(handedOver.map(({ noticeId }) => noticeId)).size).toBe(200);
  });

  it('would hand some over twice if they looked before they took (mutant)', async () => {
    await many(50);
    const collection = database.db.collection<ReminderRow>(REMINDERS);
    const careless = async (): Promise<void> => {
      const due = await collection.find({ outcome: null, dueAtUtc: { $lte: clock.nowUtc() } }).toArray();
      for (const row of due) {
        if (!judgeReminder(row, await standing(row.bookingId), clock.nowUtc(), false).send) continue;
        handedOver.push({ noticeId: row._id, kind: row.kind, atUtc: clock.nowUtc() });
        await collection.updateOne({ _id: row._id }, { $set: { outcome: 'sent' } });
      }
    };
    await Promise.all([careless(), careless()]);
    expect(handedOver.length).toBeGreaterThan(50);
  });
});

describe('random lives of bookings', () => {
  it('remind of every visit that stands, at its time, and of nothing else [REM-09] [DF-22]', async () => {
    const seed = seedOf('lives of bookings and their reminders');
    const random = createRandom(seed);
    const ids: string[] = [];
    for (let n = 0; n < 8; n++) ids.push(await book(TUESDAY_14 + (n - 5) * HOUR_MS));
    const expected = new Map<string, string>();
    while (clock.nowUtc() < TUESDAY_14 + 6 * HOUR_MS) {
      const id = random.pick(ids);
      const booking = (await world.desk.findBooking(id))!;
      if (random.chance(0.02))
        await world.desk.dropBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId: id, key: `drop-${id}` });
      else if (random.chance(0.06) && booking.status === 'accepted') {
        const to = booking.startsAtUtc + random.pick([-24, 24, 48]) * HOUR_MS;
        const holdId = await hold(to, id).catch(() => null);
        if (holdId)
          await world.desk.moveBooking({
            shopId: 'shop',
            conversationId: 'chat-1',
            bookingId: id,
            holdId,
            key: `move-${id}-${clock.nowUtc()}`,
          });
      }
      // News may be late; what was agreed is read afresh all the same.
      if (random.chance(0.7)) await hear();
      const before = handedOver.length;
      await Promise.all([reminders.ringDue(), makeReminders().ringDue()]);
      for (const { noticeId } of handedOver.slice(before)) {
        const [, bookingId, hours, timeVersion] = noticeId.split(':') as [string, string, string, string];
        const now = (await world.desk.findBooking(bookingId))!;
        expect({ seed, noticeId, status: now.status, timeVersion: now.timeVersion }).toEqual({
          seed,
          noticeId,
          status: 'accepted',
          timeVersion: Number(timeVersion),
        });
        expect(clock.nowUtc()).toBeLessThan(now.startsAtUtc);
        expect(clock.nowUtc()).toBeGreaterThanOrEqual(now.startsAtUtc - Number.parseInt(hours) * HOUR_MS);
        expect(expected.has(noticeId)).toBe(false);
        expected.set(noticeId, now.status);
      }
      clock.advance(random.pick([10, 30, 90]) * MINUTE_MS);
    }
    await hear();
    await reminders.ringDue();
    const open = (await rows()).filter(({ outcome, dueAtUtc }) => outcome === null && dueAtUtc <= clock.nowUtc());
    expect({ seed, open }).toEqual({ seed, open: [] });
    expect(expected.size).toBeGreaterThan(0);
  });

  it('gives every event type a meaning', async () => {
    const event: DomainEvent = {
      id: 'booking.coming:x:1',
      type: 'booking.coming',
      shopId: 'shop',
      bookingId: 'x',
      version: 1,
      atUtc: NOW_UTC,
    };
    await expect(reminders.onBookingEvent(event)).resolves.toBeUndefined();
    await expect(reminders.onBookingEvent({ ...event, type: 'booking.created' })).resolves.toBeUndefined();
    expect(await rows()).toEqual([]);
  });
});
