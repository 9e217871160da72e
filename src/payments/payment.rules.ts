import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';

/**
 * What a payment is, computed from its log alone. Pure: no clock, no I/O.
 *
 * Glossary
 * - **entry**: one thing we learned of a payment, from a signed event, a look-up or our own act. Only ever added.
 * - **status**: recomputed from the sorted log, so that twice, late and shuffled end the same.
 * - **odd**: a step the table does not know. It shows as `unexpected`; money that was captured is still honoured.
 */
export type EntryKind =
  | 'link.opened'
  | 'attempt.abandoned'
  | 'checkout.processing'
  | 'checkout.paid'
  | 'checkout.failed'
  | 'checkout.expired'
  | 'refund.pending'
  | 'refund.succeeded'
  | 'refund.failed';

export interface PaymentEntry {
  /** The gateway's event id, or a name of our own. The same id twice is the same entry. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly source: 'event' | 'lookup' | 'house';
  readonly atUtc: Instant;
  readonly amount?: Money;
  readonly intentId?: string;
  readonly refundId?: string;
}

export const PAYMENT_STATUSES = [
  'started',
  'open',
  'processing',
  'failed',
  'expired',
  'abandoned',
  'paid',
  'mismatch',
  'refunding',
  'partlyRefunded',
  'refunded',
  'refundFailed',
  'unexpected',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export interface PaymentState {
  readonly status: PaymentStatus;
  /** Captured money, whatever the status says. */
  readonly paid: { readonly amount: Money; readonly intentId: string; readonly atUtc: Instant } | null;
  readonly isMismatch: boolean;
  readonly refundedMinor: number;
  /** Refunds the gateway has taken up, the failed ones left out. */
  readonly refundRequestedMinor: number;
  readonly hasFailedRefund: boolean;
  /** Steps the table does not know, as `status + entry`. */
  readonly oddities: readonly string[];
}

type CheckoutStatus = 'started' | 'open' | 'processing' | 'failed' | 'expired' | 'abandoned' | 'paid';
type CheckoutEntryKind = Exclude<EntryKind, `refund.${string}`>;

/**
 * Our clock and the gateway's differ by a little, so our own `link.opened` may sort after what came of the link: it never
 * takes anything back. Money after an expiry is late money; an expiry after money is a step no gateway should make.
 */
const NEXT: Readonly<Record<CheckoutStatus, Partial<Record<CheckoutEntryKind, CheckoutStatus>>>> = {
  started: {
    'link.opened': 'open',
    'attempt.abandoned': 'abandoned',
    'checkout.processing': 'processing',
    'checkout.paid': 'paid',
    'checkout.expired': 'expired',
  },
  open: {
    'link.opened': 'open',
    'checkout.processing': 'processing',
    'checkout.paid': 'paid',
    'checkout.expired': 'expired',
  },
  processing: {
    'link.opened': 'processing',
    'checkout.processing': 'processing',
    'checkout.paid': 'paid',
    'checkout.failed': 'failed',
  },
  failed: {
    'link.opened': 'failed',
    'checkout.processing': 'failed',
    'checkout.failed': 'failed',
    'checkout.expired': 'failed',
    'checkout.paid': 'paid',
  },
  expired: { 'link.opened': 'expired', 'checkout.expired': 'expired', 'checkout.paid': 'paid' },
  abandoned: {
    'attempt.abandoned': 'abandoned',
    'link.opened': 'open',
    'checkout.expired': 'abandoned',
    'checkout.processing': 'processing',
    'checkout.paid': 'paid',
  },
  paid: { 'link.opened': 'paid', 'checkout.processing': 'paid', 'checkout.paid': 'paid' },
};

/** The order among entries of the same instant: gateways stamp whole seconds. */
const RANK: Readonly<Record<EntryKind, number>> = {
  'attempt.abandoned': 0,
  'link.opened': 1,
  'checkout.processing': 2,
  'checkout.failed': 3,
  'checkout.expired': 4,
  'checkout.paid': 5,
  'refund.pending': 6,
  'refund.succeeded': 7,
  'refund.failed': 8,
};

