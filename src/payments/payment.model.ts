import type { Money } from '../messaging/format.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { Quote } from '../catalogue/index.js';
import type { Contact, SlotOption } from '../flow/protocol.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { WantedTime } from './booking-desk.js';
import type { GatewayId } from './gateway.js';
import type { PaymentEntry, PaymentStatus } from './payment.rules.js';

export const PAYMENTS = 'payments';

/** One attempt to pay (PAY-01). What the gateway said is in `events`; what we did about it is in the fields below it. */
export interface PaymentRow {
  /** Made from the key of the call that asked for it: the same call finds the same row. */
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  readonly gateway: GatewayId;
  readonly holdId: string;
  readonly contact: Contact;
  readonly time: WantedTime;
  readonly description: string;
  readonly due: Money;
  /** The price the link was made at, with its lines (PR-15). */
  readonly price?: Quote;
  /** The one end of hold, link and promise, and its words. */
  readonly untilUtc: Instant;
  readonly untilText: string;
  readonly createdAtUtc: Instant;

  readonly checkout: { readonly checkoutId: string; readonly url: string } | null;
  /** Another link took its place: it ends without a word. */
  readonly isReplaced: boolean;
  /** Append-only. */
  readonly events: readonly PaymentEntry[];
  /** The last computed status, for lists; decisions always recompute it. */
  readonly status: PaymentStatus;
  readonly intentId: string | null;

  /** Set before booking: of two payments for one hold only one may book. Absent until then, for the unique index. */
  readonly bookingHoldId?: string;
  readonly decision: PaymentDecision | null;
  /** Money that must go back, decided once. */
  readonly giveBack: { readonly amount: Money; readonly reason: GiveBackReason } | null;
  readonly refundId: string | null;
  readonly isLapsed: boolean;
  /** Notices that were handed over. */
  readonly told: readonly string[];

  /** Counts every change; a rest is only granted at the revision that was looked at. */
  readonly rev: number;
  readonly leaseUntilUtc: Instant;
  readonly leaseToken: string;
  /** When it must be looked at next; null when nothing can happen any more. */
  readonly dueAtUtc: Instant | null;
  readonly tries: number;
}

export type GiveBackReason = 'timeGone' | 'mismatch' | 'paidTwice' | 'refused' | 'dropped';

export type PaymentDecision =
  | { readonly kind: 'booked'; readonly bookingId: string; readonly isLate: boolean }
  | { readonly kind: 'giveBack'; readonly reason: GiveBackReason; readonly alternatives: readonly SlotOption[] };

export const paymentIndexes: IndexSpec[] = [
  {
    collection: PAYMENTS,
    key: { bookingHoldId: 1 },
    options: {
      name: 'one_payment_books_a_hold',
      unique: true,
      partialFilterExpression: { bookingHoldId: { $gt: '' } },
    },
  },
  {
    collection: PAYMENTS,
    key: { dueAtUtc: 1 },
    options: { name: 'due_soonest', partialFilterExpression: { dueAtUtc: { $gt: 0 } } },
  },
  { collection: PAYMENTS, key: { conversationId: 1, createdAtUtc: -1 }, options: { name: 'by_conversation' } },
  {
    collection: PAYMENTS,
    key: { 'decision.bookingId': 1 },
    options: { name: 'decided_by_booking', partialFilterExpression: { 'decision.bookingId': { $gt: '' } } },
  },
  {
    collection: PAYMENTS,
    key: { intentId: 1 },
    options: { name: 'by_gateway_intent', partialFilterExpression: { intentId: { $gt: '' } } },
  },
];
