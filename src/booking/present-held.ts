import type { Service, Shop } from '../catalogue/index.js';
import type { Held } from '../flow/protocol.js';
import { formatClock, formatMoney, type Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { PromoRefusal } from '../pricing/index.js';
import { presentSlot, type FreeSlot } from '../scheduling/index.js';

/** A kept time as the engine says it, with what it costs, what of that is due now, and until when both are promised. */
export function presentHeld(
  held: {
    readonly holdId: string;
    readonly slot: FreeSlot;
    readonly service: Pick<Service, 'pay'>;
    readonly due: Money;
    readonly untilUtc: Instant;
    readonly codeRefused?: PromoRefusal | null;
  },
  shop: Pick<Shop, 'zone' | 'assign'>,
  language: string,
): Held {
  const { holdId, slot, service, due, untilUtc, codeRefused = null } = held;
  const { amountMinor, currency } = slot.price;
  const isSplit = service.pay === 'deposit' && due.amountMinor > 0 && due.amountMinor < amountMinor;
  const later = { amountMinor: amountMinor - due.amountMinor, currency };
  const split = { dueText: formatMoney(due, language), laterText: formatMoney(later, language) };
  return {
    holdId,
    slot: { ...presentSlot(slot, shop, language), ...(isSplit ? split : {}), ...(codeRefused ? { codeRefused } : {}) },
    untilUtc,
    until: formatClock(untilUtc, shop.zone, language),
    ...(slot.quote.id === undefined ? {} : { quoteId: slot.quote.id }),
  };
}
