import { describe, expect, it } from '@jest/globals';
import { outcomesOf, type PayWorld } from './support/pay-world.js';
import { withPayWorld } from './support/opened.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const on = withPayWorld();

describe('giving back', () => {
  async function paidBooking(): Promise<{ bookingId: string; paymentId: string }> {
    const { holdId } = await on.world.hold();
    const { sessionId, paymentId } = await on.world.link(holdId);
    on.world.stripe.pay(sessionId, 'paid');
    await on.world.settle();
    const { notice } = on.world.told.at(-1)!;
    if (notice.name !== 'payment.booked') throw new Error('not booked');
    return { bookingId: notice.booking.id, paymentId };
  }

  it('gives everything back once when a paid visit is dropped in time [PAY-02]', async () => {
    const { bookingId, paymentId } = await paidBooking();
    await on.world.bookings.dropBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId, key: 'drop' });
    await on.world.settle();
    expect(await Promise.all([1, 2, 3].map(() => on.world.payments.refundForBooking(bookingId)))).toEqual(
      Array(3).fill({ amountMinor: 2500, currency: 'GBP' }),
    );
    await on.world.settle();
    expect((await on.world.row(paymentId)).status).toBe('refunded');
    expect([...(await outcomesOf(on.world)).values()]).toEqual([{ captured: 1, bookings: 1, refunds: 1 }]);
  });

  it('gives everything back when the shop refuses the visit', async () => {
    const { bookingId, paymentId } = await paidBooking();
    const answer = await on.world.bookings.operatorAct({
      shopId: 'shop',
      bookingId,
      act: 'reject',
      operator: { id: 'U1', name: 'Asha' },
      actId: 'act-1',
      nowUtc: on.world.clock.nowUtc(),
    } as Parameters<PayWorld['bookings']['operatorAct']>[0]);
    expect(answer.kind).toBe('done');
    await on.world.settle();
    expect((await on.world.row(paymentId)).status).toBe('refunded');
  });

  it('gives nothing back for a visit that stands', async () => {
    const { bookingId } = await paidBooking();
    expect(await on.world.payments.refundForBooking(bookingId)).toBeNull();
    expect(await on.world.payments.refundForBooking('no-such-booking')).toBeNull();
  });

  it('keeps trying while the gateway cannot take the refund, and asks once in effect', async () => {
    const { bookingId, paymentId } = await paidBooking();
    on.world.stripe.faults.cutAfterEffect = 1;
    await on.world.bookings.dropBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId, key: 'drop' });
    await on.world.settle();
    on.world.clock.advance(HOUR_MS);
    await on.world.payments.sweepPayments();
    await on.world.settle();
    expect((await on.world.row(paymentId)).status).toBe('refunded');
    expect([...(await outcomesOf(on.world)).values()]).toEqual([{ captured: 1, bookings: 1, refunds: 1 }]);
  });

  it('refuses to keep money that is not what was asked for: its own state, then back', async () => {
    await on.reopen({ deliver: false });
    const { holdId } = await on.world.hold();
    const { sessionId, paymentId } = await on.world.link(holdId);
    on.world.stripe.pay(sessionId, 'paid');
    const completed = on.world.stripe.eventBodies.find((body) => body.includes('"checkout.session.completed"'))!;
    await on.world.deliver(completed.replace('"amount_total":2500', '"amount_total":2400'));
    await on.world.settle();
    expect(await on.world.row(paymentId)).toMatchObject({
      decision: { kind: 'giveBack', reason: 'mismatch' },
      giveBack: { amount: { amountMinor: 2400 } },
    });
    expect(on.names()).toEqual(['payment.refunded']);
  });
});
