import type { Catalogue, Person } from '../catalogue/index.js';
import { splitAddOns } from '../flow/index.js';
import type { DayRefusal } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { closestTo, type FreeStart, type Wanted } from './alternatives.rules.js';
import {
  allFree,
  freeIn,
  nearestDays,
  oncePerTime,
  reachOf,
  scopeOf,
  toSlot,
  whyNothing,
  type FreeSlot,
  type Question,
  type Range,
  type Scope,
} from './search-scope.rules.js';
import type { LoadedSheets, SheetLoader } from './sheet-loader.js';
import type { StartGate } from './slots.rules.js';
import { DAY_MS, parseDay, zoneOf } from './zone.rules.js';

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
}

export type SearchOutcome =
  | { readonly kind: 'found'; readonly slots: readonly FreeSlot[]; readonly more: boolean }
  | { readonly kind: 'otherDay'; readonly slots: readonly FreeSlot[]; readonly reason: DayRefusal }
  | { readonly kind: 'none' };

export interface SlotSearch {
  /** Free times in order, each start once when no person is asked for. At most two queries (P10). */
  search(input: SearchInput): Promise<SearchOutcome>;
  /** The times to offer instead of one that cannot be had. */
  closest(
    input: Omit<SearchInput, 'afterUtc' | 'localDate' | 'limit'>,
    wantedUtc: Instant,
    count: number,
  ): Promise<readonly FreeSlot[]>;
  /** People the rules allow at that start, least busy first, those who look taken left out. */
  freeAt(input: Omit<SearchInput, 'afterUtc' | 'localDate' | 'limit'>, startUtc: Instant): Promise<readonly Person[]>;
}

interface SearchDeps {
  readonly catalogue: Catalogue;
  readonly loader: SheetLoader;
  readonly clock: Clock;
}

/** About so many sheets are read first: what a first page needs. The rest of the horizon is read only when that was full. */
const FIRST_SHEETS = 150;
export function createSlotSearch({ catalogue, loader, clock }: SearchDeps): SlotSearch {
  /** Runs a search on the stored catalogue, and again on a fresh one when the sheets' answer says that it has changed. */
  async function withScope<T>(question: Question, work: (scope: Scope | null) => Promise<T | 'stale'>): Promise<T> {
    let snapshot = await catalogue.stored(question.shopId);
    for (;;) {
      const result = await work(scopeOf(snapshot, question, clock.nowUtc()));
      if (result !== 'stale') return result;
      snapshot = await catalogue.reload(question.shopId);
    }
  }

  /** Null when the catalogue has changed meanwhile. */
  async function load({ snapshot, plans, zone, question, service }: Scope, range: Range): Promise<LoadedSheets | null> {
    const dayZone = zoneOf(snapshot.dayZone);
    const reach = reachOf(plans, zone, range);
    const loaded = await loader.load({
      shopId: question.shopId,
      serviceId: splitAddOns(service.id).serviceId,
      personIds: plans.map((plan) => plan.personId),
      fromDay: dayZone.dayOf(reach.fromUtc),
      toDay: dayZone.dayOf(reach.toUtc),
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
    const sources: LoadedSheets[] = [];
    for (const range of [first, { fromDay: first.toDay + 1, toDay: days.toDay }]) {
      if (range.fromDay > range.toDay || found.length > input.limit) break;
      const loaded = await load(scope, range);
      if (!loaded) return 'stale';
      sources.push(loaded);
      found.push(...oncePerTime(freeIn(scope, loaded, range, ahead), input.personId));
    }
    if (found.length === 0) return { kind: 'none' };
    const slots = found.slice(0, input.limit).map((one) => toSlot(scope, sources, one));
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
      const free = oncePerTime(freeIn(scope, loaded, range, { ...gate, firstUtc }), input.personId);
      if (free.length > 0) {
        const slots = free.slice(0, input.limit).map((one) => toSlot(scope, [loaded], one));
        return { kind: 'found', slots, more: free.length > input.limit };
      }
      reason = whyNothing(scope, day);
    }
    const loaded = await load(scope, days);
    if (!loaded) return 'stale';
    const nearest = nearestDays(oncePerTime(freeIn(scope, loaded, days, gate), input.personId), day, input.limit);
    if (nearest.length === 0) return { kind: 'none' };
    return { kind: 'otherDay', reason, slots: nearest.map((one) => toSlot(scope, [loaded], one)) };
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
          const free = closestTo(wanted, allFree(scope, loaded, range), count, zone, gate);
          if (free.length >= count || range === days) return free.map((one) => toSlot(scope, [loaded], one));
        }
        return [];
      }),

    freeAt: (input, startUtc) =>
      withScope<readonly Person[]>(input, async (scope) => {
        if (!scope) return [];
        const day = scope.zone.dayOf(startUtc);
        const loaded = await load(scope, { fromDay: day, toDay: day });
        if (!loaded) return 'stale';
        return freeIn(scope, loaded, { fromDay: day, toDay: day }, { firstUtc: startUtc, lastUtc: startUtc })
          .sort((one, other) => one.load - other.load)
          .flatMap((one) => scope.snapshot.people.filter((person) => person.id === one.personId));
      }),
  };
}
