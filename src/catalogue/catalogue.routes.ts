import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { sendProblem } from '../platform/problem.js';
import {
  createServiceSchema,
  editServiceSchema,
  orderServicesSchema,
  shopIdSchema,
  type ManagedService,
  type ServicesAnswer,
} from './api.js';
import type { Service } from './catalogue.model.js';
import { UnknownShopError, type Snapshot } from './catalogue.service.js';
import type { ServiceSettingsInput } from './service-admin.schema.js';
import { settingsOf, type SaveServiceOutcome, type ServiceAdmin } from './service-admin.service.js';

/** Every setting of a service, with room for its names in many languages. */
const BODY_LIMIT = '64kb';

/** Services for the panel, below `/panel/shops`. Mount at `/api/v1`, after the routes that sign in. */
export function createCatalogueRoutes(deps: {
  serviceAdmin: ServiceAdmin;
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

/** Read by their own schema before anything is kept; its complaint becomes the answer. */
const settingsIn = ({ settings }: { settings: unknown }): ServiceSettingsInput => settings as ServiceSettingsInput;

async function withShop(req: Request, res: Response, work: (shopId: string) => Promise<void>): Promise<void> {
  const shopId = read(shopIdSchema, req.params['shopId'], res);
  if (shopId === null) return;
  try {
    await work(shopId);
  } catch (error) {
    if (error instanceof z.ZodError) return unreadable(res, error);
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
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  unreadable(res, parsed.error);
  return null;
}

/** What is wrong, for whoever has to mend it: limits as limits, the rest as the schema says it. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small')
    return issue.origin === 'string' ? 'Please fill this in' : `At least ${issue.minimum}`;
  if (issue.code === 'too_big')
    return issue.origin === 'string' ? `At most ${issue.maximum} characters` : `At most ${issue.maximum}`;
  if (issue.code === 'not_multiple_of') return `In steps of ${issue.divisor}`;
  return issue.message;
}

function unreadable(res: Response, { issues }: z.ZodError): void {
  const fields = issues.map((issue) => ({ field: issue.path.join('.'), message: wordsOf(issue) }));
  sendProblem(res, { status: 400, code: 'catalogue.unreadable', title: 'Some of it cannot be kept as it is', fields });
}
