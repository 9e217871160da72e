import { shareMinor } from '../catalogue/index.js';
import type { RawRequest } from '../messaging/channel.js';
import type { Money } from '../messaging/format.js';
import type { CallHandlers, Notice } from '../flow/protocol.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent, DomainEventType } from '../platform/events.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { BookingDesk } from './booking-desk.js';
import type { PaymentGateway } from './gateway.js';
import type { PaymentRow } from './payment.model.js';
import { createPaymentStore, type PaymentStore } from './payment.store.js';
import { createRequestPayment } from './request-payment.js';
import { createSettle } from './settle.js';

export interface PaymentsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly gateway: PaymentGateway;
  readonly desk: BookingDesk;
  /** Hands a notice to a chat; the same notice id twice is one. */
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
  readonly publicUrl: string;
  /** Where rows are kept; made from `mongo` when absent. */
  readonly store?: PaymentStore;
}

export type WebhookResult =
  /** Stored, known already, or nothing to us: the gateway need not come again. */
  | { readonly kind: 'accepted'; readonly result: 'stored' | 'known' | 'nobody' | 'ignored' }
  | { readonly kind: 'refused'; readonly status: 400 | 401; readonly reason: string };

export interface Payments {
  readonly blocks: CallHandlers<'payment.request'>;
  /** Verifies, stores, answers; the work it causes is done right after, or by the sweep (PAY-09). */
  receiveStripe(request: RawRequest): Promise<WebhookResult>;
  /** Finishes whatever any process left undone, and asks the gateway about links past their end. Resolves with how many rows it looked at. */
  sweepPayments(): Promise<number>;
  /** What goes back for a visit that has ended, decided once; null when nothing does. The money moves right after. */
  refundForBooking(bookingId: string): Promise<Money | null>;
  /** As it stands; null for an id that is not ours. */
  findPayment(paymentId: string): Promise<PaymentRow | null>;
  /** Whoever was paying in one chat goes on in another. */
  rehome(from: string, to: Pick<PaymentRow, 'conversationId' | 'channel' | 'address'>): Promise<void>;
  /** Subscriber of `REFUNDING_EVENTS`. */
  readonly onBookingEvent: (event: DomainEvent) => Promise<void>;
  /** Resolves when nothing this process began is under way. */
  idle(): Promise<void>;
  /** Waits for what is under way; what is left is the sweep's. May be called twice. */
  stop(): Promise<void>;
}

const SWEEP_BATCH = 100;

/** A visit that was paid for does not take place: what is owed goes back. */
export const REFUNDING_EVENTS: readonly DomainEventType[] = [
  'booking.cancelled',
  'booking.rejected',
  'booking.expired',
];

/** Joins the parts: requests in, events in, one settlement for all of them. */
export function createPayments(deps: PaymentsDeps): Payments {
  const { gateway, desk, clock, log } = deps;
  const store = deps.store ?? createPaymentStore(deps.mongo);
  const settle = createSettle({ store, gateway, desk, notify: deps.notify, clock, log });
  const underWay = new Set<Promise<void>>();
  let isStopped = false;

  function settleSoon(paymentIds: readonly string[]): void {
    if (isStopped) return;
    for (const paymentId of paymentIds) {
      const work: Promise<void> = settle(paymentId)
        .catch((error: unknown) =>
          log.error({ err: error, payment: paymentId }, 'settling failed; the sweep takes it up'),
        )
        .finally(() => underWay.delete(work));
      underWay.add(work);
    }
  }

  async function receiveStripe(request: RawRequest): Promise<WebhookResult> {
    const news = gateway.readEvent(request, clock.nowUtc());
    if (news.kind === 'refused') return news;
    if (news.kind === 'ignored') return { kind: 'accepted', result: 'ignored' };
    const { about, entry } = news;
    const result = await store.append(about, entry, clock.nowUtc());
    if (result.kind === 'nobody') {
      log.info({ event: entry.id, kind: entry.kind }, 'an event about a payment that is not ours');
      return { kind: 'accepted', result: 'nobody' };
    }
    settleSoon([result.paymentId]);
    return { kind: 'accepted', result: result.kind };
  }

  async function sweepPayments(): Promise<number> {
    let looked = 0;
    for (;;) {
      const due = await store.due(clock.nowUtc(), SWEEP_BATCH);
      // One after another: a sweep must not crowd out the payments people wait for. A row that fails is put off.
      for (const paymentId of due) await settle(paymentId);
      looked += due.length;
      if (due.length < SWEEP_BATCH) return looked;
    }
  }

  async function refundForBooking(bookingId: string): Promise<Money | null> {
    const row = await store.forBooking(bookingId);
    if (!row) return null;
    if (row.giveBack) return row.giveBack.amount;
    const ending = await desk.endingOf({ shopId: row.shopId, bookingId });
    if (!ending) return null;
    const amountMinor = shareMinor(row.due.amountMinor, ending.percent);
    if (amountMinor === 0) return null;
    const planned = await store.planGiveBack(row._id, { ...row.due, amountMinor }, 'dropped', clock.nowUtc());
    settleSoon([row._id]);
    return planned?.giveBack?.amount ?? null;
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return {
    blocks: {
      'payment.request': createRequestPayment({ store, gateway, desk, log, publicUrl: deps.publicUrl, settleSoon }),
    },
    receiveStripe,
    sweepPayments,
    refundForBooking,
    rehome: (from, to) => store.rehome(from, to),
    findPayment: (paymentId) => store.find(String(paymentId)),
    async onBookingEvent({ type, bookingId }) {
      if (REFUNDING_EVENTS.includes(type)) await refundForBooking(bookingId);
    },
    idle,
    stop() {
      isStopped = true;
      return idle();
    },
  };
}
