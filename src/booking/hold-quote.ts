import type { Quote, Service, Snapshot } from '../catalogue/index.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import { dueBefore, quoteOfHeld } from '../pricing/index.js';
import { visitOf, type Claim, type FreeSlot } from '../scheduling/index.js';
import type { ResolvedHold } from './hold-claim.js';

export interface HoldQuote {
  readonly shopId: string;
  readonly service: Service;
  readonly slot: FreeSlot;
  readonly quote: Quote;
  readonly total: Money;
  /** What has to be paid before the visit; 0 when nothing has. */
  readonly due: Money;
  /** Null when the hold has lapsed: the price is then the catalogue's of now. */
  readonly untilUtc: Instant | null;
}

/** What a claim promises. */
export function quoteOf({ shop }: Snapshot, resolved: ResolvedHold, claim: Claim, untilUtc: Instant | null): HoldQuote {
  const slot = slotOf(resolved, claim);
  const { service, ref } = resolved;
  const { price: total, quote } = slot;
  return { shopId: ref.shopId, service, slot, quote, total, due: dueBefore(service, total, shop), untilUtc };
}

/** A held time as a slot: its places are the ones that are held. */
function slotOf({ person }: ResolvedHold, claim: Claim): FreeSlot {
  return {
    ...visitOf(claim),
    personId: person.id,
    personName: person.name,
    price: { amountMinor: claim.amountMinor, currency: claim.currency },
    quote: quoteOfHeld(claim),
    recommended: false,
    ...(claim.type ? { visit: claim.type } : {}),
    placesLeft: claim.seats,
  };
}
