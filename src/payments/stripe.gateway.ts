import Stripe from 'stripe';
import type { RawRequest } from '../messaging/channel.js';
import type { Instant } from '../messaging/message.js';
import type {
  Checkout,
  CheckoutOrder,
  CheckoutState,
  GatewayAnswer,
  GatewayNews,
  PaymentGateway,
  Refund,
  RefundOrder,
} from './gateway.js';
import { readStripeEvent, refundStateOf } from './stripe.events.js';

export interface StripeGatewayDeps {
  readonly secretKey: string;
  /** Without it no event can be trusted, so the gateway is not made at all. */
  readonly webhookSecret: string;
  /** Only to reach another server that speaks Stripe's API, e.g. the simulator's. */
  readonly baseUrl?: string;
}

const TIMEOUT_MS = 8_000;
/** Stripe's own recommendation; a replayed event older than this is not read. */
const TOLERANCE_S = 300;
const SIGNATURE = /^t=(\d{1,12})(?:,v\d+=[^,\s=]+)+$/;
const MIN_LINK_LIFE_MS = 30 * 60_000;
/** Two-decimal currencies and yen: amounts in our minor units are amounts in Stripe's. */
const CURRENCIES = [
  'GBP',
  'EUR',
  'USD',
  'AUD',
  'CAD',
  'NZD',
  'CHF',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'AED',
  'SAR',
  'INR',
  'SGD',
  'HKD',
  'ZAR',
  'JPY',
];

/** Stripe through its own SDK: hosted Checkout pages, refunds, signed events (PAY-07). Makes no call until it is asked to. */
export function createStripeGateway(deps: StripeGatewayDeps): PaymentGateway {
  if (deps.webhookSecret === '') throw new Error('STRIPE_WEBHOOK_SECRET is missing: payments cannot start without it');
  const stripe = new Stripe(deps.secretKey, {
    ...addressOf(deps.baseUrl),
    // Retries are ours, under our own keys: the SDK's would hide how often money was asked for.
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: TIMEOUT_MS,
  });

  return {
    id: 'stripe',
    name: 'Stripe',
    methods: ['card', 'wallet', 'bank'],
    currencies: CURRENCIES,
    fee: { shareBasisPoints: 290, fixedMinor: 30 },
    minLinkLifeMs: MIN_LINK_LIFE_MS,
    createCheckout: (order, key) => answered(() => createCheckout(stripe, order, key)),
    expireCheckout: (checkoutId, key) => answered(() => expireCheckout(stripe, checkoutId, key)),
    fetchCheckout: (checkoutId) => answered(() => fetchCheckout(stripe, checkoutId)),
    refund: (order, key) => answered(() => refund(stripe, order, key)),
    fetchRefund: (refundId) => answered(async () => toRefund(await stripe.refunds.retrieve(refundId))),
    readEvent: (request, nowUtc) => readEvent(stripe, deps.webhookSecret, request, nowUtc),
  };
}

function addressOf(baseUrl: string | undefined): { host?: string; port?: number; protocol?: 'http' | 'https' } {
  if (baseUrl === undefined) return {};
  const url = new URL(baseUrl);
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return { host: url.hostname, port: Number(url.port) || (protocol === 'http' ? 80 : 443), protocol };
}

async function createCheckout(stripe: Stripe, order: CheckoutOrder, key: string): Promise<Checkout> {
  const currency = order.amount.currency.toLowerCase();
  const session = await stripe.checkout.sessions.create(
    {
      mode: 'payment',
      client_reference_id: order.paymentId,
      metadata: { paymentId: order.paymentId, holdId: order.holdId },
      payment_intent_data: { metadata: { paymentId: order.paymentId } },
      line_items: [
        {
          quantity: 1,
          price_data: { currency, unit_amount: order.amount.amountMinor, product_data: { name: order.description } },
        },
      ],
      success_url: order.doneUrl,
      cancel_url: order.backUrl,
      expires_at: order.endsAtUtc / 1_000,
      // A guest pays: no customer account is made or asked for (PAY-10).
      ...(order.email !== null && { customer_email: order.email }),
    },
    { idempotencyKey: key },
  );
  if (!session.url) throw new Error(`checkout ${session.id} has no page`);
  return { checkoutId: session.id, url: session.url };
}

