import { describe, expect, it } from '@jest/globals';
import type { PaymentRow } from '../../src/payments/payment.model.js';
import { NOW_UTC, outcomesOf, ROSA, TUESDAY_14 } from './support/pay-world.js';
import { withPayWorld } from './support/opened.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

const on = withPayWorld();

/** Someone without a link takes the same time of the same person. */
async function takeAway(startsAtUtc = TUESDAY_14): Promise<void> {
  const { holdId } = await on.world.hold(startsAtUtc, 'shave', 'asha', 'chat-2');
  const made = await on.world.bookings.createBooking({
    holdId,
    contact: ROSA,
    key: `away-${startsAtUtc}`,
    conversationId: 'chat-2',
    channel: 'sms',
    address: '+447700900002',
    language: 'en',
    paid: null,
  });
  expect(made.kind).toBe('booked');
}

describe('paying in the chat', () => {
  it('gives a link whose end, the hold and the promise are one instant [CF-18] [PAY-20]', async () => {
    const { holdId } = await on.world.hold();
    const { url, amount, untilUtc, until, paymentId } = await on.world.link(holdId);
    expect(amount).toEqual({ amountMinor: 2500, currency: 'GBP' });
    expect(url.startsWith(`${on.world.stripe.url}/pay/`)).toBe(true);
    expect(until).toBe('8:31');
    expect(untilUtc).toBe(NOW_UTC + 31 * MINUTE_MS);
    expect((await on.world.bookings.holdQuote(holdId))?.untilUtc).toBe(untilUtc);
    const session = await fetch(`${on.world.stripe.url}/v1/checkout/sessions/${url.split('/').at(-1)}`, {
      headers: { authorization: 'Bearer sk_test_parley' },
    });
    expect(await session.json()).toMatchObject({
      expires_at: untilUtc / 1000,
      client_reference_id: paymentId,
      amount_total: 2500,
      currency: 'gbp',
      customer: null,
    });
  });

  it('asks only for the deposit where that secures the time [CF-18]', async () => {
    const { holdId } = await on.world.hold(TUESDAY_14, 'colour');
    expect((await on.world.link(holdId)).amount).toEqual({ amountMinor: 2000, currency: 'GBP' });
  });

  it('books once the signed event says that the money is there, and tells the chat [PAY-07] [PAY-09]', async () => {
    const { holdId } = await on.world.hold();
    const { sessionId, paymentId } = await on.world.link(holdId);
    expect(on.world.stripe.pay(sessionId, 'paid')).toBe('done');
    await on.world.settle();
    expect(on.names()).toEqual(['payment.booked']);
    const { notice } = on.world.told[0]!;
    if (notice.name !== 'payment.booked') throw new Error('another notice');
    expect(notice).toMatchObject({
      late: false,
      paid: { amountMinor: 2500, currency: 'GBP' },
      booking: { when: 'Tue 24 Nov 14:00', paidText: '£25' },
    });
    expect(await on.world.row(paymentId)).toMatchObject({ status: 'paid', gateway: 'stripe', dueAtUtc: null });
    expect(on.world.stripe.problems).toEqual([]);
  });

  it('lets a guest pay on the hosted page, without a login and without any card number passing us [PAY-10] [PAY-11]', async () => {
    const { holdId } = await on.world.hold();
    const { url } = await on.world.link(holdId);
    const page = await (await fetch(url)).text();
    expect(page).toContain('Pay £25');
    expect(page).toContain('Haircut, Tue 24 Nov 14:00, Willow Salon');
    const paid = await fetch(url, { method: 'POST', body: new URLSearchParams({ card: 'paid' }), redirect: 'manual' });
    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toBe('http://127.0.0.1:8080/paid');
    await on.world.settle();
    expect(on.names()).toEqual(['payment.booked']);
    expect(await (await fetch(url)).text()).toContain('Already paid');
  });

  it('does not believe the return page', async () => {
    await on.reopen({ deliver: false });
    const { holdId } = await on.world.hold();
    const { paymentId } = await on.world.link(holdId);
    expect((await fetch(`${on.world.appUrl}/paid`)).status).toBe(200);
    await on.world.settle();
    expect(on.names()).toEqual([]);
    expect((await on.world.row(paymentId)).status).toBe('open');
  });

  it('leaves the link open after a declined card', async () => {
    const { holdId } = await on.world.hold();
    const { url, sessionId } = await on.world.link(holdId);
    const page = await (await fetch(url, { method: 'POST', body: new URLSearchParams({ card: 'declined' }) })).text();
    expect(page).toContain('Card declined');
    on.world.stripe.pay(sessionId, 'paid');
    await on.world.settle();
    expect(on.names()).toEqual(['payment.booked']);
  });
});

