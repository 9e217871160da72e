import { allNames, type Shop } from '../catalogue/index.js';
import { formatWhen } from '../messaging/format.js';
import { MINUTE_MS } from '../platform/time-units.js';
import { unitLabel, visitOf, type Claim } from '../scheduling/index.js';
import type { BookedPart, Booking } from './booking.model.js';
import type { ResolvedHold, ResolvedPart } from './hold-claim.js';

/**
 * What a booking keeps of the claims that secure it: from the time that is really taken, not from the catalogue of now
 * (AV-28).
 */
export function timeTaken(
  { parts }: Pick<ResolvedHold, 'parts'>,
  claims: readonly [Claim, ...Claim[]],
  shop: Shop,
  language: string,
) {
  const [first] = claims;
  const last = claims.at(-1) ?? first;
  const { startsAtUtc } = visitOf(first);
  const { endsAtUtc } = visitOf(last);
  const units = [...new Set(claims.flatMap((claim) => claim.units ?? []))];
  const { bufferMs, setupMs } = first;
  const { cleanupMs } = last;
  return {
    startsAtUtc,
    endsAtUtc,
    bufferMs,
    ...(setupMs ? { setupMs } : {}),
    ...(cleanupMs ? { cleanupMs } : {}),
    ...(claims.some((claim) => claim.units) ? { units, resources: units.map((unit) => unitLabel(shop, unit)) } : {}),
    ...(parts.length > 1 ? { parts: parts.map((part, place) => bookedPart(part, claims[place]!, shop)) } : {}),
    person: personOf(parts, language),
    zone: shop.zone,
    promisedWall: formatWhen(startsAtUtc, shop.zone, language),
    scheduledMin: (endsAtUtc - startsAtUtc) / MINUTE_MS,
  };
}

function bookedPart({ service, person }: ResolvedPart, claim: Claim, shop: Shop): BookedPart {
  const { bufferMs, setupMs, cleanupMs, units } = claim;
  return {
    service: { id: service.id, name: service.name, ...allNames(service, shop.language) },
    person: { id: person.id, name: person.name },
    ...visitOf(claim),
    priceMinor: service.priceMinor,
    bufferMs,
    ...(setupMs ? { setupMs } : {}),
    ...(cleanupMs ? { cleanupMs } : {}),
    ...(units ? { units } : {}),
  };
}

/** Whoever begins it, by the names of all who have a part in it. */
function personOf(parts: ResolvedHold['parts'], language: string): Booking['person'] {
  const [{ person }] = parts;
  return { id: person.id, name: namesOf(parts, language) };
}

/** "Asha and Ben": everybody who has a part in it, once, in the words of a language. */
export function namesOf(parts: readonly { readonly person: { readonly name: string } }[], language: string): string {
  return listed(
    parts.map(({ person }) => person.name),
    language,
  );
}

export function listed(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(new Set(names));
}
