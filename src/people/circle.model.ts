import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

/**
 * Somebody whose visits another chat may make, move and drop. Either they have a chat of their own, and have let the other
 * help by a code of theirs; or they have none, like a child, and are a name in the other's list.
 */
export interface CircleRow {
  /** Made from shop, helper's chat and whose visits they are: begun again after it ended it is the same row. */
  readonly _id: string;
  readonly shopId: string;
  readonly helperChat: string;
  /** As the person they help hears of them. */
  readonly helperName: string;
  /** Null for somebody without a chat of their own. */
  readonly personChat: string | null;
  readonly personName: string;
  readonly startedAtUtc: Instant;
  readonly endedAtUtc: Instant | null;
  /** The chat that ended it. */
  readonly endedBy: string | null;
}

export const CIRCLES = 'care_circles';

export const circleIndexes: readonly IndexSpec[] = [
  { collection: CIRCLES, key: { helperChat: 1, endedAtUtc: 1 }, options: { name: 'people_of_chat' } },
  { collection: CIRCLES, key: { personChat: 1, endedAtUtc: 1 }, options: { name: 'helpers_of_chat' } },
];
