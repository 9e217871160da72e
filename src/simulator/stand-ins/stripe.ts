import { createHmac } from 'node:crypto';
import type { Clock, MovableClock } from '../../platform/clock.js';
import { createStandInServer, type StandInRequest, type StandInResponse } from './http.js';
import type { StandIn } from './stand-in.js';
import { createStripeApi } from './stripe-api.js';
import {
  API_VERSION,
  chargeObject,
  createStripeLedger,
  eventObject,
  intentObject,
  newId,
  refundObject,
  sessionObject,
  type EventRecord,
  type SessionRecord,
} from './stripe-ledger.js';
import { closedPage, payPage } from './stripe-page.js';
import { createWebhookPoster } from './webhook-poster.js';

/** What a person at the pay page, and the shop at its dashboard, would see. */
export type StripeDeviceEvent = {
  readonly type: 'link' | 'paid' | 'declined' | 'onItsWay' | 'ended' | 'refunded';
  readonly sessionId: string;
  readonly url: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
};

/** The cards of the pay page: paid at once, declined, or bank money that comes after the link has ended. */
export type PayCard = 'paid' | 'declined' | 'late';

export interface StripeStandInDeps {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where events are posted; a function when the address is known later. */
  readonly webhookUrl: string | (() => string);
  readonly clock: Clock | MovableClock;
  readonly port?: number;
  /** The waits before an unanswered event is posted again; Stripe's own run over days. */
  readonly retryDelaysMs?: readonly number[];
}

export interface StripeStandIn extends StandIn<StripeDeviceEvent> {
  /** What a tap on the pay page does. */
  pay(sessionId: string, card: PayCard): 'done' | 'closed';
  /** Ends links, lets money and refunds arrive that are due by the clock. */
  tick(): void;
  /** The body of each event so far, as it was or will be posted. */
  readonly eventBodies: readonly string[];
  /** A signed header for any body: what only Stripe and we can make. */
  sign(body: string, atUtc?: number): string;
  /** Resolves when every event was answered or given up. */
  idle(): Promise<void>;
}

const BANK_TAKES_S = 45 * 60;
const DEFAULT_RETRIES_MS = [1_000, 5_000, 30_000];

