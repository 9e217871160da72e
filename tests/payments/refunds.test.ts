import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../support/database.js';
import { HOUR_MS, openPayWorld, outcomesOf, type PayWorld, type PayWorldOptions } from './support/pay-world.js';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let world: PayWorld;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

beforeEach(() => reopen());
afterEach(() => world.close());

async function reopen(options: Partial<PayWorldOptions> = {}): Promise<void> {
  await world?.close();
  for (const { name } of await database.db.listCollections().toArray())
    await database.db.collection(name).deleteMany({});
  world = await openPayWorld({ mongo: database, ...options });
}

const names = (): string[] => world.told.map(({ notice }) => notice.name);
describe('giving back', () => {
  async function paidBooking(): Promise<{ bookingId: string; paymentId: string }> {
    const { holdId } = await world.hold();
    const { sessionId, paymentId } = await world.link(holdId);
    world.stripe.pay(sessionId, 'paid');
    await world.settle();
    const { notice } = world.told.at(-1)!;
    if (notice.name !== 'payment.booked') throw new Error('not booked');
    return { bookingId: notice.booking.id, paymentId };
  }

  it('gives everything back once when a paid visit is dropped in time [PAY-02]', async () => {
    const { bookingId, paymentId } = await paidBooking();
    await world.bookings.dropBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId, key: 'drop' });
    await world.settle();
    expect(await Promise.all([1, 2, 3].map(() => world.payments.refundForBooking(bookingId)))).toEqual(
      Array(3).fill({ amountMinor: 2500, currency: 'GBP' }),
    );
    await world.settle();
    expect((await world.row(paymentId)).status).toBe('refunded');
    expect([...(await outcomesOf(world)).values()]).toEqual([{ captured: 1, bookings: 1, refunds: 1 }]);
  });

  it('gives everything back when the shop refuses the visit', async () => {
    const { bookingId, paymentId } = await paidBooking();
    const answer = await world.bookings.operatorAct({
      shopId: 'shop',
      bookingId,
      act: 'reject',
      operator: { id: 'U1', name: 'Asha' },
      actId: 'act-1',
      nowUtc: world.clock.nowUtc(),
    } as Parameters<PayWorld['bookings']['operatorAct']>[0]);
    expect(answer.kind).toBe('done');
    await world.settle();
    expect((await world.row(paymentId)).status).toBe('refunded');
  });

  it('gives nothing back for a visit that stands', async () => {
    const { bookingId } = await paidBooking();
    expect(await world.payments.refundForBooking(bookingId)).toBeNull();
    expect(await world.payments.refundForBooking('no-such-booking')).toBeNull();
  });

  it('keeps trying while the gateway cannot take the refund, and asks once in effect', async () => {
    const { bookingId, paymentId } = await paidBooking();
    world.stripe.faults.cutAfterEffect = 1;
    await world.bookings.dropBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId, key: 'drop' });
    await world.settle();
    world.clock.advance(HOUR_MS);
    await world.payments.sweepPayments();
    await world.settle();
    expect((await world.row(paymentId)).status).toBe('refunded');
    expect([...(await outcomesOf(world)).values()]).toEqual([{ captured: 1, bookings: 1, refunds: 1 }]);
  });

  it('refuses to keep money that is not what was asked for: its own state, then back', async () => {
    await reopen({ deliver: false });
    const { holdId } = await world.hold();
    const { sessionId, paymentId } = await world.link(holdId);
    world.stripe.pay(sessionId, 'paid');
    const completed = world.stripe.eventBodies.find((body) => body.includes('"checkout.session.completed"'))!;
    await world.deliver(completed.replace('"amount_total":2500', '"amount_total":2400'));
    await world.settle();
    expect(await world.row(paymentId)).toMatchObject({
      decision: { kind: 'giveBack', reason: 'mismatch' },
      giveBack: { amount: { amountMinor: 2400 } },
    });
    expect(names()).toEqual(['payment.refunded']);
  });
});