/** @param due what the link asked for; other money is a mismatch (its own state). */
export function reducePayment(due: Money, log: readonly PaymentEntry[]): PaymentState {
  const entries = sortedOnce(log);
  const oddities: string[] = [];
  let checkout: CheckoutStatus = 'started';
  let paid: PaymentState['paid'] = null;
  const refunds = new Map<string, { kind: EntryKind; amountMinor: number }>();
  for (const entry of entries) {
    if (isRefund(entry)) {
      refunds.set(entry.refundId ?? entry.id, { kind: entry.kind, amountMinor: entry.amount?.amountMinor ?? 0 });
      continue;
    }
    const next: CheckoutStatus | undefined = NEXT[checkout][entry.kind as CheckoutEntryKind]; // refunds were taken out above
    if (next === undefined) oddities.push(`${checkout} + ${entry.kind}`);
    else checkout = next;
    if (entry.kind === 'checkout.paid' && entry.amount && entry.intentId) {
      paid ??= { amount: entry.amount, intentId: entry.intentId, atUtc: entry.atUtc };
    }
  }
  if (refunds.size > 0 && !paid) oddities.push(`${checkout} + refund`);
  const isMismatch =
    paid !== null && (paid.amount.amountMinor !== due.amountMinor || paid.amount.currency !== due.currency);
  const money = sumRefunds([...refunds.values()]);
  const status = statusOf({ checkout, paid, isMismatch, oddities, ...money });
  return { status, paid, isMismatch, oddities, ...money };
}

function sortedOnce(log: readonly PaymentEntry[]): PaymentEntry[] {
  const byId = new Map<string, PaymentEntry>();
  for (const entry of log) if (!byId.has(entry.id)) byId.set(entry.id, entry);
  return [...byId.values()].sort((a, b) => a.atUtc - b.atUtc || RANK[a.kind] - RANK[b.kind] || (a.id < b.id ? -1 : 1));
}

function isRefund(entry: PaymentEntry): boolean {
  return entry.kind.startsWith('refund.');
}

function sumRefunds(refunds: readonly { kind: EntryKind; amountMinor: number }[]) {
  let refundedMinor = 0;
  let refundRequestedMinor = 0;
  let hasFailedRefund = false;
  for (const { kind, amountMinor } of refunds) {
    if (kind === 'refund.failed') hasFailedRefund = true;
    else refundRequestedMinor += amountMinor;
    if (kind === 'refund.succeeded') refundedMinor += amountMinor;
  }
  return { refundedMinor, refundRequestedMinor, hasFailedRefund };
}

function statusOf(facts: Omit<PaymentState, 'status'> & { checkout: CheckoutStatus }): PaymentStatus {
  const { paid, refundedMinor, refundRequestedMinor } = facts;
  if (facts.oddities.length > 0) return 'unexpected';
  if (!paid) return facts.checkout;
  if (facts.hasFailedRefund && refundRequestedMinor < paid.amount.amountMinor) return 'refundFailed';
  if (refundedMinor >= paid.amount.amountMinor) return 'refunded';
  if (refundRequestedMinor > refundedMinor) return 'refunding';
  if (refundedMinor > 0) return 'partlyRefunded';
  return facts.isMismatch ? 'mismatch' : 'paid';
}

/**
 * When link, hold and promise end: the gateway's shortest life plus a margin for the way there, rounded up to the whole
 * minute, so that "until 10:42" is exactly the instant at which all three end.
 */
export function linkEndUtc(nowUtc: Instant, minLifeMs: number): Instant {
  const MARGIN_MS = 30_000;
  return Math.ceil((nowUtc + minLifeMs + MARGIN_MS) / 60_000) * 60_000;
}
