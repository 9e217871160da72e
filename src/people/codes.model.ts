import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

/** One code that was asked for. The code itself is in no row: see `codes.service.ts`. */
export interface CodeRow {
  readonly _id: string;
  readonly conversationId: string;
  /** Keyed hash of the address. */
  readonly address: string;
  readonly salt: string;
  readonly state: 'new' | 'sent' | 'failed' | 'used';
  readonly untilUtc: Instant;
  readonly triesLeft: number;
  /** What each check said, by the key of its call. */
  readonly checks: readonly { readonly key: string; readonly isRight: boolean; readonly triesLeft: number }[];
  readonly askedAtUtc: Instant;
  readonly storedAt: Date;
}

/** When codes went to one address, or were asked for in one chat. */
export interface LimitRow {
  readonly _id: string;
  readonly sends: readonly { readonly key: string; readonly atUtc: Instant }[];
}

export const CODES = 'codes';
export const CODE_LIMITS = 'code_limits';
const KEPT_FOR_S = 30 * 24 * 60 * 60;

export const codeIndexes: IndexSpec[] = [
  { collection: CODES, key: { conversationId: 1, address: 1, askedAtUtc: -1 }, options: { name: 'newest_of_chat' } },
  { collection: CODES, key: { 'checks.key': 1 }, options: { name: 'by_check' } },
  { collection: CODES, key: { storedAt: 1 }, options: { name: 'expire', expireAfterSeconds: KEPT_FOR_S } },
];
