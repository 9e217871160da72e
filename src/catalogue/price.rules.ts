import type { Money } from '../messaging/format.js';
import type { Service, Shop } from './catalogue.model.js';

/** A price with its lines (PR-01): total = base + surcharges − discounts, in integer minor units. */
export interface Quote {
  readonly currency: string;
  readonly baseMinor: number;
  readonly surcharges: readonly QuoteLine[];
  readonly discounts: readonly QuoteLine[];
  readonly totalMinor: number;
}

export interface QuoteLine {
  readonly label: string;
  /** Positive, also for a discount. */
  readonly amountMinor: number;
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

/** What has to be paid before the visit: everything, the deposit (never more than the total), or nothing. */
export function dueBefore(service: Pick<Service, 'pay' | 'depositMinor'>, total: Money): Money {
  if (service.pay === 'before') return total;
  if (service.pay === 'deposit') return { ...total, amountMinor: Math.min(service.depositMinor, total.amountMinor) };
  return { ...total, amountMinor: 0 };
}
