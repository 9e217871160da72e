import { splitAddOns } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import type { CustomerFacts } from './facts.js';
import type { Promo } from './promo.model.js';

/** Why a code does not lower this price (DF-42). */
export type PromoRefusal =
  | 'unknown'
  | 'notYet'
  | 'over'
  | 'otherService'
  | 'tooSmall'
  | 'notFirst'
  | 'notForYou'
  | 'usedUp'
  | 'usedByYou'
  /** Nothing is wrong with it: what the customer has already is worth more (CF-14). */
  | 'betterAlready';

/** What a code is held against. */
export interface PromoAsk {
  /** With or without add-ons; null while no service is chosen. */
  readonly serviceId: string | null;
  /** Before the code; null while no price is known. */
  readonly amountMinor: number | null;
  readonly customer: CustomerFacts | null;
  readonly nowUtc: Instant;
}

/** As it is stored: letters and digits only, in capitals, however it was typed. Null for what can be no code. */
export function normaliseCode(typed: string): string | null {
  const bare = typed
    .normalize('NFKC')
    .replace(/[\s-]+/g, '')
    .toUpperCase();
  return /^[A-Z0-9]{3,20}$/.test(bare) ? bare : null;
}

/** Everything but the limits, which only the store can decide (PR-22). Null when the code may be used. */
export function promoRefusal(
  promo: Promo,
  { serviceId, amountMinor, customer, nowUtc }: PromoAsk,
): PromoRefusal | null {
  if (!promo.active) return 'over';
  if (nowUtc < promo.startsAtUtc) return 'notYet';
  if (nowUtc >= promo.endsAtUtc) return 'over';
  if (serviceId !== null && promo.serviceIds.length > 0 && !promo.serviceIds.includes(splitAddOns(serviceId).serviceId))
    return 'otherService';
  if (amountMinor !== null && amountMinor < promo.minAmountMinor) return 'tooSmall';
  if (promo.customerKeys.length > 0 && !(customer && promo.customerKeys.includes(customer.key))) return 'notForYou';
  // Somebody nobody knows anything of has never been here, as far as the shop can tell.
  if (promo.firstTimeOnly && (customer?.history?.completed ?? 0) > 0) return 'notFirst';
  return null;
}
