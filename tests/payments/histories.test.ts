import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PAYMENTS, type PaymentRow } from '../../src/payments/payment.model.js';
import type { BookingDesk } from '../../src/payments/index.js';
import { openTestDatabase } from '../support/database.js';
import { profile } from '../support/profile.js';
import { openPayWorld, outcomesOf, TUESDAY_14, type PayWorld } from './support/pay-world.js';
import { createRandom, seedOf, type Random } from './support/random.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

let database: Awaited<ReturnType<typeof openTestDatabase>>;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

/** Whether what surrounds the payments may still fail. */
interface Weather {
  isFair: boolean;
}

interface Story {
  readonly conversationId: string;
  readonly sessionId: string;
  readonly holdId: string;
}

/** One random history: holds, links, payments, events in any order, faults, crashes, refunds; then everything is let come to rest. */
async function live(world: PayWorld, random: Random, steps: number, weather: Weather): Promise<void> {
  const links: Story[] = [];
  const undelivered: string[] = [];
  let seen = 0;
  const hear = (): void => {
    for (const body of world.stripe.eventBodies.slice(seen)) undelivered.push(body);
    seen = world.stripe.eventBodies.length;
  };
  for (let step = 0; step < steps; step++) {
    const conversationId = `chat-${random.below(6)}`;
    // Few times and one person: people get in each other's way.
    const startsAtUtc = TUESDAY_14 + random.below(4) * HOUR_MS;
    switch (random.below(9)) {
      case 0:
      case 1: {
        const held = await world
          .hold(startsAtUtc, random.pick(['cut', 'colour']), 'asha', conversationId)
          .catch(() => null);
        if (!held) break;
        if (random.chance(0.2)) world.stripe.faults.cutAfterEffect = 1;
        const outcome = await world.request(held.holdId, { conversationId });
        if (outcome.exit === 'link')
          links.push({ conversationId, sessionId: outcome.data.url.split('/').at(-1)!, holdId: held.holdId });
        break;
      }
      case 2:
      case 3:
        if (links.length > 0)
          world.stripe.pay(random.pick(links).sessionId, random.pick(['paid', 'paid', 'late', 'declined']));
        break;
      case 4:
        world.clock.advance(random.pick([1, 5, 15, 40]) * MINUTE_MS);
        break;
      case 5:
        if (links.length > 0) await world.bookings.releaseHold(random.pick(links).holdId);
        break;
      case 6: {
        const booked = await world.mongo.db
          .collection<{ _id: string; conversationId: string }>('bookings')
          .findOne({ status: 'pending' });
        if (booked)
          await world.bookings.dropBooking({
            shopId: 'shop',
            conversationId: booked.conversationId,
            bookingId: booked._id,
            key: `drop-${step}`,
          });
        break;
      }
      case 7:
        if (random.chance(0.3)) world.stripe.faults.failBeforeEffect = 1 + random.below(2);
        await world.payments.sweepPayments();
        break;
      default: {
        hear();
        const some = random.shuffled(undelivered.splice(0, 1 + random.below(4)));
        const all = random.chance(0.5) ? [...some, ...some] : some;
        await Promise.all(all.map((body) => world.deliver(body)));
        // Kept back to come again, long after.
        if (random.chance(0.3)) undelivered.push(...some);
      }
    }
  }
  hear();
  for (const body of random.shuffled(undelivered)) await world.deliver(body);
  await comeToRest(world, weather);
}

async function comeToRest(world: PayWorld, weather: Weather): Promise<void> {
  Object.assign(world.stripe.faults, { cutAfterEffect: 0, failBeforeEffect: 0 });
  await world.settle();
  for (let round = 0; round < 12; round++) {
    // Nothing is finished while it fails by chance each time: at last the storm is over, and all of it must be.
    weather.isFair = round >= 8;
    world.clock.advance(2 * HOUR_MS);
    world.stripe.tick();
    await world.payments.sweepPayments();
    await world.settle();
  }
}

/** Breaks of the rule: money that has neither a standing booking nor a refund, or both, or one of them twice. */
async function breaksOf(world: PayWorld): Promise<unknown[]> {
  const bookings = await world.mongo.db.collection('bookings').find().toArray();
  const standing = new Map(
    bookings.map((booking) => [
      String((booking['paid'] as { paymentId: string }).paymentId),
      booking['status'] !== 'cancelled',
    ]),
  );
  const breaks: unknown[] = [];
  for (const [paymentId, money] of await outcomesOf(world)) {
    if (money.captured === 0) continue;
    const stands = standing.get(paymentId) === true ? 1 : 0;
    if (money.captured !== 1 || money.bookings > 1 || stands + money.refunds !== 1)
      breaks.push({ paymentId, ...money, stands });
  }
  return breaks;
}

async function runHistories(
  seed: number,
  count: number,
  crashes: (random: Random, weather: Weather) => (desk: BookingDesk) => BookingDesk,
  isCrashing = true,
): Promise<{ breaks: unknown[]; captured: number }> {
  const random = createRandom(seed);
  const crashRandom = createRandom(seed + 1);
  const breaks: unknown[] = [];
  let captured = 0;
  for (let history = 0; history < count; history++) {
    await database.clear();
    const weather = { isFair: false };
    const world = await openPayWorld({
      mongo: database,
      deliver: false,
      notifyFails: () => isCrashing && !weather.isFair && random.chance(0.2),
      wrapDesk: crashes(crashRandom, weather),
    });
    try {
      await live(world, random, STEPS, weather);
      breaks.push(...(await breaksOf(world)).map((one) => ({ seed, history, one })));
      captured += [...(await outcomesOf(world)).values()].filter((money) => money.captured > 0).length;
      const unfinished = await world.mongo.db
        .collection<PaymentRow>(PAYMENTS)
        .find({ dueAtUtc: { $ne: null } })
        .toArray();
      if (isCrashing) expect({ seed, history, unfinished }).toEqual({ seed, history, unfinished: [] });
    } finally {
      await world.close();
    }
  }
  return { breaks, captured };
}

/** Between any two steps the process may die: here, right after the booking was made and before it was written down. */
function crashing(random: Random, weather: Weather): (desk: BookingDesk) => BookingDesk {
  return (desk) => ({
    ...desk,
    async createBooking(input) {
      const answer = await desk.createBooking(input);
      if (!weather.isFair && random.chance(0.3)) throw new Error('the process died after the booking was made');
      return answer;
    },
  });
}

const STEPS = 40;
/** A hundred thousand acts in the full profile (R13). */
const HISTORIES = profile({ short: 15, full: 2_500 });

describe('random histories', () => {
  it(
    'give every captured payment exactly one booking or one refund [PAY-20]',
    async () => {
      const seed = seedOf('R13 histories of payments');
      const { breaks, captured } = await runHistories(seed, HISTORIES, crashing);
      expect(breaks).toEqual([]);
      expect(captured).toBeGreaterThan(20);
    },
    8_000 * HISTORIES,
  );

  it('notices a payment that books under a new key each time (mutant)', async () => {
    let tries = 0;
    const careless = (random: Random, weather: Weather) => (desk: BookingDesk) =>
      crashing(
        random,
        weather,
      )({
        ...desk,
        createBooking: (input) =>
          desk.createBooking({
            ...input,
            key: `${input.key}:${++tries}`,
            holdId: input.holdId.replace(/.$/, String(tries % 10)),
          }),
      });
    expect((await runHistories(11, 6, careless, false)).breaks).not.toEqual([]);
  }, 60_000);
});
