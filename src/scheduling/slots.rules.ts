import type { BookingType } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Plan } from './opening.rules.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';

/** The claims on one person's time as parallel columns: what the search reads, without an object for each. */
export interface ClaimColumns {
  readonly startsAtUtc: number[];
  readonly endsAtUtc: number[];
  readonly bufferMs: number[];
  /** Only for groups: which claims are of the same service, and how many places each takes. */
  readonly serviceIds: (string | null)[] | null;
  readonly seats: number[] | null;
}

/** Time that may not be touched, as disjoint intervals in order, already widened by the buffers. */
export interface Busy {
  readonly fromUtc: number[];
  readonly toUtc: number[];
}

/** First and last start allowed, both included. */
export interface StartGate {
  readonly firstUtc: Instant;
  readonly lastUtc: Instant;
}

/** What of a service decides how soon and how far ahead it may be booked. */
export interface GateRules {
  readonly noticeMin: number;
  readonly horizonDays: number;
  readonly emergency?: boolean;
  readonly emergencyNoticeMin?: number;
}

/**
 * Notice and horizon as limits on each start, never on its date (AV-04, AV-05, DF-01). An emergency has a notice of its own
 * where the service takes any (BK-30, CF-08), and ends where the ordinary notice begins: what can be had at the usual price
 * must not be sold for more. Everything else about it is as always.
 */
export function startGate(rules: GateRules, nowUtc: Instant, type: BookingType = 'standard'): StartGate {
  const { noticeMin, horizonDays, emergency = false, emergencyNoticeMin = noticeMin } = rules;
  const usualUtc = nowUtc + noticeMin * MINUTE_MS;
  const lastUtc = nowUtc + horizonDays * DAY_MS;
  if (type !== 'emergency' || !emergency) return { firstUtc: usualUtc, lastUtc };
  return { firstUtc: nowUtc + emergencyNoticeMin * MINUTE_MS, lastUtc: Math.min(lastUtc, usualUtc - 1) };
}

/**
 * Widens each claim by the larger of its own buffer and the one of the service asked for, so that between two neighbours
 * the larger buffer is kept (AV-09, CF-06), then joins what touches. Linear when the claims come nearly in order.
 */
export function busyOf(claims: ClaimColumns, bufferMs: number): Busy {
  const count = claims.startsAtUtc.length;
  const from = new Array<number>(count);
  const to = new Array<number>(count);
  for (let index = 0; index < count; index += 1) {
    const gapMs = Math.max(claims.bufferMs[index]!, bufferMs);
    const startUtc = claims.startsAtUtc[index]! - gapMs;
    const endUtc = claims.endsAtUtc[index]! + gapMs;
    // Insertion keeps nearly sorted input linear, where a general sort would pay n log n every time.
    let place = index;
    while (place > 0 && from[place - 1]! > startUtc) {
      from[place] = from[place - 1]!;
      to[place] = to[place - 1]!;
      place -= 1;
    }
    from[place] = startUtc;
    to[place] = endUtc;
  }
  let last = -1;
  for (let index = 0; index < count; index += 1) {
    if (last >= 0 && from[index]! <= to[last]!) {
      if (to[index]! > to[last]!) to[last] = to[index]!;
    } else {
      last += 1;
      from[last] = from[index]!;
      to[last] = to[index]!;
    }
  }
  from.length = last + 1;
  to.length = last + 1;
  return { fromUtc: from, toUtc: to };
}

/** What of a plan the search of one person's time needs. */
export type StartRules = Pick<
  Plan,
  'durationMs' | 'setupMs' | 'cleanupMs' | 'leadMs' | 'stepMs' | 'absences' | 'storedTimes'
>;

/**
 * Free starts in order. Each opening has its own grid from its first instant, set-up first; the visit and what is cleaned up
 * after it end by closing (AV-07) and touch no busy time. Two pointers, one pass; a run of taken starts is jumped over in
 * one step.
 */
export function freeStarts(openings: readonly Instant[], busy: Busy, rules: StartRules, gate: StartGate): Instant[] {
  const { durationMs, setupMs, cleanupMs, leadMs, stepMs, absences } = rules;
  if (rules.storedTimes) return freeStoredStarts(busy, rules, gate);
  const occupiedMs = setupMs + durationMs + cleanupMs;
  const starts: Instant[] = [];
  const { fromUtc: busyFrom, toUtc: busyTo } = busy;
  const busyCount = busyFrom.length;
  const firstUtc = gate.firstUtc - setupMs;
  const lastUtc = gate.lastUtc - setupMs;
  let next = 0;
  for (let index = 0; index < openings.length; index += 2) {
    const openUtc = openings[index]! + leadMs - setupMs;
    const lastStartUtc = Math.min(openings[index + 1]! - occupiedMs, lastUtc);
    let startUtc = openUtc;
    if (startUtc < firstUtc) startUtc += Math.ceil((firstUtc - startUtc) / stepMs) * stepMs;
    while (startUtc <= lastStartUtc) {
      while (next < busyCount && busyTo[next]! <= startUtc) next += 1;
      const freeUntilUtc = next < busyCount ? busyFrom[next]! : Infinity;
      const runEndUtc = Math.min(lastStartUtc, freeUntilUtc - occupiedMs);
      while (startUtc <= runEndUtc) {
        starts.push(startUtc + setupMs);
        startUtc += stepMs;
      }
      if (next >= busyCount) continue;
      const clearUtc = busyTo[next]!;
      if (startUtc < clearUtc) startUtc += Math.ceil((clearUtc - startUtc) / stepMs) * stepMs;
    }
  }
  return absences.length === 0 ? starts : starts.filter((startUtc) => !isAway(startUtc, rules));
}

