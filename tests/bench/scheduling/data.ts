import { personSchema, serviceSchema } from '../../../src/catalogue/catalogue.model.js';
import { planOf, type Plan } from '../../../src/scheduling/opening.rules.js';
import type { ClaimColumns } from '../../../src/scheduling/slots.rules.js';
import { parseDay, zoneOf } from '../../../src/scheduling/zone.rules.js';
import { createRandom } from '../../scheduling/support/random.js';
import { MINUTE_MS } from '../../../src/platform/time-units.js';

/** Thirty days of Berlin with the change to winter time in the middle. */
export const FROM_DAY = parseDay('2026-10-12')!;
export const DAYS = 30;
export const ZONE = 'Europe/Berlin';

const breaks = [{ startMin: 750, endMin: 780 }];
export const hours = Array.from({ length: 7 }, () => ({ working: true, startMin: 540, endMin: 1080, breaks }));

export function visitPlan(personId: string): Plan {
  return planOf(
    serviceSchema.parse({ id: 'visit', name: 'Visit', durationMin: 30, priceMinor: 2500, stepMin: 30, bufferMin: 0 }),
    personSchema.parse({ id: personId, name: personId, serviceIds: ['visit'], weeklyHours: hours }),
    zoneOf(ZONE),
  );
}

/** `count` busy times spread over the thirty days, in order, as the database would give them. */
export function busyTimes(count: number, seed: number): ClaimColumns {
  const random = createRandom(seed);
  const fromUtc = zoneOf(ZONE).wallUtc(FROM_DAY, 540);
  const spanMin = DAYS * 1440;
  const starts = Array.from({ length: count }, () => fromUtc + random.int(0, spanMin / 15) * 15 * MINUTE_MS);
  starts.sort((one, other) => one - other);
  return {
    startsAtUtc: starts,
    endsAtUtc: starts.map((startUtc) => startUtc + random.int(1, 4) * 15 * MINUTE_MS),
    bufferMs: starts.map(() => 0),
    serviceIds: null,
    seats: null,
  };
}
