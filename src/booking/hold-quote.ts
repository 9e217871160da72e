import type { Quote, Service, Snapshot } from '../catalogue/index.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import { dueBefore, quoteOfHeld } from '../pricing/index.js';
import { MINUTE_MS } from '../platform/time-units.js';
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

/** A held time as a slot: its places are the ones that are held. @param claim the first of the visit. */
function slotOf({ ref, parts }: ResolvedHold, claim: Claim): FreeSlot {
  const visit = visitOf(claim);
  const { startsAtUtc } = visit;
  return {
    ...visit,
    personId: ref.personId,
    personName: [...new Set(parts.map(({ person }) => person.name))].join(' + '),
    price: { amountMinor: claim.amountMinor, currency: claim.currency },
    quote: quoteOfHeld(claim),
    recommended: false,
    ...(claim.type ? { visit: claim.type } : {}),
    placesLeft: claim.seats,
    ...(parts.length > 1 ? laterParts(parts, startsAtUtc) : {}),
  };
}

/** What falls on whom. The parts follow each other, so that the place of each is known from the first. */
function laterParts(parts: ResolvedHold['parts'], startsAtUtc: Instant): Pick<FreeSlot, 'endsAtUtc' | 'parts'> {
  const firstUtc = startOf(parts[0]);
  const all = parts.map((part) => {
    const atUtc = startsAtUtc + startOf(part) - firstUtc;
    return {
      serviceId: part.service.id,
      personId: part.person.id,
      personName: part.person.name,
      startsAtUtc: atUtc,
      endsAtUtc: atUtc + part.service.durationMin * MINUTE_MS,
    };
  });
  return { parts: all, endsAtUtc: all.at(-1)!.endsAtUtc };
}

function startOf({ service, span }: ResolvedHold['parts'][number]): Instant {
  return span.startsAtUtc + service.setupMin * MINUTE_MS;
}
