import { DateTime } from 'luxon';
import { formatMoney, type Money } from '../../messaging/format.js';
import type { BookingType, CodeRefusal, PriceParts, SlotOption } from '../protocol.js';
import type { SampleShop } from './sample-shops.js';

/** What an emergency costs more in a shop that has changed nothing. */
const EMERGENCY_BASIS_POINTS = 5_000;

/** A share of an amount, in basis points. */
function shareOf(amountMinor: number, basisPoints: number): number {
  return Math.round((amountMinor * basisPoints) / 10_000);
}

/** Weekend prices and codes of a demo business, for chats that are played without a database. */
export function createSamplePrices({ facts, weekendBasisPoints = 0, codes = {} }: SampleShop, language: () => string) {
  let given: string | null = null;

  return {
    /** Remembers a code that counts here. @returns why it does not. */
    give(typed: string): CodeRefusal | null {
      const code = typed.toUpperCase();
      if (codes[code] === undefined) return 'unknown';
      given = code;
      return null;
    },

    /** A time at its own price. @param list what the list says. @param items of several services what each of them says. */
    priced(slot: SlotOption, list: Money, kind?: BookingType, items?: PriceParts['items']): SlotOption {
      const { weekday } = DateTime.fromMillis(slot.startsAtUtc, { zone: facts.zone });
      const print = (amountMinor: number): string => formatMoney({ ...list, amountMinor }, language());
      const lines: PriceParts['lines'][number][] = [];
      let amountMinor = list.amountMinor;
      if (weekday >= 6 && weekendBasisPoints > 0) {
        const more = shareOf(amountMinor, weekendBasisPoints);
        lines.push({ reason: 'weekend', sign: '+', amount: print(more) });
        amountMinor += more;
      }
      if (kind === 'emergency') {
        const more = shareOf(list.amountMinor, EMERGENCY_BASIS_POINTS);
        lines.push({ reason: 'emergency', sign: '+', amount: print(more) });
        amountMinor += more;
      }
      if (given !== null) {
        const less = shareOf(amountMinor, codes[given] ?? 0);
        lines.push({ reason: 'promo', sign: '-', amount: print(less), code: given });
        amountMinor -= less;
      }
      if (lines.length === 0 && !items) return slot;
      const priceParts = {
        base: print(list.amountMinor),
        ...(items ? { items } : {}),
        lines,
        total: print(amountMinor),
      };
      return { ...slot, price: { ...list, amountMinor }, priceText: print(amountMinor), priceParts };
    },
  };
}
