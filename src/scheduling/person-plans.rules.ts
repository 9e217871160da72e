import { peopleFor, type Person, type Service, type Snapshot } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { openingsOf, planOf, type Plan } from './opening.rules.js';
import type { Range } from './search-scope.rules.js';
import { zoneOf, type Zone } from './zone.rules.js';

const plansByService = new WeakMap<Service, Map<Person, Plan>>();

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

/** The plans of those who are asked. */
export function plansOf(snapshot: Snapshot, service: Service, personId: string | null): readonly Plan[] {
  return peopleAsked(snapshot, service.id, personId).map((person) => planFor(snapshot, service, person));
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

/** Openings that hold every start of these days of the shop, whatever day it is where the person lives. */
export function openingsAround(plan: Plan, zone: Zone, fromDay: number, toDay: number): readonly Instant[] {
  const aside = plan.zone === zone ? 0 : 1;
  return openingsOf(plan, fromDay - aside, toDay + aside);
}
