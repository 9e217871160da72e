import type { SlotOption } from '../flow/protocol.js';
import { formatClock, formatMoney, formatWhen } from '../messaging/format.js';
import { presentPrice } from '../pricing/index.js';
import type { FreeSlot } from './search-scope.rules.js';

/** A free time as the engine says it: in the shop's zone, the place where the visit happens (AV-23). */
export function presentSlot({ quote, ...slot }: FreeSlot, zone: string, language: string): SlotOption {
  const priceParts = presentPrice(quote, language);
  return {
    ...slot,
    ...(priceParts ? { priceParts } : {}),
    when: formatWhen(slot.startsAtUtc, zone, language),
    clock: formatClock(slot.startsAtUtc, zone, language),
    priceText: formatMoney(slot.price, language),
  };
}
