import type { Instant } from '../messaging/message.js';
import { tallyOf, type Claim } from './day-sheet.model.js';
import type { PutRequest } from './day-sheet.store.js';
import type { SheetRule } from './put-claim.pipeline.js';
import { sessionOf } from './resources.rules.js';
import { isoDay, type Zone } from './zone.rules.js';

/** Where a claim belongs: whose time it is, and the daily limit it counts against. */
export interface ClaimPlace {
  readonly shopId: string;
  readonly personId: string;
  /** The shop's day zone. */
  readonly dayZone: Zone;
  readonly capacity: number;
  readonly dailyCap: number | null;
}

/** Enough to find the sheets of a span again. */
export interface ReleasePlace {
  readonly shopId: string;
  readonly personId: string;
  readonly serviceId: string | null;
  readonly dayZone: Zone;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly bufferMs: number;
  /** The sheets of rooms and devices on which something of it may stand. */
  readonly units?: readonly string[] | undefined;
}

/** One sheet a claim has to be put on. */
export interface Target {
  readonly _id: string;
  readonly resource: string;
  readonly day: number;
  readonly sheetRule: SheetRule;
}

type Span = Pick<ReleasePlace, 'shopId' | 'personId' | 'dayZone' | 'startsAtUtc' | 'endsAtUtc' | 'bufferMs'>;

/**
 * Every local day the span touches, buffers included. Two claims that stand in each other's way share an instant of one's
 * widened span, so they always share a sheet.
 */
function daysOf({ dayZone, startsAtUtc, endsAtUtc, bufferMs }: Span): number[] {
  const first = dayZone.dayOf(startsAtUtc - bufferMs);
  const last = dayZone.dayOf(endsAtUtc + bufferMs - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function sheetId(shopId: string, resource: string, day: number): string {
  return `${shopId}|${resource}|${isoDay(day)}`;
}

export function personSheetIds(span: Span): string[] {
  return daysOf(span).map((day) => sheetId(span.shopId, span.personId, day));
}

export function allSheetIds(place: ReleasePlace): string[] {
  const ids = personSheetIds(place);
  if (place.serviceId !== null) {
    ids.push(sheetId(place.shopId, tallyOf(place.serviceId), place.dayZone.dayOf(place.startsAtUtc)));
  }
  return ids.sort();
}

/** The sheets of the rooms and devices of a span. */
export function unitSheetIds(place: ReleasePlace): string[] {
  // The buffer is the person's: a room is free again at once.
  return (place.units ?? []).flatMap((personId) => personSheetIds({ ...place, personId, bufferMs: 0 }));
}

/** The sheets of a claim in the one order every transaction takes them, so that two of them never wait for each other. */
export function targetsOf(request: ClaimPlace & { readonly claim: Claim }): Target[] {
  const { shopId, personId, claim, capacity, dailyCap, dayZone } = request;
  const { startsAtUtc, endsAtUtc, bufferMs } = claim;
  const span: Span = { shopId, personId, dayZone, startsAtUtc, endsAtUtc, bufferMs };
  const targets = daysOf(span).map((day): Target => ({
    _id: sheetId(shopId, personId, day),
    resource: personId,
    day,
    sheetRule: { rule: 'time', capacity },
  }));
  if (dailyCap !== null && claim.serviceId !== null) {
    const day = dayZone.dayOf(startsAtUtc);
    const resource = tallyOf(claim.serviceId);
    targets.push({ _id: sheetId(shopId, resource, day), resource, day, sheetRule: { rule: 'count', cap: dailyCap } });
  }
  return targets.sort((one, other) => (one._id < other._id ? -1 : 1));
}

/** The same claim on the sheet of a room: no buffer, and the people of one group session share it. */
export function requestOnUnit(unit: string, request: PutRequest): PutRequest {
  const { claim, capacity, personId } = request;
  const serviceId = capacity > 1 && claim.serviceId !== null ? sessionOf(claim.serviceId, personId) : claim.serviceId;
  return { ...request, personId: unit, dailyCap: null, needs: [], claim: { ...claim, serviceId, bufferMs: 0 } };
}
