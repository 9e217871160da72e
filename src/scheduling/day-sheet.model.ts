import type { BookingType } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { AssignReason } from './assign.rules.js';
import type { KeptQuote } from '../pricing/index.js';

/**
 * Glossary
 * - **day sheet**: one document per shop, resource and local day with every claim that touches that day.
 * - **resource**: a person, `resource:<id>` for a room or a device, or `service:<id>` whose sheet only counts (the daily
 *   limit of a service).
 * - **claim**: a span of a resource's time. It is *live* while `untilUtc` lies ahead; one that is not live does not exist
 *   for anybody, so no sweeper is needed for correctness.
 */
export interface Claim {
  /** The hold's id; it stays when the hold becomes a booking. */
  readonly id: string;
  /** The idempotency key of the act that made it. */
  readonly key: string;
  readonly kind: 'hold' | 'booking' | 'blocked';
  readonly serviceId: string | null;
  /** The time that is taken: set-up and clean-up included. */
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  /** How much of it lies before and after the visit; absent is nothing. */
  readonly setupMs?: number;
  readonly cleanupMs?: number;
  /** The rooms and devices that are taken with it, by the names of their sheets; on the person's sheet only. */
  readonly units?: readonly string[];
  /** Kept free on both sides; between two neighbours the larger one counts. */
  readonly bufferMs: number;
  /** `FOREVER` for bookings and blocked time: one comparison tells live from lapsed. */
  readonly untilUtc: Instant;
  readonly seats: number;
  readonly bookingId: string | null;
  /** Set on the hold of a move: it may overlap this booking's own time, so it can only become that booking. */
  readonly movingBookingId: string | null;
  /** The price promised when the time was held. */
  readonly amountMinor: number;
  readonly currency: string;
  /** An ordinary visit when absent (BK-01). */
  readonly type?: BookingType;
  /** Why this person was chosen, when nobody in particular was asked for. */
  readonly chosen?: AssignReason;
  /** Why the time is blocked. */
  readonly reason?: string;
  /** What that price is made of; nothing where it is the base alone. */
  readonly quote?: KeptQuote | null;
}

/** The visit inside a claim's time, as it was promised. */
export function visitOf({ startsAtUtc, endsAtUtc, setupMs = 0, cleanupMs = 0 }: Claim): {
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
} {
  return { startsAtUtc: startsAtUtc + setupMs, endsAtUtc: endsAtUtc - cleanupMs };
}

export interface DaySheet {
  /** `<shopId>|<resource>|<YYYY-MM-DD>` */
  readonly _id: string;
  readonly shopId: string;
  readonly resource: string;
  /** Days since 1970-01-01 in the shop's day zone. */
  readonly day: number;
  readonly claims: readonly Claim[];
}

export const DAY_SHEETS = 'day_sheets';

export const daySheetIndexes: readonly IndexSpec[] = [
  { collection: DAY_SHEETS, key: { shopId: 1, day: 1, resource: 1 }, options: { name: 'sheets_by_day' } },
];

/** The resource whose sheet counts a service's bookings of one day. */
export function tallyOf(serviceId: string): string {
  return `service:${serviceId}`;
}
