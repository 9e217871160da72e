import type { DateTime } from 'luxon';
import { coming, dated, dayOfMonth, inWeek, iso, perhaps, surely, type Calendar, type DayReading } from './calendar.js';
import type { Term } from './terms.js';

type Rule = readonly [RegExp, (terms: readonly Term[], calendar: Calendar) => DayReading | null];

const valueAt = (terms: readonly Term[], sign: string): number => terms.find((term) => term.sign === sign)!.value;

/** The ways of saying a day, as patterns over the signs of `terms.ts`. */
const RULES: readonly Rule[] = [
  [/^T$/, ([offset], calendar) => offsetDay(calendar, offset!.value)],
  [/^H$/, ([day], calendar) => dated(calendar, day!.value % 100, Math.floor(day!.value / 100), null)],
  [/^W$/, ([day], calendar) => weekday(calendar, day!.value)],
  [/^(?:cW|Wc)$/, (terms, calendar) => thisWeekday(calendar, valueAt(terms, 'W'))],
  [/^(?:nW|Wn|cnW|Wcn)$/, (terms, calendar) => nextWeekday(calendar, valueAt(terms, 'W'))],
  [/^(?:lW|Wl)$/, (terms, calendar) => surely(coming(calendar, valueAt(terms, 'W')).minus({ days: 7 }))],
  [/^(?:Ww|wW|iwW|iNwW|WiNw|Wiw)$/, (terms, calendar) => weekdayWeek(terms, calendar)],
  [/^(?:nwW|Wnw|wnW|Wwn)$/, (terms, calendar) => ofNextWeek(calendar, valueAt(terms, 'W'))],
  [/^(?:cwW|Wcw)$/, (terms, calendar) => surely(inWeek(calendar, 0, valueAt(terms, 'W')))],
  [/^(?:i?Nde?|iNdm?)$/, (terms, calendar) => after(terms, calendar, 'days')],
  [/^(?:i?Nwe?|iwe?|we)$/, (terms, calendar) => after(terms, calendar, 'weeks')],
  [/^(?:i?Nye?|iye?|ye)$/, (terms, calendar) => inMonths(terms, calendar)],
  [/^(?:[nc]?E|En|Ec)$/, (terms, calendar) => weekend(terms, calendar)],
  [/^[DB]$/, ([written], calendar) => numeric(written!.raw, calendar)],
  [/^[NO]MY?$/, (terms, calendar) => named(terms, calendar)],
  [/^MN?O?Y?$/, (terms, calendar) => named(terms, calendar)],
  [/^[NO]MN$/, (terms, calendar) => namedShortYear(terms, calendar)],
  [/^O$/, ([day], calendar) => found(dayOfMonth(calendar, day!.value), surely)],
  [/^[df]N$/, ([, day], calendar) => found(dayOfMonth(calendar, day!.value), surely)],
  [/^N$/, ([day], calendar) => found(dayOfMonth(calendar, day!.value), perhaps)],
  [/^(?:[ONd]+ny|[ONd]+yn)$/, (terms, calendar) => ofNextMonth(terms, calendar)],
  [/^(?:[ON]cy|[ON]yc)$/, ([day], calendar) => found(dayOfMonth(calendar, day!.value), surely)],
];

/**
 * Reads terms that are a day and nothing else. What two people could read differently is not certain.
 *
 * @returns null when they are anything else.
 */
export function readDay(said: readonly Term[], calendar: Calendar): DayReading | null {
  if (said.some(({ sign }, index) => sign === 'g' && /[NCBYmz]/.test(said[index + 1]?.sign ?? ''))) return null;
  const kept = said.filter(({ sign }, index) => !/[gk]/.test(sign) && !(sign === 'd' && said[index + 1]?.sign === 'W'));
  // "The 24" is a day of the month; "24" alone only perhaps.
  const isNumbered = /^(?:f|d|fd)N$/.test(signsOf(kept));
  const terms = isNumbered ? kept.slice(-2) : kept.filter(({ sign }) => sign !== 'f');
  const doubtful = said.some(({ sign, guessed }) => sign === 'k' || guessed);
  const reading = alternatives(terms, calendar) ?? withWeekday(terms, calendar) ?? offsetWithDay(terms, calendar);
  return reading && doubtful ? { ...reading, certain: false } : reading;
}

