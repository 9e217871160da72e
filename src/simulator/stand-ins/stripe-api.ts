import { formatMoney } from '../../messaging/format.js';
import type { StandInRequest, StandInResponse } from './http.js';
import { ApiError, expandOf, failure, found, invalid, list, required, requiredAt } from './stripe-answers.js';
import { parseStripeForm, textAt, textsAt, type FormObject } from './stripe-form.js';
import {
  eventObject,
  intentObject,
  newId,
  refundObject,
  sessionObject,
  type IntentRecord,
  type RefundRecord,
  type SessionRecord,
  type StripeLedger,
} from './stripe-ledger.js';

export interface StripeApiDeps {
  readonly ledger: StripeLedger;
  readonly secretKey: string;
  readonly pageUrl: (sessionId: string) => string;
  /** Something happened that Stripe tells its user of. */
  readonly happened: (type: string, object: object) => void;
  readonly sessionMade: (session: SessionRecord) => void;
  readonly refunded: (refund: RefundRecord, session: SessionRecord) => void;
  readonly report: (problem: string) => void;
}

const HALF_HOUR_S = 30 * 60;
const DAY_S = 24 * 60 * 60;
/** Refunds of bank money take a while. */
const BANK_REFUND_S = 10 * 60;
const SMALLEST_CHARGE: Readonly<Record<string, number>> = { gbp: 30, eur: 50, usd: 50 };
const SESSION_PARAMS = new Set([
  'mode',
  'line_items',
  'success_url',
  'cancel_url',
  'expires_at',
  'client_reference_id',
  'metadata',
  'payment_intent_data',
  'customer_email',
  'locale',
  'submit_type',
  'ui_mode',
  'expand',
]);

