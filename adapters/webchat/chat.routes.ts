import express, { type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Log } from '../../src/platform/log.js';
import type { Clock } from '../../src/platform/clock.js';
import { bundleWidget } from './bundle-widget.js';
import { notFoundPage, PAGE_CSS, shopPage } from './chat.page.js';
import type { Gate } from './gate.js';
import { bodyOf, cors, createFailureHandler, fail, small } from './http.js';
import { parseJson } from './inbound-activity.js';
import { createRateLimit } from './rate-limit.js';
import type { Shops } from './shops.js';
import type { TokenClaims, Tokens } from './tokens.js';
import { newClaims } from './visitor.js';

interface ChatRoutesDeps {
  readonly gate: Gate;
  readonly tokens: Tokens;
  readonly shops: Shops;
  readonly clock: Clock;
  readonly log: Log;
  readonly ownOrigin: string;
  readonly socketBase: string;
  /** Tokens one address may ask for in a minute. */
  readonly tokensPerMinute: number;
}

const SHOP_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The chat page, the widget's script, and the token our own widget begins with. */
export function createChatRoutes(deps: ChatRoutesDeps): Router {
  const router = express.Router();
  router.get('/widget.js', widgetScript);
  router.get('/page.css', (_req, res) => void cacheable(res).type('css').send(PAGE_CSS));
  router.get('/:shop', page(deps));
  router.use('/:shop/token', cors(deps.gate));
  router.post('/:shop/token', small, token(deps));
  router.use(createFailureHandler(deps.log));
  return router;
}

/** Other sites embed it, so it may be loaded from anywhere: it holds nothing secret. */
const widgetScript: RequestHandler = async (_req, res) => {
  const { code, etag } = await bundleWidget();
  cacheable(res).set('ETag', etag).set('Cross-Origin-Resource-Policy', 'cross-origin').type('js').send(code);
};

function cacheable(res: Response): Response {
  return res.set('Cache-Control', 'public, max-age=300').set('X-Content-Type-Options', 'nosniff');
}

function page({ shops, socketBase }: ChatRoutesDeps): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Shops' pictures may lie on servers of theirs.
    "img-src 'self' data: https:",
    `connect-src 'self' ${socketBase}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
  return async (req, res) => {
    const shopId = req.params['shop'];
    const shop = typeof shopId === 'string' && SHOP_ID.test(shopId) ? await shops.find(shopId) : null;
    res.set('Content-Security-Policy', policy).set('Referrer-Policy', 'no-referrer').type('html');
    if (shop) res.send(shopPage(shop));
    else res.status(404).send(notFoundPage());
  };
}

const tokenSchema = z.object({ resume: z.string().max(2000).nullish() });

/** Bound to a new conversation, or to the one the browser was in, and to the page's origin. */
function token({ gate, tokens, shops, clock, ownOrigin, log, tokensPerMinute }: ChatRoutesDeps): RequestHandler {
  const waitMs = createRateLimit({ clock, count: tokensPerMinute, perMs: 60_000 });
  return async (req, res) => {
    const origin = req.headers.origin ?? ownOrigin;
    if (!gate.isAllowedOrigin(origin)) {
      log.warn({ provider: 'webchat', reason: 'unknown origin' }, 'a web chat request was refused');
      return fail(res, 403, 'this page may not use the chat');
    }
    const delayMs = waitMs(req.ip ?? '');
    if (delayMs > 0) {
      res.set('Retry-After', String(Math.ceil(delayMs / 1000)));
      return fail(res, 429, 'too many chats at once, please wait a moment');
    }
    const body = bodyOf(req);
    const parsed = tokenSchema.safeParse(body.byteLength === 0 ? {} : parseJson(body));
    if (!parsed.success) return fail(res, 400, 'the request cannot be read');
    const shopId = req.params['shop'];
    const shop = typeof shopId === 'string' && SHOP_ID.test(shopId) ? await shops.find(shopId) : null;
    if (!shop) return fail(res, 404, 'there is no such shop');
    const known = parsed.data.resume ? await resumed(tokens, parsed.data.resume, shop.id, origin) : null;
    const claims = known ?? newClaims({ shopId: shop.id, origin, nowUtc: () => clock.nowUtc() });
    const chat = await tokens.issue(claims, 'chat');
    const resume = await tokens.issue(claims, 'resume');
    res.json({
      conversationId: claims.conv,
      userId: claims.user,
      token: chat.token,
      expires_in: chat.expiresInS,
      resume: resume.token,
      isResumed: known !== null,
      shop: { name: shop.name, language: shop.language },
    });
  };
}

/** A conversation that cannot be taken up again is simply a new one. */
async function resumed(tokens: Tokens, resume: string, shopId: string, origin: string): Promise<TokenClaims | null> {
  const claims = await tokens.verify(resume, 'resume');
  return claims && claims.shop === shopId && claims.origin === origin ? claims : null;
}
