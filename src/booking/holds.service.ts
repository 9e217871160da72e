import type { Catalogue, Quote, Service, Snapshot } from '../catalogue/index.js';
import type { DayRefusal } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { keptQuote, type Pricing, type PromoRefusal } from '../pricing/index.js';
import { checkStart, type AssignReason, type DaySheets, type FreeSlot, type SlotSearch } from '../scheduling/index.js';
import { newClaim, resolveHold, type ResolvedHold } from './hold-claim.js';
import { createHoldPricer, type PricedFor } from './hold-price.js';
import { quoteOf, type HoldQuote } from './hold-quote.js';
import { makeHoldId, parseHoldId, type HoldRef } from './hold-id.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** How many times are offered instead of one that has gone (AV-17). */
export const ALTERNATIVES = 3;

export interface PlaceHoldInput extends PricedFor {
  /** Nobody in particular was asked for: `personId` is a proposal, and another may take their place. */
  readonly anyPerson?: true;
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
  | {
      readonly kind: 'held';
      readonly holdId: string;
      /** Its quote has an id and lasts as long as the hold (PR-15). */
      readonly slot: FreeSlot;
      readonly untilUtc: Instant;
      readonly service: Service;
      /** What has to be paid before the visit; 0 when nothing has. */
      readonly due: Money;
      /** A code was known and did not count: why (DF-42). */
      readonly codeRefused: PromoRefusal | null;
    }
  | { readonly kind: 'taken'; readonly alternatives: readonly FreeSlot[] }
  | { readonly kind: 'refused'; readonly reason: DayRefusal; readonly alternatives: readonly FreeSlot[] };

export type CodeOutcome =
  | { readonly kind: 'applied'; readonly hold: HoldQuote }
  | { readonly kind: 'refused'; readonly reason: PromoRefusal }
  /** Nothing is held any more. */
  | { readonly kind: 'gone' };

export interface Holds {
  /** Keeps a time for `shop.holdMin` minutes: one conditional update for a named person. */
  placeHold(input: PlaceHoldInput): Promise<HoldOutcome>;
  /** Gives it back. A hold that has become a booking stays one. Unknown ids do nothing. */
  releaseHold(holdId: string): Promise<void>;
  /**
   * Keeps it until `untilUtc`, taking it again if it had lapsed and is still free: at `agreed`, a price of ours that was
   * kept, or else at the price of now.
   */
  extendHold(
    holdId: string,
    untilUtc: Instant,
    who?: PricedFor & { readonly agreed?: Quote | null },
  ): Promise<'extended' | 'gone'>;
  /** What a hold costs, from the price promised when it was placed. Null for an id that is not ours. */
  holdQuote(holdId: string, who?: PricedFor): Promise<HoldQuote | null>;
  /** Lowers the price of a live hold by a code. The hold keeps its end. */
  applyCode(holdId: string, who: PricedFor & { readonly code: string }): Promise<CodeOutcome>;
}

/** Somebody to try, and why they come first when nobody was asked for. */
interface Chosen {
  readonly personId: string;
  readonly reason?: AssignReason;
}

interface HoldsDeps {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly slots: SlotSearch;
  readonly pricing?: Pricing | undefined;
}

export function createHolds({ clock, catalogue, sheets, slots, pricing }: HoldsDeps): Holds {
  const priceHold = createHoldPricer({ clock, pricing });

  /** Whom to try, in order. */
  async function candidates(input: PlaceHoldInput, eligible: readonly string[]): Promise<readonly Chosen[]> {
    const { personId, anyPerson, startsAtUtc } = input;
    if (personId !== null && !anyPerson) return [{ personId }];
    const inTurn = await slots.freeAt({ ...input, personId: null }, startsAtUtc);
    const free = inTurn.map(({ person, reason }): Chosen => ({ personId: person.id, reason }));
    // The chat's own earlier hold makes its person look taken; that hold is about to be replaced.
    const own = input.replaces === null ? null : parseHoldId(input.replaces)?.personId;
    if (own && !free.some((one) => one.personId === own)) free.push({ personId: own, reason: 'order' });
    // Who was shown with the time comes first: the customer has read their name.
    const shown = free.filter((one) => one.personId === personId);
    const others = free.filter((one) => one.personId !== personId);
    return [...shown, ...others].filter((one) => eligible.includes(one.personId));
  }

  async function tryPerson(
    snapshot: Snapshot,
    input: PlaceHoldInput,
    { personId, reason: chosen }: Chosen,
  ): Promise<HoldOutcome | 'noUnit' | null> {
    const { shopId, serviceId, startsAtUtc, key, movingBookingId, replaces, kind, seats } = input;
    const ref: HoldRef = { shopId, serviceId, personId, startsAtUtc, ...(kind && { kind }), ...(seats && { seats }) };
    const resolved = resolveHold(snapshot, ref);
    if (!resolved) return null;
    const needs = resolved.needs.length > 0 ? await slots.unitsFor({ ...input, personId }, startsAtUtc) : [];
    // The chat's own earlier hold makes its room look taken; that hold is about to be replaced.
    const isShort = replaces === null && needs.some(({ count, free }) => (free ?? count) < count);
    const nowUtc = clock.nowUtc();
    const untilUtc = nowUtc + snapshot.shop.holdMin * MINUTE_MS;
    const holdId = makeHoldId(ref, key);
    // A repeated call finds the room taken by itself.
    if (isShort && !(await sheets.findClaim(resolved.span, holdId, nowUtc))) return 'noUnit';
    const price = await priceHold({ snapshot, resolved, holdId }, input, { untilUtc, replaces });
    const nature = { kind: 'hold', untilUtc, movingBookingId, ...(chosen && { chosen }) } as const;
    const outcome = await sheets.put({
      ...resolved.place,
      needs,
      claim: newClaim(snapshot, resolved, holdId, key, nature, price.quote),
      nowUtc,
      onOwn: null,
      mayTake: true,
      replaces: replaces === holdId ? null : replaces,
      ignoreBookingId: movingBookingId,
    });
    if (outcome.kind === 'taken') {
      // Its use of the code must not stand in the way of the next time this customer tries.
      if (price.quote.promo?.isUsed) await pricing?.promos.release(shopId, holdId);
      // Nobody else has the room that is missing: there is no use in asking the next person.
      return outcome.noUnit ? 'noUnit' : null;
    }
    const held = quoteOf(snapshot, resolved, outcome.claim, outcome.claim.untilUtc);
    const { slot, service, due } = held;
    return { kind: 'held', holdId, slot, service, due, untilUtc: outcome.claim.untilUtc, codeRefused: price.refused };
  }

  const closest = (input: PlaceHoldInput): Promise<readonly FreeSlot[]> =>
    slots.closest(input, input.startsAtUtc, ALTERNATIVES);

  async function placeHold(input: PlaceHoldInput): Promise<HoldOutcome> {
    const snapshot = await catalogue.current(input.shopId);
    const isOpen = input.personId === null || input.anyPerson === true;
    const asked = isOpen ? { ...input, personId: null } : input;
    const check = checkStart(snapshot, asked, clock.nowUtc());
    if (check.kind === 'refused') return { kind: 'refused', reason: check.reason, alternatives: await closest(input) };
    const { seats = 1 } = input;
    if (!Number.isInteger(seats) || seats < 1 || seats > check.service.capacity) {
      return { kind: 'refused', reason: 'full', alternatives: [] };
    }
    const eligible = check.people.map(({ id }) => id);
    let order: readonly Chosen[] | null = null;
    if (isOpen) {
      // A repeated call must find its own hold, not take a second person.
      const held = await findOwn(snapshot, input, eligible);
      if (held) order = [{ personId: held }];
    }
    for (const chosen of order ?? (await candidates(input, eligible))) {
      const outcome = await tryPerson(snapshot, input, chosen);
      if (outcome === 'noUnit') break;
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
    if (!found) return;
    await sheets.releaseHold(found.resolved.span, holdId);
    await pricing?.promos.release(found.resolved.ref.shopId, holdId);
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

    async extendHold(holdId, untilUtc, who = {}) {
      const found = await resolve(holdId);
      if (!found) return 'gone';
      const { snapshot, resolved } = found;
      const nowUtc = clock.nowUtc();
      const price = await priceHold({ snapshot, resolved, holdId }, who, { untilUtc, replaces: null });
      const nature = { kind: 'hold', untilUtc, movingBookingId: null } as const;
      const outcome = await sheets.put({
        ...resolved.place,
        needs: resolved.needs,
        claim: newClaim(snapshot, resolved, holdId, holdId, nature, who.agreed ?? price.quote),
        nowUtc,
        onOwn: { untilUtc },
        mayTake: checkStart(snapshot, resolved.ref, nowUtc, { ignoreNotice: true }).kind === 'allowed',
        replaces: null,
        ignoreBookingId: null,
      });
      return outcome.kind === 'held' && outcome.claim.kind === 'hold' ? 'extended' : 'gone';
    },

    async holdQuote(holdId, who = {}) {
      const found = await resolve(holdId);
      if (!found) return null;
      const { snapshot, resolved } = found;
      const nowUtc = clock.nowUtc();
      const live = await sheets.findClaim(resolved.span, holdId, nowUtc);
      if (live) return quoteOf(snapshot, resolved, live, live.untilUtc);
      const { quote } = await priceHold({ snapshot, resolved, holdId }, who, { untilUtc: nowUtc, replaces: null });
      const nature = { kind: 'hold', untilUtc: 0, movingBookingId: null } as const;
      return quoteOf(snapshot, resolved, newClaim(snapshot, resolved, holdId, holdId, nature, quote), null);
    },

    async applyCode(holdId, who) {
      const found = await resolve(holdId);
      if (!found) return { kind: 'gone' };
      const { snapshot, resolved } = found;
      const nowUtc = clock.nowUtc();
      const live = await sheets.findClaim(resolved.span, holdId, nowUtc);
      if (live?.kind !== 'hold') return { kind: 'gone' };
      const keep = { untilUtc: live.untilUtc, replaces: null };
      const price = await priceHold({ snapshot, resolved, holdId }, { ...who, seats: live.seats }, keep);
      if (price.refused) return { kind: 'refused', reason: price.refused };
      const { totalMinor: amountMinor } = price.quote;
      // The hour may have become dearer meanwhile: what was promised for the hold's life stays promised.
      if (amountMinor > live.amountMinor) return { kind: 'refused', reason: 'betterAlready' };
      const outcome = await sheets.put({
        ...resolved.place,
        claim: live,
        nowUtc,
        onOwn: { amountMinor, quote: keptQuote(price.quote) },
        mayTake: false,
        replaces: null,
        ignoreBookingId: null,
      });
      if (outcome.kind === 'taken') return { kind: 'gone' };
      const { claim } = outcome;
      return { kind: 'applied', hold: quoteOf(snapshot, resolved, claim, claim.untilUtc) };
    },
  };
}
