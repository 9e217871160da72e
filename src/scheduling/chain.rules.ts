import { isTogether, offsetMinOf, servicesIn, type Service, type Snapshot } from '../catalogue/index.js';
import { joinParts, partIds } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import { MINUTE_MS } from '../platform/time-units.js';
import type { FreeStart } from './free-times.js';
import type { Plan } from './opening.rules.js';
import type { UnitNeed } from './resources.rules.js';
import { isAway, occupiedBy, touches, type Busy } from './slots.rules.js';

/**
 * Glossary
 * - **chain**: several services in one visit, one after the other, each by somebody who does it: a cut by Asha, then a
 *   colour by Ben. How far a part lies after the start of the visit depends on the services alone (`together.rules.ts`).
 */
export interface ChainPart {
  readonly service: Service;
  readonly offsetMs: number;
  readonly needs: readonly UnitNeed[];
  /** Who may do it, in the shop's order. */
  readonly plans: readonly Plan[];
}

/** One part of a visit as it falls on somebody. */
export interface VisitPart {
  readonly serviceId: string;
  readonly personId: string;
  readonly personName: string;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
}

/** Each service of a visit and how long after its start it begins. Null for one service, or an unknown one. */
export function partsOf(
  snapshot: Snapshot,
  serviceId: string,
): readonly { readonly service: Service; readonly offsetMs: number }[] | null {
  const services = isTogether(serviceId) ? servicesIn(snapshot, serviceId) : null;
  return (
    services && services.map((service, place) => ({ service, offsetMs: offsetMinOf(services, place) * MINUTE_MS }))
  );
}

/** Who does the part of that place: one id is asked for everything, several are one for each. Null: anybody. */
export function askedFor(personId: string | null, place: number): string | null {
  if (personId === null) return null;
  const ids = partIds(personId);
  return ids.length === 1 ? personId : (ids[place] ?? '');
}

/** What the search of a chain asks of what is known about one person doing one part. */
export interface ChainFacts {
  /** Free for the part when it starts then: opening, absences, claims, rooms, the day's limit. */
  readonly canStart: (place: number, plan: Plan, startUtc: Instant) => boolean;
  /** The lower comes first. */
  readonly turnOf: (personId: string) => number;
}

/**
 * The starts at which the whole chain fits, each with one choice of people for every one who can begin it. The parts lie
 * at different times, so who does one never stands in the way of another: the first who can is enough for each. Whoever
 * has the customer already goes on where they can: fewer chairs for the customer to change.
 *
 * @param starts when the first part may begin, by whom.
 */
export function freeChains(
  parts: readonly ChainPart[],
  starts: readonly { readonly startUtc: Instant; readonly plan: Plan }[],
  { canStart, turnOf }: ChainFacts,
): readonly FreeStart[] {
  const ordered = parts.map(({ plans }) =>
    [...plans].sort((one, other) => turnOf(one.personId) - turnOf(other.personId)),
  );
  const found: FreeStart[] = [];
  for (const { startUtc, plan } of starts) {
    const people = [plan.personId];
    for (let place = 1; place < parts.length; place += 1) {
      const atUtc = startUtc + parts[place]!.offsetMs;
      const able = (one: Plan): boolean => canStart(place, one, atUtc);
      const same = parts[place]!.plans.find(({ personId }) => personId === people.at(-1));
      const next = same && able(same) ? same : ordered[place]!.find(able);
      if (!next) break;
      people.push(next.personId);
    }
    if (people.length < parts.length) continue;
    const turn = turnOf(plan.personId);
    found.push({ startUtc, personId: namesOf(people), placesLeft: 1, turn, marked: false });
  }
  return found.sort((one, other) => one.startUtc - other.startUtc || one.turn - other.turn);
}

/** One id where one person does it all. */
function namesOf(people: readonly string[]): string {
  return new Set(people).size === 1 ? people[0]! : joinParts(people);
}

/** Whether somebody is at work, and not away, for a part that starts then. No grid: it follows the part before it. */
export function isOpenAt(openings: readonly Instant[], plan: Plan, startUtc: Instant): boolean {
  if (plan.storedTimes !== null || isAway(startUtc, plan)) return false;
  const { fromUtc, toUtc } = occupiedBy(startUtc, plan);
  let low = 0;
  let high = openings.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (openings[2 * middle + 1]! < toUtc) low = middle + 1;
    else high = middle;
  }
  return 2 * low < openings.length && openings[2 * low]! <= fromUtc;
}

export function isFreeAt(busy: Busy, plan: Plan, startUtc: Instant): boolean {
  const { fromUtc, toUtc } = occupiedBy(startUtc, plan);
  return !touches(busy, fromUtc, toUtc);
}

/** The parts of a visit that starts then. */
export function visitParts(parts: readonly ChainPart[], personId: string, startUtc: Instant): readonly VisitPart[] {
  return parts.map(({ service, offsetMs, plans }, place) => {
    const id = askedFor(personId, place)!;
    const startsAtUtc = startUtc + offsetMs;
    return {
      serviceId: service.id,
      personId: id,
      personName: plans.find((plan) => plan.personId === id)?.personName ?? id,
      startsAtUtc,
      endsAtUtc: startsAtUtc + service.durationMin * MINUTE_MS,
    };
  });
}
