import type { ReminderDay } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { HOUR_MS } from '../platform/time-units.js';

/** When people are reminded, before the start of their visit (REM-01). */
export const REMINDER_HOURS = [24, 2] as const;

export type ReminderKind = 'advance' | 'soon';

export interface PlannedReminder {
  readonly hoursBefore: number;
  /** Advance from a day before on, else immediate (REM-03). */
  readonly kind: ReminderKind;
  readonly dueAtUtc: Instant;
}

/**
 * A reminder offers to move or drop the visit. Where it would ring just as that stops being free, the answer a minute later
 * would be refused; so it rings this much earlier: time to see it, think and answer.
 */
export const FREE_TO_ANSWER_MS = 2 * HOUR_MS;

/** Until when moving and dropping are free, and where local days begin. */
export interface FreeTime {
  readonly untilUtc: Instant;
  readonly dayStartUtc: (atUtc: Instant) => Instant;
}

/** The reminders still ahead of us: a moment that has passed is not planned at all (REM-02). */
export function planReminders(
  startsAtUtc: Instant,
  nowUtc: Instant,
  hoursBefore: readonly number[] = REMINDER_HOURS,
  free: FreeTime | null = null,
): PlannedReminder[] {
  return hoursBefore
    .map((hours) => ({
      hoursBefore: hours,
      kind: hours >= 24 ? ('advance' as const) : ('soon' as const),
      dueAtUtc: earlyEnough(startsAtUtc - hours * HOUR_MS, free),
    }))
    .filter(({ dueAtUtc }) => dueAtUtc > nowUtc)
    .sort((a, b) => a.dueAtUtc - b.dueAtUtc);
}

/**
 * Moved only where it helps: a moment well before the deadline is early enough, one after it is for other answers. Never out
 * of its local day, or "tomorrow" would be wrong.
 */
function earlyEnough(dueAtUtc: Instant, free: FreeTime | null): Instant {
  if (!free || dueAtUtc > free.untilUtc) return dueAtUtc;
  const latestUtc = free.untilUtc - FREE_TO_ANSWER_MS;
  return dueAtUtc <= latestUtc ? dueAtUtc : Math.max(latestUtc, free.dayStartUtc(dueAtUtc));
}

/** Where days begin: a zone. */
interface LocalDays {
  /** The number of the local day of an instant. */
  dayOf(atUtc: Instant): number;
}

/**
 * The word for the day that is true now. Asked for when a reminder goes out, not when it is planned: one that was caught up
 * after an outage, rings before midnight for a visit after it, or lies a shorter day away is not "tomorrow" or "today".
 *
 * @param zone where the visit is.
 */
export function reminderDay(startsAtUtc: Instant, nowUtc: Instant, zone: LocalDays): ReminderDay {
  const days = zone.dayOf(startsAtUtc) - zone.dayOf(nowUtc);
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'later';
}

/** What is true of a booking when a reminder rings. */
export interface ReminderFacts {
  readonly status: string;
  readonly timeVersion: number;
  readonly startsAtUtc: Instant;
}

export type ReminderVerdict =
  | { readonly send: true }
  | { readonly send: false; readonly outcome: 'skipped' | 'missed'; readonly reason: ReminderReason };

/** Stable codes, shown to operators as they are. */
export type ReminderReason =
  | 'no such booking'
  | 'moved'
  | 'not accepted by the shop'
  | `booking is ${string}`
  | 'the visit had started'
  | 'a nearer reminder is due as well';

/** Sent or not, and why. @param hasNearer another reminder of the same visit is due too: then only that one goes. */
export function judgeReminder(
  row: { readonly timeVersion: number },
  facts: ReminderFacts | null,
  nowUtc: Instant,
  hasNearer: boolean,
): ReminderVerdict {
  if (!facts) return no('skipped', 'no such booking');
  if (facts.timeVersion !== row.timeVersion) return no('skipped', 'moved');
  if (facts.status === 'pending') return no('skipped', 'not accepted by the shop');
  if (facts.status !== 'accepted') return no('skipped', `booking is ${facts.status}`);
  if (nowUtc >= facts.startsAtUtc) return no('missed', 'the visit had started');
  if (hasNearer) return no('skipped', 'a nearer reminder is due as well');
  return { send: true };
}

function no(outcome: 'skipped' | 'missed', reason: ReminderReason): ReminderVerdict {
  return { send: false, outcome, reason };
}
