import type { CallHandlers, OutcomeOf, ThingOption } from '../flow/protocol.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Mongo } from '../platform/mongo.js';
import { idFromKey } from '../platform/signer.js';

/** Something of a customer's that work is done on: a bike, a car (CAT-13). */
interface AssetRow {
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly words: string;
  readonly firstAtUtc: number;
  readonly lastAtUtc: number;
}

const ASSETS = 'customer_assets';
const LISTED_MAX = 12;
/** Six of them must fit a text message. */
const WORDS_MAX = 40;

export const assetIndexes: readonly IndexSpec[] = [
  { collection: ASSETS, key: { shopId: 1, conversationId: 1, lastAtUtc: -1 }, options: { name: 'by_customer' } },
];

/** What customers bring, kept in their own words; the same words again are the same thing. */
export function createAssets({ mongo }: { readonly mongo: Mongo }): CallHandlers<'asset.keep'> & {
  /** Last used first. */
  readonly listAssets: (shopId: string, conversationId: string) => Promise<readonly ThingOption[]>;
} {
  const assets = mongo.connection.collection<AssetRow>(ASSETS);
  return {
    async 'asset.keep'({ words }, { shopId, conversationId, nowUtc }): Promise<OutcomeOf<'asset.keep'>> {
      const kept = words.replace(/\s+/g, ' ').trim().slice(0, WORDS_MAX);
      const _id = idOf(shopId, conversationId, kept);
      await assets.updateOne(
        { _id },
        {
          $set: { words: kept },
          $max: { lastAtUtc: nowUtc },
          $setOnInsert: { shopId, conversationId, firstAtUtc: nowUtc },
        },
        { upsert: true },
      );
      return { call: 'asset.keep', exit: 'kept', data: { asset: { id: _id, name: kept, detail: '' } } };
    },

    async listAssets(shopId, conversationId) {
      const rows = await assets
        .find({ shopId: String(shopId), conversationId: String(conversationId) })
        .sort({ lastAtUtc: -1, _id: 1 })
        .limit(LISTED_MAX)
        .toArray();
      return rows.map(({ _id, words }) => ({ id: _id, name: words, detail: '' }));
    },
  };
}

function idOf(shopId: string, conversationId: string, words: string): string {
  const said = words.normalize('NFKC').toLowerCase();
  return idFromKey(shopId, conversationId, said);
}
