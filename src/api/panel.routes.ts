import { randomUUID } from 'node:crypto';
import express, { type Request, type RequestHandler, type Router } from 'express';
import { UnknownShopError, type Catalogue } from '../catalogue/index.js';
import { sendProblem } from '../platform/problem.js';
import type { ProofRow, Proofs } from '../sandbox/index.js';
import type { ApiKey, ApiKeys } from './api-keys.service.js';
import { newKeySchema, type PanelKey, type PanelProof } from './panel.contract.js';

const LATEST_PROOFS = 10;
const KEY_ID = /^[a-z0-9]{12}$/;
const SHOP_ID = /^[A-Za-z0-9_-]{1,32}$/;

export interface ApiPanelDeps {
  readonly keys: ApiKeys;
  readonly proofs: Proofs;
  readonly catalogue: Catalogue;
  readonly requireAdmin: RequestHandler;
}

/** `/panel/shops/:shop/keys` and `/panel/shops/:shop/proofs` for people who are signed in. Mount at `/api/v1`. */
export function createApiPanelRoutes(deps: ApiPanelDeps): Router {
  const { catalogue, requireAdmin } = deps;
  const router = express.Router();
  const inShop = express.Router({ mergeParams: true });
  mountKeys(inShop, deps);
  mountProofs(inShop, deps);
  const knowShop: RequestHandler<{ shop: string }> = async ({ params: { shop } }, res, next) => {
    res.set('Cache-Control', 'no-store');
    try {
      if (!SHOP_ID.test(shop)) throw new UnknownShopError(shop);
      await catalogue.current(shop);
    } catch (error) {
      if (!(error instanceof UnknownShopError)) throw error;
      return sendProblem(res, { status: 404, code: 'shop.unknown', title: 'This shop is not there' });
    }
    next();
  };
  router.use('/panel/shops/:shop', requireAdmin, knowShop, inShop);
  return router;
}

interface InShop {
  readonly shop: string;
}

function mountKeys(router: Router, { keys }: ApiPanelDeps): void {
  const live = async (shopId: string): Promise<readonly ApiKey[]> =>
    (await keys.list(shopId)).filter(({ revokedAtUtc }) => revokedAtUtc === null);

  /** The key that is asked about; another shop's is not there. */
  async function keyOf({ params: { shop, id } }: Request<InShop & { id: string }>): Promise<ApiKey | undefined> {
    return KEY_ID.test(id) ? (await live(shop)).find((one) => one.id === id) : undefined;
  }

  router.get(
    '/keys',
    async (req: Request<InShop>, res) => void res.json((await live(req.params.shop)).map(presentKey)),
  );

  router.post('/keys', express.json({ limit: '4kb' }), async (req: Request<InShop>, res) => {
    const given = newKeySchema.safeParse(req.body);
    if (!given.success) return sendProblem(res, UNREADABLE);
    const { key, text } = await keys.create({ shopId: req.params.shop, ...given.data });
    res.status(201).json({ key: presentKey(key), text });
  });

  router.post('/keys/:id/replace', async (req: Request<InShop & { id: string }>, res) => {
    const found = await keyOf(req);
    const made = found && (await keys.rotate(found.id));
    if (!made) return sendProblem(res, UNKNOWN_KEY);
    res.json({ key: presentKey(made.key), text: made.text });
  });

  router.delete('/keys/:id', async (req: Request<InShop & { id: string }>, res) => {
    const found = await keyOf(req);
    if (!found || !(await keys.revoke(found.id))) return sendProblem(res, UNKNOWN_KEY);
    res.status(204).end();
  });
}

function mountProofs(router: Router, { proofs }: ApiPanelDeps): void {
  router.get('/proofs', async (req: Request<InShop>, res) => {
    res.json((await proofs.list(req.params.shop, null, LATEST_PROOFS)).map(presentProof));
  });

  router.post('/proofs', async (req: Request<InShop>, res) => {
    const outcome = await proofs.start({ shopId: req.params.shop, key: `panel:${randomUUID()}` });
    if (outcome.kind === 'busy') {
      return sendProblem(res, {
        status: 409,
        code: 'proof.busy',
        title: 'A proof is under way. Please wait for it to end.',
      });
    }
    res.status(202).json(presentProof(outcome.row));
  });
}

const UNREADABLE = {
  status: 400,
  code: 'key.unreadable',
  title: 'A key needs a name of up to 60 letters and what it may do',
};
const UNKNOWN_KEY = { status: 404, code: 'key.unknown', title: 'This key is not there any more' };

function presentKey({ id, name, scope, prefix, createdAtUtc, lastUsedAtUtc, oldUntilUtc }: ApiKey): PanelKey {
  return { id, name, scope, prefix, createdAtUtc, lastUsedAtUtc, oldUntilUtc };
}

function presentProof({ _id: id, kind, state, startedAtUtc, crowd, overlapCount: overlaps }: ProofRow): PanelProof {
  return {
    ...{ id, kind, state, startedAtUtc, overlaps },
    people: crowd?.people ?? null,
    times: crowd?.times ?? null,
    booked: crowd?.booked ?? null,
    offeredOthers: crowd?.refusedWithOtherTimes ?? null,
    errors: crowd?.errors.length ?? 0,
    ms: crowd?.ms ?? null,
  };
}
