import { z } from 'zod';
import { catalogueId } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

/**
 * Glossary
 * - **promo**: a discount that is asked for by its code; "coupon" is the same thing (CF-13).
 * - **reservation**: a use that is kept for a held time. It lives as long as the hold, so it needs no sweeper.
 * - **use**: a reservation that became a booking. It is given back when the booking ends before the visit.
 */
export const promoSchema = z
  .object({
    code: z.string().regex(/^[A-Z0-9]{3,20}$/, 'a code is 3 to 20 capital letters and digits'),
    name: z.string().trim().min(1).max(60),
    discount: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('percent'), basisPoints: z.int().min(1).max(10_000) }),
      z.object({ kind: z.literal('fixed'), amountMinor: z.int().min(1) }),
    ]),
    startsAtUtc: z.int(),
    endsAtUtc: z.int(),
    /** None means every service. */
    serviceIds: z.array(catalogueId).max(100).default([]),
    minAmountMinor: z.int().min(0).default(0),
    /** In all; null is no limit. */
    maxUses: z.int().min(1).nullable().default(null),
    perCustomer: z.int().min(1).max(1_000).default(1),
    firstTimeOnly: z.boolean().default(false),
    /** None means everybody. */
    customerKeys: z.array(z.string().min(1).max(200)).max(1_000).default([]),
    active: z.boolean().default(true),
    /** What the shop wants with it (PR-16). */
    goal: z.enum(['volume', 'revenue', 'newCustomers', 'fewerCancellations', 'other']).default('other'),
  })
  .refine((promo) => promo.endsAtUtc > promo.startsAtUtc, {
    path: ['endsAtUtc'],
    message: 'a promo ends after it starts',
  });

export type PromoInput = z.input<typeof promoSchema>;
export type Promo = z.output<typeof promoSchema>;

export interface PromoRow extends Promo {
  /** `<shopId>/<CODE>`: a code is unique in its shop without another index. */
  readonly _id: string;
  readonly shopId: string;
  /** Bookings made with it. */
  readonly used: number;
  readonly reserved: readonly { readonly holdId: string; readonly untilUtc: Instant }[];
}

/** One customer's uses of one code: small, so that its limit is decided in one conditional update. */
export interface PromoCustomerRow {
  /** `<shopId>/<CODE>|<customer key>` */
  readonly _id: string;
  readonly shopId: string;
  readonly promoId: string;
  readonly uses: readonly {
    readonly holdId: string;
    /** `FOREVER` once it is a booking. */
    readonly untilUtc: Instant;
    readonly bookingId: string | null;
  }[];
}

export const PROMOS = 'promos';
export const PROMO_CUSTOMERS = 'promo_customers';
/** Codes typed before a time was chosen, by chat. */
export const GIVEN_CODES = 'given_codes';
/** Who was shown a price of which side of an experiment. */
export const EXPOSURES = 'price_exposures';

export interface ExposureRow {
  readonly _id: string;
  readonly shopId: string;
  readonly experimentId: string;
  readonly arm: 'usual' | 'changed';
}

export const pricingIndexes: readonly IndexSpec[] = [
  { collection: PROMOS, key: { shopId: 1, endsAtUtc: 1 }, options: { name: 'promos_by_shop' } },
  { collection: GIVEN_CODES, key: { expiresAt: 1 }, options: { name: 'given_codes_end', expireAfterSeconds: 0 } },
  {
    collection: EXPOSURES,
    key: { shopId: 1, experimentId: 1, arm: 1 },
    options: { name: 'exposures_by_experiment' },
  },
  { collection: PROMO_CUSTOMERS, key: { 'uses.holdId': 1 }, options: { name: 'promo_uses_by_hold' } },
  {
    collection: PROMO_CUSTOMERS,
    key: { 'uses.bookingId': 1 },
    options: {
      name: 'promo_uses_by_booking',
      partialFilterExpression: { 'uses.bookingId': { $gt: '' } },
    },
  },
];
