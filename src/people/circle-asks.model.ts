import type { CircleSide } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { JoinChat } from './joins.model.js';

/** Somebody has asked whoever has a number to help them, or to be helped by them. The number itself is in no row. */
export interface CircleAskRow {
  readonly _id: string;
  readonly shopId: string;
  /** What the asker would be. */
  readonly what: CircleSide;
  readonly asker: JoinChat;
  readonly askerName: string;
  /** Keyed hash. */
  readonly phone: string;
  /** As the asker calls whoever has the number, with its end: "Maria (…001)". */
  readonly calledBy: string;
  readonly otherName: string;
  /** The chat that may answer; null where nobody could be written to, which the asker is not told. */
  readonly toChat: string | null;
  readonly state: 'open' | 'agreed' | 'declined' | 'over';
  /** The call that answered it. */
  readonly answeredBy: string | null;
  readonly untilUtc: Instant;
  /** The asker knows that there was no answer. */
  readonly isTold: boolean;
  readonly storedAt: Date;
}

export const CIRCLE_ASKS = 'circle_asks';
/** As long as a no holds. */
const KEPT_FOR_S = 30 * 24 * 60 * 60;

export const circleAskIndexes: readonly IndexSpec[] = [
  { collection: CIRCLE_ASKS, key: { phone: 1, state: 1 }, options: { name: 'of_number' } },
  { collection: CIRCLE_ASKS, key: { state: 1, isTold: 1, untilUtc: 1 }, options: { name: 'run_out' } },
  { collection: CIRCLE_ASKS, key: { storedAt: 1 }, options: { name: 'expire', expireAfterSeconds: KEPT_FOR_S } },
];