/** Stripe on 127.0.0.1, as far as a shop that takes one payment a booking can see it. */
export function createStripeStandIn(deps: StripeStandInDeps): StripeStandIn {
  const { clock } = deps;
  const ledger = createStripeLedger(clock);
  const server = createStandInServer<StripeDeviceEvent>({
    name: 'stripe',
    handle,
    ...(deps.port !== undefined && { port: deps.port }),
    isExempt: ({ path }) => path.startsWith('/pay/'),
    tooMany: () => ({
      status: 429,
      json: { error: { type: 'rate_limit_error', code: 'rate_limit', message: 'Too many requests' } },
    }),
    unavailable: () => ({ status: 503, json: { error: { type: 'api_error', message: 'Service unavailable' } } }),
  });
  const poster = createWebhookPoster({
    faults: server.faults,
    retryDelaysMs: deps.retryDelaysMs ?? DEFAULT_RETRIES_MS,
    timeoutMs: 10_000,
  });
  const api = createStripeApi({
    ledger,
    secretKey: deps.secretKey,
    pageUrl,
    happened,
    sessionMade: (session) => tell('link', session),
    refunded: (_refund, session) => tell('refunded', session),
    report: server.report,
  });
  const bodies: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopListening: (() => void) | undefined;

  function handle(request: StandInRequest): StandInResponse {
    tick();
    if (request.path.startsWith('/v1/')) {
      const version = request.headers['stripe-version'];
      if (version !== undefined && version !== API_VERSION)
        server.report(`Stripe-Version ${String(version)} is not ${API_VERSION}`);
      return api(request);
    }
    return request.path.startsWith('/pay/') ? visit(request) : { status: 404, body: 'Nothing here' };
  }

  function visit({ method, path, body }: StandInRequest): StandInResponse {
    const session = ledger.sessions.get(path.slice('/pay/'.length));
    if (!session || session.status !== 'open') return html(session ? 200 : 404, closedPage(session));
    if (method !== 'POST') return html(200, payPage(session, 'none'));
    const card = new URLSearchParams(body.toString('utf8')).get('card');
    if (card !== 'paid' && card !== 'declined' && card !== 'late') return html(400, payPage(session, 'none'));
    pay(session.id, card);
    if (card === 'declined') return html(200, payPage(session, 'declined'));
    return { status: 303, headers: { Location: session.successUrl } };
  }

  function pay(sessionId: string, card: PayCard): 'done' | 'closed' {
    tick();
    const session = ledger.sessions.get(sessionId);
    if (!session || session.status !== 'open') return 'closed';
    const intent = {
      id: newId('pi'),
      sessionId,
      chargeId: newId('ch'),
      createdS: ledger.nowS(),
      amountMinor: session.amountMinor,
      currency: session.currency,
      method: card === 'late' ? ('bank' as const) : ('card' as const),
      metadata: session.intentMetadata,
      status:
        card === 'paid' ? ('succeeded' as const) : card === 'late' ? ('processing' as const) : ('canceled' as const),
      arrivesAtS: card === 'late' ? ledger.nowS() + BANK_TAKES_S : null,
      chargedAtS: card === 'paid' ? ledger.nowS() : null,
    };
    ledger.intents.set(intent.id, intent);
    if (card === 'declined') {
      tell('declined', session);
      happened('payment_intent.payment_failed', intentObject(intent, [], 0));
      return 'done';
    }
    session.status = 'complete';
    session.paymentStatus = card === 'paid' ? 'paid' : 'unpaid';
    session.intentId = intent.id;
    tell(card === 'paid' ? 'paid' : 'onItsWay', session);
    if (card === 'paid') happened('charge.succeeded', chargeObject(intent, 0));
    happened('checkout.session.completed', show(session));
    return 'done';
  }

  function tick(): void {
    const nowS = ledger.nowS();
    for (const session of ledger.sessions.values()) {
      if (session.status !== 'open' || session.expiresAtS > nowS) continue;
      session.status = 'expired';
      tell('ended', session);
      happened('checkout.session.expired', show(session));
    }
    for (const intent of ledger.intents.values()) {
      if (intent.arrivesAtS === null || intent.arrivesAtS > nowS) continue;
      const session = ledger.sessions.get(intent.sessionId);
      intent.status = 'succeeded';
      intent.chargedAtS = intent.arrivesAtS;
      intent.arrivesAtS = null;
      if (!session) continue;
      session.paymentStatus = 'paid';
      tell('paid', session);
      happened('checkout.session.async_payment_succeeded', show(session));
    }
    for (const refund of ledger.refunds.values()) {
      if (refund.arrivesAtS === null || refund.arrivesAtS > nowS) continue;
      refund.status = 'succeeded';
      refund.arrivesAtS = null;
      happened('refund.updated', refundObject(refund));
    }
  }

  function happened(type: string, object: object): void {
    const event: EventRecord = { id: newId('evt'), type, createdS: ledger.nowS(), object };
    ledger.events.push(event);
    const body = JSON.stringify(eventObject(event));
    bodies.push(body);
    const url = typeof deps.webhookUrl === 'string' ? deps.webhookUrl : deps.webhookUrl();
    void poster.post({
      url,
      body,
      kind: 'event',
      headers: () => ({ 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': sign(body) }),
    });
  }

  /** Stripe's scheme, written from its description and not with its SDK: HMAC-SHA256 over `<seconds>.<body>`. */
  function sign(body: string, atUtc: number = clock.nowUtc()): string {
    const seconds = Math.floor(atUtc / 1_000);
    return `t=${seconds},v1=${createHmac('sha256', deps.webhookSecret).update(`${seconds}.${body}`).digest('hex')}`;
  }

  function pageUrl(sessionId: string): string {
    return `${server.url}/pay/${sessionId}`;
  }

  function show(session: SessionRecord): object {
    const intent = session.intentId === null ? null : (ledger.intents.get(session.intentId) ?? null);
    return sessionObject(session, pageUrl(session.id), intent, [], intent ? ledger.refundedMinor(intent.id) : 0);
  }

  function tell(type: StripeDeviceEvent['type'], session: SessionRecord): void {
    const { id: sessionId, amountMinor, currency, productName: description } = session;
    server.emit({
      type,
      sessionId,
      url: pageUrl(sessionId),
      amountMinor,
      currency: currency.toUpperCase(),
      description,
    });
  }

  return {
    get url() {
      return server.url;
    },
    faults: server.faults,
    problems: server.problems,
    onEvent: (listener) => server.onEvent(listener),
    eventBodies: bodies,
    async start() {
      await server.start();
      timer ??= setInterval(tick, 1_000).unref();
      if ('onMove' in clock) stopListening ??= clock.onMove(tick);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      stopListening?.();
      stopListening = undefined;
      poster.stop();
      await server.stop();
    },
    pay,
    tick,
    sign,
    idle: () => poster.idle(),
  };
}

function html(status: number, body: string): StandInResponse {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body };
}
