import { serviceOf, type Person, type Quote, type Service, type Shop, type Snapshot } from '../catalogue/index.js';
import { splitAddOns } from '../flow/index.js';
import { formatWhen } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import { keptQuote, priceOf } from '../pricing/index.js';
import {
  bufferMinOf,
  isThere,
  needsOf,
  unitLabel,
  unitNamesOf,
  visitOf,
  zoneOf,
  type AssignReason,
  type Claim,
  type ClaimPlace,
  type ReleasePlace,
  type UnitChoice,
} from '../scheduling/index.js';
import type { HoldRef } from './hold-id.js';
import { FOREVER, MINUTE_MS } from '../platform/time-units.js';

/** What a hold's id stands for in the catalogue of today. */
export interface ResolvedHold {
  readonly ref: HoldRef;
  readonly service: Service;
  readonly person: Person;
  readonly place: ClaimPlace;
  /** The time that is taken: set-up and clean-up included. */
  readonly span: ReleasePlace;
  /** The rooms and devices to try when none are held yet, in the shop's order. */
  readonly needs: readonly UnitChoice[];
}

/** Null when the service or the person no longer exists. Switched off ones still count: a promise was made on them. */
export function resolveHold(snapshot: Snapshot, ref: HoldRef): ResolvedHold | null {
  const service = serviceOf(snapshot, ref.serviceId);
  const person = snapshot.people.find(({ id }) => id === ref.personId);
  if (!service || !person) return null;
  const { shopId, personId, startsAtUtc } = ref;
  const dayZone = zoneOf(snapshot.dayZone);
  const { setupMin, cleanupMin, durationMin, dailyCap } = service;
  const fromUtc = startsAtUtc - setupMin * MINUTE_MS;
  const toUtc = startsAtUtc + (durationMin + cleanupMin) * MINUTE_MS;
  const needs = needsOf(snapshot, service);
  const zone = zoneOf(snapshot.shop.zone);
  return {
    ref,
    service,
    person,
    place: { shopId, personId, dayZone, capacity: capacityAt(snapshot, service, ref), dailyCap },
    span: {
      shopId,
      personId,
      serviceId: splitAddOns(service.id).serviceId,
      dayZone,
      startsAtUtc: fromUtc,
      endsAtUtc: toUtc,
      bufferMs: bufferMinOf(service, person) * MINUTE_MS,
      units: unitNamesOf(needs),
    },
    needs: needs.map(({ count, units }) => ({
      count,
      units: units.filter((unit) => isThere(unit, fromUtc, toUtc, zone)).map(({ unit }) => unit),
    })),
  };
}

/** Places in this very time: a stored one may have fewer than the service. */
function capacityAt({ storedSlots }: Snapshot, { capacity, times }: Service, ref: HoldRef): number {
  if (times !== 'stored') return capacity;
  const { serviceId } = splitAddOns(ref.serviceId);
  const stored = storedSlots.find(
    (slot) =>
      slot.serviceId === serviceId &&
      slot.startsAtUtc === ref.startsAtUtc &&
      (slot.personId === null || slot.personId === ref.personId),
  );
  return Math.min(capacity, stored?.capacity ?? capacity);
}

/** What a booking keeps of the claim that secures it: from the time that is really taken, not from the catalogue of now (AV-28). */
export function timeTaken(claim: Claim, shop: Shop, language: string) {
  const { startsAtUtc, endsAtUtc } = visitOf(claim);
  const { bufferMs, setupMs, cleanupMs, units } = claim;
  return {
    startsAtUtc,
    endsAtUtc,
    bufferMs,
    ...(setupMs ? { setupMs } : {}),
    ...(cleanupMs ? { cleanupMs } : {}),
    ...(units ? { units, resources: units.map((unit) => unitLabel(shop, unit)) } : {}),
    zone: shop.zone,
    promisedWall: formatWhen(startsAtUtc, shop.zone, language),
    scheduledMin: (endsAtUtc - startsAtUtc) / MINUTE_MS,
  };
}

type ClaimNature =
  | {
      readonly kind: 'hold';
      readonly untilUtc: Instant;
      readonly movingBookingId: string | null;
      readonly chosen?: AssignReason;
    }
  | { readonly kind: 'booking'; readonly bookingId: string };

/** The price of the price list and the hour, for acts that know nothing more. */
function plainQuote(snapshot: Snapshot, { service, ref }: Pick<ResolvedHold, 'service' | 'ref'>): Quote {
  const { personId, startsAtUtc, kind: type = 'standard', seats = 1 } = ref;
  const visit = { startsAtUtc, durationMin: service.durationMin, personId, type, seats };
  const known = { customer: null, demand: null, promo: null };
  return priceOf({ snapshot, service, ...visit, ...known, nowUtc: startsAtUtc });
}

/** The claim as it is written when nothing is held under this id any more; its price is the server's of now (DF-45). */
export function newClaim(
  snapshot: Snapshot,
  { service, span, ref }: ResolvedHold,
  holdId: string,
  key: string,
  nature: ClaimNature,
  quote: Quote = plainQuote(snapshot, { service, ref }),
): Claim {
  const { totalMinor, currency } = quote;
  const kept = keptQuote(quote);
  return {
    id: holdId,
    key,
    kind: nature.kind,
    // Whatever is added to it, it counts towards the same daily cap.
    serviceId: splitAddOns(service.id).serviceId,
    startsAtUtc: span.startsAtUtc,
    endsAtUtc: span.endsAtUtc,
    bufferMs: span.bufferMs,
    untilUtc: nature.kind === 'hold' ? nature.untilUtc : FOREVER,
    seats: ref.seats ?? 1,
    bookingId: nature.kind === 'booking' ? nature.bookingId : null,
    movingBookingId: nature.kind === 'hold' ? nature.movingBookingId : null,
    amountMinor: totalMinor,
    currency,
    ...(kept ? { quote: kept } : {}),
    ...(service.setupMin > 0 ? { setupMs: service.setupMin * MINUTE_MS } : {}),
    ...(service.cleanupMin > 0 ? { cleanupMs: service.cleanupMin * MINUTE_MS } : {}),
    ...(ref.kind && ref.kind !== 'standard' ? { type: ref.kind } : {}),
    ...(nature.kind === 'hold' && nature.chosen ? { chosen: nature.chosen } : {}),
  };
}
