import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { ChannelAdapter, Received } from '../messaging/channel.js';
import { rawBody, toRawRequest } from '../platform/http.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { AcceptResult, Conversations } from './conversations.port.js';

/** A provider is told "not now" after this long, so that it delivers again instead of waiting on a database that is away. */
const STORE_PATIENCE_MS = 900;

export interface WebhookRoutesDeps {
  readonly conversations: Pick<Conversations, 'accept' | 'isBusy'>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Path → the adapter that verifies what comes there. Only channels that are switched on have one. */
  readonly adapters: ReadonlyMap<string, Pick<ChannelAdapter, 'id' | 'receive'>>;
}

/** One route a provider address: verify, store every event, only then answer. */
export function createWebhookRoutes(deps: WebhookRoutesDeps): Router {
  const router = express.Router();
  for (const [path, adapter] of deps.adapters) router.post(path, rawBody, receiveWith(adapter, deps));
  return router;
}

function receiveWith(
  adapter: Pick<ChannelAdapter, 'id' | 'receive'>,
  { conversations, log, metrics }: WebhookRoutesDeps,
): RequestHandler {
  return async (req: Request, res: Response) => {
    if (conversations.isBusy()) {
      res.status(503).set('Retry-After', '1').end();
      return;
    }
    const received = await adapter.receive(toRawRequest(req));
    if (received.kind === 'refused') {
      metrics.refused.inc({ provider: adapter.id, reason: received.reason.slice(0, 40) });
      log.warn({ provider: adapter.id, reason: received.reason }, 'a webhook was refused');
      res.status(received.status).end();
      return;
    }
    const result = await storeAll(received, conversations, log);
    if (result === 'busy') res.status(503).set('Retry-After', '1').end();
    else if (result === 'flooded') res.status(429).set('Retry-After', '5').end();
    else {
      const { status, contentType, body } = received.response;
      if (contentType) res.type(contentType);
      res.status(status).end(body);
    }
    // A tapped button stops spinning even when the tap was a repeat.
    if (received.afterAccept)
      received
        .afterAccept()
        .catch((error: unknown) => log.warn({ err: error, provider: adapter.id }, 'acknowledging failed'));
  };
}

async function storeAll(
  received: Extract<Received, { kind: 'accepted' }>,
  conversations: Pick<Conversations, 'accept' | 'isBusy'>,
  log: Log,
): Promise<AcceptResult> {
  for (const event of received.events) {
    const result = await storeInTime(conversations.accept(event), log);
    if (result === 'busy' || result === 'flooded') return result;
  }
  return 'accepted';
}

/** An event stored after we answered 503 is recognised when the provider delivers it again. */
async function storeInTime(storing: Promise<AcceptResult>, log: Log): Promise<AcceptResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<AcceptResult>((resolve) => (timer = setTimeout(resolve, STORE_PATIENCE_MS, 'busy')));
  try {
    return await Promise.race([storing, late]);
  } catch (error) {
    log.error({ err: error }, 'an event could not be stored; the provider is asked to deliver it again');
    return 'busy';
  } finally {
    clearTimeout(timer);
    storing.catch(() => undefined);
  }
}
