import type { Instant } from '../messaging/message.js';

/** What the price may know of a customer. `key` is who they are to the shop (CF-25). */
export interface CustomerFacts {
  readonly key: string;
  /** Visits that took place and what they cost; null where nobody looked, which is neutral. */
  readonly history: { readonly completed: number; readonly spentMinor: number } | null;
}

/**
 * How much of a shop's time is wanted, by clock hour of its zone. Demand counts bookings that stand or took place, whoever
 * they are with; it does not ask how many people could have worked then (DF-15).
 */
export interface DemandFacts {
  /** Bookings that begin in one hour of one day, by `hourKey`. */
  readonly booked: ReadonlyMap<number, number>;
  /** Bookings of the past `WEEKS` weeks by `weekday * 24 + hour`. */
  readonly past: ReadonlyMap<number, number>;
}

/** PR-10's past month, in whole weeks so that each weekday counts equally often. */
export const WEEKS = 4;

/** @param wall the local day and minute. */
export function hourKey({ day, minute }: { readonly day: number; readonly minute: number }): number {
  return day * 24 + Math.floor(minute / 60);
}

/**
 * Where the facts come from. Bookings are another room's: it gives them, in one query each.
 */
export interface FactsSource {
  /** Starts of bookings that stand or took place, with how many begin then. */
  startsBetween(
    shopId: string,
    fromUtc: Instant,
    toUtc: Instant,
  ): Promise<readonly { readonly startsAtUtc: Instant; readonly count: number }[]>;
  /** Completed visits of a customer and what they cost. */
  historyOf(shopId: string, customerKey: string): Promise<{ completed: number; spentMinor: number }>;
  /** Bookings priced by an experiment, by its side. */
  bookingsByArm(
    shopId: string,
    experimentId: string,
  ): Promise<readonly { readonly arm: string; readonly bookings: number; readonly worthMinor: number }[]>;
  /** Bookings made in the span and what they are worth together. */
  worthBetween(
    shopId: string,
    fromUtc: Instant,
    toUtc: Instant,
  ): Promise<{ readonly bookings: number; readonly worthMinor: number }>;
}
