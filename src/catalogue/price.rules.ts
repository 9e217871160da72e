import type { Service, Shop } from './catalogue.model.js';
import type { Named } from './names.rules.js';

/** A price with its lines (PR-01): total = base + surcharges − discounts, in integer minor units. */
export interface Quote {
  readonly currency: string;
  readonly baseMinor: number;
  /** Of several services in one visit what each costs by the price list: together they are the base (PR-20). */
  readonly items?: readonly (Named & { readonly amountMinor: number })[];
  readonly surcharges: readonly QuoteLine[];
  readonly discounts: readonly QuoteLine[];
  readonly totalMinor: number;
  /** Names this price; another price for the same time has another one (PR-15). Absent until a time is held at it. */
  readonly id?: string;
  /** How the price came to be, step by step with the running price. Absent when it is the base alone. */
  readonly trail?: readonly QuoteStep[];
  /** The code that was given, and whether it is what lowered the price. */
  readonly promo?: { readonly code: string; readonly isUsed: boolean };
  /** The price experiment this person is part of, and on which side. */
  readonly experiment?: { readonly id: string; readonly arm: 'usual' | 'changed' };
}

/** Why a price is not the base. */
export type LineReason =
  'peak' | 'weekend' | 'extraTime' | 'emergency' | 'demand' | 'quiet' | 'vip' | 'loyal' | 'firstTime' | 'promo';

export interface QuoteLine {
  /** In English, for the people of the shop. */
  readonly label: string;
  /** Positive, also for a discount. */
  readonly amountMinor: number;
  readonly reason?: LineReason;
  readonly basisPoints?: number;
  readonly minutes?: number;
}

export interface QuoteStep {
  readonly reason: LineReason | 'base' | 'floor';
  /** Signed. */
  readonly changeMinor: number;
  readonly runningMinor: number;
}

/** The only way a price is made: on the server, from the catalogue, never from what a client sends back (DF-45). */
export function quoteOf(
  shop: Pick<Shop, 'currency'>,
  service: Pick<Service, 'priceMinor'>,
  surcharges: readonly QuoteLine[] = [],
  discounts: readonly QuoteLine[] = [],
): Quote {
  const added = surcharges.reduce((sum, line) => sum + line.amountMinor, 0);
  const taken = discounts.reduce((sum, line) => sum + line.amountMinor, 0);
  return {
    currency: shop.currency,
    baseMinor: service.priceMinor,
    surcharges,
    discounts,
    // A discount larger than the price makes it free; it never pays the customer.
    totalMinor: Math.max(0, service.priceMinor + added - taken),
  };
}