function alternatives(terms: readonly Term[], calendar: Calendar): DayReading | null {
  const at = terms.findIndex(({ sign }) => sign === 'v');
  if (at < 0) return byRule(terms, calendar);
  const first = readDay(terms.slice(0, at), calendar);
  const second = readDay(terms.slice(at + 1), calendar);
  if (!first || !second) return null;
  return { localDate: first.localDate, certain: false, others: [second.localDate, ...first.others] };
}

function byRule(terms: readonly Term[], calendar: Calendar): DayReading | null {
  const signs = signsOf(terms);
  for (const [pattern, read] of RULES) if (pattern.test(signs)) return read(terms, calendar);
  return null;
}

function signsOf(terms: readonly Term[]): string {
  return terms.map(({ sign }) => sign).join('');
}

/** "Tuesday 24 November": both must agree. */
function withWeekday(terms: readonly Term[], calendar: Calendar): DayReading | null {
  const day = terms.find(({ sign }) => sign === 'W');
  if (!day || terms.length < 2) return null;
  const rest = terms.filter((term) => term !== day && !(term.sign === 'd' && terms.length > 2));
  if (rest.some(({ sign }) => /[WTv]/.test(sign))) return null;
  const nextSaid = rest[0]?.sign === 'n' || rest[0]?.sign === 'c' ? rest.slice(1) : rest;
  const date = byRule(nextSaid, calendar);
  if (!date || !/^[dDBNOMY]+$/.test(nextSaid.map(({ sign }) => sign).join(''))) return null;
  return agree(date, day.value, calendar, /^[dNO]+$/.test(nextSaid.map(({ sign }) => sign).join('')));
}

function agree(date: DayReading, day: number, calendar: Calendar, onlyNumber: boolean): DayReading {
  const readings = [date.localDate, ...date.others].map((one) => calendar.today.set(partsOf(one)));
  const fits = readings.find((one) => one.weekday === day);
  if (fits) return onlyNumber || date.certain || readings.length > 1 ? surely(fits) : perhaps(fits);
  return perhaps(readings[0]!, coming(calendar, day));
}

function partsOf(localDate: string): { year: number; month: number; day: number } {
  const [year, month, day] = localDate.split('-').map(Number);
  return { year: year!, month: month!, day: day! };
}

/** "Tomorrow, Sunday" */
function offsetWithDay(terms: readonly Term[], calendar: Calendar): DayReading | null {
  const offset = terms[0]?.sign === 'T' ? terms[0] : terms.at(-1)?.sign === 'T' ? terms.at(-1) : undefined;
  // "Tomorrow 3" is an hour.
  if (!offset || terms.length < 2 || terms.every(({ sign }) => /[TN]/.test(sign))) return null;
  const first = offsetDay(calendar, offset.value);
  const second = byRule(
    terms.filter((term) => term !== offset),
    calendar,
  );
  if (!second) return null;
  const days = [second.localDate, ...second.others];
  // A weekday that is today is read as the next one.
  const same = days.includes(first.localDate);
  return same ? { ...first, certain: true } : { ...first, certain: false, others: [second.localDate] };
}

function found(day: DateTime | null, make: (day: DateTime) => DayReading): DayReading | null {
  return day && make(day);
}

function offsetDay(calendar: Calendar, days: number): DayReading {
  const day = calendar.today.plus({ days });
  return calendar.small && days > 0 ? perhaps(day, day.minus({ days: 1 })) : surely(day);
}

function weekday(calendar: Calendar, day: number): DayReading {
  const next = coming(calendar, day);
  return calendar.today.weekday === day ? perhaps(next, calendar.today) : surely(next);
}

function thisWeekday(calendar: Calendar, day: number): DayReading {
  return calendar.today.weekday === day
    ? perhaps(calendar.today, coming(calendar, day))
    : surely(coming(calendar, day));
}

/** The coming one or the one of the week after: certain only where both are the same day for everybody. */
function nextWeekday(calendar: Calendar, day: number): DayReading {
  const soon = coming(calendar, day);
  const later = inWeek(calendar, 1, day);
  // Where weeks begin on Sunday, the week to come is another one.
  if (iso(soon) === iso(later) && calendar.today.weekday !== 7)
    return calendar.today.weekday === day ? perhaps(soon) : surely(soon);
  if (iso(soon) === iso(later)) return perhaps(soon, soon.plus({ weeks: 1 }));
  return calendar.nextIsComing ? perhaps(soon, later) : perhaps(later, soon);
}

function ofNextWeek(calendar: Calendar, day: number): DayReading {
  const next = inWeek(calendar, 1, day);
  return calendar.today.weekday === 7 || day === 7
    ? perhaps(next, next.plus({ weeks: calendar.today.weekday === 7 ? 1 : -1 }))
    : surely(next);
}

