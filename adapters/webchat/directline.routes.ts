import express, { type RequestHandler, type Router } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { InboundFile, InboundSink } from '../../src/messaging/channel.js';
import type { Log } from '../../src/platform/log.js';
import { parseWatermark, type Gate } from './gate.js';
import { bodyOf, claimsOf, cors, createFailureHandler, fail, flooded, inTime, small } from './http.js';
import { parseJson, parseStart } from './inbound-activity.js';
import { postActivity, upload } from './post-activity.js';
import type { Shops } from './shops.js';
import type { Streams } from './streams.js';
import type { TokenClaims, Tokens } from './tokens.js';
import { eventOf, newClaims } from './visitor.js';
import { presentActivity, type ActivityStore } from './webchat.model.js';

export interface DirectLineDeps {
  readonly gate: Gate;
  readonly tokens: Tokens;
  readonly store: ActivityStore;
  readonly streams: Pick<Streams, 'wake' | 'showTyping'>;
  readonly sink: InboundSink;
  readonly shops: Shops;
  readonly log: Log;
  /** `wss://host`, without a path. */
  readonly socketBase: string;
  readonly secret: string;
  readonly nowUtc: () => number;
  readonly patienceMs: number;
  /** Takes in what was uploaded; without it only the words are heard. */
  readonly takeFile?: (
    content: Uint8Array,
    meta: { readonly type: string | null; readonly name: string | null },
  ) => Promise<InboundFile>;
  /** False once a conversation sends more files than a person would. */
  readonly mayUpload: (conversationId: string) => boolean;
}

const POLL_PAGE = 100;
const CONVERSATION = '/conversations/:conversationId';

/** Everything under `/v3/directline`. Who may speak is decided before a body is read; nothing refused leaves a trace. */
export function createDirectLineRoutes(deps: DirectLineDeps): Router {
  const router = express.Router();
  const { gate } = deps;
  const admit: RequestHandler = async (req, res, next) => {
    const conversationId = req.params['conversationId'];
    const admission = await gate.admit(req.headers, typeof conversationId === 'string' ? conversationId : null);
    if (admission.kind === 'refused') {
      deps.log.warn({ provider: 'webchat', reason: admission.reason }, 'a web chat request was refused');
      return void fail(res, 403, admission.reason);
    }
    res.locals['claims'] = admission.claims;
    next();
  };
  router.use(cors(gate));
  router.post('/tokens/generate', small, generateToken(deps));
  router.post('/tokens/refresh', admit, refreshToken(deps));
  router.post('/conversations', admit, small, startConversation(deps));
  router.get(CONVERSATION, admit, reconnect(deps));
  router.post(`${CONVERSATION}/activities`, admit, small, postActivity(deps));
  router.get(`${CONVERSATION}/activities`, admit, poll(deps));
  router.post(`${CONVERSATION}/upload`, admit, upload(deps));
  router.use((_req, res) => void fail(res, 404, 'there is nothing at this address'));
  router.use(createFailureHandler(deps.log));
  return router;
}

const generateSchema = z.object({
  shop: z.string().max(64),
  user: z.object({ id: z.string().regex(/^dl_[A-Za-z0-9_-]{1,64}$/, 'begins with dl_') }).optional(),
  trustedOrigins: z.array(z.url().max(300)).max(1).optional(),
});

/** For a shop's own server, with the secret that never reaches a browser. */
function generateToken({ secret, shops, tokens, nowUtc, log }: DirectLineDeps): RequestHandler {
  const wanted = digest(`Bearer ${secret}`);
  return async (req, res) => {
    const { authorization } = req.headers;
    if (typeof authorization !== 'string' || !timingSafeEqual(digest(authorization), wanted)) {
      log.warn({ provider: 'webchat', reason: 'wrong secret' }, 'a web chat request was refused');
      return fail(res, 403, 'wrong secret');
    }
    const parsed = generateSchema.safeParse(parseJson(bodyOf(req)));
    if (!parsed.success) return fail(res, 400, 'name the shop: {"shop":"…"}, and the user as {"user":{"id":"dl_…"}}');
    const { shop: shopId, user, trustedOrigins } = parsed.data;
    if (!(await shops.find(shopId))) return fail(res, 400, 'there is no such shop');
    const origin = trustedOrigins?.[0] === undefined ? null : new URL(trustedOrigins[0]).origin;
    const claims = newClaims({ shopId, origin, nowUtc, ...(user ? { userId: user.id } : {}) });
    const { token, expiresInS } = await tokens.issue(claims, 'chat');
    res.json({ conversationId: claims.conv, token, expires_in: expiresInS });
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refreshToken({ tokens }: DirectLineDeps): RequestHandler {
  return async (_req, res) => {
    const claims = claimsOf(res);
    const { token, expiresInS } = await tokens.issue(claims, 'chat');
    res.json({ conversationId: claims.conv, token, expires_in: expiresInS });
  };
}

function startConversation(deps: DirectLineDeps): RequestHandler {
  return async (req, res) => {
    const start = parseStart(bodyOf(req));
    if (!start) return fail(res, 400, 'the request cannot be read');
    const claims = claimsOf(res);
    // A client that begins its conversation again is not greeted again.
    if (await inTime(deps.store.isEmpty(claims.conv), deps.patienceMs)) {
      const opened = eventOf(claims, 'start', { kind: 'start' }, start.language);
      const taken = await inTime(deps.sink.accept(opened), deps.patienceMs);
      if (taken === 'flooded') return flooded(res);
    }
    res.status(201).json(await conversationAnswer(deps, claims, 0));
  };
}

function reconnect(deps: DirectLineDeps): RequestHandler {
  return async (req, res) => {
    const afterSeq = parseWatermark(req.query['watermark']);
    if (afterSeq === null) return fail(res, 400, 'the watermark is not one of ours');
    res.json(await conversationAnswer(deps, claimsOf(res), afterSeq));
  };
}

async function conversationAnswer({ tokens, socketBase }: DirectLineDeps, claims: TokenClaims, afterSeq: number) {
  const chat = await tokens.issue(claims, 'chat');
  const stream = await tokens.issue(claims, 'stream');
  const path = `/v3/directline/conversations/${claims.conv}/stream`;
  return {
    conversationId: claims.conv,
    token: chat.token,
    expires_in: chat.expiresInS,
    streamUrl: `${socketBase}${path}?watermark=${afterSeq}&t=${stream.token}`,
  };
}

function poll({ store, log, patienceMs }: DirectLineDeps): RequestHandler {
  return async (req, res) => {
    const afterSeq = parseWatermark(req.query['watermark']);
    if (afterSeq === null) return fail(res, 400, 'the watermark is not one of ours');
    const { conv } = claimsOf(res);
    // Microsoft's client stops polling for good on any error: with the database away there is simply nothing new to tell.
    const rows = await inTime(store.after(conv, afterSeq, POLL_PAGE), patienceMs).catch((error: unknown) => {
      log.warn({ err: error, provider: 'webchat' }, 'a poll found the database away');
      return [];
    });
    res.json({ activities: rows.map(presentActivity), watermark: String(rows.at(-1)?.seq ?? afterSeq) });
  };
}
