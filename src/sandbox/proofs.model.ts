import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Overlap } from './overlaps.rules.js';
import type { Proof } from './prove.service.js';

export const PROOF_RESULTS = 'proof_results';

/**
 * - `crowd`: a crowd booked against a copy of the shop's calendar.
 * - `audit`: the shop's own day sheets were gone through as they are.
 */
export interface ProofRow {
  /** Made from the shop and the key it was asked under; of an audit, from the shop and its moment. */
  readonly _id: string;
  readonly shopId: string;
  readonly kind: 'crowd' | 'audit';
  readonly state: 'running' | 'good' | 'bad' | 'nothingFree' | 'failed';
  readonly startedAtUtc: Instant;
  readonly endedAtUtc: Instant | null;
  /** What the crowd found; null until it has ended, and for audits. */
  readonly crowd: Omit<Proof, 'overlaps' | 'isGood'> | null;
  /** The first of them; `overlapCount` is all. */
  readonly overlaps: readonly Overlap[];
  readonly overlapCount: number;
}

export const proofIndexes: readonly IndexSpec[] = [
  { collection: PROOF_RESULTS, key: { shopId: 1, startedAtUtc: -1, _id: -1 }, options: { name: 'proofs_by_time' } },
];
