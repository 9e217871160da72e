import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentRow } from '../../src/payments/payment.model.js';
import { openTestDatabase } from '../support/database.js';
import {
  HOUR_MS,
  MINUTE_MS,
  NOW_UTC,
  openPayWorld,
  outcomesOf,
  ROSA,
  TUESDAY_14,
  type PayWorld,
  type PayWorldOptions,
} from './support/pay-world.js';

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
/** Someone without a link takes the same time of the same person. */
async function takeAway(startsAtUtc = TUESDAY_14): Promise<void> {
  const { holdId } = await world.hold(startsAtUtc, 'shave', 'asha', 'chat-2');
  const made = await world.bookings.createBooking({
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
    const { holdId } = await world.hold();
    const { url, amount, untilUtc, until, paymentId } = await world.link(holdId);
    expect(amount).toEqual({ amountMinor: 2500, currency: 'GBP' });
    expect(url.startsWith(`${world.stripe.url}/pay/`)).toBe(true);
    expect(until).toBe('8:31');
    expect(untilUtc).toBe(NOW_UTC + 31 * MINUTE_MS);
    expect((await world.bookings.holdQuote(holdId))?.untilUtc).toBe(untilUtc);
    const session = await fetch(`${world.stripe.url}/v1/checkout/sessions/${url.split('/').at(-1)}`, {
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
    const { holdId } = await world.hold(TUESDAY_14, 'colour');
    expect((await world.link(holdId)).amount).toEqual({ amountMinor: 2000, currency: 'GBP' });
  });

  it('books once the signed event says that the money is there, and tells the chat [PAY-07] [PAY-09]', async () => {
    const { holdId } = await world.hold();
    const { sessionId, paymentId } = await world.link(holdId);
    expect(world.stripe.pay(sessionId, 'paid')).toBe('done');
    await world.settle();
    expect(names()).toEqual(['payment.booked']);
    const { notice } = world.told[0]!;
    if (notice.name !== 'payment.booked') throw new Error('another notice');
    expect(notice).toMatchObject({
      late: false,
      paid: { amountMinor: 2500, currency: 'GBP' },
      booking: { when: 'Tue 24 Nov 14:00', paidText: '£25' },
    });
    expect(await world.row(paymentId)).toMatchObject({ status: 'paid', gateway: 'stripe', dueAtUtc: null });
    expect(world.stripe.problems).toEqual([]);
  });

  it('lets a guest pay on the hosted page, without a login and without any card number passing us [PAY-10] [PAY-11]', async () => {
    const { holdId } = await world.hold();
    const { url } = await world.link(holdId);
    const page = await (await fetch(url)).text();
    expect(page).toContain('Pay £25');
    expect(page).toContain('Haircut, Tue 24 Nov 14:00, Willow Salon');
    const paid = await fetch(url, { method: 'POST', body: new URLSearchParams({ card: 'paid' }), redirect: 'manual' });
    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toBe('http://127.0.0.1:8080/paid');
    await world.settle();
    expect(names()).toEqual(['payment.booked']);
    expect(await (await fetch(url)).text()).toContain('Already paid');
  });

  it('does not believe the return page', async () => {
    await reopen({ deliver: false });
    const { holdId } = await world.hold();
    const { paymentId } = await world.link(holdId);
    expect((await fetch(`${world.appUrl}/paid`)).status).toBe(200);
    await world.settle();
    expect(names()).toEqual([]);
    expect((await world.row(paymentId)).status).toBe('open');
  });

  it('leaves the link open after a declined card', async () => {
    const { holdId } = await world.hold();
    const { url, sessionId } = await world.link(holdId);
    const page = await (await fetch(url, { method: 'POST', body: new URLSearchParams({ card: 'declined' }) })).text();
    expect(page).toContain('Card declined');
    world.stripe.pay(sessionId, 'paid');
    await world.settle();
    expect(names()).toEqual(['payment.booked']);
  });
});

describe('asking for a link', () => {
  it('answers the same call with the same link and one checkout', async () => {
    const { holdId } = await world.hold();
    const [first, second] = await Promise.all([
      world.link(holdId, { key: 'same' }),
      world.link(holdId, { key: 'same' }),
    ]);
    expect(second.url).toBe(first.url);
    expect(await database.db.collection('payments').countDocuments()).toBe(1);
  });

  it('makes one checkout when the first answer is lost on the way', async () => {
    const { holdId } = await world.hold();
    world.stripe.faults.cutAfterEffect = 1;
    await world.link(holdId);
    const made = (await (
      await fetch(`${world.stripe.url}/v1/checkout/sessions`, { headers: { authorization: 'Bearer sk_test_parley' } })
    ).json()) as { data: unknown[] };
    expect(made.data).toHaveLength(1);
    expect(world.stripe.problems).toEqual([]);
  });

  it('repeats a good link instead of making a second one for the same time', async () => {
    const { holdId } = await world.hold();
    const first = await world.link(holdId);
    expect((await world.link(holdId)).url).toBe(first.url);
  });

  it('says that payment is not possible while the gateway is away, and asks again under the same row later', async () => {
    const { holdId } = await world.hold();
    world.stripe.faults.failBeforeEffect = 2;
    expect(await world.request(holdId, { key: 'again' })).toMatchObject({
      exit: 'failed',
      data: { reason: 'gatewayDown' },
    });
    await world.settle();
    expect((await world.request(holdId, { key: 'again' })).exit).toBe('link');
    expect(await database.db.collection('payments').countDocuments()).toBe(1);
  });

  it('makes no link for a time that was taken meanwhile, and offers three others [PAY-20]', async () => {
    const { holdId } = await world.hold();
    world.clock.advance(11 * MINUTE_MS);
    await takeAway();
    const outcome = await world.request(holdId);
    if (outcome.exit !== 'taken') throw new Error(`expected taken, got ${outcome.exit}`);
    expect(outcome.data.alternatives).toHaveLength(3);
    const made = (await (
      await fetch(`${world.stripe.url}/v1/checkout/sessions`, { headers: { authorization: 'Bearer sk_test_parley' } })
    ).json()) as { data: unknown[] };
    expect(made.data).toEqual([]);
  });

  it('keeps a row with its gateway and its log for each attempt, the failed ones as well [PAY-01] [PAY-05]', async () => {
    const { holdId } = await world.hold();
    world.stripe.faults.failBeforeEffect = 2;
    expect((await world.request(holdId)).exit).toBe('failed');
    await world.settle();
    const { sessionId } = await world.link(holdId);
    world.stripe.pay(sessionId, 'paid');
    await world.settle();
    const rows = await database.db
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
    const first = await world.hold();
    const old = await world.link(first.holdId);
    const second = await world.hold(TUESDAY_14 + 2 * HOUR_MS);
    await world.link(second.holdId);
    await world.settle();
    expect(world.stripe.pay(old.sessionId, 'paid')).toBe('closed');
    expect(names()).toEqual([]);
    expect((await world.bookings.holdQuote(first.holdId))?.untilUtc).toBeNull();
  });
});

describe('the end of a link', () => {
  it('releases the time and tells the person when nobody paid [PAY-19]', async () => {
    const { holdId } = await world.hold();
    const { paymentId } = await world.link(holdId);
    world.clock.advance(31 * MINUTE_MS);
    await world.settle();
    expect(names()).toEqual(['payment.lapsed']);
    expect((await world.row(paymentId)).status).toBe('expired');
    expect((await world.bookings.holdQuote(holdId))?.untilUtc).toBeNull();
  });

  it('lapses at the promised instant and not before, even when no event comes [PAY-19]', async () => {
    await reopen({ deliver: false });
    const { holdId } = await world.hold();
    const { untilUtc } = await world.link(holdId);
    world.clock.set(untilUtc - 1);
    await world.payments.sweepPayments();
    expect(names()).toEqual([]);
    world.clock.set(untilUtc);
    await world.payments.sweepPayments();
    await world.payments.sweepPayments();
    expect(names()).toEqual(['payment.lapsed']);
  });

  it('finds money whose event was lost, by asking the gateway', async () => {
    await reopen({ deliver: false });
    const { holdId } = await world.hold();
    const { sessionId, untilUtc, paymentId } = await world.link(holdId);
    world.clock.advance(5 * MINUTE_MS);
    world.stripe.pay(sessionId, 'paid');
    world.clock.set(untilUtc + MINUTE_MS);
    await world.payments.sweepPayments();
    expect(world.told.map(({ notice }) => notice)).toMatchObject([{ name: 'payment.booked', late: false }]);
    expect((await world.row(paymentId)).events.map(({ source }) => source)).toEqual(['house', 'lookup']);
  });
});

describe('late money', () => {
  async function payLate(takenAway: boolean): Promise<string> {
    const { holdId } = await world.hold();
    const { sessionId, paymentId } = await world.link(holdId);
    world.clock.advance(20 * MINUTE_MS);
    world.stripe.pay(sessionId, 'late');
    await world.settle();
    world.clock.advance(15 * MINUTE_MS);
    await world.payments.sweepPayments();
    if (takenAway) await takeAway();
    expect(names()).toEqual([]);
    world.clock.advance(40 * MINUTE_MS);
    await world.settle();
    return paymentId;
  }

  it('takes the time again while it is free, and says that the money was late [PAY-19]', async () => {
    await payLate(false);
    expect(world.told.map(({ notice }) => notice)).toMatchObject([{ name: 'payment.booked', late: true }]);
  });

  it('goes back in full with three other times when the time has gone [PAY-19] [PAY-20]', async () => {
    const paymentId = await payLate(true);
    const notice = world.told[0]?.notice;
    if (notice?.name !== 'payment.refunded') throw new Error('not refunded');
    expect(notice).toMatchObject({
      refunded: { amountMinor: 2500, currency: 'GBP' },
      lapsedAt: '8:31',
      wanted: 'Tue 24 Nov 14:00',
      serviceId: 'cut',
    });
    expect(notice.alternatives).toHaveLength(3);
    expect(notice.alternatives[0]).toMatchObject({ startsAtUtc: TUESDAY_14, personName: 'ben' });
    expect(names()).toEqual(['payment.refunded']);
    expect((await world.row(paymentId)).status).toBe('refunding');
    world.clock.advance(HOUR_MS);
    await world.settle();
    expect((await world.row(paymentId)).status).toBe('refunded');
    expect([...(await outcomesOf(world)).values()]).toEqual([{ captured: 1, bookings: 0, refunds: 1 }]);
  });
});
