import type { Instant } from '../messaging/message.js';
import type { Plan } from './opening.rules.js';
import { DAY_MS, MINUTE_MS } from './zone.rules.js';

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

/** Notice and horizon as limits on each start, never on its date (AV-04, AV-05, DF-01). */
export function startGate(
  rules: { readonly noticeMin: number; readonly horizonDays: number },
  nowUtc: Instant,
): StartGate {
  return { firstUtc: nowUtc + rules.noticeMin * MINUTE_MS, lastUtc: nowUtc + rules.horizonDays * DAY_MS };
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

/**
 * Free starts in order. Each opening has its own grid from its first instant; a visit ends by closing (AV-07) and touches
 * no busy time. Two pointers, one pass; a run of taken starts is jumped over in one step.
 */
export function freeStarts(
  openings: readonly Instant[],
  busy: Busy,
  { durationMs, stepMs }: Pick<Plan, 'durationMs' | 'stepMs'>,
  { firstUtc, lastUtc }: StartGate,
): Instant[] {
  const starts: Instant[] = [];
  const { fromUtc: busyFrom, toUtc: busyTo } = busy;
  const busyCount = busyFrom.length;
  let next = 0;
  for (let index = 0; index < openings.length; index += 2) {
    const openUtc = openings[index]!;
    const lastStartUtc = Math.min(openings[index + 1]! - durationMs, lastUtc);
    let startUtc = openUtc;
    if (startUtc < firstUtc) startUtc += Math.ceil((firstUtc - startUtc) / stepMs) * stepMs;
    while (startUtc <= lastStartUtc) {
      while (next < busyCount && busyTo[next]! <= startUtc) next += 1;
      const freeUntilUtc = next < busyCount ? busyFrom[next]! : Infinity;
      const runEndUtc = Math.min(lastStartUtc, freeUntilUtc - durationMs);
      while (startUtc <= runEndUtc) {
        starts.push(startUtc);
        startUtc += stepMs;
      }
      if (next >= busyCount) continue;
      const clearUtc = busyTo[next]!;
      if (startUtc < clearUtc) startUtc += Math.ceil((clearUtc - startUtc) / stepMs) * stepMs;
    }
  }
  return starts;
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
  plan: Pick<Plan, 'durationMs' | 'stepMs' | 'bufferMs' | 'capacity' | 'serviceId'>,
  gate: StartGate,
): GroupStart[] {
  const nothingBusy: Busy = { fromUtc: [], toUtc: [] };
  const found: GroupStart[] = [];
  for (const startUtc of freeStarts(openings, nothingBusy, plan, gate)) {
    const placesLeft = placesAt(startUtc, claims, plan);
    if (placesLeft > 0) found.push({ startUtc, placesLeft });
  }
  return found;
}

function placesAt(
  startUtc: Instant,
  claims: ClaimColumns,
  { durationMs, bufferMs, capacity, serviceId }: Pick<Plan, 'durationMs' | 'bufferMs' | 'capacity' | 'serviceId'>,
): number {
  const endUtc = startUtc + durationMs;
  let placesLeft = capacity;
  for (let index = 0; index < claims.startsAtUtc.length; index += 1) {
    const gapMs = Math.max(claims.bufferMs[index]!, bufferMs);
    const claimStartUtc = claims.startsAtUtc[index]!;
    const claimEndUtc = claims.endsAtUtc[index]!;
    if (claimStartUtc - gapMs >= endUtc || claimEndUtc + gapMs <= startUtc) continue;
    const together = claims.serviceIds?.[index] === serviceId && claimStartUtc === startUtc && claimEndUtc === endUtc;
    if (!together) return 0;
    placesLeft -= claims.seats?.[index] ?? 1;
  }
  return placesLeft;
}
