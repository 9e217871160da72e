import { z } from 'zod';
import type { GatewayNews } from './gateway.js';
import type { PaymentEntry } from './payment.rules.js';

/** Ids are the gateway's own and go into filters: plain scalars of a sane length. */
const id = z.string().min(1).max(255);
const moneyMinor = z.int().min(0);
/** Stripe writes a related object as its id, or whole when it was asked to expand it. */
const reference = z.union([id, z.object({ id }).transform((object) => object.id)]);
const metadata = z.record(z.string(), z.string()).nullish();

const envelope = z.object({
  id,
  object: z.literal('event'),
  type: z.string().min(1).max(100),
  created: z.int().min(0),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

const sessionSchema = z.object({
  id,
  client_reference_id: z.string().nullish(),
  metadata,
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  amount_total: moneyMinor.nullable(),
  currency: z.string().length(3).nullable(),
  payment_intent: reference.nullish(),
});

const refundSchema = z.object({
  id,
  amount: moneyMinor,
  currency: z.string().length(3),
  status: z.string().nullable(),
  payment_intent: reference.nullish(),
  metadata,
});

/** Our payment ids, as they may come back in metadata. */
const paymentId = /^pay_[0-9a-f]{32}$/;

/** Reads an event whose signature already held. Unknown types are nothing to us; a known type must have its shape. */
export function readStripeEvent(event: unknown): GatewayNews {
  const parsed = envelope.safeParse(event);
  if (!parsed.success) return { kind: 'refused', status: 400, reason: 'not an event' };
  const { id: eventId, type, created, data } = parsed.data;
  const at = { eventId, type, atUtc: created * 1_000 };
  if (type.startsWith('checkout.session.')) return readSession(at, data.object);
  if (type === 'refund.created' || type === 'refund.updated' || type === 'refund.failed')
    return readRefund(at, data.object);
  return { kind: 'ignored', eventId, type };
}

interface EventStamp {
  readonly eventId: string;
  readonly type: string;
  readonly atUtc: number;
}

function readSession({ eventId, type, atUtc }: EventStamp, object: unknown): GatewayNews {
  const parsed = sessionSchema.safeParse(object);
  if (!parsed.success) return { kind: 'refused', status: 400, reason: `unreadable ${type}` };
  const session = parsed.data;
  const about = {
    paymentId: ours(session.client_reference_id) ?? ours(session.metadata?.['paymentId']),
    intentId: session.payment_intent ?? null,
  };
  const kind = sessionEntryKind(type, session.payment_status);
  if (kind === null) return { kind: 'ignored', eventId, type };
  const entry: PaymentEntry = { id: eventId, kind, source: 'event', atUtc };
  if (kind !== 'checkout.paid') return { kind: 'news', about, entry };
  const { amount_total: amountMinor, currency, payment_intent: intentId } = session;
  if (amountMinor === null || currency === null || !intentId)
    return { kind: 'refused', status: 400, reason: `${type} without its money` };
  return {
    kind: 'news',
    about,
    entry: { ...entry, intentId, amount: { amountMinor, currency: currency.toUpperCase() } },
  };
}

/** `completed` alone is no money: delayed methods complete unpaid and succeed or fail later. */
function sessionEntryKind(
  type: string,
  paymentStatus: 'paid' | 'unpaid' | 'no_payment_required',
): PaymentEntry['kind'] | null {
  switch (type) {
    case 'checkout.session.completed':
      return paymentStatus === 'paid' ? 'checkout.paid' : 'checkout.processing';
    case 'checkout.session.async_payment_succeeded':
      return 'checkout.paid';
    case 'checkout.session.async_payment_failed':
      return 'checkout.failed';
    case 'checkout.session.expired':
      return 'checkout.expired';
    default:
      return null;
  }
}

function readRefund({ eventId, type, atUtc }: EventStamp, object: unknown): GatewayNews {
  const parsed = refundSchema.safeParse(object);
  if (!parsed.success) return { kind: 'refused', status: 400, reason: `unreadable ${type}` };
  const refund = parsed.data;
  return {
    kind: 'news',
    about: { paymentId: ours(refund.metadata?.['paymentId']), intentId: refund.payment_intent ?? null },
    entry: {
      id: eventId,
      kind: `refund.${refundStateOf(refund.status)}`,
      source: 'event',
      atUtc,
      refundId: refund.id,
      amount: { amountMinor: refund.amount, currency: refund.currency.toUpperCase() },
    },
  };
}

export function refundStateOf(status: string | null): 'pending' | 'succeeded' | 'failed' {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

function ours(candidate: string | null | undefined): string | null {
  return candidate && paymentId.test(candidate) ? candidate : null;
}
