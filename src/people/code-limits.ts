import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { CODE_LIMITS, type LimitRow } from './codes.model.js';
import { HOUR_MS } from '../platform/time-units.js';

export type CodeLimits = ReturnType<typeof createCodeLimits>;

/** How often something was done in the last hour. Ids never hold an address as it is. */
export function createCodeLimits({ mongo }: { readonly mongo: Mongo }) {
  const limits = mongo.db.collection<LimitRow>(CODE_LIMITS);
  return {
    /**
     * Counts one more unless the hour is full: one update, so that two at once cannot both be the last. The same key is
     * counted once.
     * @returns whether it is counted.
     */
    mayStill: async (id: string, key: string, nowUtc: Instant, most: number): Promise<boolean> => {
      const recent = {
        $filter: { input: { $ifNull: ['$sends', []] }, cond: { $gt: ['$$this.atUtc', nowUtc - HOUR_MS] } },
      };
      const row = await limits.findOneAndUpdate(
        { _id: id },
        [
          { $set: { sends: recent } },
          {
            $set: {
              sends: {
                $cond: [
                  { $or: [{ $gte: [{ $size: '$sends' }, most] }, { $in: [key, '$sends.key'] }] },
                  '$sends',
                  { $concatArrays: ['$sends', [{ key, atUtc: nowUtc }]] },
                ],
              },
            },
          },
        ],
        { upsert: true, returnDocument: 'after' },
      );
      return row?.sends.some((send) => send.key === key) ?? false;
    },

    /** Whether the hour is full, without counting. */
    async isFull(id: string, nowUtc: Instant, most: number): Promise<boolean> {
      const row = await limits.findOne({ _id: id });
      return (row?.sends ?? []).filter(({ atUtc }) => atUtc > nowUtc - HOUR_MS).length >= most;
    },
  };
}
