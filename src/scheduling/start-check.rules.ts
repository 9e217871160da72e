import { bookableService, peopleFor, type Person, type Service, type Snapshot } from '../catalogue/index.js';
import type { DayRefusal } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { openingsOf } from './opening.rules.js';
import { planFor } from './search-scope.rules.js';
import { freeStarts, startGate } from './slots.rules.js';
import { zoneOf } from './zone.rules.js';

export type StartCheck =
  | { readonly kind: 'allowed'; readonly service: Service; /** In their order. */ readonly people: readonly Person[] }
  | { readonly kind: 'refused'; readonly reason: DayRefusal };

/**
 * Whether the rules (not the claims) allow a start: every start that comes from outside is checked against the grid, so
 * nothing can be booked that was never offered. `ignoreNotice` is for a promise made earlier: its notice was kept then.
 */
export function checkStart(
  snapshot: Snapshot,
  question: { readonly serviceId: string; readonly personId: string | null; readonly startsAtUtc: Instant },
  nowUtc: Instant,
  { ignoreNotice = false } = {},
): StartCheck {
  const { serviceId, personId, startsAtUtc } = question;
  const service = bookableService(snapshot, serviceId);
  if (!service) return { kind: 'refused', reason: 'closed' };
  const gate = startGate(service, nowUtc);
  if (!(startsAtUtc > nowUtc)) return { kind: 'refused', reason: 'past' };
  if (startsAtUtc > gate.lastUtc) return { kind: 'refused', reason: 'tooFar' };
  if (!ignoreNotice && startsAtUtc < gate.firstUtc) return { kind: 'refused', reason: 'tooSoon' };
  const zone = zoneOf(snapshot.shop.zone);
  const day = zone.dayOf(startsAtUtc);
  const only = { firstUtc: startsAtUtc, lastUtc: startsAtUtc };
  const people = peopleFor(snapshot, serviceId).filter((person) => {
    if (personId !== null && person.id !== personId) return false;
    const plan = planFor(service, person, zone);
    return freeStarts(openingsOf(plan, day, day), { fromUtc: [], toUtc: [] }, plan, only).length > 0;
  });
  return people.length > 0 ? { kind: 'allowed', service, people } : { kind: 'refused', reason: 'closed' };
}
