import express, { Router, type Request } from 'express';
import { z } from 'zod';
import type { Log } from '../platform/log.js';
import { SESSION_LIFE_MS, type GuestLinks } from './guest-links.js';
import type { GuestLookup } from './guest-lookup.js';
import { findPage, openPage, overPage, portalPage, sentPage } from './guest.page.js';
import { GUEST_LANGUAGES } from './guest.text.js';
import { answer, createFailure, limitOf, PRIVATE } from './page-answer.js';
import type { Portals } from './portal.service.js';

export interface GuestRoutesDeps {
  readonly links: GuestLinks;
  readonly lookup: GuestLookup;
  readonly portal: Portals;
  readonly log: Log;
  readonly trackUrlOf: (bookingId: string) => string;
  /** Cookies go over TLS alone where the house is reached by it. */
  readonly isSecure: boolean;
  /** Look-ups one address may make in a minute. */
  readonly lookupsPerMinute?: number;
}

const LOOKUPS_PER_MINUTE = 10;
const REQUESTS_PER_MINUTE = 120;
const FORM_LIMIT_BYTES = 2_048;
const COOKIE = 'parley_my';

const lookupForm = z.object({
  reference: z
    .string()
    .trim()
    .regex(/^(?:BK|OR)?[\s-]?\d{8}$/i),
  email: z
    .string()
    .trim()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/),
});

/**
 * `GET /t` asks for the number of a booking or an order and its e-mail, `POST` there sends the link, with one answer to whatever was given.
 * `/my/open/:token` is such a link, or one from a chat; `/my` the person's own page for an hour after it.
 */
export function createGuestRoutes(deps: GuestRoutesDeps): Router {
  const { links, lookup, portal, trackUrlOf } = deps;
  const router = Router({ strict: true });
  const form = express.urlencoded({ extended: false, limit: FORM_LIMIT_BYTES });
  router.use('/my', limitOf(REQUESTS_PER_MINUTE));

  router.get('/t', (req, res) => answer(res, 200, (nonce) => findPage(languageOf(req), nonce)));

  router.post('/t', limitOf(deps.lookupsPerMinute ?? LOOKUPS_PER_MINUTE), form, (req, res) => {
    const language = languageOf(req);
    const given = lookupForm.safeParse(req.body);
    if (!given.success) return answer(res, 400, (nonce) => findPage(language, nonce, typed(req.body)));
    lookup.ask(given.data.reference, given.data.email);
    answer(res, 200, (nonce) => sentPage(language, nonce));
  });

  router.get('/my/open/:token', async (req, res) => {
    const { token } = req.params;
    const language = languageOf(req);
    if (await links.isLive(token)) answer(res, 200, (nonce) => openPage(language, token, nonce));
    else answer(res, 410, (nonce) => overPage(language, '../../t', nonce));
  });

  router.post('/my/open/:token', async (req, res) => {
    const used = await links.use(req.params.token);
    if (!used) return answer(res, 410, (nonce) => overPage(languageOf(req), '../../t', nonce));
    const { guest, session } = used;
    // What was proved by the e-mail of one visit or order opens that one, not the chat it was made in.
    if (guest.bookingId !== null) {
      // Relative, so that it holds behind any proxy.
      const token = trackUrlOf(guest.bookingId).split('/t/').at(-1) ?? '';
      return void res.set(PRIVATE).redirect(303, `../../t/${token}`);
    }
    const cookie = { httpOnly: true, sameSite: 'strict', secure: deps.isSecure, path: '/my' } as const;
    res.set(PRIVATE).cookie(COOKIE, session, { ...cookie, maxAge: SESSION_LIFE_MS });
    res.redirect(303, '../../my');
  });

  router.get('/my', async (req, res) => {
    const guest = await links.sessionOf(sessionIn(req));
    if (!guest || guest.bookingId !== null) return answer(res, 401, (nonce) => overPage(languageOf(req), 't', nonce));
    const own = await portal.read(guest);
    answer(res, 200, (nonce) => portalPage(own, nonce));
  });

  router.post('/my/leave', async (req, res) => {
    await links.leave(sessionIn(req));
    res.set(PRIVATE).clearCookie(COOKIE, { path: '/my' }).redirect(303, '../t');
  });

  router.use(['/t', '/my'], createFailure(deps.log));
  return router;
}

function sessionIn(req: Request): string {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]{22})(?:;|$)`).exec(req.headers.cookie ?? '')?.[1] ?? '';
}

/** What stood in the fields goes back into them, as far as it was text. */
function typed(body: unknown): { readonly reference: string; readonly email: string } {
  const field = z
    .string()
    .catch('')
    .transform((text) => text.slice(0, 254));
  return z
    .object({ reference: field, email: field })
    .catch({ reference: '', email: '' })
    .parse(body ?? {});
}

function languageOf(req: Request): string {
  return req.acceptsLanguages([...GUEST_LANGUAGES]) || 'en';
}
