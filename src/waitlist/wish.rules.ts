import type { PartOfDay } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { isoDay, parseDay, zoneOf } from '../scheduling/index.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';

export interface Wish {
  readonly part: PartOfDay;
  /** YYYY-MM-DD in the shop's zone, both included. */
  readonly fromDay: string;
  readonly toDay: string;
}

/** From when to when on the wall clock, in minutes after midnight. */
const PARTS: Readonly<Record<PartOfDay, readonly [number, number]>> = {
  any: [0, 24 * 60],
  morning: [0, 12 * 60],
  afternoon: [12 * 60, 17 * 60],
  evening: [17 * 60, 24 * 60],
};

const QUIET_FROM_MIN = 21 * 60;
const QUIET_UNTIL_MIN = 8 * 60;

const ANSWER_MIN = 15;
/** Nobody can answer and come in less. */
const LEAST_ANSWER_MIN = 3;
/** Of the time that is left, so much is for the answer: the rest is for the next on the list and for the way. */
const SHARE = 4;

/** Whether somebody who wished for this is offered a start. */
export function fits({ part, fromDay, toDay }: Wish, startsAtUtc: Instant, zoneName: string): boolean {
  const zone = zoneOf(zoneName);
  const day = zone.dayOf(startsAtUtc);
  const date = isoDay(day);
  if (date < fromDay || date > toDay) return false;
  const [fromMin, toMin] = PARTS[part];
  return startsAtUtc >= zone.wallUtc(day, fromMin) && startsAtUtc < zone.wallUtc(day, toMin);
}

/** Until when an offer may be answered; null when the start is too near for one. */
export function answerUntil(startsAtUtc: Instant, nowUtc: Instant): Instant | null {
  const leftMin = Math.floor((startsAtUtc - nowUtc) / MINUTE_MS);
  const answerMin = Math.min(ANSWER_MIN, Math.floor(leftMin / SHARE));
  return answerMin < LEAST_ANSWER_MIN ? null : nowUtc + answerMin * MINUTE_MS;
}

/** Between 21:00 and 8:00 in the shop's zone nobody is written to who did not ask for it. */
export function isQuietAt(atUtc: Instant, zoneName: string): boolean {
  const zone = zoneOf(zoneName);
  const day = zone.dayOf(atUtc);
  return atUtc < zone.wallUtc(day, QUIET_UNTIL_MIN) || atUtc >= zone.wallUtc(day, QUIET_FROM_MIN);
}

/** The first instant after the last day that was wished for. */
export function endOf(toDay: string, zoneName: string): Instant {
  return zoneOf(zoneName).wallUtc((parseDay(toDay) ?? 0) + 1, 0);
}

/** The first instant of a day. */
export function startOf(day: string, zoneName: string): Instant {
  return zoneOf(zoneName).wallUtc(parseDay(day) ?? 0, 0);
}

/** `days` days from today on, today included; at least one. */
export function daysFrom(nowUtc: Instant, days: number, zoneName: string): Pick<Wish, 'fromDay' | 'toDay'> {
  const today = zoneOf(zoneName).dayOf(nowUtc);
  return { fromDay: isoDay(today), toDay: isoDay(today + Math.max(1, days) - 1) };
}

/** Days of which the last is not before the first, not over and at most `horizonDays` ahead; null otherwise. */
export function checkedDays(
  { fromDay, toDay }: Pick<Wish, 'fromDay' | 'toDay'>,
  nowUtc: Instant,
  horizonDays: number,
  zoneName: string,
): Pick<Wish, 'fromDay' | 'toDay'> | null {
  const [from, to] = [parseDay(fromDay), parseDay(toDay)];
  if (from === null || to === null || to < from) return null;
  const today = zoneOf(zoneName).dayOf(nowUtc);
  const last = Math.min(to, today + horizonDays);
  if (last < today || last < from) return null;
  return { fromDay: isoDay(Math.max(from, today)), toDay: isoDay(last) };
}

/** Noon of a day, for printing it. */
export function noonOf(day: string): Instant {
  return (parseDay(day) ?? 0) * DAY_MS + DAY_MS / 2;
}
