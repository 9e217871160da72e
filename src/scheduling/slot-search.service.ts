import type { Catalogue, Person } from '../catalogue/index.js';
import { partIds, splitAddOns } from '../flow/index.js';
import type { BookingType, DayRefusal } from '../flow/protocol.js';
import type { FreeDays, Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Pricing } from '../pricing/index.js';
import { closestTo, type Wanted } from './alternatives.rules.js';
import { reasonOf, type AssignReason, type ServedFacts } from './assign.rules.js';
import { byUse, isThere, isUnitFree, sessionOf, unitNamesOf, type UnitChoice } from './resources.rules.js';
import { bestOf } from './best-times.rules.js';
import { peopleAt, type FreeStart, type FreeTime } from './free-times.js';
import {
  allFree,
  freeIn,
  rankedIn,
  scopeOf,
  whyNothing,
  type FreeSlot,
  type Question,
  type Range,
  type Scope,
} from './search-scope.rules.js';
import { reachOf } from './person-plans.rules.js';
import type { LoadedSheets, SheetLoader } from './sheet-loader.js';
import { freeDaysOf, nearestDays, oncePerTime, toSlot } from './shown-slots.rules.js';
import { busyOf, occupiedBy, type StartGate } from './slots.rules.js';
import { parseDay, zoneOf } from './zone.rules.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';

export interface SearchInput {
  readonly shopId: string;
  readonly serviceId: string;
  readonly personId: string | null;
  /** Only starts later than this: paging. */
  readonly afterUtc: Instant | null;
  /** YYYY-MM-DD in the shop's zone: only that day. */
  readonly localDate: string | null;
  readonly limit: number;
  readonly movingBookingId: string | null;
  /** Whom prices are made for; absent for somebody nobody knows. */
  readonly customerKey?: string | null;
  readonly kind?: BookingType;
  readonly seats?: number;
}

/** Whose free times are asked for, without paging. */
export type SlotQuestion = Omit<SearchInput, 'afterUtc' | 'localDate' | 'limit'>;

/** Somebody free at a start, in their turn. */
export interface InTurn {
  readonly person: Person;
  /** Why they come before the next one. */
  readonly reason: AssignReason;
}

export type SearchOutcome =
  | { readonly kind: 'found'; readonly slots: readonly FreeSlot[]; readonly more: boolean }
  | { readonly kind: 'otherDay'; readonly slots: readonly FreeSlot[]; readonly reason: DayRefusal }
  | { readonly kind: 'none' };

export interface SlotSearch {
  /** Free times in order, each start once when no person is asked for. At most two queries (P10). */
  search(input: SearchInput): Promise<SearchOutcome>;
  /** Which days from today to the last bookable one have room: what a calendar shows (AV-24). Null when none may be booked. */
  freeDays(question: Question): Promise<FreeDays | null>;
  /** The times to offer instead of one that cannot be had. */
  closest(input: SlotQuestion, wantedUtc: Instant, count: number): Promise<readonly FreeSlot[]>;
  /** Who can do a visit of several services at that start, each with an id for them all, whose turn it is first. */
  togetherAt(input: SlotQuestion, startUtc: Instant): Promise<readonly string[]>;
  /** People the rules allow at that start, whose turn it is first, those who look taken left out. */
  freeAt(input: SlotQuestion, startUtc: Instant): Promise<readonly InTurn[]>;
  /** For each thing the service needs, which of the kind to try, the least used first; those closed then are left out. */
  unitsFor(input: SlotQuestion & { readonly personId: string }, startUtc: Instant): Promise<readonly UnitChoice[]>;
}

interface SearchDeps {
  readonly catalogue: Catalogue;
  readonly loader: SheetLoader;
  readonly clock: Clock;
  /** Without it prices know nothing of demand and customers. */
  readonly pricing?: Pick<Pricing, 'factsFor'> | undefined;
  /** What people were given of late, a few seconds old at most; without it nobody's turn is known. */
  readonly served?: ((shopId: string) => Promise<ServedFacts>) | undefined;
}

