import { isTogether, peopleFor, type Catalogue, type Snapshot } from '../catalogue/index.js';
import { partIds } from '../flow/index.js';
import type { Clock } from '../platform/clock.js';
import { keptQuote, type Pricing } from '../pricing/index.js';
import {
  checkStart,
  type AssignReason,
  type Claim,
  type DaySheets,
  type FreeSlot,
  type SlotSearch,
  type UnitChoice,
} from '../scheduling/index.js';
import { newClaims, resolveHold, type ResolvedHold } from './hold-claim.js';
import { createHoldPricer } from './hold-price.js';
import { quoteOf } from './hold-quote.js';
import type { HoldOutcome, Holds, PlaceHoldInput } from './holds.js';
import { makeHoldId, parseHoldId, type HoldRef } from './hold-id.js';
import { claimIdsOf, putVisit } from './visit-claims.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** How many times are offered instead of one that has gone (AV-17). */
export const ALTERNATIVES = 3;
const TOGETHER_ATTEMPTS = 3;

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
    const needs = await unitsFor(resolved, input);
    // The chat's own earlier hold makes its room look taken; that hold is about to be replaced.
    const isShort = replaces === null && needs.flat().some(({ count, free }) => (free ?? count) < count);
    const nowUtc = clock.nowUtc();
    const untilUtc = nowUtc + snapshot.shop.holdMin * MINUTE_MS;
    const holdId = makeHoldId(ref, key);
    // A repeated call finds the room taken by itself.
    if (isShort && !(await sheets.findClaim(resolved.parts[0].span, holdId, nowUtc))) return 'noUnit';
    const price = await priceHold({ snapshot, resolved, holdId }, input, { untilUtc, replaces });
    const nature = { kind: 'hold', untilUtc, movingBookingId, ...(chosen && { chosen }) } as const;
    const outcome = await putVisit(sheets, resolved, newClaims(snapshot, resolved, holdId, key, nature, price.quote), {
      needs,
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
    // Asked again after it became a booking: that one stands for ever, the offer of it does not.
    const [{ kind: claimed, untilUtc: claimedUntilUtc }] = outcome.claims;
    const keptUntilUtc = claimed === 'hold' ? claimedUntilUtc : untilUtc;
    const { slot, service, due } = quoteOf(snapshot, resolved, outcome.claims[0], keptUntilUtc);
    return { kind: 'held', holdId, slot, service, due, untilUtc: keptUntilUtc, codeRefused: price.refused };
  }

  /** For each part of the visit, which rooms and devices to try. */
  async function unitsFor({ parts }: ResolvedHold, input: PlaceHoldInput): Promise<(readonly UnitChoice[])[]> {
    const found: (readonly UnitChoice[])[] = [];
    for (const { service, person, span, needs } of parts) {
      const startsAtUtc = span.startsAtUtc + service.setupMin * MINUTE_MS;
      const question = { ...input, serviceId: service.id, personId: person.id };
      found.push(needs.length > 0 ? await slots.unitsFor(question, startsAtUtc) : []);
    }
    return found;
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
    if (isTogether(input.serviceId)) return placeTogether(snapshot, input);
    const eligible = check.people.map(({ id }) => id);
    let order: readonly Chosen[] | null = null;
    if (isOpen) {
      // A repeated call must find its own hold, not take a second person.
      const held = await findOwn(snapshot, input, eligible);
      if (held) order = [{ personId: held.personId }];
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

  /**
   * A visit of several services. Who does which part is worked out anew when one of them is lost between looking and
   * taking, and no oftener than a crowd needs.
   */
  async function placeTogether(snapshot: Snapshot, input: PlaceHoldInput): Promise<HoldOutcome> {
    const { serviceId, startsAtUtc, personId, anyPerson, replaces } = input;
    const isOpen = personId === null || anyPerson === true;
    const [firstId = ''] = partIds(serviceId);
    const able = peopleFor(snapshot, firstId).map(({ id }) => id);
    const own = isOpen ? await findOwn(snapshot, { ...input, serviceId: firstId }, able) : null;
    // First those of a repeated call, then those shown with the time, then those of the chat's own earlier hold.
    const known = own ? [own.claim.id] : [replaces ?? ''];
    let order = [personId, ...known.map((id) => parseHoldId(id)?.personId ?? null)].filter((one) => one !== null);
    if (own) order.reverse();
    for (let attempt = 0; attempt < TOGETHER_ATTEMPTS; attempt += 1) {
      for (const one of order) {
        if (checkStart(snapshot, { ...input, personId: one }, clock.nowUtc()).kind === 'refused') continue;
        const outcome = await tryPerson(snapshot, input, { personId: one });
        if (outcome === null || outcome === 'noUnit') continue;
        if (replaces !== null && outcome.kind === 'held' && outcome.holdId !== replaces) await releaseHold(replaces);
        return outcome;
      }
      order = isOpen ? [...(await slots.togetherAt({ ...input, personId: null }, startsAtUtc))] : [];
      if (order.length === 0) break;
    }
    return { kind: 'taken', alternatives: await closest(input) };
  }

  async function findOwn(
    snapshot: Snapshot,
    input: PlaceHoldInput,
    eligible: readonly string[],
  ): Promise<{ readonly personId: string; readonly claim: Claim } | null> {
    const [first] = eligible;
    const resolved = first === undefined ? null : resolveHold(snapshot, { ...input, personId: first });
    if (!resolved) return null;
    return sheets.findByKey(resolved.parts[0].span, eligible, input.key, clock.nowUtc());
  }

  async function releaseHold(holdId: string): Promise<void> {
    const found = await resolve(holdId);
    if (!found) return;
    const ids = claimIdsOf(holdId);
    for (const [place, { span }] of found.resolved.parts.entries()) await sheets.releaseHold(span, ids[place]!);
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
      const claims = newClaims(snapshot, resolved, holdId, holdId, nature, who.agreed ?? price.quote);
      const outcome = await putVisit(sheets, resolved, claims, {
        nowUtc,
        onOwn: { untilUtc },
        mayTake: checkStart(snapshot, resolved.ref, nowUtc, { ignoreNotice: true }).kind === 'allowed',
        replaces: null,
        ignoreBookingId: null,
      });
      return outcome.kind === 'held' && outcome.claims.every(({ kind }) => kind === 'hold') ? 'extended' : 'gone';
    },

    async holdQuote(holdId, who = {}) {
      const found = await resolve(holdId);
      if (!found) return null;
      const { snapshot, resolved } = found;
      const nowUtc = clock.nowUtc();
      const live = await sheets.findClaim(resolved.parts[0].span, holdId, nowUtc);
      if (live) return quoteOf(snapshot, resolved, live, live.untilUtc);
      const { quote } = await priceHold({ snapshot, resolved, holdId }, who, { untilUtc: nowUtc, replaces: null });
      const nature = { kind: 'hold', untilUtc: 0, movingBookingId: null } as const;
      return quoteOf(snapshot, resolved, newClaims(snapshot, resolved, holdId, holdId, nature, quote)[0], null);
    },

    async applyCode(holdId, who) {
      const found = await resolve(holdId);
      if (!found) return { kind: 'gone' };
      const { snapshot, resolved } = found;
      const nowUtc = clock.nowUtc();
      const live = await sheets.findClaim(resolved.parts[0].span, holdId, nowUtc);
      if (live?.kind !== 'hold') return { kind: 'gone' };
      const keep = { untilUtc: live.untilUtc, replaces: null };
      const price = await priceHold({ snapshot, resolved, holdId }, { ...who, seats: live.seats }, keep);
      if (price.refused) return { kind: 'refused', reason: price.refused };
      const { totalMinor: amountMinor } = price.quote;
      // The hour may have become dearer meanwhile: what was promised for the hold's life stays promised.
      if (amountMinor > live.amountMinor) return { kind: 'refused', reason: 'betterAlready' };
      const outcome = await sheets.put({
        ...resolved.parts[0].place,
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