/** The part of Stripe's API that has an address under `/v1`. */
export function createStripeApi(deps: StripeApiDeps): (request: StandInRequest) => StandInResponse {
  const { ledger } = deps;
  const answeredBefore = new Map<string, { body: string; path: string; response: StandInResponse }>();

  function route(request: StandInRequest): object {
    const params = parseStripeForm(request.method === 'GET' ? request.query.toString() : request.body.toString('utf8'));
    const [, , collection = '', ...rest] = request.path.split('/');
    const where = `${request.method} ${collection === 'checkout' ? 'checkout/sessions' : collection}`;
    const [id, act] = collection === 'checkout' ? rest.slice(1) : rest;
    switch (where) {
      case 'POST checkout/sessions':
        if (id === undefined) return createSession(params);
        if (act === 'expire') return expireSession(id);
        break;
      case 'GET checkout/sessions':
        return id === undefined
          ? list(
              '/v1/checkout/sessions',
              [...ledger.sessions.values()].map((one) => show(one, [])),
            )
          : show(session(id), expandOf(params));
      case 'POST refunds':
        if (id === undefined) return createRefund(params);
        break;
      case 'GET refunds':
        return id === undefined ? listRefunds(params) : refundObject(found(ledger.refunds.get(id), 'refund', id));
      case 'GET payment_intents':
        if (id !== undefined) return intentObject(intent(id), expandOf(params), ledger.refundedMinor(id));
        break;
      case 'GET events':
        if (id === undefined) return list('/v1/events', ledger.events.map(eventObject));
        return eventObject(
          found(
            ledger.events.find((event) => event.id === id),
            'event',
            id,
          ),
        );
    }
    throw new ApiError(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${request.method}: ${request.path}).`,
    });
  }

  function createSession(params: FormObject): object {
    for (const name of Object.keys(params))
      if (!SESSION_PARAMS.has(name)) throw invalid(`Received unknown parameter: ${name}`, name, 'parameter_unknown');
    const mode = required(params, 'mode');
    if (mode !== 'payment') throw invalid(`Invalid mode: this account can only take payments`, 'mode');
    const successUrl = required(params, 'success_url');
    const unitAmount = Number(requiredAt(params, 'line_items', 0, 'price_data', 'unit_amount'));
    const quantity = Number(textAt(params, 'line_items', 0, 'quantity') ?? '1');
    const currency = requiredAt(params, 'line_items', 0, 'price_data', 'currency');
    const productName = requiredAt(params, 'line_items', 0, 'price_data', 'product_data', 'name');
    if (!/^[a-z]{3}$/.test(currency))
      throw invalid(`Invalid currency: ${currency}`, 'line_items[0][price_data][currency]');
    if (!Number.isSafeInteger(unitAmount) || unitAmount < 0)
      throw invalid('Invalid integer', 'line_items[0][price_data][unit_amount]', 'parameter_invalid_integer');
    if (!Number.isSafeInteger(quantity) || quantity < 1)
      throw invalid('Invalid integer', 'line_items[0][quantity]', 'parameter_invalid_integer');
    const amountMinor = unitAmount * quantity;
    if (amountMinor < (SMALLEST_CHARGE[currency] ?? 1)) {
      throw invalid(
        `The Checkout Session's total amount due must add up to at least ${formatMoney({ amountMinor: SMALLEST_CHARGE[currency] ?? 1, currency: currency.toUpperCase() }, 'en')} ${currency}`,
        'line_items',
        'amount_too_small',
      );
    }
    const nowS = ledger.nowS();
    const expiresAtS = Number(textAt(params, 'expires_at') ?? nowS + DAY_S);
    if (!Number.isSafeInteger(expiresAtS))
      throw invalid('Invalid timestamp', 'expires_at', 'parameter_invalid_integer');
    if (expiresAtS < nowS + HALF_HOUR_S)
      throw invalid(
        'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
        'expires_at',
      );
    if (expiresAtS > nowS + DAY_S)
      throw invalid(
        'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
        'expires_at',
      );
    const made: SessionRecord = {
      id: newId('cs_test'),
      createdS: nowS,
      expiresAtS,
      amountMinor,
      currency,
      productName,
      quantity,
      clientReferenceId: textAt(params, 'client_reference_id') ?? null,
      customerEmail: textAt(params, 'customer_email') ?? null,
      metadata: textsAt(params, 'metadata'),
      intentMetadata: textsAt(params, 'payment_intent_data', 'metadata'),
      successUrl,
      cancelUrl: textAt(params, 'cancel_url') ?? null,
      status: 'open',
      paymentStatus: 'unpaid',
      intentId: null,
    };
    if (Object.keys(made.metadata).length > 50) throw invalid('Metadata can have up to 50 keys', 'metadata');
    ledger.sessions.set(made.id, made);
    deps.sessionMade(made);
    return show(made, expandOf(params));
  }

  function expireSession(id: string): object {
    const one = session(id);
    if (one.status !== 'open') {
      throw invalid(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${one.status}\`.`,
        null,
      );
    }
    one.status = 'expired';
    deps.happened('checkout.session.expired', show(one, []));
    return show(one, []);
  }

  function createRefund(params: FormObject): object {
    const paid = intent(required(params, 'payment_intent'));
    if (paid.chargedAtS === null)
      throw invalid(`This PaymentIntent (${paid.id}) does not have a successful charge to refund.`, 'payment_intent');
    const leftMinor = paid.amountMinor - ledger.refundedMinor(paid.id);
    if (leftMinor === 0)
      throw invalid(`Charge ${paid.chargeId} has already been refunded.`, null, 'charge_already_refunded');
    const amountMinor = Number(textAt(params, 'amount') ?? leftMinor);
    if (!Number.isSafeInteger(amountMinor) || amountMinor < 1)
      throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer');
    if (amountMinor > leftMinor)
      throw invalid(
        `Refund amount (${amountMinor}) is greater than unrefunded amount on charge (${leftMinor})`,
        'amount',
        'amount_too_large',
      );
    const isSlow = paid.method === 'bank';
    const nowS = ledger.nowS();
    const made: RefundRecord = {
      id: newId('re'),
      intentId: paid.id,
      chargeId: paid.chargeId,
      amountMinor,
      currency: paid.currency,
      createdS: nowS,
      reason: textAt(params, 'reason') ?? null,
      metadata: textsAt(params, 'metadata'),
      status: isSlow ? 'pending' : 'succeeded',
      arrivesAtS: isSlow ? nowS + BANK_REFUND_S : null,
    };
    ledger.refunds.set(made.id, made);
    deps.refunded(made, session(paid.sessionId));
    deps.happened('refund.created', refundObject(made));
    return refundObject(made);
  }

  function listRefunds(params: FormObject): object {
    const intentId = textAt(params, 'payment_intent');
    const all = [...ledger.refunds.values()].filter((refund) => intentId === undefined || refund.intentId === intentId);
    return list('/v1/refunds', all.reverse().map(refundObject));
  }

  const session = (id: string): SessionRecord => found(ledger.sessions.get(id), 'checkout.session', id);
  const intent = (id: string): IntentRecord => found(ledger.intents.get(id), 'payment_intent', id);
  const show = (one: SessionRecord, expand: readonly string[]): object =>
    sessionObject(
      one,
      deps.pageUrl(one.id),
      (one.intentId !== null && ledger.intents.get(one.intentId)) || null,
      expand,
      one.intentId === null ? 0 : ledger.refundedMinor(one.intentId),
    );

  return (request) => {
    if (request.headers.authorization !== `Bearer ${deps.secretKey}`) {
      return failure(new ApiError(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' }));
    }
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
    if (request.method === 'POST' && key === undefined) deps.report(`POST ${request.path} carries no Idempotency-Key`);
    const body = request.body.toString('utf8');
    const before = typeof key === 'string' ? answeredBefore.get(key) : undefined;
    if (before) {
      if (before.body === body && before.path === request.path)
        return { ...before.response, headers: { 'Idempotent-Replayed': 'true' } };
      deps.report(`the Idempotency-Key ${String(key)} was used with other parameters`);
      return failure(
        new ApiError(400, {
          type: 'idempotency_error',
          message: `Keys for idempotent requests can only be used with the same parameters they were first used with.`,
        }),
      );
    }
    try {
      const response = { status: 200, json: route(request) };
      if (typeof key === 'string') answeredBefore.set(key, { body, path: request.path, response });
      return response;
    } catch (error) {
      if (error instanceof ApiError) return failure(error);
      throw error;
    }
  };
}
