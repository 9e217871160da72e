import { randomUUID } from 'node:crypto';
import type { Instant } from '../messaging/message.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { idFromKey } from '../platform/signer.js';
import { PLACES, TURNS, type Offer, type Place, type Turn } from './waitlist.model.js';

/** A customer, in this chat or another of theirs. */
type Whose = Pick<Place, 'shopId' | 'customerKey'> & { readonly chats?: readonly string[] };

function openOfWhom({ shopId, customerKey, chats = [] }: Whose) {
  if (chats.length === 0) return { shopId, customerKey, isOpen: true as const };
  return { shopId, isOpen: true as const, $or: [{ customerKey }, { conversationId: { $in: [...chats] } }] };
}

export interface PlaceStore {
  find(placeId: string): Promise<Place | null>;
  /** The open place of a customer for a service, or that of the same key whatever became of it. */
  findOf(of: Whose & Pick<Place, 'serviceId'>): Promise<Place | null>;
  /** False when they have an open place for this service. */
  insert(place: Place): Promise<boolean>;
  /** The open places of one chat become those of another; a service waited for there already stays as it is. */
  rehome(
    shopId: string,
    from: string,
    to: Pick<Place, 'conversationId' | 'channel' | 'address' | 'customerKey'>,
  ): Promise<void>;
  openOf(of: Whose): Promise<readonly Place[]>;
  /** Open places of a shop in the order they came. */
  inOrder(shopId: string, limit: number): Promise<readonly Place[]>;
  list(shopId: string, after: Pick<Place, 'joinedAtUtc' | '_id'> | null, limit: number): Promise<readonly Place[]>;
  byHold(holdId: string): Promise<Place | null>;
  shops(): Promise<readonly string[]>;
  /** Changes an open place; with `offer` only while that very offer, or none for null, stands. Null when it does not. */
  change(placeId: string, change: PlaceChange, offer?: Pick<Offer, 'nr'> | null): Promise<Place | null>;
  /**
   * Runs `work` for a shop in one process at a time, once more when somebody asked meanwhile. A lease that runs out lets
   * another in: then the order may suffer, never a time, for that is kept by the day sheets.
   */
  inTurn(shopId: string, nowUtc: () => Instant, work: () => Promise<void>): Promise<void>;
  /** Notes that there is a reason to look. */
  ask(shopId: string): Promise<void>;
}

export interface PlaceChange {
  readonly set?: Partial<Place>;
  /** Ends the waiting. */
  readonly end?: Exclude<Place['state'], 'waiting'>;
  /** Never offered again. */
  readonly refuse?: Instant;
  readonly holdId?: string;
}

const LEASE_MS = 60_000;

export function placeIdOf(shopId: string, key: string): string {
  return idFromKey(shopId, key);
}

export function createPlaceStore({ mongo }: { readonly mongo: Mongo }): PlaceStore {
  const places = mongo.connection.collection<Place>(PLACES);
  const turns = mongo.connection.collection<Turn>(TURNS);

  return {
    find: (placeId) => places.findOne({ _id: String(placeId) }),
    findOf: ({ serviceId, ...whose }) =>
      places.findOne({ ...openOfWhom(whose), serviceId }, { sort: { joinedAtUtc: 1 } }),

    async insert(place) {
      try {
        await places.insertOne(place);
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },

    async rehome(shopId, from, to) {
      for (const { _id } of await places.find({ shopId, conversationId: from, isOpen: true }).toArray()) {
        try {
          await places.updateOne({ _id, conversationId: from, isOpen: true }, { $set: { ...to } });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
    },

    openOf: (whose) => places.find(openOfWhom(whose)).sort({ joinedAtUtc: 1, _id: 1 }).toArray(),
    inOrder: (shopId, limit) =>
      places.find({ shopId, isOpen: true }).sort({ joinedAtUtc: 1, _id: 1 }).limit(limit).toArray(),
    list: (shopId, after, limit) =>
      places
        .find({
          shopId,
          isOpen: true,
          ...(after && {
            $or: [
              { joinedAtUtc: { $gt: after.joinedAtUtc } },
              { joinedAtUtc: after.joinedAtUtc, _id: { $gt: after._id } },
            ],
          }),
        })
        .sort({ joinedAtUtc: 1, _id: 1 })
        .limit(limit)
        .toArray(),
    byHold: (holdId) => places.findOne({ holdIds: holdId }),
    shops: async () => (await places.distinct('shopId', { isOpen: true })).map(String),

    change: (placeId, { set = {}, end, refuse, holdId }, offer) =>
      places.findOneAndUpdate(
        {
          _id: placeId,
          isOpen: true,
          ...(offer === undefined ? {} : offer === null ? { offer: null } : { 'offer.nr': offer.nr }),
        },
        {
          $set: { ...set, ...(end ? { state: end, offer: null } : {}) },
          ...(end ? { $unset: { isOpen: 1 as const } } : {}),
          ...(refuse === undefined ? {} : { $addToSet: { refused: refuse } }),
          ...(holdId === undefined ? {} : { $push: { holdIds: holdId } }),
        },
        { returnDocument: 'after' },
      ),

    async ask(shopId) {
      await turns.updateOne(
        { _id: shopId },
        { $inc: { asked: 1 }, $setOnInsert: { leaseUntilUtc: 0, holder: '' } },
        { upsert: true },
      );
    },

    async inTurn(shopId, nowUtc, work) {
      const holder = randomUUID();
      const lease = { leaseUntilUtc: nowUtc() + LEASE_MS, holder };
      let turn = await turns.findOneAndUpdate(
        { _id: shopId, leaseUntilUtc: { $lte: nowUtc() } },
        { $set: lease },
        { returnDocument: 'after' },
      );
      try {
        while (turn) {
          await work();
          const free = await turns.updateOne(
            { _id: shopId, holder, asked: turn.asked },
            { $set: { leaseUntilUtc: 0, holder: '' } },
          );
          if (free.matchedCount === 1) return;
          turn = await turns.findOneAndUpdate(
            { _id: shopId, holder },
            { $set: { ...lease, leaseUntilUtc: nowUtc() + LEASE_MS } },
            { returnDocument: 'after' },
          );
        }
      } catch (error) {
        await turns.updateOne({ _id: shopId, holder }, { $set: { leaseUntilUtc: 0, holder: '' } });
        throw error;
      }
    },
  };
}
