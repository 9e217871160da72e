import { quoteOf, serviceOf, type Person, type Service, type Snapshot } from '../catalogue/index.js';
import { splitAddOns } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import {
  bufferMinOf,
  FOREVER,
  MINUTE_MS,
  zoneOf,
  type Claim,
  type ClaimPlace,
  type ReleasePlace,
} from '../scheduling/index.js';
import type { HoldRef } from './hold-id.js';

/** What a hold's id stands for in the catalogue of today. */
export interface ResolvedHold {
  readonly ref: HoldRef;
  readonly service: Service;
  readonly person: Person;
  readonly place: ClaimPlace;
  readonly span: ReleasePlace;
}

/** Null when the service or the person no longer exists. Switched off ones still count: a promise was made on them. */
export function resolveHold(snapshot: Snapshot, ref: HoldRef): ResolvedHold | null {
  const service = serviceOf(snapshot, ref.serviceId);
  const person = snapshot.people.find(({ id }) => id === ref.personId);
  if (!service || !person) return null;
  const { shopId, personId, startsAtUtc } = ref;
  const dayZone = zoneOf(snapshot.dayZone);
  return {
    ref,
    service,
    person,
    place: { shopId, personId, dayZone, capacity: service.capacity, dailyCap: service.dailyCap },
    span: {
      shopId,
      personId,
      serviceId: splitAddOns(service.id).serviceId,
      dayZone,
      startsAtUtc,
      endsAtUtc: startsAtUtc + service.durationMin * MINUTE_MS,
      bufferMs: bufferMinOf(service, person) * MINUTE_MS,
    },
  };
}

type ClaimNature =
  | { readonly kind: 'hold'; readonly untilUtc: Instant; readonly movingBookingId: string | null }
  | { readonly kind: 'booking'; readonly bookingId: string };

/** The claim as it is written when nothing is held under this id any more; its price is the server's of now (DF-45). */
export function newClaim(
  snapshot: Snapshot,
  { service, span }: ResolvedHold,
  holdId: string,
  key: string,
  nature: ClaimNature,
): Claim {
  const { totalMinor, currency } = quoteOf(snapshot.shop, service);
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
    seats: 1,
    bookingId: nature.kind === 'booking' ? nature.bookingId : null,
    movingBookingId: nature.kind === 'hold' ? nature.movingBookingId : null,
    amountMinor: totalMinor,
    currency,
  };
}
