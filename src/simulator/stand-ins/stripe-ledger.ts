import { randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock.js';

/** What the stand-in remembers, and the objects it shows of it in the shapes of API 2026-10-28. Times are whole seconds. */
export interface SessionRecord {
  readonly id: string;
  readonly createdS: number;
  readonly expiresAtS: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly productName: string;
  readonly quantity: number;
  readonly clientReferenceId: string | null;
  readonly customerEmail: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly intentMetadata: Readonly<Record<string, string>>;
  readonly successUrl: string;
  readonly cancelUrl: string | null;
  status: 'open' | 'complete' | 'expired';
  paymentStatus: 'paid' | 'unpaid';
  intentId: string | null;
}

export interface IntentRecord {
  readonly id: string;
  readonly sessionId: string;
  readonly chargeId: string;
  readonly createdS: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly method: 'card' | 'bank';
  readonly metadata: Readonly<Record<string, string>>;
  status: 'processing' | 'succeeded' | 'canceled';
  /** When money under way arrives or fails; null once it has. */
  arrivesAtS: number | null;
  chargedAtS: number | null;
}

export interface RefundRecord {
  readonly id: string;
  readonly intentId: string;
  readonly chargeId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly createdS: number;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  status: 'pending' | 'succeeded' | 'failed';
  arrivesAtS: number | null;
}

export interface EventRecord {
  readonly id: string;
  readonly type: string;
  readonly createdS: number;
  readonly object: object;
}

export interface StripeLedger {
  readonly sessions: Map<string, SessionRecord>;
  readonly intents: Map<string, IntentRecord>;
  readonly refunds: Map<string, RefundRecord>;
  readonly events: EventRecord[];
  nowS(): number;
  refundedMinor(intentId: string): number;
}

export const API_VERSION = '2026-10-28.endive';

export function createStripeLedger(clock: Clock): StripeLedger {
  const refunds = new Map<string, RefundRecord>();
  return {
    sessions: new Map(),
    intents: new Map(),
    refunds,
    events: [],
    nowS: () => Math.floor(clock.nowUtc() / 1_000),
    refundedMinor(intentId) {
      let sum = 0;
      for (const refund of refunds.values())
        if (refund.intentId === intentId && refund.status !== 'failed') sum += refund.amountMinor;
      return sum;
    },
  };
}

export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

export function sessionObject(
  session: SessionRecord,
  pageUrl: string,
  intent: IntentRecord | null,
  expand: readonly string[],
  refundedMinor: number,
): object {
  const wantsIntent = expand.some((path) => path === 'payment_intent' || path.startsWith('payment_intent.'));
  return {
    id: session.id,
    object: 'checkout.session',
    amount_subtotal: session.amountMinor,
    amount_total: session.amountMinor,
    cancel_url: session.cancelUrl,
    client_reference_id: session.clientReferenceId,
    created: session.createdS,
    currency: session.currency,
    customer: null,
    customer_details: session.customerEmail === null ? null : { email: session.customerEmail, name: null, phone: null },
    customer_email: session.customerEmail,
    expires_at: session.expiresAtS,
    livemode: false,
    metadata: session.metadata,
    mode: 'payment',
    payment_intent:
      intent && wantsIntent ? intentObject(intent, inside(expand, 'payment_intent'), refundedMinor) : session.intentId,
    payment_status: session.paymentStatus,
    status: session.status,
    success_url: session.successUrl,
    ui_mode: 'hosted_page',
    url: session.status === 'open' ? pageUrl : null,
  };
}

export function intentObject(intent: IntentRecord, expand: readonly string[], refundedMinor: number): object {
  const isCharged = intent.chargedAtS !== null;
  return {
    id: intent.id,
    object: 'payment_intent',
    amount: intent.amountMinor,
    amount_received: isCharged ? intent.amountMinor : 0,
    capture_method: 'automatic',
    created: intent.createdS,
    currency: intent.currency,
    latest_charge: !isCharged
      ? null
      : expand.includes('latest_charge')
        ? chargeObject(intent, refundedMinor)
        : intent.chargeId,
    livemode: false,
    metadata: intent.metadata,
    status: intent.status,
  };
}

export function chargeObject(intent: IntentRecord, refundedMinor: number): object {
  return {
    id: intent.chargeId,
    object: 'charge',
    amount: intent.amountMinor,
    amount_captured: intent.amountMinor,
    amount_refunded: refundedMinor,
    captured: true,
    created: intent.chargedAtS,
    currency: intent.currency,
    livemode: false,
    metadata: intent.metadata,
    paid: true,
    payment_intent: intent.id,
    refunded: refundedMinor >= intent.amountMinor,
    status: 'succeeded',
  };
}

export function refundObject(refund: RefundRecord): object {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amountMinor,
    charge: refund.chargeId,
    created: refund.createdS,
    currency: refund.currency,
    metadata: refund.metadata,
    payment_intent: refund.intentId,
    reason: refund.reason,
    receipt_number: null,
    status: refund.status,
  };
}

export function eventObject(event: EventRecord): object {
  return {
    id: event.id,
    object: 'event',
    api_version: API_VERSION,
    created: event.createdS,
    data: { object: event.object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: event.type,
  };
}

/** `payment_intent.latest_charge` inside `payment_intent` is `latest_charge`. */
function inside(expand: readonly string[], name: string): string[] {
  return expand.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
}
