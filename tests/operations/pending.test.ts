import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createPendingRequests,
  pendingIndexes,
  type CardRemark,
  type PendingFacts,
  type PendingRequests,
} from '../../src/operations/index.js';
import { PENDING_STEPS, type PendingRow } from '../../src/operations/pending.model.js';
import { expiresAtUtc, judgePending, planPending } from '../../src/operations/pending.rules.js';
import { NOTICED_EVENTS } from '../../src/conversation/index.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { chat, joinWorld, openShop, prepareIndexes, ROSA, type World } from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
const TUESDAY_14 = Date.parse('2026-11-24T14:00:00Z');

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let world: World;
let remarks: CardRemark[];
/** How often the desk was asked to end a request, repeats included. */
let endings: number;
let heard: number;

beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  await ensureIndexes(database, pendingIndexes);
});
afterAll(() => database.drop());

beforeEach(async () => {
  await database.clear();
  clock = createMovableClock(NOW_UTC);
  world = joinWorld({ mongo: database, clock });
  await openShop(world);
  remarks = [];
  endings = 0;
  heard = 0;
});

function makePending(more: { remark?: (line: CardRemark) => Promise<void> } = {}): PendingRequests {
  return createPendingRequests({
    mongo: database,
    clock,
    log: createLog('silent'),
    async findPending(bookingId): Promise<PendingFacts | null> {
      const booking = await world.desk.findBooking(bookingId);
      const asked = booking?.history.findLast(({ act }) => act === 'create' || act === 'move');
      return booking && { ...booking, bookingId, askedAtUtc: asked!.atUtc };
    },
    expire: (input) => {
      endings++;
      return world.desk.expireBooking(input);
    },
    remark: (_bookingId, line) => (more.remark ? more.remark(line) : Promise.resolve(void remarks.push(line))),
  });
}

async function hear(...to: PendingRequests[]): Promise<void> {
  const events = await world.events.all();
  for (const event of events.slice(heard)) for (const one of to) await one.onBookingEvent(event);
  heard = events.length;
}

async function hold(startsAtUtc: number, movingBookingId: string | null = null): Promise<string> {
  const wish = { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId };
  const held = await world.blocks['hold.place'](wish, chat());
  if (held.exit !== 'held') throw new Error(held.exit);
  return held.data.holdId;
}

async function ask(startsAtUtc = TUESDAY_14): Promise<string> {
  const made = await world.blocks['booking.create']({ holdId: await hold(startsAtUtc), contact: ROSA }, chat());
  if (made.exit !== 'booked') throw new Error(made.exit);
  return made.data.booking.id;
}

function press(bookingId: string, act: 'accept' | 'reject') {
  const operator = { id: 'U1', name: 'Asha' };
  return world.desk.operatorAct({ bookingId, act, operator, actId: `${act}:${bookingId}`, nowUtc: clock.nowUtc() });
}

const rows = (): Promise<PendingRow[]> =>
  database.db.collection<PendingRow>(PENDING_STEPS).find().sort({ dueAtUtc: 1 }).toArray();
const ends = async (): Promise<string[]> => (await rows()).map(({ step, reason }) => `${step}: ${reason ?? 'waits'}`);
const statusOf = async (id: string): Promise<string | undefined> => (await world.desk.findBooking(id))?.status;

describe('the plan of a request', () => {
  it.each([
    ['days ahead', 72 * HOUR_MS, ['nudge 15', 'escalate 30', 'expire 1440']],
    ['in half a day', 12 * HOUR_MS, ['nudge 15', 'escalate 30', 'expire 720']],
    ['in half an hour', 30 * MINUTE_MS, ['nudge 15', 'expire 30']],
    ['in ten minutes', 10 * MINUTE_MS, ['expire 10']],
  ])('for a visit %s', (_what, aheadMs, expected) => {
    const facts = { askedAtUtc: NOW_UTC, startsAtUtc: NOW_UTC + aheadMs };
    const planned = planPending(facts).map(({ step, dueAtUtc }) => `${step} ${(dueAtUtc - NOW_UTC) / MINUTE_MS}`);
    expect(planned).toEqual(expected);
    expect(expiresAtUtc(facts)).toBe(NOW_UTC + Math.min(aheadMs, 24 * HOUR_MS));
  });

  it('is judged by what the booking is when it rings', () => {
    const facts: PendingFacts = {
      bookingId: 'b',
      shopId: 's',
      status: 'pending',
      timeVersion: 1,
      askedAtUtc: NOW_UTC,
      startsAtUtc: TUESDAY_14,
      zone: 'Europe/London',
      language: 'en',
    };
    expect(judgePending({ timeVersion: 1 }, facts, false)).toBeNull();
    expect(judgePending({ timeVersion: 1 }, facts, true)).toBe('a later step is due as well');
    expect(judgePending({ timeVersion: 1 }, { ...facts, timeVersion: 2 }, false)).toBe('moved');
    expect(judgePending({ timeVersion: 1 }, { ...facts, status: 'accepted' }, false)).toBe('answered');
    expect(judgePending({ timeVersion: 1 }, null, false)).toBe('no such booking');
  });
});

