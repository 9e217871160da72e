import type { Instant } from '../messaging/message.js';

/** Each includes the ones before it. */
export const SCOPES = ['read', 'write', 'staff'] as const;
export type Scope = (typeof SCOPES)[number];

export const API_KEYS = 'api_keys';

/** A program that may speak for a shop. Found by its id alone: no index of our own. */
export interface ApiKeyRow {
  readonly _id: string;
  readonly shopId: string;
  readonly name: string;
  readonly scope: Scope;
  /** While a key is being changed two are good. */
  readonly secrets: readonly ApiSecret[];
  readonly createdAtUtc: Instant;
  readonly revokedAtUtc: Instant | null;
  /** To `USED_EVERY_MS`; absent until it was used. */
  readonly lastUsedAtUtc?: Instant;
}

/** A key in steady use is written to this seldom. */
export const USED_EVERY_MS = 5 * 60_000;

interface ApiSecret {
  /** SHA-256 of 256 random bits: nothing that could be guessed, so nothing that has to be slow. */
  readonly hash: string;
  readonly createdAtUtc: Instant;
  /** Null: until the next one. */
  readonly untilUtc: Instant | null;
}
