import { z } from 'zod';

/** Shares are whole basis points (1 % is 100), so that no price ever meets a fraction. */
const basisPoints = z.int().min(0).max(10_000);
const DAY_MIN = 24 * 60;

const windowSchema = z
  .object({
    startMin: z
      .int()
      .min(0)
      .max(DAY_MIN - 1),
    endMin: z.int().min(1).max(DAY_MIN),
  })
  .refine((window) => window.endMin > window.startMin, 'a window ends after it starts');

/** A customer tier: reached above either mark. */
const tierSchema = (spentMajor: number, completed: number, share: number) =>
  z
    .object({
      /** In whole units of the shop's currency. */
      spentMajor: z.int().min(0).default(spentMajor),
      completed: z.int().min(0).default(completed),
      basisPoints: basisPoints.default(share),
    })
    .prefault({});

const changed = {
  peakBasisPoints: basisPoints.optional(),
  weekendBasisPoints: basisPoints.optional(),
  emergencyBasisPoints: basisPoints.optional(),
};

/**
 * How a shop prices (PR-02..14). A shop that sets nothing charges its price list: peak and weekend are switched on by
 * their owner, never by an update of ours.
 */
export const pricingSettings = z
  .object({
    /** Additive: every surcharge on the base. Dynamic: each factor on the running price. Never both (CF-11). */
    engine: z.enum(['additive', 'dynamic']).default('additive'),
    /** GP-01, in wall time of the shop; a start in a window counts, its end does not. */
    peak: z
      .object({
        on: z.boolean().default(false),
        windows: z
          .array(windowSchema)
          .max(12)
          .default([
            { startMin: 9 * 60, endMin: 11 * 60 },
            { startMin: 17 * 60, endMin: 19 * 60 },
          ]),
        basisPoints: basisPoints.default(2_000),
      })
      .prefault({}),
    /** CF-15: 0 is Sunday. */
    weekend: z
      .object({
        on: z.boolean().default(false),
        days: z.array(z.int().min(0).max(6)).max(7).default([6, 0]),
        basisPoints: basisPoints.default(1_500),
      })
      .prefault({}),
    emergencyBasisPoints: basisPoints.default(5_000),
    /** For minutes beyond the service's own (PR-04). */
    hourlyMinor: z.int().min(0).default(0),
    /** Dynamic only (PR-10). Ratios in basis points of the usual. */
    demand: z
      .object({
        highRatio: z.int().min(0).default(15_000),
        highBasisPoints: basisPoints.default(2_000),
        lowRatio: z.int().min(0).default(5_000),
        lowBasisPoints: basisPoints.default(1_000),
        /** Bookings in that hour of the week over the past four weeks; with fewer nothing is known (DF-14). */
        minHistory: z.int().min(1).default(4),
        /** A time further away than this is empty because it is far away, not because nobody wants it. */
        lowWithinHours: z.int().min(0).default(24),
      })
      .prefault({}),
    vip: tierSchema(10_000, 20, 1_500),
    loyal: tierSchema(5_000, 10, 500),
    firstTimeBasisPoints: basisPoints.default(1_000),
    /** The dynamic engine never goes below this share of the base (PR-14). */
    floorBasisPoints: basisPoints.default(5_000),
    /** An automatic discount and a code: only the better one, or both (CF-14). */
    stacking: z.enum(['best', 'all']).default('best'),
    /** What a code's share is taken of (CF-12). */
    promoOn: z.enum(['running', 'base']).default('running'),
    /** What a completed visit takes off the customer's next one, and for how long it may be used (GP-30); 0 gives none. */
    completionBonus: z
      .object({ basisPoints: basisPoints.default(0), days: z.int().min(1).max(730).default(90) })
      .prefault({}),
    /** A deposit is never less than this: what taking money costs. */
    depositFloorMinor: z.int().min(0).default(0),
    /** A price that only some people are shown, always the same ones (PR-21). */
    experiment: z
      .object({
        id: z.string().regex(/^[a-z0-9-]{1,32}$/),
        /** How many of the people are in it. */
        shareBasisPoints: basisPoints.default(5_000),
        ...changed,
      })
      .nullable()
      .default(null),
  })
  .prefault({});

/** What a service adds to its price list. */
export const servicePricing = {
  /** A deposit as a share of the price; the larger of it and `depositMinor` is due. */
  depositBasisPoints: basisPoints.default(0),
};

export type PricingSettings = z.output<typeof pricingSettings>;
