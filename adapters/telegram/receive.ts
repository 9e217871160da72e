import { createHash, timingSafeEqual } from 'node:crypto';
import type { ChannelAdapter, RawRequest, Received } from '../../src/messaging/channel.js';
import { parseUpdate } from './inbound.js';

export interface TelegramReceiveDeps {
  readonly botId: string;
  readonly isGenuine: (secret: string) => boolean;
  /** Ends the spinning of a tapped button. */
  readonly acknowledge: (callbackId: string) => Promise<void>;
}

/** Far above any genuine update. */
const BODY_LIMIT_BYTES = 256 * 1024;

/** Compares digests in constant time: neither the length nor a common beginning can be told from the time it takes. */
export function createSecretCheck(webhookSecret: string): (secret: string) => boolean {
  if (webhookSecret === '') throw new Error('Telegram needs a webhook secret: without it nothing can be verified');
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  const expected = digest(webhookSecret);
  return (secret) => timingSafeEqual(digest(secret), expected);
}

/** The Telegram webhook: the secret header is checked before a byte of the body is looked at (SEC-14). */
export function createTelegramReceive(deps: TelegramReceiveDeps): ChannelAdapter['receive'] {
  return async (request: RawRequest): Promise<Received> => {
    if (request.method !== 'POST') return refused(400, 'not a webhook request');
    const secret = request.headers['x-telegram-bot-api-secret-token'];
    if (secret === undefined || secret === '') return refused(401, 'no secret');
    if (typeof secret !== 'string') return refused(400, 'secret given more than once');
    if (!deps.isGenuine(secret)) return refused(403, 'wrong secret');
    if (request.body.byteLength > BODY_LIMIT_BYTES) return refused(400, 'body too large');
    const parsed = parseUpdate(parseJson(request.body), deps.botId);
    if (parsed.kind === 'unreadable') return refused(400, 'unreadable update');
    const { callbackId } = parsed;
    return {
      kind: 'accepted',
      events: parsed.events,
      response: { status: 200 },
      ...(callbackId === undefined ? {} : { afterAccept: () => deps.acknowledge(callbackId) }),
    };
  };
}

function refused(status: 400 | 401 | 403, reason: string): Received {
  return { kind: 'refused', status, reason };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
