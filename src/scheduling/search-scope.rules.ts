import {
  bookableService,
  peopleFor,
  type Person,
  type Quote,
  type Service,
  type Snapshot,
} from '../catalogue/index.js';
import type { BookingType, DayRefusal } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import type { FreeDays, Instant } from '../messaging/message.js';
import { priceOf, type PriceFacts } from '../pricing/index.js';
import type { FreeStart } from './alternatives.rules.js';
import { inTurn, type Candidate, type ServedFacts } from './assign.rules.js';
import { openingsOf, planOf, type Plan } from './opening.rules.js';
import { createNeedsCheck, needsOf, type UnitNeed } from './resources.rules.js';
import type { LoadedSheets } from './sheet-loader.js';
import { busyOf, freeGroupStarts, freeStarts, startGate, type GroupStart, type StartGate } from './slots.rules.js';
import { isoDay, zoneOf, type Zone } from './zone.rules.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';

/** A free time of one person (AV-01). */
export interface FreeSlot {
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly personId: string;
  readonly personName: string;
  readonly price: Money;
  /** What the price is made of (PR-01). */
  readonly quote: Quote;
  /** One of the best three of its day (GP-02): it touches a visit that is there, so taking it leaves no hole. */
  readonly recommended: boolean;
  /** The sort of visit it was asked for; absent for an ordinary one. */
  readonly visit?: BookingType;
  readonly placesLeft: number;
}

/** Local days, both included. */
export interface Range {
  readonly fromDay: number;
  readonly toDay: number;
}

/** Whose free times are asked for. */
export interface Question {
  readonly shopId: string;
  readonly serviceId: string;
  readonly personId: string | null;
  readonly movingBookingId: string | null;
  /** Whom a price is made for; absent for somebody nobody knows. */
  readonly customerKey?: string | null;
  /** An ordinary visit when absent. */
  readonly kind?: BookingType;
  /** Places wanted together in a group; 1 when absent. */
  readonly seats?: number;
}

/** All that is known once the catalogue is read: the rules, the gates and the days they leave. */
export interface Scope {
  readonly snapshot: Snapshot;
  readonly service: Service;
  readonly plans: readonly Plan[];
  readonly zone: Zone;
  readonly gate: StartGate;
  readonly days: Range;
  readonly question: Question;
  readonly facts: PriceFacts;
  readonly nowUtc: Instant;
  /** What it needs beside the person. */
  readonly needs: readonly UnitNeed[];
  readonly served: ServedFacts;
}

const NOTHING_KNOWN: PriceFacts = { customer: null, demand: null };
const NOBODY_SERVED: ServedFacts = new Map();

const plansByService = new WeakMap<Service, Map<Person, Plan>>();

/** Service → gates → people, in the order of AV-02. Null when the service is not offered or nobody does it. */
export function scopeOf(
  snapshot: Snapshot,
  question: Question,
  nowUtc: Instant,
  facts: PriceFacts = NOTHING_KNOWN,
  served: ServedFacts = NOBODY_SERVED,
): Scope | null {
  const service = bookableService(snapshot, question.serviceId);
  if (!service) return null;
  const gate = startGate(service, nowUtc, question.kind);
  const zone = zoneOf(snapshot.shop.zone);
  const people = peopleAsked(snapshot, service.id, question.personId);
  if (people.length === 0) return null;
  const plans = people.map((person) => planFor(snapshot, service, person));
  const days = { fromDay: zone.dayOf(gate.firstUtc), toDay: zone.dayOf(gate.lastUtc) };
  const needs = needsOf(snapshot, service);
  return { snapshot, service, plans, zone, gate, days, question, facts, nowUtc, needs, served };
}

/** The one asked for, or everybody; where the shop assigns, those who take part in that, when there are any (CF-04). */
export function peopleAsked(snapshot: Snapshot, serviceId: string, personId: string | null): readonly Person[] {
  const people = peopleFor(snapshot, serviceId);
  if (personId !== null) return people.filter(({ id }) => id === personId);
  if (snapshot.shop.assign === 'customer') return people;
  const assignable = people.filter(({ autoAssign }) => autoAssign);
  return assignable.length > 0 ? assignable : people;
}

/** The plan of a person for a service, made once per catalogue revision: its snapshot's objects are the keys. */
export function planFor(snapshot: Snapshot, service: Service, person: Person): Plan {
  let byPerson = plansByService.get(service);
  if (!byPerson) plansByService.set(service, (byPerson = new Map<Person, Plan>()));
  let plan = byPerson.get(person);
  if (!plan) {
    // The person's own hours are written in the zone they live in (AV-14).
    plan = planOf(service, person, zoneOf(person.zone ?? snapshot.shop.zone), snapshot);
    byPerson.set(person, plan);
  }
  return plan;
}

