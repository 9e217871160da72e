import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Mongo } from '../platform/mongo.js';
import { DAY_MS } from '../platform/time-units.js';
import { LINES_MAX } from './cart.rules.js';
import type { Wanted } from './stock.store.js';

export interface Cart {
  readonly items: readonly Wanted[];
  readonly rev: number;
}

interface CartRow extends Cart {
  readonly _id: string;
  /** Forgotten then; a date, because the database looks at it. */
  readonly endsAt: Date;
}

export interface Carts {
  read(owner: CartOwner): Promise<Cart>;
  /** Makes it so many of this; 0 takes it out. Said twice it is the same. Null when the cart holds as many things as it can. */
  put(owner: CartOwner, wanted: Wanted, nowUtc: Instant): Promise<Cart | null>;
  /** Everything at once, as an earlier order has it. */
  fill(owner: CartOwner, items: readonly Wanted[], nowUtc: Instant): Promise<Cart>;
  /** Goes on in another chat; what is in the cart there stays as it is. */
  rehome(from: CartOwner, to: CartOwner): Promise<void>;
  /** Only while it is still at that revision, where one is named. */
  empty(owner: CartOwner, rev?: number): Promise<void>;
}

export interface CartOwner {
  readonly shopId: string;
  readonly conversationId: string;
}

export const CARTS = 'carts';
export const cartIndexes: IndexSpec[] = [
  { collection: CARTS, key: { endsAt: 1 }, options: { name: 'carts_end', expireAfterSeconds: 0 } },
];

const KEPT_MS = 30 * DAY_MS;
const NOTHING: Cart = { items: [], rev: 0 };

/** What somebody means to buy: wishes only. Nothing is kept for them until they check out. */
export function createCarts({ mongo }: { readonly mongo: Mongo }): Carts {
  const rows = mongo.connection.collection<CartRow>(CARTS);
  const idOf = ({ shopId, conversationId }: CartOwner): string => `${shopId}/${conversationId}`;

  async function write(_id: string, items: object, nowUtc: Instant): Promise<Cart> {
    const set = { items, rev: { $add: [{ $ifNull: ['$rev', 0] }, 1] }, endsAt: new Date(nowUtc + KEPT_MS) };
    const row = await rows.findOneAndUpdate({ _id }, [{ $set: set }], { upsert: true, returnDocument: 'after' });
    if (!row) throw new Error('an upsert answered no row');
    return row;
  }

  return {
    read: async (owner) => (await rows.findOne({ _id: idOf(owner) })) ?? NOTHING,

    async put(owner, { productId, quantity }, nowUtc) {
      const kept = { $ifNull: ['$items', []] };
      const others = { $filter: { input: kept, cond: { $ne: ['$$this.productId', { $literal: productId }] } } };
      if (quantity === 0) return write(idOf(owner), others, nowUtc);
      const line = { productId: { $literal: productId }, quantity };
      // What is there keeps its place, so that a digit means the same before and after.
      const changed = {
        $map: { input: kept, in: { $cond: [{ $eq: ['$$this.productId', line.productId] }, line, '$$this'] } },
      };
      const isThere = { $in: [line.productId, { $map: { input: kept, in: '$$this.productId' } }] };
      const appended = { $concatArrays: [kept, [line]] };
      const all = { $cond: [isThere, changed, appended] };
      const cart = await write(idOf(owner), { $slice: [all, LINES_MAX] }, nowUtc);
      return cart.items.some((one) => one.productId === productId) ? cart : null;
    },

    fill: (owner, items, nowUtc) => write(idOf(owner), { $literal: items.slice(0, LINES_MAX) }, nowUtc),

    async rehome(from, to) {
      const row = await rows.findOneAndDelete({ _id: idOf(from) });
      if (!row) return;
      const { items, rev, endsAt } = row;
      await rows.updateOne({ _id: idOf(to) }, { $setOnInsert: { items, rev, endsAt } }, { upsert: true });
    },

    async empty(owner, rev) {
      await rows.deleteOne({ _id: idOf(owner), ...(rev === undefined ? {} : { rev }) });
    },
  };
}
