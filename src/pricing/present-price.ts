import { nameIn, type Quote, type QuoteLine } from '../catalogue/index.js';
import type { PriceParts } from '../flow/protocol.js';
import { formatMoney } from '../messaging/format.js';

/**
 * What a price is made of, for a chat that puts it into words (PR-01, PR-20). Null when it is the base alone: then nothing
 * has to be explained.
 */
export function presentPrice(quote: Quote, language: string): PriceParts | null {
  const { surcharges, discounts, currency, baseMinor, totalMinor, promo } = quote;
  const money = (amountMinor: number): string => formatMoney({ amountMinor, currency }, language);
  const said =
    (sign: '+' | '-') =>
    ({ reason, minutes, amountMinor }: QuoteLine): PriceParts['lines'] =>
      reason
        ? [
            {
              reason,
              sign,
              amount: money(amountMinor),
              ...(minutes === undefined ? {} : { minutes }),
              ...(reason === 'promo' ? { code: promo?.code ?? '' } : {}),
            },
          ]
        : [];
  const lines = [...surcharges.flatMap(said('+')), ...discounts.flatMap(said('-'))];
  if (lines.length === 0 && !quote.items) return null;
  const items = quote.items?.map((item) => ({ name: nameIn(item, language), amount: money(item.amountMinor) }));
  return { base: money(baseMinor), ...(items ? { items } : {}), lines, total: money(totalMinor) };
}
