import { dueBefore, type Catalogue, type Service, type Snapshot } from '../catalogue/index.js';
import type { DayRefusal } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import {
  checkStart,
  MINUTE_MS,
  type Claim,
  type DaySheets,
  type FreeSlot,
  type SlotSearch,
} from '../scheduling/index.js';
import { newClaim, resolveHold, type ResolvedHold } from './hold-claim.js';
import { makeHoldId, parseHoldId } from './hold-id.js';

/** How many times are offered instead of one that has gone (AV-17). */
export const ALTERNATIVES = 3;

export interface PlaceHoldInput {
  readonly shopId: string;
  readonly serviceId: string;
  /** Null: whoever is free, the least busy first. */
  readonly personId: string | null;
  readonly startsAtUtc: Instant;
  /** An earlier hold of the same chat. It does not stand in the way and is released when the new one is held. */
  readonly replaces: string | null;
  /** The booking this hold is meant for; its own time does not stand in the way. */
  readonly movingBookingId: string | null;
  /** The same key again is the same hold. */
  readonly key: string;
}

export type HoldOutcome =
  | { readonly kind: 'held'; readonly holdId: string; readonly slot: FreeSlot; readonly untilUtc: Instant }
  | { readonly kind: 'taken'; readonly alternatives: readonly FreeSlot[] }
  | { readonly kind: 'refused'; readonly reason: DayRefusal; readonly alternatives: readonly FreeSlot[] };

export interface HoldQuote {
  readonly shopId: string;
  readonly service: Service;
  readonly slot: FreeSlot;
  readonly total: Money;
  /** What has to be paid before the visit; 0 when nothing has. */
  readonly due: Money;
  /** Null when the hold has lapsed: the price is then the catalogue's of now. */
  readonly untilUtc: Instant | null;
}

export interface Holds {
  /** Keeps a time for `shop.holdMin` minutes: one conditional update for a named person. */
  placeHold(input: PlaceHoldInput): Promise<HoldOutcome>;
  /** Gives it back. A hold that has become a booking stays one. Unknown ids do nothing. */
  releaseHold(holdId: string): Promise<void>;
  /** Keeps it until `untilUtc`, taking it again if it had lapsed and is still free. */
  extendHold(holdId: string, untilUtc: Instant): Promise<'extended' | 'gone'>;
  /** What a hold costs, from the price promised when it was placed. Null for an id that is not ours. */
  holdQuote(holdId: string): Promise<HoldQuote | null>;
}

interface HoldsDeps {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly slots: SlotSearch;
}

