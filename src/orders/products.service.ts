import { catalogueId } from '../catalogue/index.js';
import type { Mongo } from '../platform/mongo.js';
import {
  productSchema,
  PRODUCTS,
  rowIdOf,
  STOCK,
  type Product,
  type ProductInput,
  type ProductRow,
  type StockRow,
} from './product.model.js';

/** A product and how many are left; null is endless. */
export type Stocked = Product & { readonly left: number | null };

export interface Products {
  /** In their order; only those that are sold now unless `all`. */
  list(shopId: string, all?: 'all'): Promise<readonly Stocked[]>;
  /** Those of these ids that there are, switched off ones too. */
  find(shopId: string, productIds: readonly string[]): Promise<ReadonlyMap<string, Stocked>>;
  /** Validates (zod error with the field's path). The stock stays as it is. */
  save(shopId: string, input: ProductInput): Promise<Product>;
  /** Counts anew; null makes it endless. @throws UnknownProductError */
  setStock(shopId: string, productId: string, left: number | null): Promise<void>;
}

export class UnknownProductError extends Error {
  readonly code = 'orders.unknownProduct';
  constructor(productId: string) {
    super(`no product has the id ${productId}`);
    this.name = 'UnknownProductError';
  }
}

/** What a shop sells (CAT-01). */
export function createProducts({ mongo }: { readonly mongo: Mongo }): Products {
  const rows = mongo.connection.collection<ProductRow>(PRODUCTS);
  const stock = mongo.connection.collection<StockRow>(STOCK);

  async function stocked(found: readonly ProductRow[]): Promise<Stocked[]> {
    const counted = await stock.find({ _id: { $in: found.map(({ _id }) => _id) } }).toArray();
    const leftById = new Map(counted.map(({ _id, left }) => [_id, left]));
    return found.map((row) => ({ ...productSchema.parse(row), left: leftById.get(row._id) ?? null }));
  }

  return {
    async list(shopId, all) {
      const id = catalogueId.parse(shopId);
      const which = all === 'all' ? { shopId: id } : { shopId: id, active: true };
      return stocked(await rows.find(which).sort({ order: 1, _id: 1 }).toArray());
    },

    async find(shopId, productIds) {
      const ids = productIds.map((one) => rowIdOf(shopId, String(one)));
      const found = await stocked(await rows.find({ _id: { $in: ids } }).toArray());
      return new Map(found.map((one) => [one.id, one]));
    },

    async save(shopId, input) {
      const product = productSchema.parse(input);
      const owner = catalogueId.parse(shopId);
      await rows.replaceOne({ _id: rowIdOf(owner, product.id) }, { ...product, shopId: owner }, { upsert: true });
      return product;
    },

    async setStock(shopId, productId, left) {
      const _id = rowIdOf(catalogueId.parse(shopId), catalogueId.parse(productId));
      if (!(await rows.findOne({ _id }, { projection: { _id: 1 } }))) throw new UnknownProductError(productId);
      if (left === null) {
        await stock.deleteOne({ _id });
        return;
      }
      if (!Number.isSafeInteger(left) || left < 0) throw new RangeError('a stock is counted from 0 in whole numbers');
      await stock.updateOne({ _id }, { $set: { left } }, { upsert: true });
    },
  };
}
