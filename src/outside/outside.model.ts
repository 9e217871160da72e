import type { OutcomeOf } from '../flow/protocol.js';
import type { IndexSpec } from '../platform/indexes.js';

export interface OutsideCallRow {
  readonly _id: string;
  readonly host: string;
  readonly outcome: OutcomeOf<'http.request'>;
  readonly storedAt: Date;
}

export const OUTSIDE_CALLS = 'outside_calls';
/** Longer than any turn is ever run again. */
const KEPT_FOR_S = 24 * 60 * 60;

export const outsideIndexes: IndexSpec[] = [
  { collection: OUTSIDE_CALLS, key: { storedAt: 1 }, options: { name: 'expire', expireAfterSeconds: KEPT_FOR_S } },
];
