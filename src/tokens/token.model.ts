import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

export const TOKENS = 'tokens';
export const TOKEN_ENTRIES = 'token_entries';

/** A customer's purse (CX-10). */
export interface PurseRow {
  /** `<shop or *>/<customer key>`. */
  readonly _id: string;
  readonly scope: string;
  readonly customerKey: string;
  /** The shop whose calendar it is filled by: the last that looked into it. */
  readonly shopId: string;
  readonly balance: number;
  /** The shop's month it was last filled for, "2026-11". */
  readonly month: string;
  /** When it is filled again. */
  readonly resetsAtUtc: Instant;
  readonly lastCancelledAtUtc: Instant | null;
  /** While it is empty: the next reset (GP-20). */
  readonly blockedUntilUtc: Instant | null;
  readonly createdAtUtc: Instant;
}

export type SpendReason = 'lateDrop' | 'noShow';

/** What happened to a purse. */
export type EntryRow =
  | {
      /** `spend:<booking>`: one booking costs one token at most. */
      readonly _id: string;
      readonly kind: 'spend';
      readonly purseId: string;
      readonly bookingId: string;
      readonly why: SpendReason;
      /** 0 when the purse was empty. */
      readonly took: 0 | 1;
      /** The purse's month it was taken from: what was taken before a refill is not given back into it. */
      readonly month: string;
      readonly atUtc: Instant;
      readonly givenBackAtUtc: Instant | null;
      readonly givenBackBy: string | null;
    }
  | {
      /** The idempotency key of the act. */
      readonly _id: string;
      readonly kind: 'reset';
      readonly purseId: string;
      readonly from: number;
      readonly to: number;
      readonly by: { readonly id: string; readonly name: string };
      readonly why: string | null;
      readonly atUtc: Instant;
    };

export const tokenIndexes: readonly IndexSpec[] = [
  { collection: TOKENS, key: { resetsAtUtc: 1 }, options: { name: 'purses_by_reset' } },
  { collection: TOKEN_ENTRIES, key: { purseId: 1, atUtc: 1 }, options: { name: 'entries_by_purse' } },
];
