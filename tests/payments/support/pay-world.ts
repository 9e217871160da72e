import express from 'express';
import {
  bookingIndexes,
  createBookingBlocks,
  createBookingDesk,
  type BookingDesk as Bookings,
} from '../../../src/booking/index.js';
import { catalogueIndexes, createCatalogue } from '../../../src/catalogue/index.js';
import type { Notice } from '../../../src/flow/protocol.js';
import {
  createPaymentDesk,
  createPaymentRoutes,
  createPayments,
  createStripeGateway,
  paymentIndexes,
  type BookingDesk,
  REFUNDING_EVENTS,
} from '../../../src/payments/index.js';
import type { PaymentRow } from '../../../src/payments/payment.model.js';
import type { PaymentStore } from '../../../src/payments/payment.store.js';
import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import { createEventBus, eventIndexes } from '../../../src/platform/event-store.js';
import { createErrorHandler, listen } from '../../../src/platform/http.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import { createLog } from '../../../src/platform/log.js';
import type { Mongo } from '../../../src/platform/mongo.js';
import {
  createDaySheets,
  createSheetLoader,
  createSlotSearch,
  daySheetIndexes,
} from '../../../src/scheduling/index.js';
import { createStripeStandIn } from '../../../src/simulator/stand-ins/stripe.js';
import { chat, CUT, openShop } from '../../booking/support/world.js';

/** Saturday 21 November 2026, 8:00 in London. */
export const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
/** Tuesday 24 November 2026, 14:00 in London. */
export const TUESDAY_14 = Date.parse('2026-11-24T14:00:00Z');
export const SECRETS = { secretKey: 'sk_test_parley', webhookSecret: 'whsec_parley_tests' };
export const ROSA = { name: 'Rosa Field', phone: '+447700900001', email: 'rosa@example.com', note: null };

export interface Told {
  readonly conversationId: string;
  readonly noticeId: string;
  readonly notice: Notice;
}

export interface PayWorldOptions {
  readonly mongo: Mongo;
  readonly startUtc?: number;
  /** Events are posted to the app; without it they wait to be handed over by the test. */
  readonly deliver?: boolean;
  readonly wrapDesk?: (desk: BookingDesk) => BookingDesk;
  readonly store?: PaymentStore;
  readonly notifyFails?: () => boolean;
}