describe('a request nobody answers', () => {
  it('is remarked on twice and ended once, by two workers at once, and its customer hears of the end [GP-18] [BK-24]', async () => {
    const id = await ask();
    const [one, two] = [makePending(), makePending()];
    await hear(one, two);
    for (const waitMs of [15 * MINUTE_MS, 15 * MINUTE_MS, 24 * HOUR_MS]) {
      clock.advance(waitMs);
      await Promise.all([one.ringDue(), two.ringDue(), one.ringDue()]);
    }
    expect(remarks.map(({ key, text }) => [key, text.split(':')[0]])).toEqual([
      [`${id}:nudge:1`, 'Reminder'],
      [`${id}:escalate:1`, 'Urgent'],
    ]);
    expect(endings).toBe(1);
    const booking = await world.desk.findBooking(id);
    expect(booking).toMatchObject({ status: 'expired', version: 2 });
    expect(booking?.history.at(-1)).toMatchObject({
      act: 'expire',
      who: { kind: 'system', id: 'house' },
      from: 'pending',
    });
    expect((await world.events.all()).map(({ type }) => type)).toEqual(['booking.created', 'booking.expired']);
    expect(NOTICED_EVENTS).toContain('booking.expired');
    expect(await ends()).toEqual(['nudge: done', 'escalate: done', 'expire: done']);
  });

  it('gives its time back: somebody else can take it at once', async () => {
    await ask();
    const pending = makePending();
    await hear(pending);
    await expect(hold(TUESDAY_14)).rejects.toThrow('taken');
    clock.advance(24 * HOUR_MS);
    await pending.ringDue();
    await expect(hold(TUESDAY_14)).resolves.toEqual(expect.any(String));
  });

  it('skips what an outage slept through and does only the last step', async () => {
    await ask();
    const pending = makePending();
    await hear(pending);
    clock.advance(25 * HOUR_MS);
    await pending.ringDue();
    expect(remarks).toEqual([]);
    expect(await ends()).toEqual([
      'nudge: a later step is due as well',
      'escalate: a later step is due as well',
      'expire: done',
    ]);
  });

  it('is tried again when the card cannot be shown', async () => {
    await ask();
    let isAway = true;
    const pending = makePending({
      remark: async (line) => {
        if (isAway) throw new Error('Slack is away');
        remarks.push(line);
      },
    });
    await hear(pending);
    clock.advance(15 * MINUTE_MS);
    await pending.ringDue();
    isAway = false;
    clock.advance(5 * MINUTE_MS);
    await pending.ringDue();
    expect(remarks).toHaveLength(1);
  });

  it('waits anew for the new time once it was moved', async () => {
    const id = await ask();
    const pending = makePending();
    await hear(pending);
    clock.advance(10 * MINUTE_MS);
    const holdId = await hold(TUESDAY_14 + 2 * HOUR_MS, id);
    await world.desk.moveBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId: id, holdId, key: 'move' });
    clock.advance(5 * MINUTE_MS);
    await pending.ringDue();
    expect(remarks).toEqual([]);
    await hear(pending);
    clock.advance(10 * MINUTE_MS);
    await pending.ringDue();
    expect(remarks.map(({ key }) => key)).toEqual([`${id}:nudge:2`]);
  });
});

describe('an answer', () => {
  it('before the end leaves nothing to be done', async () => {
    const id = await ask();
    const pending = makePending();
    await hear(pending);
    await press(id, 'accept');
    await hear(pending);
    clock.advance(25 * HOUR_MS);
    expect(await pending.ringDue()).toBe(0);
    expect(await statusOf(id)).toBe('accepted');
    expect(await ends()).toEqual(['nudge: answered', 'escalate: answered', 'expire: answered']);
  });

  it('in the same instant as the end wins or loses as a whole', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await ask(TUESDAY_14 + round * HOUR_MS - 5 * HOUR_MS);
      const end = { bookingId: id, key: `${id}:expire:1`, timeVersion: 1, nowUtc: clock.nowUtc() };
      const [answered, ended] = await Promise.all([press(id, 'accept'), world.desk.expireBooking(end)]);
      const status = await statusOf(id);
      expect([answered.kind === 'done', ended.kind === 'expired']).toEqual([
        status === 'accepted',
        status === 'expired',
      ]);
    }
  });

  it('ended twice under one key is ended once', async () => {
    const id = await ask();
    const end = { bookingId: id, key: 'k', timeVersion: 1, nowUtc: clock.nowUtc() };
    const outcomes = await Promise.all([1, 2, 3].map(() => world.desk.expireBooking(end)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['expired', 'expired', 'expired']);
    expect((await world.desk.findBooking(id))?.history.filter(({ act }) => act === 'expire')).toHaveLength(1);
  });
});
