import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { catalogueId, type Catalogue } from '../catalogue/index.js';
import { sendProblem } from '../platform/problem.js';
import { readGiven, sendUnreadable } from '../platform/read-given.js';
import {
  productSettingsOf,
  type ProductAdmin,
  type ProductSettingsInput,
  type SaveProductOutcome,
} from './product-admin.service.js';
import {
  createProductSchema,
  editProductSchema,
  orderProductsSchema,
  type ManagedProduct,
  type ProductsAnswer,
} from './products-api.js';
import type { Stocked } from './products.service.js';
import { withShop } from './with-shop.js';

/** Names in many languages. */
const BODY_LIMIT = '32kb';
const UNREADABLE = 'products.unreadable';

type OfShop = Request<{ shopId: string }>;

/** Products for the panel, below `/panel/shops/:shopId/products`. Mount at `/api/v1`, after the routes that sign in. */
export function createProductRoutes(deps: {
  readonly productAdmin: ProductAdmin;
  readonly catalogue: Catalogue;
  /** The languages people are written to in. */
  readonly languages: () => readonly string[];
  readonly requireAdmin: RequestHandler;
  /** Who asks, by the name that stands in the history. */
  readonly authorOf: (req: Request) => string;
}): Router {
  const { productAdmin, catalogue, authorOf } = deps;
  const router = express.Router();
  const ofShop = express.Router({ mergeParams: true });
  router.use('/panel/shops/:shopId/products', deps.requireAdmin, express.json({ limit: BODY_LIMIT }), ofShop);

  async function answer(shopId: string): Promise<ProductsAnswer> {
    const { id, name, currency, language } = (await catalogue.current(shopId)).shop;
    const products = await productAdmin.list(shopId);
    return {
      shop: { id, name, currency, language },
      languages: deps.languages().filter((one) => one !== language),
      products: products.map(managedOf),
    };
  }

  ofShop.get('/', (req: OfShop, res) => withShop(req, res, async (shopId) => void res.json(await answer(shopId))));

  ofShop.post('/', (req: OfShop, res) =>
    withShop(req, res, async (shopId) => {
      const given = readGiven(createProductSchema, req.body, res, UNREADABLE);
      if (!given) return;
      const act = { shopId, actId: given.actId, who: authorOf(req) };
      const saving = productAdmin.create(act, given.id, settingsIn(given), given.stock ?? null);
      await send(res, saving, 201);
    }),
  );

  ofShop.put('/order', (req: OfShop, res) =>
    withShop(req, res, async (shopId) => {
      const given = readGiven(orderProductsSchema, req.body, res, UNREADABLE);
      if (!given) return;
      const act = { shopId, actId: given.actId, who: authorOf(req) };
      if ((await productAdmin.order(act, given.productIds)) === 'stale') return stale(res);
      res.json(await answer(shopId));
    }),
  );

  ofShop.put('/items/:productId', (req: Request<{ shopId: string; productId: string }>, res) =>
    withShop(req, res, async (shopId) => {
      const productId = readGiven(catalogueId, req.params.productId, res, UNREADABLE);
      const given = productId === null ? null : readGiven(editProductSchema, req.body, res, UNREADABLE);
      if (productId === null || !given) return;
      const act = { shopId, actId: given.actId, who: authorOf(req) };
      const { seenVersion, stock } = given;
      await send(res, productAdmin.edit(act, productId, seenVersion, settingsIn(given), stock ?? null));
    }),
  );
  return router;
}

/** Read by their own schema before anything is kept; its complaint becomes the answer. */
const settingsIn = ({ settings }: { settings: unknown }): ProductSettingsInput => settings as ProductSettingsInput;

function managedOf(product: Stocked): ManagedProduct {
  const { id, version, left } = product;
  return { ...productSettingsOf(product), id, version, left };
}

async function send(res: Response, saving: Promise<SaveProductOutcome>, status = 200): Promise<void> {
  const outcome = await saving.catch((error: unknown) => {
    if (!(error instanceof z.ZodError)) throw error;
    sendUnreadable(res, error, UNREADABLE);
    return null;
  });
  switch (outcome?.kind) {
    case undefined:
      return;
    case 'saved':
      return void res.status(status).json(managedOf(outcome.product));
    case 'exists':
      return sendProblem(res, {
        status: 409,
        code: 'products.exists',
        title: 'There is a product with that id already',
      });
    case 'unknown':
      return sendProblem(res, { status: 404, code: 'products.unknown', title: 'There is no such product' });
    case 'stale':
      return stale(res);
    case 'counted': {
      const { left } = outcome;
      const now = left === null ? 'as many as are wanted' : String(left);
      const title = `Some were sold or came back in the meantime: there are ${now} now. Count again, then save`;
      return sendProblem(res, { status: 409, code: 'products.counted', title, left });
    }
  }
}

function stale(res: Response): void {
  const title = 'Somebody has changed the products in the meantime. Look at them again, then save';
  sendProblem(res, { status: 409, code: 'products.changed', title });
}