/** The instants whose claims can matter to starts in the range: from the first opening to the last closing, and the buffers. */
export function reachOf(
  plans: readonly Plan[],
  zone: Zone,
  { fromDay, toDay }: Range,
): { fromUtc: Instant; toUtc: Instant } {
  const aroundMs = Math.max(...plans.map((plan) => plan.bufferMs + (plan.storedTimes ? plan.setupMs : 0)));
  const minutes = plans.flatMap((plan) => [...plan.stretches, ...plan.otherDays.values()].flat());
  const anyTime = plans.some((plan) => plan.storedTimes !== null || plan.zone !== zone);
  // The night shift of the evening before still offers starts on the first day.
  const firstMin = anyTime || plans.some((plan) => plan.overnight) ? 0 : Math.min(...minutes, 24 * 60);
  const lastMin = anyTime ? 48 * 60 : Math.max(...minutes, firstMin);
  return { fromUtc: zone.wallUtc(fromDay, firstMin) - aroundMs, toUtc: zone.wallUtc(toDay, lastMin) + aroundMs - 1 };
}

/** Every free start of every person in the gate, by time and then by load. */
export function freeIn(scope: Scope, loaded: LoadedSheets, range: Range, gate: StartGate): readonly FreeStart[] {
  const all = allFree(scope, loaded, range);
  const from = firstFrom(all, gate.firstUtc);
  const to = firstFrom(all, gate.lastUtc + 1);
  return from === 0 && to === all.length ? all : all.slice(from, to);
}

