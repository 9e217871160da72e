import type { ClientSession } from 'mongoose';
import { z } from 'zod';
import { catalogueId, createCatalogueChanges, photoSchema, type CatalogueAct } from '../catalogue/index.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import {
  productSchema,
  PRODUCTS,
  rowIdOf,
  STOCK,
  type Product,
  type ProductRow,
  type StockRow,
} from './product.model.js';
import type { Products, Stocked } from './products.service.js';

/** All that can be set of a product. Its order is changed for all products at once, its stock by what is counted. */
export const productSettingsSchema = z
  .strictObject({ ...productSchema.shape, photoUrl: photoSchema })
  .omit({ id: true, order: true, version: true })
  .refine(({ kind, downloadUrl }) => kind === 'digital' || downloadUrl === null, {
    path: ['downloadUrl'],
    message: 'Only what is downloaded has an address to fetch it from',
  });

export type ProductSettings = z.output<typeof productSettingsSchema>;
export type ProductSettingsInput = z.input<typeof productSettingsSchema>;

/** How many there are now, in place of how many were seen: what was sold meanwhile is never counted back. */
export interface StockChange {
  readonly seen: number | null;
  readonly left: number | null;
}

export type SaveProductOutcome =
  | { readonly kind: 'saved'; readonly product: Stocked }
  | { readonly kind: 'exists' | 'unknown' }
  /** Somebody has changed it since. */
  | { readonly kind: 'stale' }
  /** Some were sold or came back while they were counted. */
  | { readonly kind: 'counted'; readonly left: number | null };

export type ProductAdmin = ReturnType<typeof createProductAdmin>;

class Recount extends Error {
  readonly left: number | null;
  constructor(left: number | null) {
    super('the stock is another than the one that was seen');
    this.left = left;
  }
}

/** The products of a shop as its owner works on them: as with services, whoever saves says which change they have seen. */
export function createProductAdmin(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly products: Pick<Products, 'list' | 'find'>;
}) {
  const { mongo, products } = deps;
  const rows = mongo.connection.collection<ProductRow>(PRODUCTS);
  const stock = mongo.connection.collection<StockRow>(STOCK);
  const changes = createCatalogueChanges(deps);

  /** @param seenVersion null: there is none of that id yet. Throws ZodError with the path of what is wrong. */
  async function save(
    given: CatalogueAct,
    productId: string,
    seenVersion: number | null,
    input: ProductSettingsInput,
    counted: StockChange | null,
  ): Promise<SaveProductOutcome> {
    const [shopId, id] = [catalogueId.parse(given.shopId), catalogueId.parse(productId)];
    const [act, settings, _id] = [{ ...given, shopId }, productSettingsSchema.parse(input), rowIdOf(shopId, id)];
    try {
      const kind = await mongo.transaction(async (session) => {
        const was = await rows.findOne({ _id }, { session });
        const found = was && productSchema.parse(was);
        if (found && (await changes.wasDone(act, session))) return 'saved' as const;
        if (seenVersion === null && found) return 'exists' as const;
        if (seenVersion !== null && !found) return 'unknown' as const;
        if (found && found.version !== seenVersion) return 'stale' as const;
        const order = found?.order ?? (await nextOrder(shopId, session));
        const product: Product = { ...settings, id, order, version: (found?.version ?? 0) + 1 };
        await rows.replaceOne({ _id }, { ...product, shopId }, { upsert: true, session });
        if (counted) await count(_id, counted, session);
        const what = found ? 'product.changed' : 'product.created';
        await changes.note(act, { act: what, before: found, after: { ...product, counted } }, session);
        return 'saved' as const;
      });
      if (kind !== 'saved') return { kind };
      const product = (await products.find(shopId, [id])).get(id);
      return product ? { kind, product } : { kind: 'unknown' };
    } catch (error) {
      if (error instanceof Recount) return { kind: 'counted', left: error.left };
      throw error;
    }
  }

  /** Nobody buys between the look and the change: they are one update. */
  async function count(_id: string, { seen, left }: StockChange, session: ClientSession): Promise<void> {
    const row = await stock.findOne({ _id }, { session });
    if ((row?.left ?? null) !== seen) throw new Recount(row?.left ?? null);
    if (left === null) await stock.deleteOne({ _id }, { session });
    else await stock.updateOne({ _id }, { $set: { left } }, { upsert: true, session });
  }

  async function nextOrder(shopId: string, session: ClientSession): Promise<number> {
    const last = await rows.findOne({ shopId }, { sort: { order: -1 }, projection: { order: 1 }, session });
    return (last?.order ?? 0) + 1;
  }

  return {
    /** In their order, switched off ones too. */
    list: (shopId: string): Promise<readonly Stocked[]> => products.list(shopId, 'all'),

    create: (act: CatalogueAct, productId: string, input: ProductSettingsInput, counted: StockChange | null) =>
      save(act, productId, null, input, counted),
    edit: save,

    /** All products of the shop have to be named, each once: otherwise somebody has added one meanwhile. */
    async order(given: CatalogueAct, productIds: readonly string[]): Promise<'ordered' | 'stale'> {
      const act = { ...given, shopId: catalogueId.parse(given.shopId) };
      const { shopId } = act;
      return mongo.transaction(async (session) => {
        if (await changes.wasDone(act, session)) return 'ordered';
        const known = await rows.find({ shopId }, { session }).sort({ order: 1, _id: 1 }).toArray();
        const before = known.map(({ id }) => id);
        if (before.length !== new Set(productIds).size || !before.every((id) => productIds.includes(id)))
          return 'stale';
        await rows.bulkWrite(
          productIds.map((id, index) => ({
            updateOne: { filter: { _id: rowIdOf(shopId, id) }, update: { $set: { order: index + 1 } } },
          })),
          { session },
        );
        await changes.note(act, { act: 'products.ordered', before, after: productIds }, session);
        return 'ordered';
      });
    },
  };
}

export function productSettingsOf({
  id: _id,
  order: _order,
  version: _version,
  left: _left,
  ...settings
}: Stocked): ProductSettings {
  return settings;
}