/** "Tuesday week", "a week on Tuesday": the one after the coming one. */
function weekdayWeek(terms: readonly Term[], calendar: Calendar): DayReading {
  const day = valueAt(terms, 'W');
  const weeks = terms.find(({ sign }) => sign === 'N')?.value ?? 1;
  const target = coming(calendar, day).plus({ weeks });
  return calendar.today.weekday === day ? perhaps(target.minus({ weeks: 1 }), target) : surely(target);
}

const AHEAD_MAX = 400;

function after(terms: readonly Term[], calendar: Calendar, unit: 'days' | 'weeks'): DayReading | null {
  const count = terms.find(({ sign }) => sign === 'N')?.value ?? 1;
  const days = unit === 'weeks' ? count * 7 : count;
  if (days > AHEAD_MAX) return null;
  const day = calendar.today.plus({ days });
  // "3 days" may be how long.
  const isAhead = terms.some(({ sign }) => sign === 'i' || sign === 'e');
  return isAhead ? surely(day) : perhaps(day);
}

function inMonths(terms: readonly Term[], calendar: Calendar): DayReading | null {
  const months = terms.find(({ sign }) => sign === 'N')?.value ?? 1;
  return months > 12 ? null : perhaps(calendar.today.plus({ months }), calendar.today.plus({ weeks: 4 * months }));
}

function weekend(terms: readonly Term[], calendar: Calendar): DayReading {
  const saturday = calendar.today.weekday >= 6 ? inWeek(calendar, 0, 6) : coming(calendar, 6);
  const first = terms.some(({ sign }) => sign === 'n') ? saturday.plus({ weeks: 1 }) : saturday;
  const likely = first < calendar.today ? calendar.today : first;
  return perhaps(likely, first.plus({ days: 1 }));
}

function named(terms: readonly Term[], calendar: Calendar): DayReading | null {
  const day = terms.find(({ sign }) => sign === 'N' || sign === 'O');
  const year = terms.find(({ sign }) => sign === 'Y');
  if (!day || (year && !isYear(year.value))) return null;
  return dated(calendar, day.value, valueAt(terms, 'M'), year?.value ?? null);
}

function namedShortYear(terms: readonly Term[], calendar: Calendar): DayReading | null {
  const year = terms[2]!;
  if (!/^\d\d$/.test(year.raw)) return null;
  const day = dated(calendar, terms[0]!.value, terms[1]!.value, 2000 + year.value);
  // "24 Nov 14" is rather two in the afternoon than a year long past.
  return day && { ...day, certain: day.localDate >= iso(calendar.today) };
}

function isYear(year: number): boolean {
  return year >= 1900 && year <= 2100;
}

function ofNextMonth(terms: readonly Term[], { today }: Calendar): DayReading | null {
  const day = terms.find(({ sign }) => sign === 'N' || sign === 'O');
  const month = today.startOf('month').plus({ months: 1 });
  return !day || day.value < 1 || day.value > month.daysInMonth! ? null : surely(month.set({ day: day.value }));
}

/** 24/11, 24.11.26, 2026-11-24. */
function numeric(raw: string, calendar: Calendar): DayReading | null {
  const parts = raw.split(/[./-]/).map(Number);
  if (/^\d{4}/.test(raw)) return parts.length === 3 ? dated(calendar, parts[2]!, parts[1]!, parts[0]!) : null;
  if (parts.some((part) => part > 2100)) return null;
  const [first, second, year] = parts;
  if (year !== undefined && year >= 100 && !isYear(year)) return null;
  const full = year === undefined ? null : year < 100 ? 2000 + year : year;
  const dayFirst = dated(calendar, first!, second!, full);
  const monthFirst = dated(calendar, second!, first!, full);
  if (raw.includes('.') || calendar.order === 'dayFirst') return dashed(raw, dayFirst);
  if (calendar.order === 'monthFirst') return monthFirst ?? dayFirst;
  if (dayFirst && monthFirst && dayFirst.localDate !== monthFirst.localDate)
    return { ...dayFirst, certain: false, others: [monthFirst.localDate] };
  return dayFirst ?? monthFirst;
}

/** "2-3" may be two or three. */
function dashed(raw: string, reading: DayReading | null): DayReading | null {
  return reading && /^\d{1,2}-\d{1,2}$/.test(raw) ? { ...reading, certain: false } : reading;
}
