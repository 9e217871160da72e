import { bookableService, type Quote, type Service, type Snapshot } from '../catalogue/index.js';
import type { BookingType, DayRefusal } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { PriceFacts } from '../pricing/index.js';
import { inTurn, type Candidate, type ServedFacts } from './assign.rules.js';
import type { ChainPart, VisitPart } from './chain.rules.js';
import { chainOf, chainsIn } from './chain-search.rules.js';
import { firstFrom, gatherFreeTimes, type FreePerson, type FreeTime } from './free-times.js';
import type { Plan } from './opening.rules.js';
import { openingsAround, plansOf } from './person-plans.rules.js';
import { createNeedsCheck, needsOf, type UnitNeed } from './resources.rules.js';
import type { LoadedSheets } from './sheet-loader.js';
import { busyOf, freeGroupStarts, freeStarts, startGate, type StartGate } from './slots.rules.js';
import { zoneOf, type Zone } from './zone.rules.js';
import { MINUTE_MS } from '../platform/time-units.js';

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
  /** Of a visit of several services: what falls on whom, and when. */
  readonly parts?: readonly VisitPart[];
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
  /** What it needs beside the person; of several services what any of them needs. */
  readonly needs: readonly UnitNeed[];
  /** The parts of a visit of several services; null for one service. `plans` are then all plans of all parts. */
  readonly chain: readonly ChainPart[] | null;
  readonly served: ServedFacts;
}

const NOTHING_KNOWN: PriceFacts = { customer: null, demand: null };
const NOBODY_SERVED: ServedFacts = new Map();

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
  const chain = chainOf(snapshot, service, question.personId);
  const plans = chain?.flatMap((part) => part.plans) ?? plansOf(snapshot, service, question.personId);
  if (plans.length === 0 || chain?.some((part) => part.plans.length === 0)) return null;
  const days = { fromDay: zone.dayOf(gate.firstUtc), toDay: zone.dayOf(gate.lastUtc) };
  const needs = chain?.flatMap((part) => part.needs) ?? needsOf(snapshot, service);
  return { snapshot, service, plans, zone, gate, days, question, facts, nowUtc, needs, served, chain };
}

/** Every free time in the gate with everybody free at it. */
export function freeIn(scope: Scope, loaded: LoadedSheets, range: Range, gate: StartGate): readonly FreeTime[] {
  const all = allFree(scope, loaded, range);
  const from = firstFrom(all, gate.firstUtc);
  const to = firstFrom(all, gate.lastUtc + 1);
  return from === 0 && to === all.length ? all : all.slice(from, to);
}

/**
 * The same before the gate, remembered with the answer it comes from: a thousand people who lose one time together share
 * one computation, though each of them asks at a slightly later moment.
 */
export function allFree(scope: Scope, loaded: LoadedSheets, range: Range): readonly FreeTime[] {
  const { personId, seats = 1 } = scope.question;
  const key = `${range.fromDay} ${range.toDay} ${personId ?? '*'} ${seats}`;
  let free = loaded.memo.get(key);
  if (!free) {
    free = scope.chain ? freeTogether(scope, scope.chain, loaded, range) : freeAlone(scope, loaded, range);
    loaded.memo.set(key, free);
  }
  return free;
}

/** The free times of a visit of several services. */
function freeTogether(
  scope: Scope,
  chain: readonly ChainPart[],
  loaded: LoadedSheets,
  range: Range,
): readonly FreeTime[] {
  const { seats = 1 } = scope.question;
  if (seats > 1) return [];
  const starts = chain[0]!.plans.flatMap((plan) => {
    const begun: { readonly startUtc: Instant; readonly plan: Plan }[] = [];
    eachStart(scope, plan, loaded, range, (startUtc) => begun.push({ startUtc, plan }));
    return begun;
  });
  const free = gatherFreeTimes();
  for (const one of chainsIn(scope, chain, { loaded, range, starts, turns: turnsOf(scope, loaded) })) {
    free.add(one.startUtc, one);
  }
  return free.inOrder();
}

/** The free times of one service. */
function freeAlone(scope: Scope, loaded: LoadedSheets, range: Range): readonly FreeTime[] {
  const { question, needs, zone } = scope;
  const { seats = 1 } = question;
  const dayZone = zoneOf(scope.snapshot.dayZone);
  const { dailyCap } = scope.service;
  if (needs.length > 0) loaded.needsCheck ??= createNeedsCheck(needs, (unit) => loaded.columnsOf(unit), zone);
  const turns = turnsOf(scope, loaded);
  const turnOf = (plan: Plan): number => turns.get(plan.personId) ?? 0;
  const free = gatherFreeTimes();
  for (const plan of [...scope.plans].sort((one, other) => turnOf(one) - turnOf(other))) {
    const ordinary: FreePerson = { personId: plan.personId, placesLeft: 1, turn: turnOf(plan), marked: false };
    const markedUtc = new Set(plan.storedTimes?.filter((one) => one.recommended).map((one) => one.startsAtUtc));
    eachStart(scope, plan, loaded, range, (startUtc, placesLeft) => {
      if (placesLeft < seats) return;
      if (dailyCap !== null && loaded.tally(dayZone.dayOf(startUtc), plan.serviceId) >= dailyCap) return;
      if (loaded.needsCheck && !loaded.needsCheck(startUtc, plan)) return;
      const marked = markedUtc.has(startUtc);
      free.add(startUtc, placesLeft === 1 && !marked ? ordinary : { ...ordinary, placesLeft, marked });
    });
  }
  return free.inOrder();
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

function eachStart(
  { zone }: Scope,
  plan: Plan,
  loaded: LoadedSheets,
  { fromDay, toDay }: Range,
  take: (startUtc: Instant, placesLeft: number) => void,
): void {
  const gate = { firstUtc: zone.wallUtc(fromDay, 0), lastUtc: zone.wallUtc(toDay + 1, 0) - 1 };
  const openings = openingsAround(plan, zone, fromDay, toDay);
  const columns = loaded.columnsOf(plan.personId);
  if (plan.capacity > 1) {
    for (const { startUtc, placesLeft } of freeGroupStarts(openings, columns, plan, gate)) take(startUtc, placesLeft);
    return;
  }
  for (const startUtc of freeStarts(openings, busyOf(columns, plan.bufferMs), plan, gate)) take(startUtc, 1);
}

/** Why a day inside the horizon has nothing: asked of the rules alone, so "full" means that only claims stand in the way. */
export function whyNothing({ plans, chain, gate, zone }: Scope, day: number): DayRefusal {
  const nothingBusy = { fromUtc: [], toUtc: [] };
  let soonest: DayRefusal = 'closed';
  for (const plan of chain?.[0]?.plans ?? plans) {
    const dayGate = { firstUtc: zone.wallUtc(day, 0), lastUtc: zone.wallUtc(day + 1, 0) - 1 };
    for (const startUtc of freeStarts(openingsAround(plan, zone, day, day), nothingBusy, plan, dayGate)) {
      if (startUtc >= gate.firstUtc && startUtc <= gate.lastUtc) return 'full';
      soonest = startUtc < gate.firstUtc ? 'tooSoon' : 'tooFar';
    }
  }
  return soonest;
}