describe('asking for a link', () => {
  it('answers the same call with the same link and one checkout', async () => {
    const { holdId } = await on.world.hold();
    const [first, second] = await Promise.all([
      on.world.link(holdId, { key: 'same' }),
      on.world.link(holdId, { key: 'same' }),
    ]);
    expect(second.url).toBe(first.url);
    expect(await on.database.db.collection('payments').countDocuments()).toBe(1);
  });

  it('makes one checkout when the first answer is lost on the way', async () => {
    const { holdId } = await on.world.hold();
    on.world.stripe.faults.cutAfterEffect = 1;
    await on.world.link(holdId);
    const made = (await (
      await fetch(`${on.world.stripe.url}/v1/checkout/sessions`, {
        headers: { authorization: 'Bearer sk_test_parley' },
      })
    ).json()) as { data: unknown[] };
    expect(made.data).toHaveLength(1);
    expect(on.world.stripe.problems).toEqual([]);
  });

  it('repeats a good link instead of making a second one for the same time', async () => {
    const { holdId } = await on.world.hold();
    const first = await on.world.link(holdId);
    expect((await on.world.link(holdId)).url).toBe(first.url);
  });

  it('says that payment is not possible while the gateway is away, and asks again under the same row later', async () => {
    const { holdId } = await on.world.hold();
    on.world.stripe.faults.failBeforeEffect = 2;
    expect(await on.world.request(holdId, { key: 'again' })).toMatchObject({
      exit: 'failed',
      data: { reason: 'gatewayDown' },
    });
    await on.world.settle();
    expect((await on.world.request(holdId, { key: 'again' })).exit).toBe('link');
    expect(await on.database.db.collection('payments').countDocuments()).toBe(1);
  });

  it('makes no link for a time that was taken meanwhile, and offers three others [PAY-20]', async () => {
    const { holdId } = await on.world.hold();
    on.world.clock.advance(16 * MINUTE_MS);
    await takeAway();
    const outcome = await on.world.request(holdId);
    if (outcome.exit !== 'taken') throw new Error(`expected taken, got ${outcome.exit}`);
    expect(outcome.data.alternatives).toHaveLength(3);
    const made = (await (
      await fetch(`${on.world.stripe.url}/v1/checkout/sessions`, {
        headers: { authorization: 'Bearer sk_test_parley' },
      })
    ).json()) as { data: unknown[] };
    expect(made.data).toEqual([]);
  });

  it('keeps a row with its gateway and its log for each attempt, the failed ones as well [PAY-01] [PAY-05]', async () => {
    const { holdId } = await on.world.hold();
    on.world.stripe.faults.failBeforeEffect = 2;
    expect((await on.world.request(holdId)).exit).toBe('failed');
    await on.world.settle();
    const { sessionId } = await on.world.link(holdId);
    on.world.stripe.pay(sessionId, 'paid');
    await on.world.settle();
    const rows = await on.database.db
      .collection<PaymentRow>('payments')
      .find()
      .sort({ createdAtUtc: 1, status: 1 })
      .toArray();
    const log = rows.map(({ gateway, status, due, events }) => ({
      gateway,
      status,
      due,
      kinds: events.map(({ kind }) => kind),
    }));
    const due = { amountMinor: 2500, currency: 'GBP' };
    expect(log).toEqual([
      { gateway: 'stripe', status: 'abandoned', due, kinds: ['attempt.abandoned'] },
      { gateway: 'stripe', status: 'paid', due, kinds: ['link.opened', 'checkout.paid'] },
    ]);
  });

  it('closes the link of the time a person gave up for another, without a word', async () => {
    const first = await on.world.hold();
    const old = await on.world.link(first.holdId);
    const second = await on.world.hold(TUESDAY_14 + 2 * HOUR_MS);
    await on.world.link(second.holdId);
    await on.world.settle();
    expect(on.world.stripe.pay(old.sessionId, 'paid')).toBe('closed');
    expect(on.names()).toEqual([]);
    expect((await on.world.bookings.holdQuote(first.holdId))?.untilUtc).toBeNull();
  });
});

