import type { Instant } from '../messaging/message.js';
import { firstFrom, type FreeStart, type FreeTime } from './free-times.js';
import type { StartGate } from './slots.rules.js';
import { type Zone } from './zone.rules.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';

export interface Wanted {
  readonly startUtc: Instant;
  readonly personId: string | null;
}

/**
 * What to offer when the wanted time has gone (AV-08, AV-17), in this order: the same time with a colleague, the nearest
 * time of that day with the same person, the same time on another day with the same person; then simply the nearest.
 * Never the wanted start itself: the caller has just lost it, whatever the sheets said a moment ago.
 *
 * @param free in order. Walked outwards from the wanted time and left as soon as all is found: when a thousand people lose
 *   one time together, sorting the whole list for each of them would take longer than their claims.
 */
export function closestTo(
  wanted: Wanted,
  free: readonly FreeTime[],
  count: number,
  zone: Zone,
  gate: StartGate,
): FreeStart[] {
  const { startUtc: wantedUtc, personId } = wanted;
  const isWantedTime = sameTimeOf(wantedUtc, zone);
  const day = zone.dayOf(wantedUtc);
  const dayFromUtc = zone.wallUtc(day, 0);
  const dayToUtc = zone.wallUtc(day + 1, 0);
  let colleague: FreeStart | undefined;
  let thatDay: FreeStart | undefined;
  let otherDay: FreeStart | undefined;
  const nearestSame: FreeStart[] = [];
  const nearest: FreeStart[] = [];
  for (const { startUtc, people } of outwards(free, wantedUtc)) {
    if (startUtc < gate.firstUtc || startUtc > gate.lastUtc) continue;
    const asked = personId === null ? people[0]! : people.find((one) => one.personId === personId);
    if (startUtc === wantedUtc) {
      const other = personId === null ? undefined : people.find((one) => one.personId !== personId);
      if (other) colleague = { startUtc, ...other };
      continue;
    }
    // Without a person asked for, two people at one time are one answer to the customer.
    for (const one of personId === null ? people.slice(0, 1) : people) {
      if (nearest.length === 2 * count) break;
      nearest.push({ startUtc, ...one });
    }
    if (!asked) continue;
    const same = { startUtc, ...asked };
    if (nearestSame.length < 2 * count) nearestSame.push(same);
    if (startUtc >= dayFromUtc && startUtc < dayToUtc) thatDay ??= same;
    else if (!otherDay && isWantedTime(startUtc)) otherDay = same;
    if (thatDay && otherDay && nearestSame.length >= 2 * count) break;
  }
  const chosen: FreeStart[] = [];
  for (const one of [colleague, thatDay, otherDay, ...nearestSame, ...nearest]) {
    if (chosen.length === count) break;
    if (one && !chosen.some((other) => other.startUtc === one.startUtc && other.personId === one.personId))
      chosen.push(one);
  }
  return chosen;
}

/** From the wanted time in both directions, nearest first, the later of two equally near first. */
function* outwards(free: readonly FreeTime[], wantedUtc: Instant): Generator<FreeTime> {
  const from = firstFrom(free, wantedUtc);
  let later = from;
  let earlier = from - 1;
  while (later < free.length || earlier >= 0) {
    const laterMs = later < free.length ? free[later]!.startUtc - wantedUtc : Infinity;
    const earlierMs = earlier >= 0 ? wantedUtc - free[earlier]!.startUtc : Infinity;
    if (laterMs <= earlierMs) {
      yield free[later]!;
      later += 1;
    } else {
      yield free[earlier]!;
      earlier -= 1;
    }
  }
}

/** Whether a start shows the same wall time as the wanted one on its own day. */
function sameTimeOf(wantedUtc: Instant, zone: Zone): (startUtc: Instant) => boolean {
  const minute = Math.round((wantedUtc - zone.wallUtc(zone.dayOf(wantedUtc), 0)) / MINUTE_MS);
  return (startUtc) => {
    const offMs = Math.abs(startUtc - wantedUtc) % DAY_MS;
    if (offMs === 0) return true;
    // Only a clock change in between can make it the same time after all: spare the others the calendar.
    if (Math.min(offMs, DAY_MS - offMs) > 2 * 3_600_000) return false;
    return startUtc === zone.wallUtc(zone.dayOf(startUtc), minute);
  };
}
