import {
  personSchema,
  serviceSchema,
  type PersonInput,
  type ServiceInput,
} from '../../../src/catalogue/catalogue.model.js';
import { openingsOf, planOf, type Plan } from '../../../src/scheduling/opening.rules.js';
import { busyOf, freeStarts, type ClaimColumns } from '../../../src/scheduling/slots.rules.js';
import { parseDay, zoneOf } from '../../../src/scheduling/zone.rules.js';
import { everyDay } from '../../booking/support/world.js';

export const ALWAYS = { firstUtc: -Infinity, lastUtc: Infinity };

export function columns(
  claims: readonly {
    from: string | number;
    to: string | number;
    bufferMin?: number;
    serviceId?: string;
    seats?: number;
  }[],
): ClaimColumns {
  const ms = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at));
  return {
    startsAtUtc: claims.map(({ from }) => ms(from)),
    endsAtUtc: claims.map(({ to }) => ms(to)),
    bufferMs: claims.map(({ bufferMin = 0 }) => bufferMin * 60_000),
    serviceIds: claims.map(({ serviceId }) => serviceId ?? null),
    seats: claims.map(({ seats = 1 }) => seats),
  };
}

export function plan(service: Partial<ServiceInput> = {}, person: Partial<PersonInput> = {}, zone = 'UTC'): Plan {
  return planOf(
    serviceSchema.parse({
      id: 'cut',
      name: 'Cut',
      durationMin: 60,
      priceMinor: 100,
      bufferMin: 0,
      stepMin: 30,
      ...service,
    }),
    personSchema.parse({ id: 'asha', name: 'Asha', serviceIds: ['cut'], weeklyHours: everyDay(540, 1020), ...person }),
    zoneOf(zone),
  );
}

export function startsOn(date: string, one: Plan, claims: ClaimColumns = NOTHING): string[] {
  const day = parseDay(date)!;
  const starts = freeStarts(openingsOf(one, day, day), busyOf(claims, one.bufferMs), one, ALWAYS);
  return starts.map((atUtc) => new Date(atUtc).toISOString().slice(11, 16));
}

export const NOTHING: ClaimColumns = { startsAtUtc: [], endsAtUtc: [], bufferMs: [], serviceIds: null, seats: null };
