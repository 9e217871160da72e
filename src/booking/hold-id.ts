import { randomInt } from 'node:crypto';
import { BOOKING_TYPES, type BookingType } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { idFromKey } from '../platform/signer.js';

/**
 * A hold's id says what is held: `<shop>.<service>.<person>.<start>.<key digest>`, and `.<seats><kind>` where it is more
 * than one place or no ordinary visit. So a hold that has lapsed and left no
 * trace can still be taken again, and placing one stays a single write. Ids hold no secret and grant nothing that asking
 * for the same time would not.
 */
export interface HoldRef {
  readonly shopId: string;
  readonly serviceId: string;
  readonly personId: string;
  readonly startsAtUtc: Instant;
  /** An ordinary visit when absent. */
  readonly kind?: BookingType;
  /** One place when absent. */
  readonly seats?: number;
}

const KIND_LETTERS: Readonly<Record<BookingType, string>> = {
  standard: 's',
  recurring: 'r',
  emergency: 'e',
  consultation: 'c',
};

/** A service may have add-ons named after it, and a visit several services and people. */
const pattern =
  /^([\w-]{1,32})\.([\w~-]{1,160})\.([\w~-]{1,140})\.([0-9a-z]{1,11})\.([\w-]{12})(?:\.(\d{1,3})([srec]))?$/;

/** The year 2150: far past every horizon, and near enough for the tables of a time zone. */
const LATEST_START_UTC = Date.UTC(2150, 0, 1);

/** The same key and the same time always make the same id: a repeated call finds its own hold. */
export function makeHoldId(ref: HoldRef, key: string): string {
  const { shopId, serviceId, personId, startsAtUtc, kind = 'standard', seats = 1 } = ref;
  const plain = kind === 'standard' && seats === 1;
  return [
    ...[shopId, serviceId, personId, startsAtUtc.toString(36), idFromKey(key).slice(0, 12)],
    ...(plain ? [] : [`${seats}${KIND_LETTERS[kind]}`]),
  ].join('.');
}

/** The claim of one part of a visit; the first bears the hold's own id. */
export function claimIdOf(holdId: string, place: number): string {
  return place === 0 ? holdId : `${holdId}+${place}`;
}

/** Null for anything that is not one of ours; the parts are safe in a database filter. */
export function parseHoldId(holdId: string): HoldRef | null {
  const match = pattern.exec(holdId);
  if (!match) return null;
  const [, shopId, serviceId, personId, start] = match as unknown as [string, string, string, string, string];
  const startsAtUtc = Number.parseInt(start, 36);
  if (startsAtUtc >= LATEST_START_UTC) return null;
  const [places, letter] = [match[6], match[7]];
  const kind = BOOKING_TYPES.find((one) => KIND_LETTERS[one] === letter);
  const more = kind ? { kind, seats: Number(places) } : {};
  return more.seats === 0 ? null : { shopId, serviceId, personId, startsAtUtc, ...more };
}

/** The row's id is the idempotency key itself, so no second unique index is needed. */
export function bookingIdOf(shopId: string, key: string): string {
  return idFromKey(shopId, key);
}

/** Random, so that nobody can read another booking's number off their own. */
export function randomReference(): string {
  return `BK-${String(randomInt(100_000_000)).padStart(8, '0')}`;
}
