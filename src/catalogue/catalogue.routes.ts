import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { sendProblem } from '../platform/problem.js';
import { readGiven, sendUnreadable } from '../platform/read-given.js';
import {
  createServiceSchema,
  editServiceSchema,
  editShopSchema,
  orderServicesSchema,
  shopIdSchema,
  type ManagedService,
  type ServicesAnswer,
  type ShopAnswer,
} from './api.js';
import type { Service } from './catalogue.model.js';
import { UnknownShopError, type Snapshot } from './catalogue.service.js';
import type { ServiceSettingsInput } from './service-admin.schema.js';
import { settingsOf, type SaveServiceOutcome, type ServiceAdmin } from './service-admin.service.js';
import { shopSettingsOf, type ManagedShop, type ShopAdmin, type ShopSettingsInput } from './shop-admin.service.js';

/** Every setting of a service, with room for its names in many languages. */
const BODY_LIMIT = '64kb';
const UNREADABLE = 'catalogue.unreadable';

/** Services for the panel, below `/panel/shops`. Mount at `/api/v1`, after the routes that sign in. */
export function createCatalogueRoutes(deps: {
  serviceAdmin: ServiceAdmin;
  shopAdmin: ShopAdmin;
  /** The languages people are written to in. */
  languages: () => readonly string[];
  requireAdmin: RequestHandler;
  /** Who asks, by the name that stands in the history. */
  authorOf: (req: Request) => string;
}): Router {
  const { serviceAdmin, authorOf } = deps;
  const router = express.Router();
  const shops = express.Router();
  router.use('/panel/shops', deps.requireAdmin, express.json({ limit: BODY_LIMIT }), shops);

  shops.get('/', async (_req, res) => void res.json(await serviceAdmin.shops()));

  mountShop(shops, deps);

  shops.get('/:shopId/services', (req, res) =>
    withShop(req, res, async (shopId) => void res.json(answerOf(await serviceAdmin.read(shopId), deps.languages()))),
  );

  shops.post('/:shopId/services', (req, res) =>
    withShop(req, res, async (shopId) => {
      const given = read(createServiceSchema, req.body, res);
      if (!given) return;
      const act = { shopId, actId: given.actId, who: authorOf(req) };
      send(res, await serviceAdmin.create(act, given.id, settingsIn(given)), 201);
    }),
  );

  shops.put('/:shopId/services/:serviceId', (req, res) =>
    withShop(req, res, async (shopId) => {
      const serviceId = read(shopIdSchema, req.params['serviceId'], res);
      const given = serviceId === null ? null : read(editServiceSchema, req.body, res);
      if (serviceId === null || !given) return;
      const act = { shopId, actId: given.actId, who: authorOf(req) };
      send(res, await serviceAdmin.edit(act, serviceId, given.seenVersion, settingsIn(given)));
    }),
  );

  shops.put('/:shopId/order', (req, res) =>
    withShop(req, res, async (shopId) => {
      const given = read(orderServicesSchema, req.body, res);
      if (!given) return;
      const outcome = await serviceAdmin.order({ shopId, actId: given.actId, who: authorOf(req) }, given.serviceIds);
      if (outcome === 'stale') return stale(res);
      res.json(answerOf(await serviceAdmin.read(shopId), deps.languages()));
    }),
  );
  return router;
}

function mountShop(
  shops: Router,
  {
    shopAdmin,
    languages,
    authorOf,
  }: { shopAdmin: ShopAdmin; languages: () => readonly string[]; authorOf: (req: Request) => string },
): void {
  shops.get('/:shopId/settings', (req, res) =>
    withShop(req, res, async (shopId) => void res.json(shopAnswer(await shopAdmin.read(shopId), languages()))),
  );

  shops.put('/:shopId/settings', (req, res) =>
    withShop(req, res, async (shopId) => {
      const given = read(editShopSchema, req.body, res);
      if (!given) return;
      const act = { shopId, actId: given.actId, who: authorOf(req) };
      // Read by its own schema before anything is kept; its complaint becomes the answer.
      const settings = given.settings as ShopSettingsInput;
      const outcome = await shopAdmin.edit(act, given.seenVersion, settings);
      if (outcome.kind === 'saved') return void res.json(shopAnswer(outcome, languages()));
      const title = 'Somebody has changed the shop in the meantime. Look at it again, then save';
      sendProblem(res, { status: 409, code: 'catalogue.changed', title });
    }),
  );
}

function shopAnswer({ shop, version }: ManagedShop, languages: readonly string[]): ShopAnswer {
  const { id, name, zone, language } = shop;
  return {
    shop: { id, name, zone, language },
    languages: languages.filter((one) => one !== language),
    version,
    settings: shopSettingsOf(shop),
  };
}

/** Read by their own schema before anything is kept; its complaint becomes the answer. */
const settingsIn = ({ settings }: { settings: unknown }): ServiceSettingsInput => settings as ServiceSettingsInput;

async function withShop(req: Request, res: Response, work: (shopId: string) => Promise<void>): Promise<void> {
  const shopId = read(shopIdSchema, req.params['shopId'], res);
  if (shopId === null) return;
  try {
    await work(shopId);
  } catch (error) {
    if (error instanceof z.ZodError) return sendUnreadable(res, error, UNREADABLE);
    if (!(error instanceof UnknownShopError)) throw error;
    sendProblem(res, { status: 404, code: 'catalogue.unknownShop', title: 'There is no such shop' });
  }
}

function answerOf(snapshot: Snapshot, languages: readonly string[]): ServicesAnswer {
  const { shop, people, services } = snapshot;
  const { id, name, currency, language } = shop;
  return {
    shop: { id, name, currency, language },
    people: people.map((one) => ({ id: one.id, name: one.name, active: one.active })),
    languages: languages.filter((one) => one !== language),
    services: services.map((one) => managedOf(one, settingsOf(one, snapshot))),
  };
}

function managedOf({ id, order, version }: Service, settings: ReturnType<typeof settingsOf>): ManagedService {
  return { id, order, version, ...settings };
}

function send(res: Response, outcome: SaveServiceOutcome, status = 200): void {
  switch (outcome.kind) {
    case 'saved': {
      const settings = { ...settingsOf(outcome.service, { people: [] }), personIds: [...outcome.personIds] };
      return void res.status(status).json(managedOf(outcome.service, settings));
    }
    case 'exists':
      return sendProblem(res, {
        status: 409,
        code: 'catalogue.exists',
        title: 'There is a service with that id already',
      });
    case 'stale':
      return stale(res);
    case 'unknown':
    case 'unknownPerson':
      return sendProblem(res, {
        status: 404,
        code: `catalogue.${outcome.kind}`,
        title: outcome.kind === 'unknown' ? 'There is no such service' : 'Somebody who was chosen does not work here',
      });
  }
}

function stale(res: Response): void {
  const title = 'Somebody has changed the services in the meantime. Look at them again, then save';
  sendProblem(res, { status: 409, code: 'catalogue.changed', title });
}

/** Null when it cannot be read; the caller has been told then. */
function read<T>(schema: z.ZodType<T>, value: unknown, res: Response): T | null {
  return readGiven(schema, value, res, UNREADABLE);
}
