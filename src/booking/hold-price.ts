import type { Quote, Snapshot } from '../catalogue/index.js';
import type { BookingType } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { priceOf, type Pricing, type PromoRefusal } from '../pricing/index.js';
import type { ResolvedHold } from './hold-claim.js';

/** For whom a price is made, and with which code. All of it may be unknown. */
export interface PricedFor {
  readonly customerKey?: string | null;
  /** As it is stored; null for none. */
  readonly code?: string | null;
  readonly kind?: BookingType;
  readonly seats?: number;
}

export interface HoldPrice {
  readonly quote: Quote;
  /** Why the code did not count; null when it did or when there was none. */
  readonly refused: PromoRefusal | null;
}

export type HoldPricer = (
  hold: { readonly snapshot: Snapshot; readonly resolved: ResolvedHold; readonly holdId: string },
  who: PricedFor,
  /** Until when the code's use is kept, and whose it was before. */
  keep: { readonly untilUtc: Instant; readonly replaces: string | null },
) => Promise<HoldPrice>;

/** Makes the price of a time that is held now. A house without pricing charges its price list and its hours. */
export function createHoldPricer(deps: {
  readonly clock: Clock;
  readonly pricing?: Pick<Pricing, 'quoteHold'> | undefined;
}): HoldPricer {
  return async ({ snapshot, resolved, holdId }, who, keep) => {
    const { service, ref } = resolved;
    const { startsAtUtc, personId } = ref;
    const durationMin = service.durationMin;
    const { customerKey = null, code = null } = who;
    // What is held says what it is: a price can be asked again long after the wish.
    const { kind: type = 'standard', seats = 1 } = ref;
    const visit = { snapshot, service, startsAtUtc, durationMin, personId, type, seats };
    if (deps.pricing) return deps.pricing.quoteHold({ ...visit, customerKey }, { holdId, code, ...keep });
    const known = { customer: null, demand: null, promo: null };
    return { quote: priceOf({ ...visit, ...known, nowUtc: deps.clock.nowUtc() }), refused: null };
  };
}
