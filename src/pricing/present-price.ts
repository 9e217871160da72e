import type { Quote, QuoteLine } from '../catalogue/index.js';
import type { PriceParts } from '../flow/protocol.js';
import { formatMoney } from '../messaging/format.js';

/**
 * What a price is made of, for a chat that puts it into words (PR-01). Null when it is the base alone: then nothing has
 * to be explained.
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
  return lines.length === 0 ? null : { base: money(baseMinor), lines, total: money(totalMinor) };
}
