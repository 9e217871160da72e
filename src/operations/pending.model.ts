import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { PendingReason, PendingStep } from './pending.rules.js';

export const PENDING_STEPS = 'pending_steps';

/** One step about a request that waits for the shop, from its plan to its recorded end. */
export interface PendingRow {
  /** `<booking>:<step>:<version of its time>`: planned twice it is one. */
  readonly _id: string;
  readonly shopId: string;
  readonly bookingId: string;
  readonly step: PendingStep;
  readonly timeVersion: number;
  readonly dueAtUtc: Instant;
  /** Null while it waits. */
  readonly reason: PendingReason | null;
  readonly decidedAtUtc: Instant | null;
  /** Nobody else works on it before this moment. */
  readonly leaseUntilUtc: Instant;
  readonly leaseToken: string;
  readonly tries: number;
}

export const pendingIndexes: IndexSpec[] = [
  {
    collection: PENDING_STEPS,
    key: { dueAtUtc: 1 },
    options: { name: 'waiting_by_due', partialFilterExpression: { reason: null } },
  },
  { collection: PENDING_STEPS, key: { bookingId: 1 }, options: { name: 'by_booking' } },
];