describe('the end of a link', () => {
  it('releases the time and tells the person when nobody paid [PAY-19]', async () => {
    const { holdId } = await on.world.hold();
    const { paymentId } = await on.world.link(holdId);
    on.world.clock.advance(31 * MINUTE_MS);
    await on.world.settle();
    expect(on.names()).toEqual(['payment.lapsed']);
    expect((await on.world.row(paymentId)).status).toBe('expired');
    expect((await on.world.bookings.holdQuote(holdId))?.untilUtc).toBeNull();
  });

  it('lapses at the promised instant and not before, even when no event comes [PAY-19]', async () => {
    await on.reopen({ deliver: false });
    const { holdId } = await on.world.hold();
    const { untilUtc } = await on.world.link(holdId);
    on.world.clock.set(untilUtc - 1);
    await on.world.payments.sweepPayments();
    expect(on.names()).toEqual([]);
    on.world.clock.set(untilUtc);
    await on.world.payments.sweepPayments();
    await on.world.payments.sweepPayments();
    expect(on.names()).toEqual(['payment.lapsed']);
  });

  it('finds money whose event was lost, by asking the gateway', async () => {
    await on.reopen({ deliver: false });
    const { holdId } = await on.world.hold();
    const { sessionId, untilUtc, paymentId } = await on.world.link(holdId);
    on.world.clock.advance(5 * MINUTE_MS);
    on.world.stripe.pay(sessionId, 'paid');
    on.world.clock.set(untilUtc + MINUTE_MS);
    await on.world.payments.sweepPayments();
    expect(on.world.told.map(({ notice }) => notice)).toMatchObject([{ name: 'payment.booked', late: false }]);
    expect((await on.world.row(paymentId)).events.map(({ source }) => source)).toEqual(['house', 'lookup']);
  });
});

describe('late money', () => {
  async function payLate(takenAway: boolean): Promise<string> {
    const { holdId } = await on.world.hold();
    const { sessionId, paymentId } = await on.world.link(holdId);
    on.world.clock.advance(20 * MINUTE_MS);
    on.world.stripe.pay(sessionId, 'late');
    await on.world.settle();
    on.world.clock.advance(15 * MINUTE_MS);
    await on.world.payments.sweepPayments();
    if (takenAway) await takeAway();
    expect(on.names()).toEqual([]);
    on.world.clock.advance(40 * MINUTE_MS);
    await on.world.settle();
    return paymentId;
  }

  it('takes the time again while it is free, and says that the money was late [PAY-19]', async () => {
    await payLate(false);
    expect(on.world.told.map(({ notice }) => notice)).toMatchObject([{ name: 'payment.booked', late: true }]);
  });

  it('goes back in full with three other times when the time has gone [PAY-19] [PAY-20]', async () => {
    const paymentId = await payLate(true);
    const notice = on.world.told[0]?.notice;
    if (notice?.name !== 'payment.refunded') throw new Error('not refunded');
    expect(notice).toMatchObject({
      refunded: { amountMinor: 2500, currency: 'GBP' },
      lapsedAt: '8:31',
      wanted: 'Tue 24 Nov 14:00',
      serviceId: 'cut',
    });
    expect(notice.alternatives).toHaveLength(3);
    expect(notice.alternatives[0]).toMatchObject({ startsAtUtc: TUESDAY_14, personName: 'ben' });
    expect(on.names()).toEqual(['payment.refunded']);
    expect((await on.world.row(paymentId)).status).toBe('refunding');
    on.world.clock.advance(HOUR_MS);
    await on.world.settle();
    expect((await on.world.row(paymentId)).status).toBe('refunded');
    expect([...(await outcomesOf(on.world)).values()]).toEqual([{ captured: 1, bookings: 0, refunds: 1 }]);
  });
});