/** About so many sheets are read first: what a first page needs. The rest of the horizon is read only when that was full. */
const FIRST_SHEETS = 150;
export function createSlotSearch({ catalogue, loader, clock, pricing, served }: SearchDeps): SlotSearch {
  /** Runs a search on the stored catalogue, and again on a fresh one when the sheets' answer says that it has changed. */
  async function withScope<T>(question: Question, work: (scope: Scope | null) => Promise<T | 'stale'>): Promise<T> {
    let snapshot = await catalogue.stored(question.shopId);
    const given = await served?.(question.shopId);
    for (;;) {
      const facts = await pricing?.factsFor(snapshot, question.customerKey ?? null);
      const result = await work(scopeOf(snapshot, question, clock.nowUtc(), facts, given));
      if (result !== 'stale') return result;
      snapshot = await catalogue.reload(question.shopId);
    }
  }

  /** Null when the catalogue has changed meanwhile. */
  async function load(
    { snapshot, plans, chain, zone, question, service, needs }: Scope,
    range: Range,
  ): Promise<LoadedSheets | null> {
    const dayZone = zoneOf(snapshot.dayZone);
    const reach = reachOf(plans, zone, range);
    const loaded = await loader.load({
      shopId: question.shopId,
      serviceId: service.id,
      serviceIds: partIds(service.id).map((id) => splitAddOns(id).serviceId),
      personIds: [...new Set(plans.map((plan) => plan.personId))],
      units: unitNamesOf(needs),
      fromDay: dayZone.dayOf(reach.fromUtc),
      // The last part of a visit may lie on the day after its first.
      toDay: dayZone.dayOf(reach.toUtc + (chain ? service.durationMin * MINUTE_MS : 0)),
      withServices: service.capacity > 1,
      movingBookingId: question.movingBookingId,
    });
    return loaded.revision === snapshot.revision ? loaded : null;
  }

  async function searchAhead(scope: Scope, input: SearchInput): Promise<SearchOutcome | 'stale'> {
    const { gate, zone, days } = scope;
    const firstUtc = Math.max(gate.firstUtc, (input.afterUtc ?? -1) + 1);
    if (firstUtc > gate.lastUtc) return { kind: 'none' };
    const fromDay = zone.dayOf(firstUtc);
    const window = Math.max(2, Math.ceil(FIRST_SHEETS / scope.plans.length));
    const first = { fromDay, toDay: Math.min(days.toDay, fromDay + window - 1) };
    const ahead: StartGate = { firstUtc, lastUtc: gate.lastUtc };
    const found: FreeStart[] = [];
    let all: readonly FreeTime[] = [];
    const sources: LoadedSheets[] = [];
    for (const range of [first, { fromDay: first.toDay + 1, toDay: days.toDay }]) {
      if (range.fromDay > range.toDay || found.length > input.limit) break;
      const loaded = await load(scope, range);
      if (!loaded) return 'stale';
      sources.push(loaded);
      const free = freeIn(scope, loaded, range, ahead);
      // Never spread: a large shop has more free times than a call may have arguments.
      all = all.length === 0 ? free : all.concat(free);
      for (const one of oncePerTime(free, input.personId)) found.push(one);
    }
    if (found.length === 0) return { kind: 'none' };
    const slots = present(scope, sources, { free: all, offered: found, shown: found.slice(0, input.limit) });
    return { kind: 'found', slots, more: found.length > input.limit };
  }

  async function searchDay(scope: Scope, input: SearchInput, day: number): Promise<SearchOutcome | 'stale'> {
    const { gate, zone, days } = scope;
    const today = zone.dayOf(clock.nowUtc());
    let reason: DayRefusal;
    if (day < today) reason = 'past';
    else if (day > days.toDay) reason = 'tooFar';
    else {
      const range = { fromDay: day, toDay: day };
      const loaded = await load(scope, range);
      if (!loaded) return 'stale';
      const firstUtc = Math.max(gate.firstUtc, (input.afterUtc ?? -1) + 1);
      const all = freeIn(scope, loaded, range, { ...gate, firstUtc });
      const free = oncePerTime(all, input.personId);
      if (free.length > 0) {
        const slots = present(scope, [loaded], { free: all, offered: free, shown: free.slice(0, input.limit) });
        return { kind: 'found', slots, more: free.length > input.limit };
      }
      reason = whyNothing(scope, day);
    }
    const loaded = await load(scope, days);
    if (!loaded) return 'stale';
    const all = freeIn(scope, loaded, days, gate);
    const offered = oncePerTime(all, input.personId);
    const nearest = nearestDays(offered, day, input.limit);
    if (nearest.length === 0) return { kind: 'none' };
    return { kind: 'otherDay', reason, slots: present(scope, [loaded], { free: all, offered, shown: nearest }) };
  }

  return {
    search: (input) =>
      withScope<SearchOutcome>(input, async (scope) => {
        if (!scope) return { kind: 'none' };
        if (input.localDate === null) return searchAhead(scope, input);
        const day = parseDay(input.localDate);
        // A date that does not exist is a day nobody works.
        return searchDay(scope, input, day ?? scope.zone.dayOf(clock.nowUtc()) - 1);
      }),

    freeDays: (question) =>
      withScope<FreeDays | null>(question, async (scope) => {
        if (!scope || scope.days.fromDay > scope.days.toDay) return null;
        const { days, gate, zone } = scope;
        const loaded = await load(scope, days);
        if (!loaded) return 'stale';
        const withRoom = new Set(freeIn(scope, loaded, days, gate).map(({ startUtc }) => zone.dayOf(startUtc)));
        return freeDaysOf(withRoom, { fromDay: zone.dayOf(clock.nowUtc()), toDay: days.toDay });
      }),

    closest: (input, wantedUtc, count) =>
      withScope<readonly FreeSlot[]>({ ...input, personId: null }, async (scope) => {
        if (!scope || scope.days.fromDay > scope.days.toDay) return [];
        const { days, gate, zone } = scope;
        // An absurd instant is brought near the days there are, before any zone table is asked about it.
        const startUtc = Math.min(Math.max(wantedUtc, gate.firstUtc - DAY_MS), gate.lastUtc + DAY_MS);
        const wanted: Wanted = { startUtc, personId: input.personId };
        const middle = zone.dayOf(Math.min(Math.max(wantedUtc, gate.firstUtc), gate.lastUtc));
        const near = { fromDay: Math.max(days.fromDay, middle - 1), toDay: Math.min(days.toDay, middle + 7) };
        for (const range of [near, days]) {
          const loaded = await load(scope, range);
          if (!loaded) return 'stale';
          const all = allFree(scope, loaded, range);
          const free = closestTo(wanted, all, count, zone, gate);
          // What is offered for a lost time is not marked: a thousand losers would each pay for the ranking.
          if (free.length >= count || range === days) return free.map((one) => toSlot(scope, one, false));
        }
        return [];
      }),

    togetherAt: (input, startUtc) =>
      withScope<readonly string[]>(input, async (scope) => {
        if (!scope?.chain) return [];
        const day = scope.zone.dayOf(startUtc);
        const range = { fromDay: day, toDay: day };
        const loaded = await load(scope, range);
        if (!loaded) return 'stale';
        const only = { firstUtc: startUtc, lastUtc: startUtc };
        return peopleAt(freeIn(scope, loaded, range, only));
      }),

    freeAt: (input, startUtc) =>
      withScope<readonly InTurn[]>(input, async (scope) => {
        if (!scope) return [];
        const day = scope.zone.dayOf(startUtc);
        const range = { fromDay: day, toDay: day };
        const loaded = await load(scope, range);
        if (!loaded) return 'stale';
        const free = freeIn(scope, loaded, range, { firstUtc: startUtc, lastUtc: startUtc });
        const ids = new Set(peopleAt(free));
        const ranked = rankedIn(scope, loaded, (personId) => ids.has(personId));
        const mode = scope.snapshot.shop.chooseAny;
        return ranked.map(({ person }, index) => ({
          person,
          reason: reasonOf(ranked.slice(index), scope.served, mode),
        }));
      }),

    unitsFor: (input, startUtc) =>
      withScope<readonly UnitChoice[]>(input, async (scope) => {
        if (!scope || scope.needs.length === 0) return [];
        const day = scope.zone.dayOf(startUtc);
        const loaded = await load(scope, { fromDay: day, toDay: day });
        if (!loaded) return 'stale';
        return chooseUnits(scope, loaded, input.personId, startUtc);
      }),
  };
}

