import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PAYMENTS, type PaymentRow } from '../../src/payments/payment.model.js';
import { createPaymentStore, type PaymentStore } from '../../src/payments/payment.store.js';
import type { Mongo } from '../../src/platform/mongo.js';
import { openTestDatabase } from '../support/database.js';
import { profile } from '../support/profile.js';
import { openPayWorld, TUESDAY_14, type PayWorld } from './support/pay-world.js';
import { createRandom, seedOf } from './support/random.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

let database: Awaited<ReturnType<typeof openTestDatabase>>;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

/** What must be equal whatever the order: the end of a payment, without ids and times that are drawn anew each time. */
async function endOf(world: PayWorld, paymentId: string) {
  const row = await world.row(paymentId);
  const { status, decision, giveBack, isLapsed, told, events } = row;
  return {
    status,
    isLapsed,
    giveBack,
    decision: decision && {
      kind: decision.kind,
      ...(decision.kind === 'booked' ? { isLate: decision.isLate } : { reason: decision.reason }),
    },
    told: [...told].sort(),
    refunds: world.stripe.eventBodies.filter((body) => body.includes('"refund.created"') && body.includes(paymentId))
      .length,
    kinds: events
      .filter(({ source }) => source === 'event')
      .map(({ kind }) => kind)
      .sort(),
  };
}

/** Ten thousand in the full profile (R3). */
const ORDERS = profile({ short: 150, full: 10_000 });

/** The four stories a link can have, played at the gateway with nothing delivered. */
const STORIES = ['paid', 'late', 'declined then paid', 'nobody pays'] as const;

async function play(world: PayWorld, story: (typeof STORIES)[number], startsAtUtc: number, conversationId: string) {
  const { holdId } = await world.hold(startsAtUtc, 'cut', 'asha', conversationId);
  const { sessionId, paymentId } = await world.link(holdId, { conversationId });
  const before = world.stripe.eventBodies.length;
  if (story === 'declined then paid') world.stripe.pay(sessionId, 'declined');
  if (story === 'paid' || story === 'declined then paid') world.stripe.pay(sessionId, 'paid');
  if (story === 'late') world.stripe.pay(sessionId, 'late');
  if (story === 'late' || story === 'nobody pays') world.clock.advance(50 * MINUTE_MS);
  world.stripe.tick();
  return { paymentId, bodies: world.stripe.eventBodies.slice(before) };
}

describe('events in any order', () => {
  it(
    'end the same whether they come once in order or three times and shuffled [PAY-09]',
    async () => {
      await database.clear();
      const seed = seedOf('R3 orders of events');
      const random = createRandom(seed);
      const world = await openPayWorld({ mongo: database, deliver: false });
      try {
        const once = new Map<string, unknown>();
        for (const story of STORIES) {
          const { paymentId, bodies } = await play(world, story, TUESDAY_14, `once ${story}`);
          for (const body of bodies) {
            await world.deliver(body);
            await world.settle();
          }
          once.set(story, await endOf(world, paymentId));
          await forget(world);
        }
        expect([...once.values()].map((end) => (end as { status: string }).status)).toEqual([
          'paid',
          'paid',
          'paid',
          'expired',
        ]);
        for (let order = 0; order < ORDERS; order++) {
          const story = STORIES[order % STORIES.length]!;
          const { paymentId, bodies } = await play(world, story, TUESDAY_14, `order ${order}`);
          const all = random.shuffled([...bodies, ...bodies, ...bodies]);
          if (random.chance(0.5)) await Promise.all(all.map((body) => world.deliver(body)));
          else for (const body of all) await world.deliver(body);
          await world.settle();
          expect({ seed, order, story, end: await endOf(world, paymentId) }).toEqual({
            seed,
            order,
            story,
            end: once.get(story),
          });
          await forget(world);
        }
        expect(world.stripe.problems).toEqual([]);
      } finally {
        await world.close();
      }
    },
    300 * ORDERS,
  );

  /** Back to an empty diary at the time we began, so that each order starts alike. */
  async function forget(world: PayWorld): Promise<void> {
    world.clock.set(Date.parse('2026-11-21T08:00:00Z'));
    await database.db.collection('day_sheets').deleteMany({});
  }

  it('notices a store that forgets that an event was there (mutant)', async () => {
    await database.clear();
    const world = await openPayWorld({ mongo: database, deliver: false, store: forgetful(database) });
    try {
      const { paymentId, bodies } = await play(world, 'paid', TUESDAY_14, 'chat-1');
      for (const body of [...bodies, ...bodies]) await world.deliver(body);
      await world.settle();
      const ids = (await world.row(paymentId)).events.map(({ id }) => id);
      expect(new Set(ids).size).toBeLessThan(ids.length);
    } finally {
      await world.close();
    }
  });

  it('keeps each event of a doubled delivery once', async () => {
    await database.clear();
    const world = await openPayWorld({ mongo: database, deliver: false });
    try {
      const { paymentId, bodies } = await play(world, 'paid', TUESDAY_14, 'chat-1');
      await Promise.all([...bodies, ...bodies, ...bodies].map((body) => world.deliver(body)));
      await world.settle();
      const ids = (await world.row(paymentId)).events.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    } finally {
      await world.close();
    }
  });
});

/** The store without its dedupe: every delivery is pushed. */
function forgetful(mongo: Mongo): PaymentStore {
  const store = createPaymentStore(mongo);
  return {
    ...store,
    async append(about, entry, nowUtc) {
      const { paymentId } = about;
      if (paymentId === null) return { kind: 'nobody' };
      await mongo.db
        .collection<PaymentRow>(PAYMENTS)
        .updateOne({ _id: paymentId }, { $push: { events: entry }, $inc: { rev: 1 }, $set: { dueAtUtc: nowUtc } });
      return { kind: 'stored', paymentId };
    },
  };
}
