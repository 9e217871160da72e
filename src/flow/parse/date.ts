import { DateTime } from 'luxon';
import { calendarOf, type DayReading } from './calendar.js';
import { isIn, readClock, type ClockReading } from './clock.js';
import { readDay } from './day.js';
import { hasTable } from './tables/index.js';
import { searchDay } from './search-day.js';
import { termsOf, type Term } from './terms.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

/** A day, an hour, or both, as said. */
export interface SaidMoment {
  /** YYYY-MM-DD; null when no day was said. */
  readonly localDate: string | null;
  /** HH:MM of 24 hours; null when no hour was said. */
  readonly clock: string | null;
  /** "Friday afternoon": no hour, only a part of the day. */
  readonly part: 'morning' | 'afternoon' | 'evening' | 'night' | null;
}

export interface ClockLimits {
  /** HH:MM: what lies outside cannot be meant, so that "at 3" may be certain. */
  readonly earliest?: string;
  readonly latest?: string;
}

const PARTS = [null, 'morning', 'afternoon', 'evening', 'night', 'morning'] as const;

/** @returns YYYY-MM-DD on the shop's calendar; a day that has passed is read too, and it is for the asker to say so [AV-24]. */
export function parseDate(text: string, context: ParseContext): Parsed<string> {
  const terms = knownTerms(text, context);
  if (!terms) return elsewhere(text, context, ({ localDate, clock }) => (clock === null ? localDate : null));
  const reading = readDay(withoutPart(terms), calendarOf(context));
  return reading
    ? parsedDay({ ...reading, certain: reading.certain && !terms.some(({ guessed }) => guessed) })
    : refused();
}

/** @returns HH:MM of 24 hours on the shop's wall. */
export function parseTime(text: string, context: ParseContext, limits: ClockLimits = {}): Parsed<string> {
  const terms = knownTerms(text, context);
  if (!terms) return elsewhere(text, context, ({ localDate, clock }) => (localDate === null ? clock : null));
  const ahead = readAhead(terms, context);
  if (ahead?.clock) return ahead.localDate === todayOf(context) ? sure(ahead.clock) : unsure(ahead.clock);
  const reading = readClock(withoutToday(terms), context.language);
  if (!reading) return refused();
  const { minuteOfDay, certain, others } = within(reading, limits);
  return certain ? sure(clockText(minuteOfDay)) : unsure(clockText(minuteOfDay), others.map(clockText));
}

/**
 * Reads "tomorrow at 3", "Tue 24 Nov 14:00", "in 2 hours", and also only a day or only an hour: what is missing is null.
 * An hour the clocks jump over, or pass twice, is not certain.
 */
export function parseDateTime(text: string, context: ParseContext, limits: ClockLimits = {}): Parsed<SaidMoment> {
  const terms = knownTerms(text, context);
  if (!terms) return elsewhere(text, context, (said) => said);
  const ahead = readAhead(terms, context);
  if (ahead) return sure(ahead);
  const readings = momentsOf(terms, context, limits);
  const first = readings[0];
  if (!first) return refused();
  const others = [...readings.slice(1).map(({ value }) => value), ...first.others];
  const certain =
    first.certain && readings.every(({ value }) => isSame(value, first.value)) && isOnWall(first.value, context);
  return certain ? sure(first.value) : unsure(first.value, others.slice(0, 4));
}

/** "Two", "24": a number and nothing that says whether it is a day or an hour. */
export function isBareNumber(text: string, context: ParseContext): boolean {
  return /^[fg]?[NOY]$/.test((knownTerms(text, context) ?? []).map(({ sign }) => sign).join(''));
}

function knownTerms(text: string, { language }: ParseContext): Term[] | null {
  return hasTable(language) ? termsOf(text, language) : null;
}

/** Languages without a table are read by chrono, and never for certain: it takes what it knows and drops the rest. */
function elsewhere<T>(text: string, context: ParseContext, take: (said: SaidMoment) => T | null): Parsed<T> {
  const said = searchDay(text, context);
  const value = said && take(said);
  return value === null ? refused() : unsure(value);
}

function parsedDay({ localDate, certain, others }: DayReading): Parsed<string> {
  return certain ? sure(localDate) : unsure(localDate, others);
}

/** "3 this afternoon" is an hour, when an hour is asked. */
function withoutToday(terms: readonly Term[]): readonly Term[] {
  return terms.filter(({ sign, value }, index) => sign !== 'T' || value !== 0 || terms[index + 1]?.sign !== 'p');
}

/** "Tuesday morning" is a day, when a day is asked. */
function withoutPart(terms: readonly Term[]): readonly Term[] {
  if (terms.length < 2) return terms;
  if (terms.at(-1)!.sign === 'p') return terms.slice(0, -1);
  return terms[0]!.sign === 'p' ? terms.slice(1) : terms;
}

interface Reading {
  readonly value: SaidMoment;
  readonly certain: boolean;
  readonly others: readonly SaidMoment[];
}

/** Every way of parting the terms into a day and an hour, or an hour and a day. */
function momentsOf(terms: readonly Term[], context: ParseContext, limits: ClockLimits): Reading[] {
  const calendar = calendarOf(context);
  const readings: Reading[] = [];
  for (let at = terms.length; at >= 0; at--) {
    const [left, right] = [terms.slice(0, at), terms.slice(at)];
    for (const [days, hours] of [
      [left, right] as const,
      ...(at > 0 && at < terms.length ? [[right, left] as const] : []),
    ]) {
      const day = days.length === 0 ? null : readDay(days, calendar);
      if (days.length > 0 && !day) continue;
      const made = momentOf(day, hours, context, limits);
      if (made && !readings.some(({ value }) => isSame(value, made.value))) readings.push(made);
    }
  }
  const rank = ({ value, certain }: Reading): number =>
    (certain ? 0 : 2) + (value.clock !== null && value.localDate !== null ? 0 : 1);
  return withSplitPart(terms, context, limits, readings).sort((one, other) => rank(one) - rank(other));
}

