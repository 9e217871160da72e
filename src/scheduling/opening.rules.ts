import type { Person, Service, WeeklyHours } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { MINUTE_MS, parseDay, weekdayOf, type Zone } from './zone.rules.js';

/** Everything the search needs to know of one person doing one service, worked out once per catalogue revision. */
export interface Plan {
  readonly personId: string;
  readonly personName: string;
  readonly zone: Zone;
  /** By weekday: flat [fromMin, toMin, …], breaks cut out. */
  readonly stretches: readonly (readonly number[])[];
  /** Local days without any opening: blackout dates of the service and the person's days off (AV-03, AV-06). */
  readonly closedDays: ReadonlySet<number>;
  /** Whether some stretch runs past midnight. */
  readonly overnight: boolean;
  readonly serviceId: string;
  readonly durationMs: number;
  readonly stepMs: number;
  readonly bufferMs: number;
  readonly capacity: number;
}

/** The person's own value, else the service's, else 15 minutes (CF-06). */
export function bufferMinOf(service: Service, person: Person): number {
  return person.bufferMin ?? service.bufferMin ?? 15;
}

/** Person's own hours beat the service's; with neither there is no opening at all (AV-06). */
export function planOf(service: Service, person: Person, zone: Zone): Plan {
  const bufferMin = bufferMinOf(service, person);
  const hours = person.weeklyHours ?? service.weeklyHours;
  const stretches = hours ? stretchesOf(hours) : [[], [], [], [], [], [], []];
  const closed = [...service.blackoutDates, ...person.daysOff].map(parseDay);
  return {
    personId: person.id,
    personName: person.name,
    zone,
    stretches,
    closedDays: new Set(closed.filter((day) => day !== null)),
    overnight: stretches.some((flat) => flat.some((minute) => minute > 24 * 60)),
    serviceId: service.id,
    durationMs: service.durationMin * MINUTE_MS,
    stepMs: (service.stepMin ?? service.durationMin + bufferMin) * MINUTE_MS,
    bufferMs: bufferMin * MINUTE_MS,
    capacity: service.capacity,
  };
}

/**
 * Opening as flat UTC pairs [from, to, …], in order, for the local days `fromDay`…`toDay` inclusive. A shift that began
 * the evening before is included whole: callers cut by the starts they want.
 */
export function openingsOf(plan: Plan, fromDay: number, toDay: number): Instant[] {
  const openings: Instant[] = [];
  const { zone, stretches, closedDays } = plan;
  for (let day = plan.overnight ? fromDay - 1 : fromDay; day <= toDay; day += 1) {
    if (closedDays.size > 0 && closedDays.has(day)) continue;
    const flat = stretches[weekdayOf(day)]!;
    for (let index = 0; index < flat.length; index += 2) {
      let fromUtc = zone.wallUtc(day, flat[index]!);
      const toUtc = zone.wallUtc(day, flat[index + 1]!);
      // A night shift may run into the next morning's: that morning then begins where the night ends.
      const last = openings[openings.length - 1];
      if (last !== undefined && last > fromUtc) fromUtc = last;
      // A stretch that lies wholly in the hour the clocks jump over has no instant at all.
      if (fromUtc < toUtc) openings.push(fromUtc, toUtc);
    }
  }
  return openings;
}

function stretchesOf(hours: WeeklyHours): number[][] {
  return hours.map(({ working, startMin, endMin, breaks }) => {
    if (!working) return [];
    const flat: number[] = [];
    let fromMin = startMin;
    for (const pause of [...breaks].sort((one, other) => one.startMin - other.startMin)) {
      if (pause.startMin >= endMin) break;
      if (pause.startMin > fromMin) flat.push(fromMin, pause.startMin);
      fromMin = Math.max(fromMin, pause.endMin);
    }
    if (fromMin < endMin) flat.push(fromMin, endMin);
    return flat;
  });
}
