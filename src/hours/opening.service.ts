import type { Catalogue, Snapshot } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { openingsOf, planOf, zoneOf } from '../scheduling/index.js';

interface Span {
  readonly fromUtc: Instant;
  readonly toUtc: Instant;
}

export interface Opening {
  /** Null while it is open. `opensAtUtc` is null when it does not open within two weeks. */
  closedUntil(shopId: string, atUtc: Instant): Promise<{ readonly opensAtUtc: Instant | null } | null>;
  /** Ids of those who work at that moment. */
  readonly atWork: (shopId: string, atUtc: Instant) => Promise<ReadonlySet<string>>;
  /** From when to when somebody works on the day of that moment; null when nobody does. */
  today(shopId: string, atUtc: Instant): Promise<Span | null>;
}

const LOOK_AHEAD_DAYS = 14;

/** The shop's opening as the sum of its people's: one at lunch does not close a shop where another is at work. */
export function createOpening({ catalogue }: { readonly catalogue: Catalogue }): Opening {
  return {
    async closedUntil(shopId, atUtc) {
      let opensAtUtc: Instant | null = null;
      for (const { fromUtc, toUtc } of spansOf(await catalogue.current(shopId), atUtc, LOOK_AHEAD_DAYS)) {
        if (fromUtc <= atUtc && atUtc < toUtc) return null;
        if (fromUtc > atUtc && (opensAtUtc === null || fromUtc < opensAtUtc)) opensAtUtc = fromUtc;
      }
      return { opensAtUtc };
    },

    async atWork(shopId, atUtc) {
      const working = new Set<string>();
      for (const { personId, fromUtc, toUtc, absences } of spansOf(await catalogue.current(shopId), atUtc, 0))
        if (fromUtc <= atUtc && atUtc < toUtc && !isWithin(absences, atUtc)) working.add(personId);
      return working;
    },

    async today(shopId, atUtc) {
      const snapshot = await catalogue.current(shopId);
      const zone = zoneOf(snapshot.shop.zone);
      const today = zone.dayOf(atUtc);
      // Last night's shift may reach into today: it is no opening of today's.
      const spans = [...spansOf(snapshot, atUtc, 0)].filter(({ fromUtc }) => zone.dayOf(fromUtc) === today);
      if (spans.length === 0) return null;
      return {
        fromUtc: Math.min(...spans.map(({ fromUtc }) => fromUtc)),
        toUtc: Math.max(...spans.map(({ toUtc }) => toUtc)),
      };
    },
  };
}

/** Every stretch of somebody's work, from the day of that moment on; in no order. */
function* spansOf(
  snapshot: Snapshot,
  atUtc: Instant,
  daysAhead: number,
): Generator<Span & { readonly personId: string; readonly absences: readonly Instant[] }> {
  const { shop, services, people } = snapshot;
  const zone = zoneOf(shop.zone);
  const today = zone.dayOf(atUtc);
  for (const service of services.filter(({ active, bookable }) => active && bookable))
    for (const person of people) {
      if (!person.active || !person.serviceIds.includes(service.id)) continue;
      const plan = planOf(service, person, zone, snapshot);
      const flat = openingsOf(plan, today, today + daysAhead);
      for (let index = 0; index < flat.length; index += 2)
        yield { personId: person.id, absences: plan.absences, fromUtc: flat[index]!, toUtc: flat[index + 1]! };
    }
}

/** @param flat beginnings and ends by turns. */
function isWithin(flat: readonly Instant[], atUtc: Instant): boolean {
  return flat.some((fromUtc, index) => index % 2 === 0 && fromUtc <= atUtc && atUtc < flat[index + 1]!);
}
