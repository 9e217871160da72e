import { serviceOf, type Person, type Quote, type Service, type Snapshot } from '../catalogue/index.js';
import { partIds, splitAddOns } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import { keptQuote, priceOf } from '../pricing/index.js';
import {
  askedFor,
  bufferMinOf,
  isThere,
  needsOf,
  partsOf,
  unitNamesOf,
  zoneOf,
  type AssignReason,
  type Claim,
  type ClaimPlace,
  type ReleasePlace,
  type UnitChoice,
} from '../scheduling/index.js';
import { claimIdOf, type HoldRef } from './hold-id.js';
import { FOREVER, MINUTE_MS } from '../platform/time-units.js';

/** One service of a visit, and who does it. */
export interface ResolvedPart {
  readonly service: Service;
  readonly person: Person;
  readonly place: ClaimPlace;
  /** The time that is taken: set-up and clean-up included. */
  readonly span: ReleasePlace;
  /** The rooms and devices to try when none are held yet, in the shop's order. */
  readonly needs: readonly UnitChoice[];
}

/** What a hold's id stands for in the catalogue of today. */
export interface ResolvedHold {
  readonly ref: HoldRef;
  /** All of the visit as one. */
  readonly service: Service;
  /** In their order; of an ordinary visit the only one. */
  readonly parts: readonly [ResolvedPart, ...ResolvedPart[]];
}

/** Null when the service or a person no longer exists. Switched off ones still count: a promise was made on them. */
export function resolveHold(snapshot: Snapshot, ref: HoldRef): ResolvedHold | null {
  const service = serviceOf(snapshot, ref.serviceId);
  if (!service) return null;
  const found = (partsOf(snapshot, ref.serviceId) ?? [{ service, offsetMs: 0 }]).map((part, place) => {
    const personId = askedFor(ref.personId, place);
    const person = snapshot.people.find(({ id }) => id === personId);
    const startsAtUtc = ref.startsAtUtc + part.offsetMs;
    return person ? resolvePart(snapshot, { ...ref, personId: person.id, startsAtUtc }, part.service, person) : null;
  });
  const [first, ...rest] = found.filter((part) => part !== null);
  // More people than services is no id of ours.
  const isWhole = first && rest.length + 1 === found.length && partIds(ref.personId).length <= found.length;
  return isWhole ? { ref, service, parts: [first, ...rest] } : null;
}

function resolvePart(snapshot: Snapshot, ref: HoldRef, service: Service, person: Person): ResolvedPart {
  const { shopId, personId, startsAtUtc } = ref;
  const dayZone = zoneOf(snapshot.dayZone);
  const { setupMin, cleanupMin, durationMin, dailyCap } = service;
  const fromUtc = startsAtUtc - setupMin * MINUTE_MS;
  const toUtc = startsAtUtc + (durationMin + cleanupMin) * MINUTE_MS;
  const needs = needsOf(snapshot, service);
  const zone = zoneOf(snapshot.shop.zone);
  return {
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

/**
 * The claims as they are written when nothing is held under this id any more, one for each part; the price is the server's
 * of now (DF-45) and stands on the first.
 */
export function newClaims(
  snapshot: Snapshot,
  resolved: ResolvedHold,
  holdId: string,
  key: string,
  nature: ClaimNature,
  quote: Quote = plainQuote(snapshot, resolved),
): readonly [Claim, ...Claim[]] {
  const { ref, parts } = resolved;
  const { totalMinor, currency } = quote;
  const kept = keptQuote(quote);
  const claimOf = ({ service, span }: ResolvedPart, place: number): Claim => ({
    id: claimIdOf(holdId, place),
    key,
    kind: nature.kind,
    // Whatever is added to it, it counts towards the same daily cap.
    serviceId: span.serviceId,
    startsAtUtc: span.startsAtUtc,
    endsAtUtc: span.endsAtUtc,
    bufferMs: span.bufferMs,
    untilUtc: nature.kind === 'hold' ? nature.untilUtc : FOREVER,
    seats: ref.seats ?? 1,
    bookingId: nature.kind === 'booking' ? nature.bookingId : null,
    movingBookingId: nature.kind === 'hold' ? nature.movingBookingId : null,
    amountMinor: place === 0 ? totalMinor : 0,
    currency,
    ...(kept && place === 0 ? { quote: kept } : {}),
    ...(service.setupMin > 0 ? { setupMs: service.setupMin * MINUTE_MS } : {}),
    ...(service.cleanupMin > 0 ? { cleanupMs: service.cleanupMin * MINUTE_MS } : {}),
    ...(ref.kind && ref.kind !== 'standard' ? { type: ref.kind } : {}),
    ...(nature.kind === 'hold' && nature.chosen ? { chosen: nature.chosen } : {}),
  });
  const [first, ...rest] = parts;
  return [claimOf(first, 0), ...rest.map((part, index) => claimOf(part, index + 1))];
}