/** "Tomorrow morning at 9", "at 9 tomorrow morning": the part of the day stands with the day but tells about the hour. */
function withSplitPart(
  terms: readonly Term[],
  context: ParseContext,
  limits: ClockLimits,
  readings: Reading[],
): Reading[] {
  const at = terms.findIndex(({ sign }) => sign === 'p');
  if (readings.length > 0 || at < 0 || terms.filter(({ sign }) => sign === 'p').length !== 1) return readings;
  const part = terms[at]!;
  // "Tonight 8pm" says it twice.
  const isTwice = terms.some(({ sign }) => /[APCBY]/.test(sign));
  const rest = terms.filter((term) => term !== part);
  const calendar = calendarOf(context);
  for (let cut = 1; cut < rest.length; cut++) {
    for (const [days, hours] of [
      [rest.slice(0, cut), rest.slice(cut)] as const,
      [rest.slice(cut), rest.slice(0, cut)] as const,
    ]) {
      const day = readDay(days, calendar);
      const made = day && momentOf(day, isTwice ? hours : [...hours, part], context, limits);
      if (made?.value.clock == null || (isTwice && !isIn(minuteOf(made.value.clock), part.value))) continue;
      if (!readings.some(({ value }) => isSame(value, made.value))) readings.push(made);
    }
  }
  return readings;
}

function momentOf(
  day: DayReading | null,
  hours: readonly Term[],
  { language }: ParseContext,
  limits: ClockLimits,
): Reading | null {
  if (hours.length === 0)
    return (
      day && {
        value: moment(day.localDate, null),
        certain: day.certain,
        others: day.others.map((one) => moment(one, null)),
      }
    );
  const [only] = hours;
  if (hours.length === 1 && only!.sign === 'p') {
    const part = PARTS[only!.value] ?? null;
    return {
      value: { ...moment(day?.localDate ?? null, null), part },
      certain: (day?.certain ?? true) && !only!.guessed,
      others: [],
    };
  }
  const said = readClock(hours, language);
  if (!said) return null;
  const clock = within(said, limits);
  const localDate = day?.localDate ?? null;
  const midnight = hours.some(({ sign }) => sign === 'z') || (clock.minuteOfDay === 0 && localDate !== null);
  return {
    value: moment(localDate, clock.minuteOfDay),
    certain: clock.certain && (day?.certain ?? true) && !(midnight && day),
    others: [
      ...clock.others.map((minute) => moment(localDate, minute)),
      ...(day?.others ?? []).map((one) => moment(one, clock.minuteOfDay)),
    ],
  };
}

function moment(localDate: string | null, minuteOfDay: number | null): SaidMoment {
  return { localDate, clock: minuteOfDay === null ? null : clockText(minuteOfDay), part: null };
}

function isSame(one: SaidMoment, other: SaidMoment): boolean {
  return one.localDate === other.localDate && one.clock === other.clock && one.part === other.part;
}

/** "In 2 hours" is an instant: the clocks may change on the way. */
function readAhead(terms: readonly Term[], { nowUtc, zone }: ParseContext): SaidMoment | null {
  const signs = terms.map(({ sign }) => sign).join('');
  if (!/^(?:iN[ut]|i[ut]|N[ut]e|iNuNt|iNh?u|iNuah)$/.test(signs)) return null;
  let minutes = 0;
  terms.forEach(({ sign, value }, index) => {
    if (sign === 'N') minutes += value * (terms[index + 1]?.sign === 'u' ? 60 : 1);
  });
  if (signs === 'iu') minutes = 60;
  if (signs === 'iNuah') minutes += 30;
  if (minutes === 0 || minutes > 48 * 60) return null;
  const then = DateTime.fromMillis(nowUtc + minutes * 60_000, { zone });
  return { localDate: then.toFormat('yyyy-MM-dd'), clock: then.toFormat('HH:mm'), part: null };
}

function todayOf(context: ParseContext): string {
  return calendarOf(context).today.toFormat('yyyy-MM-dd');
}

/** Readings outside the hours that can be meant are dropped; the only one left is certain. */
function within(reading: ClockReading, { earliest, latest }: ClockLimits): ClockReading {
  if (earliest === undefined && latest === undefined) return reading;
  const all = [reading.minuteOfDay, ...reading.others];
  const fits = all.filter((minute) => clockText(minute) >= (earliest ?? '') && clockText(minute) <= (latest ?? '24'));
  if (fits.length === 0 || fits.length === all.length) return reading;
  return { minuteOfDay: fits[0]!, certain: fits.length === 1 && all.length === 2, others: fits.slice(1) };
}

export function clockText(minuteOfDay: number): string {
  const text = (value: number): string => String(value).padStart(2, '0');
  return `${text(Math.floor(minuteOfDay / 60))}:${text(minuteOfDay % 60)}`;
}

export function minuteOf(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number);
  return hour! * 60 + minute!;
}

/** Whether the clocks show this hour exactly once that day. */
function isOnWall({ localDate, clock }: SaidMoment, { zone }: ParseContext): boolean {
  if (localDate === null || clock === null) return true;
  const [year, month, day] = localDate.split('-').map(Number);
  const [hour, minute] = clock.split(':').map(Number);
  const then = DateTime.fromObject({ year: year!, month: month!, day: day!, hour: hour!, minute: minute! }, { zone });
  const shown = then.isValid && then.hour === hour && then.minute === minute;
  return shown && then.getPossibleOffsets().length === 1;
}
