import type { IndexSpec } from '../platform/indexes.js';

export const API_ANSWERS = 'api_answers';

/** What a POST was answered, kept for those who ask again. */
export interface AnswerRow {
  /** Made from who asked and their Idempotency-Key. */
  readonly _id: string;
  /** Of operation, path and body. */
  readonly fingerprint: string;
  /** Null while it is being worked out. */
  readonly answer: StoredAnswer | null;
  /** Real time: who works it out may have died. */
  readonly leaseUntilMs: number;
  readonly leaseToken: string;
  readonly expiresAt: Date;
}

export interface StoredAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly location: string | null;
}

export const apiIndexes: readonly IndexSpec[] = [
  {
    collection: API_ANSWERS,
    key: { expiresAt: 1 },
    options: { name: 'answers_end', expireAfterSeconds: 0 },
  },
];
