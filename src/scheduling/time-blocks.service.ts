import type { Catalogue } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { type Claim } from './day-sheet.model.js';
import type { DaySheets } from './day-sheet.store.js';
import { unitNamesOf, unitsOf } from './resources.rules.js';
import type { ReleasePlace } from './sheet-targets.rules.js';
import { zoneOf } from './zone.rules.js';
import { DAY_MS, FOREVER } from '../platform/time-units.js';

export interface BlockInput {
  readonly shopId: string;
  /** A person's id, or the id of a room or device. */
  readonly resource: { readonly personId: string } | { readonly resourceId: string };
  readonly fromUtc: Instant;
  readonly toUtc: Instant;
  readonly reason: string;
  /** The same key again is the same block. */
  readonly key: string;
}

export type BlockOutcome =
  | { readonly kind: 'blocked'; readonly blockId: string }
  /** Nothing was blocked: these stand there. A booking has its id; a hold is somebody choosing right now. */
  | {
      readonly kind: 'inTheWay';
      readonly claims: readonly Pick<Claim, 'kind' | 'bookingId' | 'startsAtUtc' | 'endsAtUtc' | 'reason'>[];
    }
  | { readonly kind: 'refused'; readonly reason: 'unknownResource' | 'span' | 'reasonMissing' };

/** A span that is kept from being booked. */
export interface Block {
  readonly blockId: string;
  readonly fromUtc: Instant;
  readonly toUtc: Instant;
  readonly reason: string;
}

export interface TimeBlocks {
  /** What is blocked within a span, in the order of time; null for somebody or something the shop does not have. */
  list(input: Omit<BlockInput, 'reason' | 'key'>): Promise<readonly Block[] | null>;
  /** Keeps a person's or a room's time from being booked. Never over a booking: what stands there is named instead. */
  block(input: BlockInput): Promise<BlockOutcome>;
  /** Gives it back; false when there was no such block. */
  unblock(input: Omit<BlockInput, 'reason' | 'key'> & { readonly blockId: string }): Promise<boolean>;
}

/** Longer absences are days off: a record of the schedule, not a claim on every day. */
const LONGEST_MS = 7 * DAY_MS;

export function createTimeBlocks(deps: {
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly clock: Clock;
}): TimeBlocks {
  const { catalogue, sheets, clock } = deps;

  /** The sheets in question, one a unit. Empty for what the shop does not have. */
  async function placesOf(input: Omit<BlockInput, 'reason' | 'key'>): Promise<readonly ReleasePlace[]> {
    const { shop, people, dayZone } = await catalogue.current(input.shopId);
    const { resource } = input;
    const names =
      'personId' in resource
        ? people.filter(({ id }) => id === resource.personId).map(({ id }) => id)
        : unitNamesOf(
            shop.resources
              .filter(({ id }) => id === resource.resourceId)
              .map((one) => ({ kind: one.kind, count: 1, units: unitsOf(one) })),
          );
    const span = { startsAtUtc: input.fromUtc, endsAtUtc: input.toUtc, bufferMs: 0 };
    return names.map((personId) => ({
      ...span,
      shopId: shop.id,
      personId,
      serviceId: null,
      dayZone: zoneOf(dayZone),
    }));
  }

  return {
    async list(input) {
      const places = await placesOf(input);
      if (places.length === 0) return null;
      const nowUtc = clock.nowUtc();
      const claims = (await Promise.all(places.map((place) => sheets.claimsNear(place, nowUtc)))).flat();
      const found = claims
        .filter(
          ({ kind, startsAtUtc, endsAtUtc }) =>
            kind === 'blocked' && startsAtUtc < input.toUtc && endsAtUtc > input.fromUtc,
        )
        .map((one) => ({ blockId: one.id, fromUtc: one.startsAtUtc, toUtc: one.endsAtUtc, reason: one.reason ?? '' }));
      // A block of several rooms, or over midnight, stands on several sheets.
      const once = new Map(found.map((one) => [one.blockId, one]));
      return [...once.values()].sort((one, other) => one.fromUtc - other.fromUtc);
    },

    async block(input) {
      const { fromUtc, toUtc, key } = input;
      const reason = input.reason.trim();
      if (reason === '') return { kind: 'refused', reason: 'reasonMissing' };
      if (!(toUtc > fromUtc) || toUtc - fromUtc > LONGEST_MS) return { kind: 'refused', reason: 'span' };
      const places = await placesOf(input);
      if (places.length === 0) return { kind: 'refused', reason: 'unknownResource' };
      const nowUtc = clock.nowUtc();
      const blockId = `block:${key}`;
      const claim = blockedClaim(blockId, key, fromUtc, toUtc, reason);
      const rules = { claim, nowUtc, onOwn: null, mayTake: true, replaces: null, ignoreBookingId: null };
      // The buffer beside a visit is not the visit: a break may follow it at once.
      const outcome = await sheets.putAll(
        places.map((place) => ({ ...place, ...rules, capacity: 1, dailyCap: null, ignoreBuffers: true })),
      );
      if (outcome.kind === 'held') return { kind: 'blocked', blockId };
      const claims = (await Promise.all(places.map((place) => sheets.claimsNear(place, nowUtc)))).flat();
      return {
        kind: 'inTheWay',
        claims: claims
          .filter((one) => one.startsAtUtc < toUtc && one.endsAtUtc > fromUtc)
          .map(({ kind, bookingId, startsAtUtc, endsAtUtc, reason: why }) => ({
            kind,
            bookingId,
            startsAtUtc,
            endsAtUtc,
            ...(why ? { reason: why } : {}),
          })),
      };
    },

    async unblock({ blockId, ...input }) {
      const places = await placesOf(input);
      const done = await Promise.all(places.map((place) => sheets.unblock(place, blockId)));
      return done.some(Boolean);
    },
  };
}

function blockedClaim(id: string, key: string, fromUtc: Instant, toUtc: Instant, reason: string): Claim {
  return {
    id,
    key,
    kind: 'blocked',
    serviceId: null,
    startsAtUtc: fromUtc,
    endsAtUtc: toUtc,
    bufferMs: 0,
    untilUtc: FOREVER,
    seats: 1,
    bookingId: null,
    movingBookingId: null,
    amountMinor: 0,
    currency: '',
    reason,
  };
}
