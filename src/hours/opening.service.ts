import type { Catalogue } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { openingsOf, planOf, zoneOf } from '../scheduling/index.js';

export interface Opening {
  /** Null while it is open. `opensAtUtc` is null when it does not open within two weeks. */
  closedUntil(shopId: string, atUtc: Instant): Promise<{ readonly opensAtUtc: Instant | null } | null>;
}

const LOOK_AHEAD_DAYS = 14;

/** The shop's opening as the sum of its people's: one at lunch does not close a shop where another is at work. */
export function createOpening({ catalogue }: { readonly catalogue: Catalogue }): Opening {
  return {
    async closedUntil(shopId, atUtc) {
      const snapshot = await catalogue.current(shopId);
      const { shop, services, people } = snapshot;
      const zone = zoneOf(shop.zone);
      const today = zone.dayOf(atUtc);
      let opensAtUtc: Instant | null = null;
      for (const service of services.filter(({ active, bookable }) => active && bookable))
        for (const person of people) {
          if (!person.active || !person.serviceIds.includes(service.id)) continue;
          const flat = openingsOf(planOf(service, person, zone, snapshot), today, today + LOOK_AHEAD_DAYS);
          for (let index = 0; index < flat.length; index += 2) {
            const [fromUtc, toUtc] = [flat[index]!, flat[index + 1]!];
            if (fromUtc <= atUtc && atUtc < toUtc) return null;
            if (fromUtc > atUtc && (opensAtUtc === null || fromUtc < opensAtUtc)) opensAtUtc = fromUtc;
          }
        }
      return { opensAtUtc };
    },
  };
}
