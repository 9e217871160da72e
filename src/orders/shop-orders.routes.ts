import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { sendProblem } from '../platform/problem.js';
import { readGiven } from '../platform/read-given.js';
import { ordersQuerySchema, pressSchema } from './api.js';
import type { OrderPlace } from './order.reader.js';
import type { ShopOrders } from './shop-orders.js';
import { withShop } from './with-shop.js';

const BODY_LIMIT = '4kb';
const UNREADABLE = 'orders.unreadable';
const orderIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);

/** Orders for the panel, below `/panel/shops/:shopId/orders`. Mount at `/api/v1`, after the routes that sign in. */
export function createShopOrderRoutes(deps: {
  readonly shopOrders: ShopOrders;
  readonly requireAdmin: RequestHandler;
  /** Who presses, by the name that stands in the history. */
  readonly authorOf: (req: Request) => string;
}): Router {
  const { shopOrders, authorOf } = deps;
  const router = express.Router();
  const ofShop = express.Router({ mergeParams: true });
  router.use('/panel/shops/:shopId/orders', deps.requireAdmin, express.json({ limit: BODY_LIMIT }), ofShop);

  ofShop.get('/', (req: Request<{ shopId: string }>, res) =>
    withShop(req, res, async (shopId) => {
      const asked = readGiven(ordersQuerySchema, req.query, res, UNREADABLE);
      if (!asked) return;
      const after = asked.after === undefined ? null : placeIn(asked.after);
      if (asked.after !== undefined && !after) return unknownPage(res);
      res.json(await shopOrders.list({ ...asked, shopId, after }));
    }),
  );

  ofShop.get('/:orderId', (req: Request<{ shopId: string; orderId: string }>, res) =>
    withShop(req, res, async (shopId) => {
      const orderId = orderIdSchema.safeParse(req.params.orderId);
      const sheet = orderId.success ? await shopOrders.sheet(shopId, orderId.data) : null;
      if (!sheet) return unknown(res);
      res.json(sheet);
    }),
  );

  ofShop.post('/:orderId/acts', (req: Request<{ shopId: string; orderId: string }>, res) =>
    withShop(req, res, async (shopId) => {
      const orderId = orderIdSchema.safeParse(req.params.orderId);
      if (!orderId.success) return unknown(res);
      const press = readGiven(pressSchema, req.body, res, UNREADABLE);
      if (!press) return;
      const outcome = await shopOrders.press(shopId, orderId.data, press, authorOf(req));
      switch (outcome.kind) {
        case 'done':
          return void res.json(outcome.sheet);
        case 'refused':
          return sendProblem(res, { status: 409, code: 'orders.refused', title: outcome.reason });
        case 'unknown':
          return unknown(res);
      }
    }),
  );
  return router;
}

/** The last row of the page before; null for what is none. */
function placeIn(text: string): OrderPlace | null {
  const [, at, id] = /^(\d{1,15})\.([A-Za-z0-9_-]{1,80})$/.exec(text) ?? [];
  return at === undefined || id === undefined ? null : { createdAtUtc: Number(at), id };
}

function unknown(res: Response): void {
  sendProblem(res, { status: 404, code: 'orders.unknown', title: 'This order is not there any more' });
}

function unknownPage(res: Response): void {
  sendProblem(res, {
    status: 400,
    code: UNREADABLE,
    title: 'This page of the list is not there. Look at it from the top',
  });
}
