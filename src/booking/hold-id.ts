import { createHash, randomInt } from 'node:crypto';
import type { Instant } from '../messaging/message.js';

/**
 * A hold's id says what is held: `<shop>.<service>.<person>.<start>.<key digest>`. So a hold that has lapsed and left no
 * trace can still be taken again, and placing one stays a single write. Ids hold no secret and grant nothing that asking
 * for the same time would not.
 */
export interface HoldRef {
  readonly shopId: string;
  readonly serviceId: string;
  readonly personId: string;
  readonly startsAtUtc: Instant;
}

/** A service may have add-ons named after it. */
const pattern = /^([\w-]{1,32})\.([\w~-]{1,160})\.([\w-]{1,32})\.([0-9a-z]{1,11})\.([\w-]{12})$/;

/** The year 2150: far past every horizon, and near enough for the tables of a time zone. */
const LATEST_START_UTC = Date.UTC(2150, 0, 1);

/** The same key and the same time always make the same id: a repeated call finds its own hold. */
export function makeHoldId({ shopId, serviceId, personId, startsAtUtc }: HoldRef, key: string): string {
  return [shopId, serviceId, personId, startsAtUtc.toString(36), digest(key, 12)].join('.');
}

/** Null for anything that is not one of ours; the parts are safe in a database filter. */
export function parseHoldId(holdId: string): HoldRef | null {
  const match = pattern.exec(holdId);
  if (!match) return null;
  const [, shopId, serviceId, personId, start] = match as unknown as [string, string, string, string, string];
  const startsAtUtc = Number.parseInt(start, 36);
  return startsAtUtc < LATEST_START_UTC ? { shopId, serviceId, personId, startsAtUtc } : null;
}

/** The row's id is the idempotency key itself, so no second unique index is needed. */
export function bookingIdOf(shopId: string, key: string): string {
  return digest(`${shopId}\n${key}`, 20);
}

/** Random, so that nobody can read another booking's number off their own. */
export function randomReference(): string {
  return `BK-${String(randomInt(100_000_000)).padStart(8, '0')}`;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, length);
}