/** A checkout that is not open any more cannot be expired; what it is instead is the answer. */
async function expireCheckout(stripe: Stripe, checkoutId: string, key: string): Promise<CheckoutState> {
  try {
    await stripe.checkout.sessions.expire(checkoutId, {}, { idempotencyKey: key });
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
  }
  return fetchCheckout(stripe, checkoutId);
}

async function fetchCheckout(stripe: Stripe, checkoutId: string): Promise<CheckoutState> {
  const session = await stripe.checkout.sessions.retrieve(checkoutId, { expand: ['payment_intent.latest_charge'] });
  if (session.status === 'expired') return { state: 'expired' };
  if (session.status === 'open') return { state: 'open' };
  const intent = session.payment_intent;
  if (session.payment_status !== 'paid' || intent === null || typeof intent === 'string')
    return { state: 'processing' };
  const charge = intent.latest_charge;
  return {
    state: 'paid',
    amount: { amountMinor: intent.amount_received, currency: intent.currency.toUpperCase() },
    intentId: intent.id,
    // The charge knows when the money came; the intent was made with the page.
    paidAtUtc: (charge !== null && typeof charge === 'object' ? charge.created : intent.created) * 1_000,
  };
}

async function refund(stripe: Stripe, order: RefundOrder, key: string): Promise<Refund> {
  try {
    const { paymentId, intentId, amount } = order;
    const made = await stripe.refunds.create(
      {
        payment_intent: intentId,
        amount: amount.amountMinor,
        reason: 'requested_by_customer',
        metadata: { paymentId },
      },
      { idempotencyKey: key },
    );
    return toRefund(made);
  } catch (error) {
    // Given back by hand in the meantime, or by a call whose answer was lost longer ago than keys live.
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError) || error.code !== 'charge_already_refunded')
      throw error;
    const { data } = await stripe.refunds.list({ payment_intent: order.intentId, limit: 1 });
    const [latest] = data;
    if (!latest) throw error;
    return toRefund(latest);
  }
}

function toRefund(made: { id: string; amount: number; status: string | null }): Refund {
  return { refundId: made.id, amountMinor: made.amount, state: refundStateOf(made.status) };
}

function readEvent(stripe: Stripe, secret: string, request: RawRequest, nowUtc: Instant): GatewayNews {
  const header = request.headers['stripe-signature'];
  // Exactly one: doubled headers arrive as a list or, joined on the way, as two stamps in one text.
  const stamp = typeof header === 'string' ? SIGNATURE.exec(header)?.[1] : undefined;
  if (typeof header !== 'string' || stamp === undefined) {
    return { kind: 'refused', status: 400, reason: 'one Stripe-Signature header is needed' };
  }
  const signedAtUtc = Number(stamp) * 1_000;
  // The SDK refuses only what is too old; a stamp from the future would stay good for as long as its maker likes.
  if (Math.abs(nowUtc - signedAtUtc) > TOLERANCE_S * 1_000)
    return { kind: 'refused', status: 401, reason: 'signed too long ago, or not yet' };
  let event: unknown;
  try {
    event = stripe.webhooks.constructEvent(Buffer.from(request.body), header, secret, TOLERANCE_S, undefined, nowUtc);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError)
      return { kind: 'refused', status: 401, reason: 'the signature does not hold' };
    // Signed, and still not readable: nothing we can act on.
    return { kind: 'refused', status: 400, reason: 'not readable as an event' };
  }
  return readStripeEvent(event);
}

/** Which failures prove that nothing happened. Everything else may have happened, and is asked again under its key. */
async function answered<T>(call: () => Promise<T>): Promise<GatewayAnswer<T>> {
  try {
    return { kind: 'ok', value: await call() };
  } catch (error) {
    const { errors } = Stripe;
    if (!(error instanceof errors.StripeError)) throw error;
    const isRefusal =
      error instanceof errors.StripeInvalidRequestError ||
      error instanceof errors.StripeCardError ||
      error instanceof errors.StripeAuthenticationError ||
      error instanceof errors.StripePermissionError ||
      error instanceof errors.StripeIdempotencyError;
    if (isRefusal && error.statusCode !== 409)
      return { kind: 'refused', code: error.code ?? error.type, reason: error.message };
    return { kind: 'again', reason: `${error.type} ${error.statusCode ?? ''}`.trim() };
  }
}