/** The times kept one by one that are still free: their own gate, no grid, no opening. */
function freeStoredStarts(busy: Busy, rules: StartRules, { firstUtc, lastUtc }: StartGate): Instant[] {
  const starts: Instant[] = [];
  for (const { startsAtUtc } of rules.storedTimes ?? []) {
    if (startsAtUtc < firstUtc || startsAtUtc > lastUtc || starts.at(-1) === startsAtUtc) continue;
    const span = occupiedBy(startsAtUtc, rules);
    if (!touches(busy, span.fromUtc, span.toUtc) && !isAway(startsAtUtc, rules)) starts.push(startsAtUtc);
  }
  return starts;
}

/** The visit with its set-up and clean-up. */
export function occupiedBy(
  startUtc: Instant,
  { setupMs, durationMs, cleanupMs }: Pick<Plan, 'setupMs' | 'durationMs' | 'cleanupMs'>,
): { readonly fromUtc: Instant; readonly toUtc: Instant } {
  return { fromUtc: startUtc - setupMs, toUtc: startUtc + durationMs + cleanupMs };
}

/** Whether some busy time shares an instant with the span. Binary: the intervals are disjoint and in order. */
export function touches({ fromUtc: busyFrom, toUtc: busyTo }: Busy, fromUtc: Instant, toUtc: Instant): boolean {
  let low = 0;
  let high = busyFrom.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (busyTo[middle]! <= fromUtc) low = middle + 1;
    else high = middle;
  }
  return low < busyFrom.length && busyFrom[low]! < toUtc;
}

export function isAway(startUtc: Instant, rules: StartRules): boolean {
  const { fromUtc, toUtc } = occupiedBy(startUtc, rules);
  for (let index = 0; index < rules.absences.length; index += 2) {
    if (rules.absences[index]! < toUtc && rules.absences[index + 1]! > fromUtc) return true;
  }
  return false;
}

/** A start of a group service with the places still free in it. */
export interface GroupStart {
  readonly startUtc: Instant;
  readonly placesLeft: number;
}

/**
 * Free starts of a group service (AV-13): claims of the same service at the very same time take places, every other claim
 * takes the person. Not on the single-visit path: it has to look at each overlapping claim.
 */
export function freeGroupStarts(
  openings: readonly Instant[],
  claims: ClaimColumns,
  plan: GroupRules,
  gate: StartGate,
): GroupStart[] {
  const nothingBusy: Busy = { fromUtc: [], toUtc: [] };
  const found: GroupStart[] = [];
  for (const startUtc of freeStarts(openings, nothingBusy, plan, gate)) {
    const stored = plan.storedTimes?.find(({ startsAtUtc }) => startsAtUtc === startUtc);
    const capacity = stored ? Math.min(plan.capacity, stored.capacity) : plan.capacity;
    const placesLeft = placesAt(startUtc, claims, { ...plan, capacity });
    if (placesLeft > 0) found.push({ startUtc, placesLeft });
  }
  return found;
}

type GroupRules = StartRules & Pick<Plan, 'bufferMs' | 'capacity' | 'serviceId'>;

function placesAt(startUtc: Instant, claims: ClaimColumns, plan: GroupRules): number {
  const { bufferMs, capacity, serviceId } = plan;
  const { fromUtc, toUtc } = occupiedBy(startUtc, plan);
  let placesLeft = capacity;
  for (let index = 0; index < claims.startsAtUtc.length; index += 1) {
    const gapMs = Math.max(claims.bufferMs[index]!, bufferMs);
    const claimStartUtc = claims.startsAtUtc[index]!;
    const claimEndUtc = claims.endsAtUtc[index]!;
    if (claimStartUtc - gapMs >= toUtc || claimEndUtc + gapMs <= fromUtc) continue;
    const together = claims.serviceIds?.[index] === serviceId && claimStartUtc === fromUtc && claimEndUtc === toUtc;
    if (!together) return 0;
    placesLeft -= claims.seats?.[index] ?? 1;
  }
  return placesLeft;
}
