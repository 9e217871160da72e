import type { Resource, Service, Snapshot } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { stretchesOf, type Plan } from './opening.rules.js';
import { busyOf, occupiedBy, touches, type Busy, type ClaimColumns } from './slots.rules.js';
import { weekdayOf, type Zone } from './zone.rules.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** One room, chair or device: what has a day sheet of its own. A resource of capacity 3 is three units. */
export interface Unit {
  /** The name of its sheets. No person's id holds a colon. */
  readonly unit: string;
  readonly resourceId: string;
  readonly name: string;
  readonly active: boolean;
  /** By weekday; null: always there. */
  readonly stretches: readonly (readonly number[])[] | null;
}

/** So many of these at once; which ones is of no matter. */
export interface UnitNeed {
  readonly kind: string;
  readonly count: number;
  readonly units: readonly Unit[];
}

/** What of a need is to be taken: `count` of these, in this order of preference. */
export interface UnitChoice {
  readonly count: number;
  /** Names of sheets. */
  readonly units: readonly string[];
  /** How many of them were free when the sheets were read; absent when nobody looked. */
  readonly free?: number;
}

const needsByService = new WeakMap<Service, { readonly shop: Snapshot['shop']; readonly needs: readonly UnitNeed[] }>();

/** What a service needs beside the person, with everything of the kind the shop has, switched off ones included. */
export function needsOf({ shop }: Pick<Snapshot, 'shop'>, service: Service): readonly UnitNeed[] {
  const known = needsByService.get(service);
  if (known?.shop === shop) return known.needs;
  const needs = service.needs.map(({ kind, count }) => ({
    kind,
    count,
    units: shop.resources.filter((resource) => resource.kind === kind).flatMap(unitsOf),
  }));
  needsByService.set(service, { shop, needs });
  return needs;
}

/** The sheets on which something of these needs may stand. */
export function unitNamesOf(needs: readonly UnitNeed[]): readonly string[] {
  return needs.flatMap(({ units }) => units.map(({ unit }) => unit));
}

/** "Room 1", for the people of the shop. */
export function unitLabel({ resources }: Snapshot['shop'], unit: string): string {
  return resources.flatMap(unitsOf).find((one) => one.unit === unit)?.name ?? unit;
}

export function unitsOf({ id, name, capacity, active, weeklyHours }: Resource): readonly Unit[] {
  const stretches = weeklyHours && stretchesOf(weeklyHours);
  return Array.from({ length: capacity }, (_, index) => ({
    unit: index === 0 ? `resource:${id}` : `resource:${id}#${index + 1}`,
    resourceId: id,
    name: capacity === 1 ? name : `${name} ${index + 1}`,
    active,
    stretches,
  }));
}

/** Whether it is there for the whole of the span: switched on, and inside one stretch of its own hours. */
export function isThere({ active, stretches }: Unit, fromUtc: Instant, toUtc: Instant, zone: Zone): boolean {
  if (!active) return false;
  if (!stretches) return true;
  const day = zone.dayOf(fromUtc);
  // The stretch of the evening before may run past midnight.
  return [day - 1, day].some((one) => {
    const flat = stretches[weekdayOf(one)]!;
    for (let index = 0; index < flat.length; index += 2) {
      if (zone.wallUtc(one, flat[index]!) <= fromUtc && toUtc <= zone.wallUtc(one, flat[index + 1]!)) return true;
    }
    return false;
  });
}

/** How the claims of one group session are told from others on the sheet of a room: its people share the room. */
export function sessionOf(serviceId: string, personId: string): string {
  return `${serviceId}@${personId}`;
}

/** Whether every need can be met at a start. Answers are remembered: people of one service share their starts. */
export function createNeedsCheck(
  needs: readonly UnitNeed[],
  columnsOf: (unit: string) => ClaimColumns,
  zone: Zone,
): (startUtc: Instant, plan: Plan) => boolean {
  const busyByUnit = new Map<string, Busy>();
  const known = new Map<Instant, boolean>();
  const busy = (unit: string): Busy => {
    let made = busyByUnit.get(unit);
    if (!made) busyByUnit.set(unit, (made = busyOf(columnsOf(unit), 0)));
    return made;
  };

  const isFree = ({ unit }: Unit, fromUtc: Instant, toUtc: Instant, plan: Plan): boolean =>
    isUnitFree(busy(unit), columnsOf(unit), { fromUtc, toUtc }, plan);

  return (startUtc, plan) => {
    const shared = plan.capacity === 1 ? known.get(startUtc) : undefined;
    if (shared !== undefined) return shared;
    const { fromUtc, toUtc } = occupiedBy(startUtc, plan);
    const met = needs.every(({ count, units }) => {
      let free = 0;
      return units.some((unit) => {
        if (isThere(unit, fromUtc, toUtc, zone) && isFree(unit, fromUtc, toUtc, plan)) free += 1;
        return free >= count;
      });
    });
    if (plan.capacity === 1) known.set(startUtc, met);
    return met;
  };
}

/** Whether nothing stands on a unit for the whole of the span, or only the group session asked about. */
export function isUnitFree(
  busy: Busy,
  columns: ClaimColumns,
  { fromUtc, toUtc }: { readonly fromUtc: Instant; readonly toUtc: Instant },
  plan: Plan,
): boolean {
  return !touches(busy, fromUtc, toUtc) || (plan.capacity > 1 && isSameSession(columns, fromUtc, toUtc, plan));
}

function isSameSession(columns: ClaimColumns, fromUtc: Instant, toUtc: Instant, plan: Plan): boolean {
  const session = sessionOf(plan.serviceId, plan.personId);
  return columns.startsAtUtc.every(
    (startUtc, index) =>
      startUtc >= toUtc ||
      columns.endsAtUtc[index]! <= fromUtc ||
      (columns.serviceIds?.[index] === session && startUtc === fromUtc && columns.endsAtUtc[index] === toUtc),
  );
}

/** Which of a kind to try first: for a group the one its session is in, then whichever has been used least. */
export function byUse(
  need: UnitNeed,
  columnsOf: (unit: string) => ClaimColumns,
  span: { readonly fromUtc: Instant; readonly toUtc: Instant },
  session: string | null,
): readonly Unit[] {
  const usedMin = (unit: string): number => {
    const { startsAtUtc, endsAtUtc } = columnsOf(unit);
    return startsAtUtc.reduce((sum, startUtc, index) => sum + (endsAtUtc[index]! - startUtc) / MINUTE_MS, 0);
  };
  const hosts = (unit: string): boolean => {
    const { startsAtUtc, endsAtUtc, serviceIds } = columnsOf(unit);
    return startsAtUtc.some(
      (startUtc, index) =>
        serviceIds?.[index] === session && startUtc === span.fromUtc && endsAtUtc[index] === span.toUtc,
    );
  };
  // Two first guests of one session must come to the same room without seeing each other: by order, not by use.
  if (session !== null) {
    return [...need.units].sort((one, other) => Number(hosts(other.unit)) - Number(hosts(one.unit)));
  }
  const used = new Map(need.units.map(({ unit }) => [unit, usedMin(unit)]));
  return [...need.units].sort((one, other) => used.get(one.unit)! - used.get(other.unit)!);
}
