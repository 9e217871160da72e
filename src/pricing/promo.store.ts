import { isDeepStrictEqual } from 'node:util';
import type { ClientSession } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import {
  PROMO_CUSTOMERS,
  PROMOS,
  promoSchema,
  type Promo,
  type PromoCustomerRow,
  type PromoInput,
  type PromoRow,
} from './promo.model.js';
import { FOREVER } from '../platform/time-units.js';

export interface ReserveInput {
  readonly shopId: string;
  /** Normalised. */
  readonly code: string;
  readonly customerKey: string;
  readonly holdId: string;
  /** The end of the hold. A reservation is only ever made longer. */
  readonly untilUtc: Instant;
  readonly nowUtc: Instant;
  /** An earlier hold of the same chat: its reservation goes over to this one. */
  readonly replaces: string | null;
}

export interface PromoStore {
  /** Writes a promo; an older one of that code keeps what it was used. Throws a zod error with the field's path. */
  save(shopId: string, input: PromoInput): Promise<PromoRow>;
  /**
   * Writes a promo that is new. Null when its code was used for another before; the same promo again is the same one.
   * Throws a zod error with the field's path.
   */
  create(shopId: string, input: PromoInput): Promise<PromoRow | null>;
  /** From now on it counts for nobody; who has it in a booking keeps it. Null for an unknown one. */
  end(shopId: string, code: string): Promise<PromoRow | null>;
  /** The one that ends last first; after the row the page before ended with. */
  page(shopId: string, after: Pick<PromoRow, 'endsAtUtc' | 'code'> | null, limit: number): Promise<readonly PromoRow[]>;
  find(shopId: string, code: string): Promise<PromoRow | null>;
  list(shopId: string): Promise<readonly PromoRow[]>;
  /** Keeps one use for a held time: two conditional updates, no transaction. The same hold twice is one use (PR-22). */
  reserve(input: ReserveInput): Promise<'reserved' | 'usedUp' | 'usedByYou'>;
  /** Makes the reservation of a hold a use, inside the transaction that makes the booking. */
  use(
    input: Pick<ReserveInput, 'shopId' | 'code' | 'customerKey' | 'holdId'> & { readonly bookingId: string },
    session: ClientSession,
  ): Promise<void>;
  /** The hold was let go. What became a booking stays used. */
  release(shopId: string, holdId: string): Promise<void>;
  /** The booking ended before the visit: its use is free again. The same booking twice is once. */
  giveBack(shopId: string, bookingId: string): Promise<void>;
}

/**
 * Limits that hold whoever asks at once (PR-22). The total is a counter and a short list of live reservations in the
 * promo's own document; a customer's share is a document of their own. Each is decided by ONE conditional update. A use
 * is a row and not only a number, so that giving it back twice cannot free two.
 */
