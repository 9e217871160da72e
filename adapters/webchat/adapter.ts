import express, { type Router } from 'express';
import type {
  ChannelAdapter,
  ConversationRef,
  InboundFile,
  InboundSink,
  Rendered,
  SendOutcome,
} from '../../src/messaging/channel.js';
import type { Clock } from '../../src/platform/clock.js';
import type { Log } from '../../src/platform/log.js';
import type { Mongo } from '../../src/platform/mongo.js';
import { createChatRoutes } from './chat.routes.js';
import { createDirectLineRoutes } from './directline.routes.js';
import { createGate } from './gate.js';
import { BODY_LIMIT_BYTES } from './http.js';
import { createRateLimit } from './rate-limit.js';
import { createReceive } from './receive.js';
import { createRender, webchatLimits } from './render.js';
import type { Shops } from './shops.js';
import { createStreams } from './streams.js';
import { createUpgrade, type HandleUpgrade } from './streams.upgrade.js';
import { createTokens } from './tokens.js';
import { createActivityStore, type ActivityBody } from './webchat.model.js';

export interface WebchatDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  /** At least 16 characters. Signs the tokens, and is what a shop's own server shows at `tokens/generate`. */
  readonly secret: string;
  /** Where browsers reach us, e.g. `https://book.example`. */
  readonly publicUrl: string;
  readonly shops: Shops;
  /** Web origins besides our own that may embed the widget. */
  readonly allowedOrigins: readonly string[];
  /** Tokens one address may ask for in a minute; 30 unless told. */
  readonly tokensPerMinute?: number;
  /** Takes in a file somebody uploaded; without it only that one came is heard. */
  readonly takeFile?: (
    content: Uint8Array,
    meta: { readonly type: string | null; readonly name: string | null },
  ) => Promise<InboundFile>;
  /** How long a client waits for the database before it is told "not now"; 900 ms unless told. */
  readonly patienceMs?: number;
  /** False: other processes' messages are found by looking once a second, as when the change stream is down. */
  readonly useChangeStream?: boolean;
}

/** What the server that carries the channel mounts. */
export interface WebchatServer {
  /** Serves `/v3/directline/*` and `/chat/*`. Mount before any body parser: it reads its bodies itself. */
  readonly router: Router;
  /** For the HTTP server's `upgrade` event; false means the socket is somebody else's and was not touched. */
  readonly handleUpgrade: HandleUpgrade;
  start(): Promise<void>;
  /** Closes every socket; clients come back to another process. May be called twice. */
  stop(): Promise<void>;
}

export interface WebchatAdapter extends ChannelAdapter {
  readonly id: 'webchat';
  /** @param sink hears what people say; a message is acknowledged once it is stored there. */
  mount(sink: InboundSink): WebchatServer;
}

const BOT = { id: 'parley', name: '', role: 'bot' } as const;
const PATIENCE_MS = 900;
const TOKENS_PER_MINUTE = 30;
const UPLOADS_PER_MINUTE = 10;
const MIN_SECRET_CHARS = 16;

/**
 * Web chat (CH-05): a Direct Line 3.0 server of our own. Loads botbuilder's activity model, which takes half a second, hence
 * the promise. @throws when the secret is missing or short: the channel does not start without one.
 */
export async function createWebchatAdapter(deps: WebchatDeps): Promise<WebchatAdapter> {
  if (deps.secret.length < MIN_SECRET_CHARS)
    throw new Error(
      `web chat needs a secret of at least ${MIN_SECRET_CHARS} characters: without it nothing can be verified`,
    );
  const { MessageFactory, CardFactory, ActionTypes, ActivityTypes } = await import('botbuilder');
  const { mongo, clock, log, secret, shops } = deps;
  const ownOrigin = new URL(deps.publicUrl).origin;
  const socketBase = ownOrigin.replace(/^http/, 'ws');
  const store = createActivityStore({ mongo, clock });
  const tokens = createTokens({ secret, clock });
  const gate = createGate({ tokens, ownOrigin, allowedOrigins: deps.allowedOrigins });
  const typing = (): Record<string, unknown> => ({
    type: ActivityTypes.Typing,
    from: BOT,
    timestamp: new Date(clock.nowUtc()).toISOString(),
  });
  const streams = createStreams({
    mongo,
    store,
    log,
    typing,
    ...(deps.useChangeStream === undefined ? {} : { useChangeStream: deps.useChangeStream }),
  });

  return {
    id: 'webchat',
    limits: webchatLimits,
    receive: createReceive(gate, BODY_LIMIT_BYTES),
    render: createRender({ MessageFactory, CardFactory, ActionTypes }),
    /** The key makes a repeat harmless, so a failure is always `retry` and never `unknown`. */
    async send(to: ConversationRef, rendered: Rendered, key: string): Promise<SendOutcome> {
      const providerMessageIds: string[] = [];
      try {
        for (const [index, part] of rendered.parts.entries()) {
          const activity = { ...(part as ActivityBody), from: BOT }; // parts are made by our own render
          const entry = { conversationId: to.address, key: `out:${key}:${index}`, activity };
          providerMessageIds.push((await store.append(entry)).row._id);
        }
      } catch (error) {
        log.warn({ err: error, key }, 'a web chat message could not be stored yet');
        return { kind: 'retry', retryAfterMs: 1_000, reason: 'the database did not take it' };
      } finally {
        streams.wake(to.address);
      }
      return { kind: 'sent', providerMessageIds };
    },
    showTyping({ address }) {
      streams.showTyping(address);
      return Promise.resolve();
    },
    mount(sink) {
      const router = express.Router();
      const shared = { gate, tokens, shops, log, socketBase };
      const patienceMs = deps.patienceMs ?? PATIENCE_MS;
      const nowUtc = (): number => clock.nowUtc();
      const waitMs = createRateLimit({ clock, count: UPLOADS_PER_MINUTE, perMs: 60_000 });
      const mayUpload = (conversationId: string): boolean => waitMs(conversationId) === 0;
      const { takeFile } = deps;
      const files = { mayUpload, ...(takeFile ? { takeFile } : {}) };
      router.use(
        '/v3/directline',
        createDirectLineRoutes({ ...shared, ...files, store, streams, sink, secret, nowUtc, patienceMs }),
      );
      const tokensPerMinute = deps.tokensPerMinute ?? TOKENS_PER_MINUTE;
      router.use('/chat', createChatRoutes({ ...shared, clock, ownOrigin, tokensPerMinute }));
      return {
        router,
        handleUpgrade: createUpgrade({ tokens, gate, streams, log }),
        start: () => streams.start(),
        stop: () => streams.stop(),
      };
    },
  };
}