/** Catalogue, scheduling, booking and payments joined as the app joins them, against a Stripe of our own. */
export async function openPayWorld(options: PayWorldOptions) {
  const { mongo } = options;
  const clock: MovableClock = createMovableClock(options.startUtc ?? NOW_UTC);
  const log = createLog('silent');
  await ensureIndexes(mongo, [
    ...catalogueIndexes,
    ...daySheetIndexes,
    ...bookingIndexes,
    ...paymentIndexes,
    ...eventIndexes,
  ]);
  const catalogue = createCatalogue({ mongo, clock });
  const slots = createSlotSearch({ catalogue, loader: createSheetLoader({ mongo, clock }), clock });
  const events = createEventBus({ mongo, clock, log });
  const bookings: Bookings = createBookingDesk({
    mongo,
    clock,
    catalogue,
    sheets: createDaySheets({ mongo }),
    slots,
    events,
  });
  const blocks = createBookingBlocks({ desk: bookings, catalogue, clock });

  let webhookUrl = 'http://127.0.0.1:9/webhooks/stripe';
  const stripe = createStripeStandIn({ ...SECRETS, webhookUrl: () => webhookUrl, clock, retryDelaysMs: [] });
  await stripe.start();

  const told: Told[] = [];
  const notices = mongo.db.collection<{ _id: string }>('test_notices');
  const ownDesk = createPaymentDesk({ desk: bookings, catalogue, slots, clock });
  const payments = createPayments({
    mongo,
    clock,
    log,
    gateway: createStripeGateway({ ...SECRETS, baseUrl: stripe.url }),
    desk: options.wrapDesk?.(ownDesk) ?? ownDesk,
    publicUrl: 'http://127.0.0.1:8080',
    ...(options.store && { store: options.store }),
    async notify(conversationId, noticeId, notice) {
      if (options.notifyFails?.()) throw new Error('the chat cannot be reached');
      // As the conversation does: an id that was accepted before is accepted once.
      const { upsertedCount } = await notices.updateOne(
        { _id: noticeId },
        { $setOnInsert: { conversationId } },
        { upsert: true },
      );
      if (upsertedCount === 1) told.push({ conversationId, noticeId, notice });
    },
  });
  events.subscribe('payments', REFUNDING_EVENTS, (event) => payments.onBookingEvent(event));

  const app = express();
  app.use(createPaymentRoutes({ payments }));
  app.use(createErrorHandler(log));
  const server = await listen(app, 0);
  if (options.deliver ?? true) webhookUrl = `http://127.0.0.1:${server.port}/webhooks/stripe`;

  await openShop(
    { catalogue },
    {
      services: [
        { ...CUT, pay: 'before' },
        { ...CUT, id: 'colour', name: 'Colour', priceMinor: 8000, pay: 'deposit', depositMinor: 2000 },
        { ...CUT, id: 'shave', name: 'Shave', priceMinor: 1500 },
      ],
    },
  );

  /** Everything under way has come to rest. */
  async function settle(): Promise<void> {
    await stripe.idle();
    await payments.idle();
    await events.drain();
    await payments.idle();
    await stripe.idle();
    await payments.idle();
  }

  async function hold(
    startsAtUtc = TUESDAY_14,
    serviceId = 'cut',
    personId: string | null = 'asha',
    conversationId = 'chat-1',
  ) {
    const outcome = await blocks['hold.place'](
      { serviceId, personId, startsAtUtc, replaces: null, movingBookingId: null },
      chat({ conversationId }),
    );
    if (outcome.exit !== 'held') throw new Error(`expected a hold, got ${outcome.exit}`);
    return outcome.data;
  }

  async function request(holdId: string, overrides: Parameters<typeof chat>[0] = {}) {
    return payments.blocks['payment.request'](
      { holdId, contact: ROSA },
      chat({ nowUtc: clock.nowUtc(), ...overrides }),
    );
  }

  async function link(holdId: string, overrides: Parameters<typeof chat>[0] = {}) {
    const outcome = await request(holdId, overrides);
    if (outcome.exit !== 'link') throw new Error(`expected a link, got ${outcome.exit}`);
    return { ...outcome.data, sessionId: outcome.data.url.split('/').at(-1)! };
  }

  const row = async (paymentId: string): Promise<PaymentRow> => {
    const found = await mongo.db.collection<PaymentRow>('payments').findOne({ _id: paymentId });
    if (!found) throw new Error(`no payment ${paymentId}`);
    return found;
  };

  /** Hands an event over as the web server would, whatever its order. */
  const deliver = (body: string, header = stripe.sign(body)) =>
    payments.receiveStripe({
      method: 'POST',
      path: '/webhooks/stripe',
      headers: { 'stripe-signature': header },
      body: Buffer.from(body),
    });

  async function close(): Promise<void> {
    await payments.stop();
    await events.stop();
    await stripe.stop();
    await server.stop();
  }

  return {
    mongo,
    clock,
    log,
    catalogue,
    bookings,
    blocks,
    stripe,
    payments,
    events,
    told,
    settle,
    hold,
    request,
    link,
    row,
    deliver,
    close,
    appUrl: `http://127.0.0.1:${server.port}`,
  };
}

export type PayWorld = Awaited<ReturnType<typeof openPayWorld>>;

export interface Money {
  readonly captured: number;
  readonly bookings: number;
  readonly refunds: number;
}

/** What the world shows of each payment that captured money: read from the gateway's side and the booking rows, not from ours. */
export async function outcomesOf(world: PayWorld): Promise<Map<string, Money>> {
  const outcomes = new Map<string, { captured: number; bookings: number; refunds: number }>();
  for (const body of world.stripe.eventBodies) {
    const { type, data } = JSON.parse(body) as { type: string; data: { object: Record<string, unknown> } };
    const { object } = data;
    const paymentId = String((object['metadata'] as Record<string, string>)['paymentId']);
    const entry = outcomes.get(paymentId) ?? { captured: 0, bookings: 0, refunds: 0 };
    const isPaid =
      type === 'checkout.session.async_payment_succeeded' ||
      (type === 'checkout.session.completed' && object['payment_status'] === 'paid');
    if (isPaid) outcomes.set(paymentId, { ...entry, captured: entry.captured + 1 });
    if (type === 'refund.created') outcomes.set(paymentId, { ...entry, refunds: entry.refunds + 1 });
  }
  const rows = await world.mongo.db
    .collection('bookings')
    .find({ paid: { $ne: null } })
    .toArray();
  for (const booking of rows) {
    const paymentId = String((booking['paid'] as { paymentId: string }).paymentId);
    const entry = outcomes.get(paymentId) ?? { captured: 0, bookings: 0, refunds: 0 };
    outcomes.set(paymentId, { ...entry, bookings: entry.bookings + 1 });
  }
  return outcomes;
}
