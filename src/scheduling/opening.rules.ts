import {
  daysOf,
  type Person,
  type Service,
  type Snapshot,
  type StoredSlot,
  type WeeklyHours,
} from '../catalogue/index.js';
import { splitAddOns } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import { parseDay, weekdayOf, type Zone } from './zone.rules.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** Everything the search needs to know of one person doing one service, worked out once per catalogue revision. */
export interface Plan {
  readonly personId: string;
  readonly personName: string;
  readonly zone: Zone;
  /** By weekday: flat [fromMin, toMin, …], breaks cut out. */
  readonly stretches: readonly (readonly number[])[];
  /** Local days without any opening: blackout dates of the service and the person's days off (AV-03, AV-06). */
  readonly closedDays: ReadonlySet<number>;
  /** Days with stretches of their own: holidays, other hours, extra days (AV-30). */
  readonly otherDays: ReadonlyMap<number, readonly number[]>;
  /** Flat UTC pairs in which the person is away; they cut starts out and leave the grid as it is (AV-31). */
  readonly absences: readonly Instant[];
  /** The only starts there are, when the service has its times one by one (AV-12); null: the grid. */
  readonly storedTimes: readonly StoredSlot[] | null;
  /** Whether some stretch runs past midnight. */
  readonly overnight: boolean;
  readonly serviceId: string;
  /** The visit as the customer sees it. */
  readonly durationMs: number;
  /** Time of the person and the resources before and after it. */
  readonly setupMs: number;
  readonly cleanupMs: number;
  /** From an opening to its first start: the set-up, and with a step of the shop's own the rest of that step. */
  readonly leadMs: number;
  readonly stepMs: number;
  readonly bufferMs: number;
  readonly capacity: number;
}

/** The person's own value, else the service's, else 15 minutes (CF-06). */
export function bufferMinOf(service: Service, person: Person): number {
  return person.bufferMin ?? service.bufferMin ?? 15;
}

/** What a snapshot says about particular days. */
export type DatedFacts = Pick<Snapshot, 'schedule' | 'storedSlots'>;

const NO_FACTS: DatedFacts = { schedule: [], storedSlots: [] };

/** Person's own hours beat the service's; with neither there is no opening at all (AV-06). */
export function planOf(service: Service, person: Person, zone: Zone, facts: DatedFacts = NO_FACTS): Plan {
  const bufferMin = bufferMinOf(service, person);
  const hours = person.weeklyHours ?? service.weeklyHours;
  const stretches = hours ? stretchesOf(hours) : [[], [], [], [], [], [], []];
  const closed = [...service.blackoutDates, ...person.daysOff].map(parseDay);
  const otherDays = otherDaysOf(facts.schedule, person.id, stretches);
  const { setupMin, cleanupMin, durationMin } = service;
  const baseId = splitAddOns(service.id).serviceId;
  return {
    personId: person.id,
    personName: person.name,
    zone,
    stretches,
    closedDays: new Set(closed.filter((day) => day !== null)),
    otherDays,
    absences: absencesOf(facts.schedule, person.id),
    storedTimes:
      service.times === 'stored'
        ? facts.storedSlots.filter(
            (slot) => slot.serviceId === baseId && (slot.personId === null || slot.personId === person.id) && slot.open,
          )
        : null,
    overnight: [...stretches, ...otherDays.values()].some((flat) => flat.some((minute) => minute > 24 * 60)),
    serviceId: baseId,
    durationMs: durationMin * MINUTE_MS,
    setupMs: setupMin * MINUTE_MS,
    // Who asked for starts every half hour wants 9:30 after a set-up of ten minutes, not 9:10 and 9:40.
    leadMs: (service.stepMin === null ? setupMin : Math.ceil(setupMin / service.stepMin) * service.stepMin) * MINUTE_MS,
    cleanupMs: cleanupMin * MINUTE_MS,
    // Without a step of its own each start follows the whole of the visit before it.
    stepMs: (service.stepMin ?? setupMin + durationMin + cleanupMin + bufferMin) * MINUTE_MS,
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
  const { zone, stretches, closedDays, otherDays } = plan;
  for (let day = plan.overnight ? fromDay - 1 : fromDay; day <= toDay; day += 1) {
    if (closedDays.size > 0 && closedDays.has(day)) continue;
    const flat = (otherDays.size > 0 ? otherDays.get(day) : undefined) ?? stretches[weekdayOf(day)]!;
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

export function stretchesOf(hours: WeeklyHours): number[][] {
  return hours.map((day) => (day.working ? stretchOf(day) : []));
}

function stretchOf({ startMin, endMin, breaks }: Omit<WeeklyHours[number], 'working'>): number[] {
  const flat: number[] = [];
  let fromMin = startMin;
  for (const pause of [...breaks].sort((one, other) => one.startMin - other.startMin)) {
    if (pause.startMin >= endMin) break;
    if (pause.startMin > fromMin) flat.push(fromMin, pause.startMin);
    fromMin = Math.max(fromMin, pause.endMin);
  }
  if (fromMin < endMin) flat.push(fromMin, endMin);
  return flat;
}

/** The shop's records first, then the person's over them; among either the one that was kept last. */
function otherDaysOf(
  schedule: Snapshot['schedule'],
  personId: string,
  weekly: readonly (readonly number[])[],
): ReadonlyMap<number, readonly number[]> {
  const days = new Map<number, readonly number[]>();
  for (const whose of [null, personId]) {
    for (const record of schedule) {
      if (record.kind === 'offDuty' || record.personId !== whose) continue;
      const first = parseDay(record.fromDate);
      if (first === null) continue;
      const last = first + daysOf(record.fromDate, record.toDate) - 1;
      const open = record.kind === 'closed' ? [] : stretchOf(record.hours);
      for (let day = first; day <= last; day += 1) {
        const onlyInside = record.kind === 'hours' && whose === null;
        days.set(day, onlyInside ? common(weekly[weekdayOf(day)]!, open) : open);
      }
    }
  }
  return days;
}

/** Where both are open; both in order. */
function common(one: readonly number[], other: readonly number[]): readonly number[] {
  const both: number[] = [];
  for (let index = 0; index < one.length; index += 2) {
    for (let inner = 0; inner < other.length; inner += 2) {
      const fromMin = Math.max(one[index]!, other[inner]!);
      const toMin = Math.min(one[index + 1]!, other[inner + 1]!);
      if (fromMin < toMin) both.push(fromMin, toMin);
    }
  }
  return both;
}

function absencesOf(schedule: Snapshot['schedule'], personId: string): readonly Instant[] {
  return schedule.flatMap((record) =>
    record.kind === 'offDuty' && record.personId === personId ? [record.fromUtc, record.untilUtc] : [],
  );
}
