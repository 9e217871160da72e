import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { ORDER_PREFIX } from '../orders/index.js';
import type { Log } from '../platform/log.js';
import { noOrderPage, orderDropPage, orderPage } from './order.page.js';
import type { OrderTracking, TrackedOrder } from './order-tracking.service.js';
import { answer, createFailure, limitOf, PRIVATE } from './page-answer.js';
import type { ChatDoors } from './tracking.page.js';

export interface OrderRoutesDeps {
  readonly tracking: OrderTracking;
  readonly doors: ChatDoors;
  readonly log: Log;
  /** Requests one address may make in a minute; a page that is open makes four. */
  readonly requestsPerMinute?: number;
}

const REQUESTS_PER_MINUTE = 120;
const FORM_LIMIT_BYTES = 1_024;
const dropForm = z.object({ version: z.coerce.number().int().min(1).max(1_000_000) });

/**
 * The page of an order under `/t/:token`, beside those of visits: what its token begins with says which it is. Mounted
 * before them, and lets everything else pass.
 */
export function createOrderRoutes({ tracking, doors, log, requestsPerMinute }: OrderRoutesDeps): Router {
  // Relative addresses on the page hold only without a slash at its end.
  const router = Router({ strict: true });
  router.use((req, _res, next) => next(req.path.startsWith(`/t/${ORDER_PREFIX}`) ? undefined : 'router'));
  router.use('/t', limitOf(requestsPerMinute ?? REQUESTS_PER_MINUTE));

  /** The order behind the request's link; null when the request has been answered with a page that says why not. */
  async function orderOf(req: Request<{ token: string }>, res: Response): Promise<TrackedOrder | null> {
    const opened = await tracking.open(req.params.token);
    if (opened.kind === 'order') return opened.order;
    answer(res, opened.kind === 'ended' ? 410 : 404, (nonce) => noOrderPage(opened.kind, nonce));
    return null;
  }

  router.get('/t/:token', async (req, res) => {
    const order = await orderOf(req, res);
    if (order) answer(res, 200, (nonce) => orderPage(order, req.params.token, { nonce, doors }));
  });

  router.get('/t/:token/state', async (req, res) => {
    const order = await orderOf(req, res);
    if (order) res.set(PRIVATE).json({ stamp: order.stamp });
  });

  router.get('/t/:token/drop', async (req, res) => {
    const order = await orderOf(req, res);
    if (!order) return;
    if (order.view.canCancel) answer(res, 200, (nonce) => orderDropPage(order, req.params.token, nonce, false));
    else toPage(res, req.params.token);
  });

  router.post('/t/:token/drop', express.urlencoded({ extended: false, limit: FORM_LIMIT_BYTES }), async (req, res) => {
    const { token } = req.params;
    const form = dropForm.safeParse(req.body);
    // A form we did not make shows the question, with the version of now.
    const outcome = form.success ? await tracking.drop(token, form.data.version) : 'changed';
    if (outcome === 'cancelled' || outcome === 'refused') return toPage(res, token);
    const order = await orderOf(req, res);
    if (!order) return;
    if (order.view.canCancel) answer(res, 409, (nonce) => orderDropPage(order, token, nonce, true));
    else toPage(res, token);
  });

  router.use('/t', (_req, res) => answer(res, 404, (nonce) => noOrderPage('unknown', nonce)));
  router.use('/t', createFailure(log));
  return router;
}

/** Relative, so that it holds behind any proxy; 303 so that going back never sends the form again. */
function toPage(res: Response, token: string): void {
  res.set(PRIVATE).redirect(303, `../${token}`);
}
