import type { PartOfDay } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

export const PLACES = 'waitlist_places';
export const TURNS = 'waitlist_turns';

/**
 * Glossary
 * - **place**: one customer waiting for one service; first come, first asked.
 * - **offer**: a time held for one place until its deadline. A place has at most one, and the day sheet lets one hold a time.
 */
export interface Place {
  /** Made from the shop and the key it was asked under. */
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  readonly customerKey: string;
  /** With what was added to it. */
  readonly serviceId: string;
  /** Null: whoever is free. */
  readonly personId: string | null;
  readonly part: PartOfDay;
  /** YYYY-MM-DD in the shop's zone, both included. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly seats: number;
  /** They want to be written to at night as well. */
  readonly atNight: boolean;
  /** Waits for an earlier time than this booking's, which is then moved. */
  readonly bookingId: string | null;
  readonly joinedAtUtc: Instant;
  readonly state: 'waiting' | 'filled' | 'left' | 'over';
  /** `true` while it waits, else absent: one such row a customer and service. */
  readonly isOpen?: true;
  /** Times that were free when they joined and have been since: they did not want those. */
  readonly known: readonly Instant[];
  /** Offered before and not taken: never offered again. */
  readonly refused: readonly Instant[];
  /** How many offers were made; the number names each. */
  readonly offers: number;
  readonly offer: Offer | null;
  /** Every hold that was offered: a booking made from one came from the list. */
  readonly holdIds: readonly string[];
  /** The booking that ended the waiting. */
  readonly filledBy: string | null;
}

export interface Offer {
  readonly nr: number;
  readonly startsAtUtc: Instant;
  /** Null between the decision and the hold: whoever finds it so goes on from there. */
  readonly holdId: string | null;
  readonly untilUtc: Instant;
  readonly isTold: boolean;
}

/** Who makes a shop's offers now: one process at a time, so that the order is kept. */
export interface Turn {
  readonly _id: string;
  readonly leaseUntilUtc: Instant;
  readonly holder: string;
  /** Counts the reasons to look again; one that came during a look makes it look once more. */
  readonly asked: number;
}

export const waitlistIndexes: readonly IndexSpec[] = [
  {
    collection: PLACES,
    key: { shopId: 1, customerKey: 1, serviceId: 1 },
    options: { name: 'one_open_place', unique: true, partialFilterExpression: { isOpen: true } },
  },
  {
    collection: PLACES,
    key: { shopId: 1, joinedAtUtc: 1, _id: 1 },
    options: { name: 'open_places_in_order', partialFilterExpression: { isOpen: true } },
  },
  { collection: PLACES, key: { holdIds: 1 }, options: { name: 'places_by_hold' } },
];
