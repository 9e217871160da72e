import { bookableService, peopleFor, quoteOf, type Person, type Service, type Snapshot } from '../catalogue/index.js';
import type { DayRefusal } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { FreeStart } from './alternatives.rules.js';
import { openingsOf, planOf, type Plan } from './opening.rules.js';
import type { LoadedSheets } from './sheet-loader.js';
import { busyOf, freeGroupStarts, freeStarts, startGate, type GroupStart, type StartGate } from './slots.rules.js';
import { DAY_MS, zoneOf, type Zone } from './zone.rules.js';

/** A free time of one person (AV-01). */
export interface FreeSlot {
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly personId: string;
  readonly personName: string;
  readonly price: Money;
  /** It touches a visit that is already there, so taking it leaves no hole in the day. */
  readonly recommended: boolean;
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
}

const plansByService = new WeakMap<Service, Map<Person, Plan>>();

/** Service → gates → people, in the order of AV-02. Null when the service is not offered or nobody does it. */
export function scopeOf(snapshot: Snapshot, question: Question, nowUtc: Instant): Scope | null {
  const service = bookableService(snapshot, question.serviceId);
  if (!service) return null;
  const gate = startGate(service, nowUtc);
  const zone = zoneOf(snapshot.shop.zone);
  const people = peopleFor(snapshot, service.id).filter(
    (person) => question.personId === null || person.id === question.personId,
  );
  if (people.length === 0) return null;
  const plans = people.map((person) => planFor(service, person, zone));
  const days = { fromDay: zone.dayOf(gate.firstUtc), toDay: zone.dayOf(gate.lastUtc) };
  return { snapshot, service, plans, zone, gate, days, question };
}

/** The plan of a person for a service, made once per catalogue revision: its snapshot's objects are the keys. */
export function planFor(service: Service, person: Person, zone: Zone): Plan {
  let byPerson = plansByService.get(service);
  if (!byPerson) plansByService.set(service, (byPerson = new Map<Person, Plan>()));
  let plan = byPerson.get(person);
  if (!plan || plan.zone !== zone) byPerson.set(person, (plan = planOf(service, person, zone)));
  return plan;
}

/** The instants whose claims can matter to starts in the range: from the first opening to the last closing, and the buffers. */
export function reachOf(
  plans: readonly Plan[],
  zone: Zone,
  { fromDay, toDay }: Range,
): { fromUtc: Instant; toUtc: Instant } {
  const bufferMs = Math.max(...plans.map((plan) => plan.bufferMs));
  const minutes = plans.flatMap((plan) => plan.stretches.flat());
  // The night shift of the evening before still offers starts on the first day.
  const firstMin = plans.some((plan) => plan.overnight) ? 0 : Math.min(...minutes, 24 * 60);
  const lastMin = Math.max(...minutes, firstMin);
  return { fromUtc: zone.wallUtc(fromDay, firstMin) - bufferMs, toUtc: zone.wallUtc(toDay, lastMin) + bufferMs - 1 };
}

/** Every free start of every person in the gate, by time and then by load. */
export function freeIn(scope: Scope, loaded: LoadedSheets, range: Range, gate: StartGate): FreeStart[] {
  return allFree(scope, loaded, range).filter(({ startUtc }) => startUtc >= gate.firstUtc && startUtc <= gate.lastUtc);
}

/**
 * The same before the gate, remembered with the answer it comes from: a thousand people who lose one time together share
 * one computation, though each of them asks at a slightly later moment.
 */
export function allFree(scope: Scope, loaded: LoadedSheets, range: Range): readonly FreeStart[] {
  const key = `${range.fromDay} ${range.toDay} ${scope.question.personId ?? '*'}`;
  const remembered = loaded.memo.get(key);
  if (remembered) return remembered;
  const dayZone = zoneOf(scope.snapshot.dayZone);
  const { dailyCap } = scope.service;
  const free: FreeStart[] = [];
  for (const plan of scope.plans) {
    const load = loaded.columnsOf(plan.personId).startsAtUtc.length;
    for (const { startUtc, placesLeft } of startsOf(plan, loaded, range)) {
      if (dailyCap !== null && loaded.tally(dayZone.dayOf(startUtc)) >= dailyCap) continue;
      free.push({ startUtc, placesLeft, personId: plan.personId, load });
    }
  }
  free.sort((one, other) => one.startUtc - other.startUtc || one.load - other.load);
  loaded.memo.set(key, free);
  return free;
}

function startsOf(plan: Plan, loaded: LoadedSheets, { fromDay, toDay }: Range): readonly GroupStart[] {
  const gate = { firstUtc: plan.zone.wallUtc(fromDay, 0), lastUtc: plan.zone.wallUtc(toDay + 1, 0) - 1 };
  const openings = openingsOf(plan, fromDay, toDay);
  const columns = loaded.columnsOf(plan.personId);
  if (plan.capacity > 1) return freeGroupStarts(openings, columns, plan, gate);
  const starts = freeStarts(openings, busyOf(columns, plan.bufferMs), plan, gate);
  return starts.map((startUtc) => ({ startUtc, placesLeft: 1 }));
}

/** With nobody asked for, each time once with the least busy person. */
export function oncePerTime(free: readonly FreeStart[], personId: string | null): readonly FreeStart[] {
  return personId === null ? free.filter((one, index) => free[index - 1]?.startUtc !== one.startUtc) : free;
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
export function whyNothing({ plans, gate }: Scope, day: number): DayRefusal {
  const nothingBusy = { fromUtc: [], toUtc: [] };
  let soonest: DayRefusal = 'closed';
  for (const plan of plans) {
    const dayGate = { firstUtc: plan.zone.wallUtc(day, 0), lastUtc: plan.zone.wallUtc(day + 1, 0) - 1 };
    for (const startUtc of freeStarts(openingsOf(plan, day, day), nothingBusy, plan, dayGate)) {
      if (startUtc >= gate.firstUtc && startUtc <= gate.lastUtc) return 'full';
      soonest = startUtc < gate.firstUtc ? 'tooSoon' : 'tooFar';
    }
  }
  return soonest;
}

export function toSlot(
  { snapshot, service, plans }: Scope,
  sources: readonly LoadedSheets[],
  free: FreeStart,
): FreeSlot {
  const plan = plans.find(({ personId }) => personId === free.personId)!;
  const { totalMinor, currency } = quoteOf(snapshot.shop, service);
  const endsAtUtc = free.startUtc + plan.durationMs;
  return {
    startsAtUtc: free.startUtc,
    endsAtUtc,
    personId: plan.personId,
    personName: plan.personName,
    price: { amountMinor: totalMinor, currency },
    recommended: sources.some((source) => {
      const busy = busyOf(source.columnsOf(plan.personId), plan.bufferMs);
      return busy.toUtc.includes(free.startUtc) || busy.fromUtc.includes(endsAtUtc);
    }),
    placesLeft: free.placesLeft,
  };
}
