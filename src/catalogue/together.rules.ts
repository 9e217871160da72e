import { MOST_TOGETHER, partIds, payTogether, splitAddOns } from '../flow/index.js';
import type { Service } from './catalogue.model.js';
import { joinedNames } from './names.rules.js';

/**
 * Several services as one visit (ORD-06): as long, as dear and as strict as all of them. Between two of them lie the
 * clean-up of the one and the set-up of the next, whoever does them: so the length of the visit does not depend on who is
 * free, and a room that serves both is never claimed twice for one minute.
 *
 * Null for what cannot be one visit: the same service twice, groups and services with times of their own, or too many.
 */
export function together(id: string, parts: readonly Service[]): Service | null {
  const [first] = parts;
  const last = parts.at(-1);
  const ids = new Set(parts.map((one) => splitAddOns(one.id).serviceId));
  if (!first || !last || ids.size !== parts.length || parts.length > MOST_TOGETHER) return null;
  if (!parts.every(({ capacity, times }) => capacity === 1 && times === 'grid')) return null;
  const pay = payTogether(parts.map((one) => one.pay));
  const sumOf = (of: (one: Service) => number): number => parts.reduce((sum, one) => sum + of(one), 0);
  return {
    ...first,
    id,
    ...joinedNames(parts),
    durationMin: offsetMinOf(parts, parts.length - 1) + last.durationMin,
    priceMinor: sumOf(({ priceMinor }) => priceMinor),
    pay,
    depositMinor: sumOf(dueMinor),
    depositBasisPoints: 0,
    bookable: parts.every((one) => one.bookable),
    active: parts.every((one) => one.active),
    horizonDays: Math.min(...parts.map((one) => one.horizonDays)),
    noticeMin: Math.max(...parts.map((one) => one.noticeMin)),
    // Each part counts towards its own limit, and needs its own rooms and skills.
    dailyCap: null,
    needs: [],
    needsSkills: [],
    cleanupMin: last.cleanupMin,
    emergency: parts.every((one) => one.emergency),
    emergencyNoticeMin: Math.max(...parts.map((one) => one.emergencyNoticeMin)),
    addOns: [],
  };
}

/** Minutes from the start of the visit to the start of its part of that place. */
export function offsetMinOf(parts: readonly Service[], place: number): number {
  let offsetMin = 0;
  for (let index = 0; index < place; index += 1) {
    offsetMin += parts[index]!.durationMin + parts[index]!.cleanupMin + parts[index + 1]!.setupMin;
  }
  return offsetMin;
}

/** Whether an id names several services. */
export function isTogether(id: string): boolean {
  return partIds(id).length > 1;
}

function dueMinor({ pay, priceMinor, depositMinor, depositBasisPoints }: Service): number {
  if (pay === 'before') return priceMinor;
  if (pay === 'after') return 0;
  return Math.min(priceMinor, Math.max(depositMinor, Math.round((priceMinor * depositBasisPoints) / 10_000)));
}
