import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Log } from '../platform/log.js';
import { answer, createFailure, limitOf, PRIVATE } from './page-answer.js';
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
 * and `POST` there the act itself, `POST /t/:token/ask` asks the shop to drop it. Only those two change anything: links are
 * opened by robots that make previews.
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

  router.post('/t/:token/ask', async (req, res) => {
    const { token } = req.params;
    if ((await tracking.ask(token)) === null) await visitOf(req, res);
    else toPage(res, token);
  });

  router.use('/t', (_req, res) => answer(res, 404, (nonce) => plainPage('unknown', nonce)));
  router.use('/t', createFailure(log));
  return router;
}

/** Relative, so that it holds behind any proxy; 303 so that going back never sends the form again. */
function toPage(res: Response, token: string): void {
  res.set(PRIVATE).redirect(303, `../${token}`);
}
