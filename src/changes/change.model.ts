import type { ChangeWish } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

export const CHANGE_REQUESTS = 'change_requests';

/** `deciding`: an operator has allowed it and it is being carried out; whoever finds it so later carries it on. */
export type ChangeState = 'waiting' | 'deciding' | 'approved' | 'refused' | 'expired' | 'overtaken';

export interface ChangeRow {
  /** `<booking>:<hash of the key>`. */
  readonly _id: string;
  readonly shopId: string;
  readonly bookingId: string;
  readonly conversationId: string;
  /** Other chats of the same person when it was asked: the booking may be of one of them. */
  readonly alsoIn?: readonly string[];
  /** The idempotency key it was asked under. */
  readonly key: string;
  readonly wish: ChangeWish;
  /** The time asked for; null when it is to be dropped. */
  readonly startsAtUtc: Instant | null;
  readonly personId: string | null;
  /** Of the time it was asked about: a booking moved since is another question. */
  readonly timeVersion: number;
  readonly askedAtUtc: Instant;
  /** The visit's start: then it ends unanswered. */
  readonly untilUtc: Instant;
  readonly state: ChangeState;
  /** While it waits or is decided it is `true`, else absent: one such row a booking. */
  readonly isOpen?: true;
  /** Written by an operator before they decide; said with a refusal. */
  readonly why: string | null;
  readonly decision: {
    readonly actId: string;
    readonly by: { readonly id: string; readonly name: string };
    readonly atUtc: Instant;
  } | null;
  /** Nobody else carries it out before this moment. */
  readonly leaseUntilUtc: Instant;
  /** Whether the customer has been told the end of it. */
  readonly isTold: boolean;
}

export const changeIndexes: readonly IndexSpec[] = [
  {
    collection: CHANGE_REQUESTS,
    key: { bookingId: 1 },
    options: { name: 'one_open_a_booking', unique: true, partialFilterExpression: { isOpen: true } },
  },
  { collection: CHANGE_REQUESTS, key: { key: 1 }, options: { name: 'changes_by_key', unique: true } },
  {
    collection: CHANGE_REQUESTS,
    key: { untilUtc: 1 },
    options: { name: 'open_by_end', partialFilterExpression: { isOpen: true } },
  },
  {
    collection: CHANGE_REQUESTS,
    key: { isTold: 1 },
    options: { name: 'untold', partialFilterExpression: { isTold: false } },
  },
];
