import { randomBytes, randomUUID } from 'node:crypto';
import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import type { Log } from '../platform/log.js';
import { dropPage, plainPage, visitPage, type ChatDoors } from './tracking.page.js';
import type { TrackedVisit, Tracking } from './tracking.service.js';

export interface TrackingRoutesDeps {
  readonly tracking: Tracking;
  readonly doors: ChatDoors;
  readonly log: Log;
  /** Requests one address may make in a minute; a page that is open makes four. */
  readonly requestsPerMinute?: number;
}

const REQUESTS_PER_MINUTE = 120;
const FORM_LIMIT_BYTES = 1_024;

/** The page's form. Anything else was not sent by it. */
const dropForm = z.object({ version: z.coerce.number().int().min(1).max(1_000_000) });

/**
 * `GET /t/:token` the page, `/t/:token/state` whether it has changed, `/t/:token/drop` the last question before dropping,
 * and `POST` there the act itself. Only that one changes anything: links are opened by robots that make previews.
 */
export function createTrackingRoutes(deps: TrackingRoutesDeps): Router {
  const { tracking, doors, log } = deps;
  // Relative addresses on the page hold only without a slash at its end.
  const router = Router({ strict: true });
  router.use('/t', limitOf(deps.requestsPerMinute ?? REQUESTS_PER_MINUTE));

  /** The visit behind the request's link; null when the request has been answered with a page that says why not. */
  async function visitOf(req: Request<{ token: string }>, res: Response): Promise<TrackedVisit | null> {
    const opened = await tracking.open(req.params.token);
    if (opened.kind === 'visit') return opened.visit;
    if (opened.kind === 'ended') answer(res, 410, (nonce) => plainPage('ended', nonce));
    else answer(res, 404, (nonce) => plainPage('unknown', nonce));
    return null;
  }

  router.get('/t/:token', async (req, res) => {
    const visit = await visitOf(req, res);
    if (visit) answer(res, 200, (nonce) => visitPage(visit, req.params.token, { nonce, doors }));
  });

  router.get('/t/:token/state', async (req, res) => {
    const visit = await visitOf(req, res);
    if (visit) res.set(PRIVATE).json({ stamp: visit.stamp });
  });

  router.get('/t/:token/drop', async (req, res) => {
    const visit = await visitOf(req, res);
    if (!visit) return;
    if (visit.view.canDrop) answer(res, 200, (nonce) => dropPage(visit, req.params.token, nonce, false));
    else toPage(res, req.params.token);
  });

  router.post('/t/:token/drop', express.urlencoded({ extended: false, limit: FORM_LIMIT_BYTES }), async (req, res) => {
    const { token } = req.params;
    const form = dropForm.safeParse(req.body);
    // A form we did not make shows the question, with the version of now.
    const outcome = form.success ? await tracking.drop(token, form.data.version) : 'changed';
    if (outcome === 'dropped' || outcome === 'refused') return toPage(res, token);
    const visit = await visitOf(req, res);
    if (!visit) return;
    if (visit.view.canDrop) answer(res, 409, (nonce) => dropPage(visit, token, nonce, true));
    else toPage(res, token);
  });

  router.use('/t', (_req, res) => answer(res, 404, (nonce) => plainPage('unknown', nonce)));
  router.use('/t', createFailure(log));
  return router;
}

/** Nothing on the way may keep a page, and nobody may find it. */
const PRIVATE = { 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' } as const;

function answer(res: Response, status: number, page: (nonce: string) => string): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  res
    .status(status)
    .set({ ...PRIVATE, 'Content-Security-Policy': policy, 'Referrer-Policy': 'no-referrer' })
    .type('html')
    .send(page(nonce));
}

/** Relative, so that it holds behind any proxy; 303 so that going back never sends the form again. */
function toPage(res: Response, token: string): void {
  res.set(PRIVATE).redirect(303, `../${token}`);
}

/** Guessing is hopeless anyway; this keeps a flood of guesses from the database. Per process: nothing depends on its being exact. */
function limitOf(requestsPerMinute: number) {
  return rateLimit({
    windowMs: 60_000,
    limit: requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Whether a proxy's header is believed is decided once, where the server is made.
    validate: { xForwardedForHeader: false },
    handler: (_req, res) => answer(res, 429, (nonce) => plainPage('busy', nonce)),
  });
}

/** What cannot be read is a link we did not make; anything else is ours, and says so without saying what. */
function createFailure(log: Log): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
    if (typeof status === 'number' && status >= 400 && status < 500)
      return answer(res, 404, (nonce) => plainPage('unknown', nonce));
    log.error({ err: error, id: randomUUID(), route: '/t' }, 'a tracking page failed');
    answer(res, 500, (nonce) => plainPage('failed', nonce));
  };
}
