import { createHash } from 'node:crypto';
import type { Quote } from '../catalogue/index.js';

/** A quote as a held time carries it: nothing at all where the price is the base alone. */
export type KeptQuote = Omit<Quote, 'id' | 'currency' | 'totalMinor'>;

/** Null when base and total say everything. */
export function keptQuote({ id: _id, currency: _currency, totalMinor: _totalMinor, ...kept }: Quote): KeptQuote | null {
  const isPlain =
    kept.surcharges.length + kept.discounts.length === 0 && !kept.promo && !kept.experiment && !kept.items;
  return isPlain ? null : kept;
}

/** The whole quote again, with its id (PR-15): made of what is held and at which price, so a changed price has another. */
export function quoteOfHeld(held: {
  readonly id: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly quote?: KeptQuote | null;
}): Quote {
  const { amountMinor: totalMinor, currency } = held;
  const kept = held.quote ?? { baseMinor: totalMinor, surcharges: [], discounts: [] };
  const quote = { ...kept, currency, totalMinor };
  return { ...quote, id: quoteIdOf(held.id, quote) };
}

function quoteIdOf(holdId: string, { currency, totalMinor, surcharges, discounts }: Quote): string {
  const lines = [...surcharges, ...discounts].map(({ reason, amountMinor }) => `${reason} ${amountMinor}`);
  const text = [holdId, currency, totalMinor, ...lines].join('\n');
  return `Q-${createHash('sha256').update(text).digest('base64url').slice(0, 12)}`;
}
