import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { answer, limitOf, PRIVATE } from './page-answer.js';

/** What has a page of its own under `/t/:token`: a visit, an order. */
export interface ThingPages<Thing extends { readonly stamp: string }> {
  /** Why there is none, when there is none: its link was never made here, or its time is over. */
  readonly open: (token: string) => Promise<Thing | 'unknown' | 'ended'>;
  readonly page: (thing: Thing, token: string, nonce: string) => string;
  readonly nothingPage: (why: 'unknown' | 'ended', nonce: string) => string;
  readonly canDrop: (thing: Thing) => boolean;
  /** `hasChanged`: it is not any more what the question was asked about. */
  readonly dropPage: (thing: Thing, token: string, nonce: string, hasChanged: boolean) => string;
  /** Whether there is nothing more to ask: it was dropped, or cannot be. */
  readonly drop: (token: string, seenVersion: number) => Promise<boolean>;
}

const REQUESTS_PER_MINUTE = 120;
const FORM_LIMIT_BYTES = 1_024;

/** The page's form. Anything else was not sent by it. */
const dropForm = z.object({ version: z.coerce.number().int().min(1).max(1_000_000) });

/**
 * `GET /t/:token` the page, `/t/:token/state` whether it has changed, `/t/:token/drop` the last question before dropping,
 * and `POST` there the act itself. Only that one changes anything: links are opened by robots that make previews.
 *
 * @param requestsPerMinute one address may make; a page that is open makes four.
 */
export function createThingPages<Thing extends { readonly stamp: string }>(
  things: ThingPages<Thing>,
  requestsPerMinute: number = REQUESTS_PER_MINUTE,
) {
  // Relative addresses on the page hold only without a slash at its end.
  const router = Router({ strict: true });
  router.use('/t', limitOf(requestsPerMinute));

  /** What is behind the request's link; null when the request has been answered with a page that says why not. */
  async function thingOf(req: Request<{ token: string }>, res: Response): Promise<Thing | null> {
    const opened = await things.open(req.params.token);
    if (typeof opened !== 'string') return opened;
    answer(res, opened === 'ended' ? 410 : 404, (nonce) => things.nothingPage(opened, nonce));
    return null;
  }

  router.get('/t/:token', async (req, res) => {
    const thing = await thingOf(req, res);
    if (thing) answer(res, 200, (nonce) => things.page(thing, req.params.token, nonce));
  });

  router.get('/t/:token/state', async (req, res) => {
    const thing = await thingOf(req, res);
    if (thing) res.set(PRIVATE).json({ stamp: thing.stamp });
  });

  async function askWhether(req: Request<{ token: string }>, res: Response, hasChanged: boolean): Promise<void> {
    const { token } = req.params;
    const thing = await thingOf(req, res);
    if (!thing) return;
    if (!things.canDrop(thing)) return toPage(res, token);
    answer(res, hasChanged ? 409 : 200, (nonce) => things.dropPage(thing, token, nonce, hasChanged));
  }

  router.get('/t/:token/drop', (req, res) => askWhether(req, res, false));

  router.post('/t/:token/drop', express.urlencoded({ extended: false, limit: FORM_LIMIT_BYTES }), async (req, res) => {
    const form = dropForm.safeParse(req.body);
    // A form we did not make shows the question, with the version of now.
    if (form.success && (await things.drop(req.params.token, form.data.version))) toPage(res, req.params.token);
    else await askWhether(req, res, true);
  });

  return { router, thingOf };
}

/** Relative, so that it holds behind any proxy; 303 so that going back never sends the form again. */
export function toPage(res: Response, token: string): void {
  res.set(PRIVATE).redirect(303, `../${token}`);
}