export function createHolds({ clock, catalogue, sheets, slots }: HoldsDeps): Holds {
  /** Whom to try, in order. */
  async function candidates(input: PlaceHoldInput, eligible: readonly string[]): Promise<readonly string[]> {
    if (input.personId !== null) return [input.personId];
    const free = (await slots.freeAt(input, input.startsAtUtc)).map(({ id }) => id);
    // The chat's own earlier hold makes its person look taken; that hold is about to be replaced.
    const own = input.replaces === null ? null : parseHoldId(input.replaces)?.personId;
    if (own && eligible.includes(own) && !free.includes(own)) free.push(own);
    return free.filter((id) => eligible.includes(id));
  }

  async function tryPerson(snapshot: Snapshot, input: PlaceHoldInput, personId: string): Promise<HoldOutcome | null> {
    const { shopId, serviceId, startsAtUtc, key, movingBookingId, replaces } = input;
    const ref = { shopId, serviceId, personId, startsAtUtc };
    const resolved = resolveHold(snapshot, ref);
    if (!resolved) return null;
    const nowUtc = clock.nowUtc();
    const untilUtc = nowUtc + snapshot.shop.holdMin * MINUTE_MS;
    const holdId = makeHoldId(ref, key);
    const outcome = await sheets.put({
      ...resolved.place,
      claim: newClaim(snapshot, resolved, holdId, key, { kind: 'hold', untilUtc, movingBookingId }),
      nowUtc,
      onOwn: null,
      mayTake: true,
      replaces: replaces === holdId ? null : replaces,
      ignoreBookingId: movingBookingId,
    });
    if (outcome.kind === 'taken') return null;
    return { kind: 'held', holdId, slot: slotOf(resolved, outcome.claim), untilUtc: outcome.claim.untilUtc };
  }

  const closest = (input: PlaceHoldInput): Promise<readonly FreeSlot[]> =>
    slots.closest(input, input.startsAtUtc, ALTERNATIVES);

  async function placeHold(input: PlaceHoldInput): Promise<HoldOutcome> {
    const snapshot = await catalogue.current(input.shopId);
    const check = checkStart(snapshot, input, clock.nowUtc());
    if (check.kind === 'refused') return { kind: 'refused', reason: check.reason, alternatives: await closest(input) };
    const eligible = check.people.map(({ id }) => id);
    let order: readonly string[] | null = null;
    if (input.personId === null) {
      // A repeated call must find its own hold, not take a second person.
      const held = await findOwn(snapshot, input, eligible);
      if (held) order = [held];
    }
    for (const personId of order ?? (await candidates(input, eligible))) {
      const outcome = await tryPerson(snapshot, input, personId);
      if (!outcome) continue;
      // On other days' sheets the earlier hold is still there.
      if (input.replaces !== null && outcome.kind === 'held' && outcome.holdId !== input.replaces) {
        await releaseHold(input.replaces);
      }
      return outcome;
    }
    return { kind: 'taken', alternatives: await closest(input) };
  }

  async function findOwn(
    snapshot: Snapshot,
    input: PlaceHoldInput,
    eligible: readonly string[],
  ): Promise<string | null> {
    const [first] = eligible;
    const resolved = first === undefined ? null : resolveHold(snapshot, { ...input, personId: first });
    if (!resolved) return null;
    const found = await sheets.findByKey(resolved.span, eligible, input.key, clock.nowUtc());
    return found?.personId ?? null;
  }

  async function releaseHold(holdId: string): Promise<void> {
    const found = await resolve(holdId);
    if (found) await sheets.releaseHold(found.resolved.span, holdId);
  }

  async function resolve(holdId: string): Promise<{ snapshot: Snapshot; resolved: ResolvedHold } | null> {
    const ref = parseHoldId(holdId);
    if (!ref) return null;
    const snapshot = await catalogue.current(ref.shopId);
    const resolved = resolveHold(snapshot, ref);
    return resolved ? { snapshot, resolved } : null;
  }

  return {
    placeHold,
    releaseHold,

    async extendHold(holdId, untilUtc) {
      const found = await resolve(holdId);
      if (!found) return 'gone';
      const { snapshot, resolved } = found;
      const nowUtc = clock.nowUtc();
      const outcome = await sheets.put({
        ...resolved.place,
        claim: newClaim(snapshot, resolved, holdId, holdId, { kind: 'hold', untilUtc, movingBookingId: null }),
        nowUtc,
        onOwn: { untilUtc },
        mayTake: checkStart(snapshot, resolved.ref, nowUtc, { ignoreNotice: true }).kind === 'allowed',
        replaces: null,
        ignoreBookingId: null,
      });
      return outcome.kind === 'held' && outcome.claim.kind === 'hold' ? 'extended' : 'gone';
    },

    async holdQuote(holdId) {
      const found = await resolve(holdId);
      if (!found) return null;
      const { snapshot, resolved } = found;
      const fresh = newClaim(snapshot, resolved, holdId, holdId, { kind: 'hold', untilUtc: 0, movingBookingId: null });
      const live = await sheets.findClaim(resolved.span, holdId, clock.nowUtc());
      const slot = slotOf(resolved, live ?? fresh);
      const due = dueBefore(resolved.service, slot.price);
      const { shopId } = resolved.ref;
      return { shopId, service: resolved.service, slot, total: slot.price, due, untilUtc: live?.untilUtc ?? null };
    },
  };
}

/** A held time as a slot: its places are the ones that are held. */
function slotOf({ person }: ResolvedHold, claim: Claim): FreeSlot {
  return {
    startsAtUtc: claim.startsAtUtc,
    endsAtUtc: claim.endsAtUtc,
    personId: person.id,
    personName: person.name,
    price: { amountMinor: claim.amountMinor, currency: claim.currency },
    recommended: false,
    placesLeft: claim.seats,
  };
}
