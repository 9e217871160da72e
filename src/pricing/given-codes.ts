import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { GIVEN_CODES } from './promo.model.js';

/** Codes that were typed before a time was chosen: "typed any time before pay" (PR-07). */
export interface GivenCodes {
  /** Replaces an earlier one of the same chat; remembered for a day unless told until when. */
  remember(shopId: string, conversationId: string, code: string, untilUtc?: Instant): Promise<void>;
  find(shopId: string, conversationId: string): Promise<string | null>;
  forget(shopId: string, conversationId: string): Promise<void>;
}

interface GivenRow {
  readonly _id: string;
  readonly code: string;
  readonly untilUtc: Instant;
  /** For the index that clears rows away; what counts is `untilUtc`, by the clock of the house. */
  readonly expiresAt: Date;
}

const LASTS_MS = 24 * 3_600_000;
const CLEARED_AFTER_MS = 6 * LASTS_MS;

export function createGivenCodes({ mongo, clock }: { readonly mongo: Mongo; readonly clock: Clock }): GivenCodes {
  const rows = mongo.connection.collection<GivenRow>(GIVEN_CODES);
  const idOf = (shopId: string, conversationId: string): string => `${shopId}|${conversationId}`;
  return {
    async remember(shopId, conversationId, code, untilUtc = clock.nowUtc() + LASTS_MS) {
      const row = { code, untilUtc, expiresAt: new Date(untilUtc + CLEARED_AFTER_MS) };
      await rows.updateOne({ _id: idOf(shopId, conversationId) }, { $set: row }, { upsert: true });
    },
    async find(shopId, conversationId) {
      const row = await rows.findOne({ _id: idOf(shopId, conversationId) });
      return row && row.untilUtc > clock.nowUtc() ? row.code : null;
    },
    async forget(shopId, conversationId) {
      await rows.deleteOne({ _id: idOf(shopId, conversationId) });
    },
  };
}
