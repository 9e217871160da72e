import { Router } from 'express';
import { ORDER_PREFIX } from '../orders/index.js';
import type { Log } from '../platform/log.js';
import { noOrderPage, orderDropPage, orderPage } from './order.page.js';
import type { OrderTracking, TrackedOrder } from './order-tracking.service.js';
import { answer, createFailure } from './page-answer.js';
import { createThingPages } from './thing-pages.js';
import type { ChatDoors } from './tracking.page.js';

export interface OrderRoutesDeps {
  readonly tracking: OrderTracking;
  readonly doors: ChatDoors;
  readonly log: Log;
  /** Requests one address may make in a minute; a page that is open makes four. */
  readonly requestsPerMinute?: number;
}

/**
 * The page of an order under `/t/:token`, beside those of visits: what its token begins with says which it is. Mounted
 * before them, and lets everything else pass.
 */
export function createOrderRoutes({ tracking, doors, log, requestsPerMinute }: OrderRoutesDeps): Router {
  const { router: pages } = createThingPages<TrackedOrder>(
    {
      async open(token) {
        const opened = await tracking.open(token);
        return opened.kind === 'order' ? opened.order : opened.kind;
      },
      page: (order, token, nonce) => orderPage(order, token, { nonce, doors }),
      nothingPage: noOrderPage,
      canDrop: ({ view }) => view.canCancel,
      dropPage: orderDropPage,
      async drop(token, seenVersion) {
        const outcome = await tracking.drop(token, seenVersion);
        return outcome === 'cancelled' || outcome === 'refused';
      },
    },
    requestsPerMinute,
  );
  const router = Router({ strict: true });
  router.use((req, _res, next) => next(req.path.startsWith(`/t/${ORDER_PREFIX}`) ? undefined : 'router'));
  router.use(pages);
  router.use('/t', (_req, res) => answer(res, 404, (nonce) => noOrderPage('unknown', nonce)));
  router.use('/t', createFailure(log));
  return router;
}
