import { serviceOf, type Catalogue, type Person, type Service, type Snapshot } from '../catalogue/index.js';
import { partIds, splitAddOns } from '../flow/index.js';
import type { BookingType } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { askedFor, partsOf } from './chain.rules.js';
import { CONFLICT_RULES, judge, type Conflict, type ConflictReport, type ConflictRule } from './conflicts.rules.js';
import { tallyOf, type Claim } from './day-sheet.model.js';
import type { DaySheets } from './day-sheet.store.js';
import type { Plan } from './opening.rules.js';
import { isThere, needsOf, sessionOf } from './resources.rules.js';
import { openingsAround, planFor } from './person-plans.rules.js';
import type { ReleasePlace } from './sheet-targets.rules.js';
import { isAway, occupiedBy, startGate } from './slots.rules.js';
import { zoneOf, type Zone } from './zone.rules.js';

export interface ConflictQuestion {
  readonly shopId: string;
  /** One, or several that are one visit. */
  readonly serviceId: string;
  /** Of several services whoever does them all, or one for each. */
  readonly personId: string;
  readonly startsAtUtc: Instant;
  readonly kind?: BookingType;
  readonly seats?: number;
  /** A booking whose own time does not stand in the way: it is being moved. */
  readonly movingBookingId?: string | null;
}

export interface Conflicts {
  /** What speaks against a time, for staff. It promises nothing: the claim itself is checked when it is made. */
  report(question: ConflictQuestion): Promise<ConflictReport | { readonly unknown: 'service' | 'person' }>;
}

interface ConflictsDeps {
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly clock: Clock;
  /** The house's own rules when absent. */
  readonly rules?: readonly ConflictRule[];
}

/** Asks the rules about one time of one person (AV-18..22). Customers are never offered what has so much as a warning. */
export function createConflicts({ catalogue, sheets, clock, rules = CONFLICT_RULES }: ConflictsDeps): Conflicts {
  /** Live claims on one sheet near a span, without those of the booking that is being moved. */
  async function near(place: ReleasePlace, nowUtc: Instant, moving: string | null): Promise<readonly Claim[]> {
    const claims = await sheets.claimsNear(place, nowUtc);
    return moving === null ? claims : claims.filter(({ bookingId }) => bookingId !== moving);
  }

  async function missingKinds(
    { snapshot, service, plan, question }: Asked,
    place: ReleasePlace,
    nowUtc: Instant,
  ): Promise<string[]> {
    const missing: string[] = [];
    const { startsAtUtc: fromUtc, endsAtUtc: toUtc } = place;
    const session = plan.capacity > 1 ? sessionOf(plan.serviceId, plan.personId) : null;
    const shares = (claim: Claim): boolean =>
      claim.serviceId === session && claim.startsAtUtc === fromUtc && claim.endsAtUtc === toUtc;
    for (const { kind, count, units } of needsOf(snapshot, service)) {
      let free = 0;
      for (const unit of units) {
        if (free >= count) break;
        if (!isThere(unit, fromUtc, toUtc, zoneOf(snapshot.shop.zone))) continue;
        const onUnit = { ...place, personId: unit.unit, bufferMs: 0 };
        const claims = await near(onUnit, nowUtc, question.movingBookingId ?? null);
        if (!claims.some((one) => one.startsAtUtc < toUtc && one.endsAtUtc > fromUtc && !shares(one))) free += 1;
      }
      if (free < count) missing.push(kind);
    }
    return missing;
  }

  async function reportOfOne(
    snapshot: Snapshot,
    question: ConflictQuestion,
  ): Promise<ConflictReport | { readonly unknown: 'service' | 'person' }> {
    const service = serviceOf(snapshot, question.serviceId);
    const person = snapshot.people.find(({ id }) => id === question.personId);
    if (!service) return { unknown: 'service' };
    if (!person) return { unknown: 'person' };
    const nowUtc = clock.nowUtc();
    const plan = planFor(snapshot, service, person);
    const { fromUtc, toUtc } = occupiedBy(question.startsAtUtc, plan);
    const serviceId = splitAddOns(service.id).serviceId;
    const { shopId } = question;
    const moving = question.movingBookingId ?? null;
    const dayZone = zoneOf(snapshot.dayZone);
    const at = { shopId, serviceId, dayZone, startsAtUtc: fromUtc, endsAtUtc: toUtc };
    const place = { ...at, personId: person.id, bufferMs: plan.bufferMs };
    const ofTheDay = { ...at, personId: tallyOf(serviceId), endsAtUtc: fromUtc + 1, bufferMs: 0 };
    const { firstUtc, lastUtc } = startGate(service, nowUtc, question.kind);
    return judge(rules, {
      personName: person.name,
      fromUtc,
      toUtc,
      serviceId,
      seats: question.seats ?? 1,
      capacity: plan.capacity,
      bufferMs: plan.bufferMs,
      claims: await near(place, nowUtc, moving),
      sameDay: service.dailyCap === null ? 0 : (await near(ofTheDay, nowUtc, moving)).length,
      dailyCap: service.dailyCap,
      missingKinds: await missingKinds({ snapshot, service, person, plan, question }, place, nowUtc),
      isOpen: isOpenFor(plan, zoneOf(snapshot.shop.zone), question.startsAtUtc),
      nowUtc,
      firstUtc,
      lastUtc,
    });
  }

  return {
    async report(question) {
      const snapshot = await catalogue.current(question.shopId);
      const parts = partsOf(snapshot, question.serviceId);
      if (!parts) return reportOfOne(snapshot, question);
      // More people than services: nobody can be meant by that.
      if (partIds(question.personId).length > parts.length) return { unknown: 'person' };
      const reports: ConflictReport[] = [];
      for (const [place, { service, offsetMs }] of parts.entries()) {
        const personId = askedFor(question.personId, place) ?? '';
        const startsAtUtc = question.startsAtUtc + offsetMs;
        const report = await reportOfOne(snapshot, { ...question, serviceId: service.id, personId, startsAtUtc });
        if ('unknown' in report) return report;
        reports.push(report);
      }
      return together(reports);
    },
  };
}

/** What speaks against a visit is what speaks against any part of it, the same thing said once. */
function together(reports: readonly ConflictReport[]): ConflictReport {
  const once = (of: 'errors' | 'warnings'): readonly Conflict[] => [
    ...new Map(reports.flatMap((one) => one[of]).map((one) => [`${one.ruleId} ${one.message}`, one])).values(),
  ];
  return { errors: once('errors'), warnings: once('warnings'), mayProceed: reports.every((one) => one.mayProceed) };
}

interface Asked {
  readonly snapshot: Snapshot;
  readonly service: Service;
  readonly person: Person;
  readonly plan: Plan;
  readonly question: ConflictQuestion;
}

/** Whether the person works for the whole of it. Staff may put a visit between the times of the grid. */
function isOpenFor(plan: Plan, zone: Zone, startUtc: Instant): boolean {
  const { fromUtc, toUtc } = occupiedBy(startUtc, plan);
  const day = zone.dayOf(startUtc);
  const openings = openingsAround(plan, zone, day, day);
  for (let index = 0; index < openings.length; index += 2) {
    if (openings[index]! <= fromUtc && toUtc <= openings[index + 1]!) return !isAway(startUtc, plan);
  }
  return false;
}
