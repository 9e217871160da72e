import { seedDemoAreas } from '../areas/index.js';
import { seedDemoShop, seedDemoTrades, SHOPS, type Shop } from '../catalogue/index.js';
import type { ShopFacts } from '../flow/index.js';
import { seedDemoProducts } from '../orders/index.js';
import { seedDemoCodes } from '../pricing/index.js';
import type { ApplicationDeps } from './application.js';
import type { Business } from './business.js';

export type OpenShop = ShopFacts & { readonly id: string };

/** The demo business that a visitor meets first. */
const FIRST_DEMO = 'willow';

/** The shops of this house, as the engine says them. An empty database gets the demo business, and the log says so. */
export async function openShops({ mongo, clock, log, standIns }: ApplicationDeps, { catalogue }: Business) {
  const shops = mongo.db.collection<{ _id: string }>(SHOPS);
  const idsOf = async (): Promise<string[]> =>
    (
      await shops
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .toArray()
    ).map(({ _id }) => _id);
  const before = await idsOf();
  const isDemo = before.length === 0 || before.includes(FIRST_DEMO);
  if (before.length === 0) {
    await seedDemoShop(mongo, clock);
    await seedDemoCodes(mongo, clock);
    if (!standIns) log.warn('the database held no shop; the demo business was put in, to be changed to yours');
  }
  // The other trades are there to be looked at, never beside a business of somebody's own.
  if (standIns && isDemo) await Promise.all([seedDemoTrades(mongo), seedDemoAreas(mongo), seedDemoProducts(mongo)]);
  const open = new Map<string, OpenShop>();
  const known = new Map<string, Shop>();
  for (const id of before.length === 0 || standIns ? await idsOf() : before) {
    const { shop } = await catalogue.current(id);
    open.set(id, factsOf(shop));
  }
  const first = open.get(FIRST_DEMO) ?? [...open.values()][0]!;
  const others = [...open.values()].filter(({ id }) => id !== first.id);
  /** As its owner has made it since: every look at what it offers brings the newest here. */
  function shopOfId(id: string): OpenShop | undefined {
    const seen = catalogue.peek(id)?.shop;
    if (seen && open.has(id) && known.get(id) !== seen) {
      known.set(id, seen);
      open.set(id, factsOf(seen));
    }
    return open.get(id);
  }
  return { shop: first, shopOfId, demoShops: [first, ...others] };
}

function factsOf(shop: Shop): OpenShop {
  const { id, name, zone, country, place, placeNames, welcome, welcomeNames, currency, language, script } = shop;
  return { id, name, zone, country, place, placeNames, welcome, welcomeNames, currency, language, script };
}
