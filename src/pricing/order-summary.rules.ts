import type { Quote } from '../catalogue/index.js';

export interface SummaryItem {
  readonly name: string;
  readonly quantity: number;
  readonly quote: Quote;
}

export interface OrderSummary {
  readonly currency: string;
  readonly items: readonly { readonly name: string; readonly quantity: number; readonly totalMinor: number }[];
  readonly baseMinor: number;
  readonly surchargesMinor: number;
  readonly discountsMinor: number;
  readonly totalMinor: number;
}

/** The price of several things together, each by its own quote (PR-20). Throws `RangeError` for two currencies. */
export function orderSummary(items: readonly SummaryItem[]): OrderSummary {
  const [first] = items;
  if (!first) throw new RangeError('an order has at least one item');
  const { currency } = first.quote;
  const sumOf = (lines: readonly { amountMinor: number }[]): number =>
    lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const total = { baseMinor: 0, surchargesMinor: 0, discountsMinor: 0, totalMinor: 0 };
  for (const { quantity, quote } of items) {
    if (quote.currency !== currency) throw new RangeError('an order has one currency');
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new RangeError('a quantity is a whole number from 1');
    total.baseMinor += quantity * quote.baseMinor;
    total.surchargesMinor += quantity * sumOf(quote.surcharges);
    total.discountsMinor += quantity * sumOf(quote.discounts);
    total.totalMinor += quantity * quote.totalMinor;
  }
  return {
    currency,
    items: items.map(({ name, quantity, quote }) => ({ name, quantity, totalMinor: quantity * quote.totalMinor })),
    ...total,
  };
}
