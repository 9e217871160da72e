import { bookableService, type Person, type Service, type Snapshot } from '../catalogue/index.js';
import type { BookingType, DayRefusal } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { openingsAround, peopleAsked, planFor } from './person-plans.rules.js';
import type { Plan } from './opening.rules.js';
import { chainOf } from './chain-search.rules.js';
import { isOpenAt, type ChainPart } from './chain.rules.js';
import { freeStarts, startGate } from './slots.rules.js';
import { zoneOf } from './zone.rules.js';

export type StartCheck =
  | {
      readonly kind: 'allowed';
      readonly service: Service;
      /** Who may do it, in their order; nobody is named for a visit of several services. */
      readonly people: readonly Person[];
    }
  | { readonly kind: 'refused'; readonly reason: DayRefusal };

/**
 * Whether the rules (not the claims) allow a start: every start that comes from outside is checked against the grid, so
 * nothing can be booked that was never offered. `ignoreNotice` is for a promise made earlier: its notice was kept then.
 */
export function checkStart(
  snapshot: Snapshot,
  question: {
    readonly serviceId: string;
    readonly personId: string | null;
    readonly startsAtUtc: Instant;
    readonly kind?: BookingType;
  },
  nowUtc: Instant,
  { ignoreNotice = false } = {},
): StartCheck {
  const { serviceId, personId, startsAtUtc } = question;
  const service = bookableService(snapshot, serviceId);
  if (!service) return { kind: 'refused', reason: 'closed' };
  const gate = startGate(service, nowUtc, question.kind);
  if (!(startsAtUtc > nowUtc)) return { kind: 'refused', reason: 'past' };
  if (startsAtUtc > gate.lastUtc) return { kind: 'refused', reason: 'tooFar' };
  if (!ignoreNotice && startsAtUtc < gate.firstUtc) return { kind: 'refused', reason: 'tooSoon' };
  const zone = zoneOf(snapshot.shop.zone);
  const day = zone.dayOf(startsAtUtc);
  const only = { firstUtc: startsAtUtc, lastUtc: startsAtUtc };
  const chain = chainOf(snapshot, service, personId);
  if (chain) {
    const isOpen = isChainOpen(chain, startsAtUtc, (plan) => openingsAround(plan, zone, day - 1, day + 1));
    return isOpen ? { kind: 'allowed', service, people: [] } : { kind: 'refused', reason: 'closed' };
  }
  const people = peopleAsked(snapshot, serviceId, personId).filter((person) => {
    const plan = planFor(snapshot, service, person);
    return freeStarts(openingsAround(plan, zone, day, day), { fromUtc: [], toUtc: [] }, plan, only).length > 0;
  });
  return people.length > 0 ? { kind: 'allowed', service, people } : { kind: 'refused', reason: 'closed' };
}

/** On the grid of the first part, and somebody at work for each of the others. */
function isChainOpen(
  [first, ...rest]: readonly ChainPart[],
  startUtc: Instant,
  openingsFor: (plan: Plan) => readonly Instant[],
): boolean {
  const only = { firstUtc: startUtc, lastUtc: startUtc };
  const nothingBusy = { fromUtc: [], toUtc: [] };
  return (
    first !== undefined &&
    first.plans.some((plan) => freeStarts(openingsFor(plan), nothingBusy, plan, only).length > 0) &&
    rest.every(({ plans, offsetMs }) => plans.some((plan) => isOpenAt(openingsFor(plan), plan, startUtc + offsetMs)))
  );
}