/** The index of the first start at or after an instant. */
function firstFrom(free: readonly FreeStart[], atUtc: Instant): number {
  let from = 0;
  let to = free.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (free[middle]!.startUtc < atUtc) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * The same before the gate, remembered with the answer it comes from: a thousand people who lose one time together share
 * one computation, though each of them asks at a slightly later moment.
 */
export function allFree(scope: Scope, loaded: LoadedSheets, range: Range): readonly FreeStart[] {
  const { question, needs, zone } = scope;
  const { seats = 1 } = question;
  const key = `${range.fromDay} ${range.toDay} ${question.personId ?? '*'} ${seats}`;
  const remembered = loaded.memo.get(key);
  if (remembered) return remembered;
  const dayZone = zoneOf(scope.snapshot.dayZone);
  const { dailyCap } = scope.service;
  if (needs.length > 0) loaded.needsCheck ??= createNeedsCheck(needs, (unit) => loaded.columnsOf(unit), zone);
  const turns = turnsOf(scope, loaded);
  const turnOf = (plan: Plan): number => turns.get(plan.personId) ?? 0;
  // By time, people in their turn: at 500 people sorting every start would cost many times what finding them does.
  const byTime = new Map<Instant, FreeStart[]>();
  for (const plan of [...scope.plans].sort((one, other) => turnOf(one) - turnOf(other))) {
    const turn = turnOf(plan);
    for (const { startUtc, placesLeft } of startsOf(scope, plan, loaded, range)) {
      if (placesLeft < seats) continue;
      if (dailyCap !== null && loaded.tally(dayZone.dayOf(startUtc)) >= dailyCap) continue;
      if (loaded.needsCheck && !loaded.needsCheck(startUtc, plan)) continue;
      const marked = plan.storedTimes?.some((one) => one.recommended && one.startsAtUtc === startUtc) ?? false;
      const found = { startUtc, placesLeft, personId: plan.personId, turn, marked };
      const others = byTime.get(startUtc);
      if (others) others.push(found);
      else byTime.set(startUtc, [found]);
    }
  }
  const times = [...byTime.keys()].sort((one, other) => one - other);
  const free: FreeStart[] = [];
  for (const startUtc of times) for (const one of byTime.get(startUtc)!) free.push(one);
  loaded.memo.set(key, free);
  return free;
}

/** Who comes first where several are free: worked out once for all times. */
function turnsOf(scope: Scope, loaded: LoadedSheets): ReadonlyMap<string, number> {
  return new Map(rankedIn(scope, loaded).map(({ person }, index) => [person.id, index]));
}

export function rankedIn(
  { plans, snapshot, served }: Scope,
  loaded: LoadedSheets,
  among: (personId: string) => boolean = () => true,
): readonly Candidate[] {
  const asked = new Set(plans.map(({ personId }) => personId));
  const candidates = snapshot.people
    .filter(({ id }) => asked.has(id) && among(id))
    .map((person) => ({ person, openMin: openMinOf(loaded, person.id) }));
  return inTurn(candidates, served, snapshot.shop.chooseAny);
}

function openMinOf(loaded: LoadedSheets, personId: string): number {
  const { startsAtUtc, endsAtUtc } = loaded.columnsOf(personId);
  let minutes = 0;
  for (let index = 0; index < startsAtUtc.length; index += 1) {
    minutes += (endsAtUtc[index]! - startsAtUtc[index]!) / MINUTE_MS;
  }
  return minutes;
}

function startsOf({ zone }: Scope, plan: Plan, loaded: LoadedSheets, { fromDay, toDay }: Range): readonly GroupStart[] {
  const gate = { firstUtc: zone.wallUtc(fromDay, 0), lastUtc: zone.wallUtc(toDay + 1, 0) - 1 };
  const openings = openingsAround(plan, zone, fromDay, toDay);
  const columns = loaded.columnsOf(plan.personId);
  if (plan.capacity > 1) return freeGroupStarts(openings, columns, plan, gate);
  const starts = freeStarts(openings, busyOf(columns, plan.bufferMs), plan, gate);
  return starts.map((startUtc) => ({ startUtc, placesLeft: 1 }));
}

/** Openings that hold every start of these days of the shop, whatever day it is where the person lives. */
export function openingsAround(plan: Plan, zone: Zone, fromDay: number, toDay: number): readonly Instant[] {
  const aside = plan.zone === zone ? 0 : 1;
  return openingsOf(plan, fromDay - aside, toDay + aside);
}

/** With nobody asked for, each time once with the least busy person. */
export function oncePerTime(free: readonly FreeStart[], personId: string | null): readonly FreeStart[] {
  return personId === null ? free.filter((one, index) => free[index - 1]?.startUtc !== one.startUtc) : free;
}

/** The days of a range as a calendar reads them: a character a day. */
export function freeDaysOf(withRoom: ReadonlySet<number>, { fromDay, toDay }: Range): FreeDays {
  const days = Array.from({ length: toDay - fromDay + 1 }, (_, index) => fromDay + index);
  return { firstDay: isoDay(fromDay), free: days.map((day) => (withRoom.has(day) ? '1' : '0')).join('') };
}

export function nearestDays(free: readonly FreeStart[], day: number, count: number): FreeStart[] {
  const noonUtc = day * DAY_MS + DAY_MS / 2;
  const distanceMs = (one: FreeStart): number => Math.abs(one.startUtc - noonUtc);
  return [...free]
    .sort((one, other) => distanceMs(one) - distanceMs(other))
    .slice(0, count)
    .sort((one, other) => one.startUtc - other.startUtc);
}

/** Why a day inside the horizon has nothing: asked of the rules alone, so "full" means that only claims stand in the way. */
export function whyNothing({ plans, gate, zone }: Scope, day: number): DayRefusal {
  const nothingBusy = { fromUtc: [], toUtc: [] };
  let soonest: DayRefusal = 'closed';
  for (const plan of plans) {
    const dayGate = { firstUtc: zone.wallUtc(day, 0), lastUtc: zone.wallUtc(day + 1, 0) - 1 };
    for (const startUtc of freeStarts(openingsAround(plan, zone, day, day), nothingBusy, plan, dayGate)) {
      if (startUtc >= gate.firstUtc && startUtc <= gate.lastUtc) return 'full';
      soonest = startUtc < gate.firstUtc ? 'tooSoon' : 'tooFar';
    }
  }
  return soonest;
}

export function toSlot(
  { snapshot, service, plans, facts, nowUtc, question }: Scope,
  free: FreeStart,
  best: ReadonlySet<FreeStart>,
): FreeSlot {
  const plan = plans.find(({ personId }) => personId === free.personId)!;
  const { personId } = plan;
  const { durationMin } = service;
  const { startUtc: startsAtUtc } = free;
  const visit = { startsAtUtc, durationMin, personId, type: question.kind ?? 'standard' };
  const quote = priceOf({ snapshot, service, ...visit, ...facts, promo: null, nowUtc });
  const endsAtUtc = free.startUtc + plan.durationMs;
  return {
    startsAtUtc: free.startUtc,
    endsAtUtc,
    personId: plan.personId,
    personName: plan.personName,
    price: { amountMinor: quote.totalMinor, currency: quote.currency },
    quote,
    recommended: best.has(free),
    ...(question.kind ? { visit: question.kind } : {}),
    placesLeft: free.placesLeft,
  };
}
