import { DateTime } from 'luxon';
import { tableOf } from './tables/index.js';
import type { ParseContext } from './types.js';

/** Days as the shop's wall calendar has them. */
export interface Calendar {
  /** Midnight UTC of the shop's today: days are counted on it, clocks never change there. */
  readonly today: DateTime;
  /** So early that "tomorrow" may mean the day that has begun. */
  readonly small: boolean;
  /** How 2/4 is read. */
  readonly order: 'dayFirst' | 'monthFirst' | 'unknown';
  /** "Next Tuesday" is the coming one. */
  readonly nextIsComing: boolean;
}

const SMALL_HOURS_END = 4;
/** ISO 3166: the month stands first in everyday writing. */
const MONTH_FIRST = new Set(['US', 'PH', 'PR', 'GU']);
/** Both are in use. */
const MIXED = new Set(['', 'CA', 'KE', 'ZA', 'GH']);

export function calendarOf({ nowUtc, zone, country, language }: ParseContext): Calendar {
  const now = DateTime.fromMillis(nowUtc, { zone });
  const wall = now.isValid ? now : DateTime.fromMillis(nowUtc, { zone: 'utc' });
  const monthFirst = MONTH_FIRST.has(country);
  // A Spanish speaker in New York may write either way.
  const mixed = MIXED.has(country) || (monthFirst && language !== 'en');
  return {
    today: DateTime.utc(wall.year, wall.month, wall.day),
    small: wall.hour < SMALL_HOURS_END,
    order: mixed ? 'unknown' : monthFirst ? 'monthFirst' : 'dayFirst',
    nextIsComing: tableOf(language).nextIsComing,
  };
}

/** A day as it was said; the likely one first. */
export interface DayReading {
  readonly localDate: string;
  readonly certain: boolean;
  readonly others: readonly string[];
}

export function iso(day: DateTime): string {
  return day.toFormat('yyyy-MM-dd');
}

export function surely(day: DateTime): DayReading {
  return { localDate: iso(day), certain: true, others: [] };
}

export function perhaps(day: DateTime, ...others: readonly (DateTime | null)[]): DayReading {
  const kept = others.filter((one) => one !== null).map(iso);
  return { localDate: iso(day), certain: false, others: kept.filter((one) => one !== iso(day)) };
}

/** The next such weekday after today. @param weekday 1 is Monday */
export function coming({ today }: Calendar, weekday: number): DateTime {
  return today.plus({ days: ((weekday - today.weekday + 6) % 7) + 1 });
}

export function inWeek({ today }: Calendar, weeksAhead: number, weekday: number): DateTime {
  return today.plus({ days: weekday - today.weekday + 7 * weeksAhead });
}

/** A day that has just passed was hardly meant for next year. */
const JUST_PASSED_DAYS = 60;

/**
 * A day of a year that need not be said: the next such day, or as it was said.
 *
 * @returns null for a day that does not exist.
 */
export function dated(calendar: Calendar, day: number, month: number, year: number | null): DayReading | null {
  if (year !== null) {
    const exact = DateTime.utc(year, month, day);
    return exact.isValid ? surely(exact) : null;
  }
  const { today } = calendar;
  // A leap day may be eight years away.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const found = DateTime.utc(today.year + ahead, month, day);
    if (!found.isValid || found < today) continue;
    const passed = found.minus({ years: 1 });
    const justPassed = ahead === 1 && passed.day === day && today.diff(passed, 'days').days <= JUST_PASSED_DAYS;
    return justPassed ? perhaps(found, passed) : surely(found);
  }
  return null;
}

/** The next such day of a month, today included. */
export function dayOfMonth({ today }: Calendar, day: number, monthsAhead = 0): DateTime | null {
  for (let ahead = monthsAhead; ahead < monthsAhead + 3; ahead++) {
    const month = today.startOf('month').plus({ months: ahead });
    if (day < 1 || day > month.daysInMonth!) continue;
    const found = month.set({ day });
    if (found >= today) return found;
  }
  return null;
}
