import type { Shop } from '../catalogue/index.js';
import type { SlotOption } from '../flow/protocol.js';
import { formatClock, formatMoney, formatWhen } from '../messaging/format.js';
import { presentPrice } from '../pricing/index.js';
import type { FreeSlot } from './search-scope.rules.js';
import { nameToTell } from './team.text.js';

/** A free time as the engine says it: in the shop's zone, the place where the visit happens (AV-23). */
export function presentSlot(
  { quote, parts, ...slot }: FreeSlot,
  shop: Pick<Shop, 'zone' | 'assign'>,
  language: string,
): SlotOption {
  const { zone } = shop;
  const priceParts = presentPrice(quote, language);
  return {
    ...slot,
    personName: nameToTell(shop, parts ? listed(parts, language) : slot.personName, language),
    ...(priceParts ? { priceParts } : {}),
    when: formatWhen(slot.startsAtUtc, zone, language),
    clock: formatClock(slot.startsAtUtc, zone, language),
    priceText: formatMoney(slot.price, language),
  };
}

/** "Asha and Ben": everybody who has a part in it, once. */
function listed(parts: NonNullable<FreeSlot['parts']>, language: string): string {
  const names = new Set(parts.map(({ personName }) => personName));
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
}