function present(
  scope: Scope,
  sources: readonly LoadedSheets[],
  times: Parameters<typeof bestOf>[2],
): readonly FreeSlot[] {
  // Whether a chain leaves a hole would have to be asked of each of its people: it is simply not marked.
  const best = scope.chain ? null : bestOf(scope, sources, times);
  return times.shown.map((one) => toSlot(scope, one, best?.has(one) ?? false));
}

function chooseUnits(
  { needs, plans, zone }: Scope,
  loaded: LoadedSheets,
  personId: string,
  startUtc: Instant,
): readonly UnitChoice[] {
  const plan = plans.find((one) => one.personId === personId);
  if (!plan) return [];
  const span = occupiedBy(startUtc, plan);
  const session = plan.capacity > 1 ? sessionOf(plan.serviceId, personId) : null;
  return needs.map((need) => {
    const units = byUse(need, (unit) => loaded.columnsOf(unit), span, session)
      .filter((unit) => isThere(unit, span.fromUtc, span.toUtc, zone))
      .map(({ unit }) => unit);
    const isFree = (unit: string): boolean => {
      const columns = loaded.columnsOf(unit);
      return isUnitFree(busyOf(columns, 0), columns, span, plan);
    };
    return { count: need.count, units, free: units.filter(isFree).length };
  });
}
