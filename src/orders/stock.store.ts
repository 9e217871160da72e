import type { ClientSession } from 'mongoose';
import type { Mongo } from '../platform/mongo.js';
import { rowIdOf, STOCK, type StockRow } from './product.model.js';

export interface Wanted {
  readonly productId: string;
  readonly quantity: number;
}

export interface Stock {
  /** Takes each of them or, by the first that is not there, none: then the caller ends its transaction. */
  take(shopId: string, wanted: readonly Wanted[], session: ClientSession): Promise<Short | null>;
  /** What was taken is for sale again. */
  giveBack(shopId: string, wanted: readonly Wanted[], session: ClientSession): Promise<void>;
}

export interface Short {
  readonly productId: string;
  readonly left: number;
}

/**
 * How many are left, changed by one conditional decrement each (ORD-13): the count that is checked is the count that is
 * written, so no reading before it can be out of date. Endless products have no row.
 */
export function createStock({ mongo }: { readonly mongo: Mongo }): Stock {
  const rows = mongo.connection.collection<StockRow>(STOCK);
  return {
    async take(shopId, wanted, session) {
      // In the same order everywhere: two carts with the same two things never wait for each other.
      for (const { productId, quantity } of inOrder(wanted)) {
        const _id = rowIdOf(shopId, productId);
        const { matchedCount } = await rows.updateOne(
          { _id, left: { $gte: quantity } },
          { $inc: { left: -quantity } },
          { session },
        );
        if (matchedCount === 1) continue;
        const row = await rows.findOne({ _id }, { session });
        if (row) return { productId, left: row.left };
      }
      return null;
    },

    async giveBack(shopId, wanted, session) {
      for (const { productId, quantity } of inOrder(wanted)) {
        await rows.updateOne({ _id: rowIdOf(shopId, productId) }, { $inc: { left: quantity } }, { session });
      }
    },
  };
}

function inOrder(wanted: readonly Wanted[]): readonly Wanted[] {
  return wanted.toSorted((one, other) => (one.productId < other.productId ? -1 : 1));
}