export function createPromoStore({ mongo }: { readonly mongo: Mongo }): PromoStore {
  const promos = mongo.connection.collection<PromoRow>(PROMOS);
  const customers = mongo.connection.collection<PromoCustomerRow>(PROMO_CUSTOMERS);

  async function reserveForCustomer(input: ReserveInput, promo: PromoRow): Promise<boolean> {
    const _id = customerId(promo._id, input.customerKey);
    const use = { holdId: input.holdId, untilUtc: input.untilUtc, bookingId: null };
    const update = [
      {
        $set: {
          shopId: { $literal: input.shopId },
          promoId: { $literal: promo._id },
          uses: reserveIn('$uses', { ...input, use, limit: promo.perCustomer, used: 0 }),
        },
      },
    ];
    for (;;) {
      try {
        const after = await customers.findOneAndUpdate({ _id }, update, { upsert: true, returnDocument: 'after' });
        return after?.uses.some(({ holdId }) => holdId === input.holdId) ?? false;
      } catch (error) {
        // Two first uses of one customer at once: the other has made the row, so this one finds it.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  async function reserveInTotal(input: ReserveInput, promo: PromoRow): Promise<boolean> {
    const use = { holdId: input.holdId, untilUtc: input.untilUtc };
    const after = await promos.findOneAndUpdate(
      { _id: promo._id },
      [{ $set: { reserved: reserveIn('$reserved', { ...input, use, limit: '$maxUses', used: '$used' }) } }],
      { returnDocument: 'after', projection: { reserved: 1 } },
    );
    return after?.reserved.some(({ holdId }) => holdId === input.holdId) ?? false;
  }

  async function find(shopId: string, code: string): Promise<PromoRow | null> {
    return promos.findOne({ _id: promoIdOf(shopId, code) });
  }

  return {
    find,

    async save(shopId, input) {
      const promo: Promo = promoSchema.parse(input);
      const _id = promoIdOf(shopId, promo.code);
      const saved = await promos.findOneAndUpdate(
        { _id },
        { $set: { ...promo, shopId: String(shopId) }, $setOnInsert: { used: 0, reserved: [] } },
        { upsert: true, returnDocument: 'after' },
      );
      if (!saved) throw new Error(`the promo ${_id} was not written`);
      return saved;
    },

    async create(shopId, input) {
      const promo: Promo = promoSchema.parse(input);
      const row: PromoRow = { ...promo, _id: promoIdOf(shopId, promo.code), shopId, used: 0, reserved: [] };
      try {
        await promos.insertOne(row);
        return row;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const before = await find(shopId, promo.code);
        const isSame =
          before &&
          Object.entries(promo).every(([name, value]) => isDeepStrictEqual(before[name as keyof Promo], value));
        return isSame ? before : null;
      }
    },

    end: (shopId, code) =>
      promos.findOneAndUpdate(
        { _id: promoIdOf(shopId, code) },
        { $set: { active: false } },
        { returnDocument: 'after' },
      ),

    page: (shopId, after, limit) =>
      promos
        .find({
          shopId: String(shopId),
          ...(after && {
            $or: [
              { endsAtUtc: { $lt: after.endsAtUtc } },
              { endsAtUtc: after.endsAtUtc, _id: { $gt: promoIdOf(shopId, after.code) } },
            ],
          }),
        })
        .sort({ endsAtUtc: -1, _id: 1 })
        .limit(limit)
        .toArray(),

    list: (shopId) =>
      promos
        .find({ shopId: String(shopId) })
        .sort({ endsAtUtc: -1 })
        .limit(500)
        .toArray(),

    async reserve(input) {
      const promo = await find(input.shopId, input.code);
      if (!promo) return 'usedUp';
      const own = await customers.findOne({
        _id: customerId(promo._id, input.customerKey),
        uses: { $elemMatch: { holdId: input.holdId, bookingId: { $ne: null } } },
      });
      if (own) return 'reserved';
      if (!(await reserveForCustomer(input, promo))) return 'usedByYou';
      if (await reserveInTotal(input, promo)) return 'reserved';
      await customers.updateOne(
        { _id: customerId(promo._id, input.customerKey) },
        { $pull: { uses: { holdId: input.holdId, bookingId: null } } },
      );
      return 'usedUp';
    },

    async use({ shopId, code, customerKey, holdId, bookingId }, session) {
      const promoId = promoIdOf(shopId, code);
      const used = await customers.updateOne(
        { _id: customerId(promoId, customerKey), uses: { $elemMatch: { holdId, bookingId: null } } },
        { $set: { 'uses.$.bookingId': bookingId, 'uses.$.untilUtc': FOREVER } },
        { session },
      );
      if (used.modifiedCount === 0) {
        const _id = customerId(promoId, customerKey);
        if (await customers.findOne({ _id, 'uses.bookingId': bookingId }, { session, projection: { _id: 1 } })) return;
        // Money that came late for a price we had agreed to: the price is kept and the use counts, even past a limit.
        const uses = { holdId, untilUtc: FOREVER, bookingId };
        await customers.updateOne({ _id }, { $set: { shopId, promoId }, $push: { uses } }, { session, upsert: true });
      }
      await promos.updateOne({ _id: promoId }, { $pull: { reserved: { holdId } }, $inc: { used: 1 } }, { session });
    },

    async release(shopId, holdId) {
      const rows = await customers
        .find({ shopId: String(shopId), uses: { $elemMatch: { holdId: String(holdId), bookingId: null } } })
        .toArray();
      for (const { _id, promoId } of rows) {
        // The total last: a crash between leaves one use reserved until its hold would have ended, never one too many.
        await customers.updateOne({ _id }, { $pull: { uses: { holdId, bookingId: null } } });
        await promos.updateOne({ _id: promoId }, { $pull: { reserved: { holdId } } });
      }
    },

    giveBack: (shopId, bookingId) =>
      mongo.transaction(async (session) => {
        const row = await customers.findOneAndUpdate(
          { shopId: String(shopId), 'uses.bookingId': String(bookingId) },
          { $pull: { uses: { bookingId: String(bookingId) } } },
          { session },
        );
        if (row) await promos.updateOne({ _id: row.promoId }, { $inc: { used: -1 } }, { session });
      }),
  };
}

/**
 * The uses that still count, with this one among them if there is room for it. The one for the same hold is made longer,
 * the one for the hold that is replaced makes room.
 */
function reserveIn(
  field: '$uses' | '$reserved',
  {
    use,
    limit,
    used,
    nowUtc,
    replaces,
  }: {
    readonly use: { readonly holdId: string; readonly untilUtc: Instant };
    readonly limit: number | '$maxUses';
    readonly used: number | '$used';
    readonly nowUtc: Instant;
    readonly replaces: string | null;
  },
): object {
  const isOwn = { $eq: ['$$one.holdId', { $literal: use.holdId }] };
  // A hold that has become a booking is replaced by nothing.
  const isReplaced = {
    $and: [{ $eq: ['$$one.holdId', { $literal: replaces }] }, { $lt: ['$$one.untilUtc', FOREVER] }],
  };
  const kept = (keep: object): object => ({
    $filter: { input: { $ifNull: [field, []] }, as: 'one', cond: keep },
  });
  const live = { $gt: ['$$one.untilUtc', nowUtc] };
  const others = kept({ $and: [live, { $not: [{ $or: [isOwn, isReplaced] }] }] });
  const mine = { $first: kept(isOwn) };
  const longer = { $max: [use.untilUtc, { $ifNull: ['$$mine.untilUtc', 0] }] };
  return {
    $let: {
      vars: { others, mine },
      in: {
        $cond: [
          {
            $or: [
              { $eq: [{ $ifNull: [limit, null] }, null] },
              { $lt: [{ $add: [used, { $size: '$$others' }] }, limit] },
            ],
          },
          { $concatArrays: ['$$others', [{ $mergeObjects: [{ $literal: use }, '$$mine', { untilUtc: longer }] }]] },
          '$$others',
        ],
      },
    },
  };
}

export function promoIdOf(shopId: string, code: string): string {
  return `${shopId}/${code}`;
}

function customerId(promoId: string, customerKey: string): string {
  return `${promoId}|${customerKey}`;
}
