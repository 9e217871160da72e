import type { Instant } from './message.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';

/**
 * The only place that prints times and money for people. Browser-safe. Digits are 0 to 9 in every language: they are what
 * a keypad has, so that what is read can be typed back.
 */
export function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : `${language}-u-ca-gregory-nu-latn`;
}

type DateParts = Readonly<Record<string, string>>;

interface DateFormat {
  readonly formatter: Intl.DateTimeFormat;
  /** By minute. One visit's time is printed over and over: in the list, the question, the booking, the reminder. */
  readonly printed: Map<number, DateParts>;
}

const PRINTED_MAX = 5_000;
const formats = new Map<string, DateFormat>();

function dateParts(atUtc: Instant, zone: string, language: string): DateParts {
  const cacheKey = `${language}|${zone}`;
  let format = formats.get(cacheKey);
  if (!format) {
    const formatter = new Intl.DateTimeFormat(localeOf(language), {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    format = { formatter, printed: new Map() };
    formats.set(cacheKey, format);
  }
  const { formatter, printed } = format;
  const minute = Math.floor(atUtc / MINUTE_MS);
  const known = printed.get(minute);
  if (known) return known;
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter.formatToParts(atUtc)) parts[type] = value;
  if (printed.size >= PRINTED_MAX) printed.clear();
  printed.set(minute, parts);
  return parts;
}

/** "Tue 24 Nov 14:00": weekday, day and hour, in the zone given (voice.md rule 3). */
export function formatWhen(atUtc: Instant, zone: string, language: string): string {
  return `${formatDay(atUtc, zone, language)} ${formatClock(atUtc, zone, language)}`;
}

/** "Tue 24 Nov 14:00-14:30": from when to when; with the day of its end when that is another one (BK-16). */
export function formatSpan(startsAtUtc: Instant, endsAtUtc: Instant, zone: string, language: string): string {
  const isOneDay = formatDay(startsAtUtc, zone, language) === formatDay(endsAtUtc, zone, language);
  const end = isOneDay ? formatClock(endsAtUtc, zone, language) : ` ${formatWhen(endsAtUtc, zone, language)}`;
  // A hyphen: the dash of print is not among the letters of an SMS.
  return `${formatWhen(startsAtUtc, zone, language)}${isOneDay ? '-' : ' -'}${end}`;
}

/** "Tue 24 Nov", "mar 24 nov", "الثلاثاء 24 نوفمبر". */
export function formatDay(atUtc: Instant, zone: string, language: string): string {
  const { weekday, day, month } = dateParts(atUtc, zone, language);
  return `${weekday} ${day} ${SHORTER[month ?? ''] ?? month}`;
}
const SHORTER: Readonly<Record<string, string>> = { Sept: 'Sep', sept: 'sep' };

/** "9:30", "14:00"; in the hour that comes twice when clocks go back, "1:30 GMT", so that the two are told apart. */
export function formatClock(atUtc: Instant, zone: string, language: string): string {
  const { hour, minute } = dateParts(atUtc, zone, language);
  const clock = `${Number(hour)}:${minute}`;
  return isDoubled(atUtc, zone, language) ? `${clock} ${zoneNameAt(atUtc, zone, language)}` : clock;
}

/** Whether a zone's clocks change around a UTC day: asked of nearly every time printed, so it is remembered. */
const changes = new Map<string, boolean>();

function isDoubled(atUtc: Instant, zone: string, language: string): boolean {
  const day = Math.floor(atUtc / DAY_MS);
  const cacheKey = `${zone}|${day}`;
  let changing = changes.get(cacheKey);
  if (changing === undefined) {
    const clockAt = (instant: Instant): string => {
      const { hour, minute } = dateParts(instant, zone, language);
      return `${hour}:${minute}`;
    };
    changing = clockAt((day - 0.5) * DAY_MS) !== clockAt((day + 1.5) * DAY_MS);
    if (changes.size > 10_000) changes.clear();
    changes.set(cacheKey, changing);
  }
  if (!changing) return false;
  const wall = JSON.stringify(dateParts(atUtc, zone, language));
  // Clocks go back by an hour, by half of one (Lord Howe) or by two (Troll).
  return [30, 60, 120].some((shiftMin) =>
    [-1, 1].some((sign) => JSON.stringify(dateParts(atUtc + sign * shiftMin * MINUTE_MS, zone, language)) === wall),
  );
}

function zoneNameAt(atUtc: Instant, zone: string, language: string): string {
  const parts = new Intl.DateTimeFormat(localeOf(language), { timeZone: zone, timeZoneName: 'short' }).formatToParts(
    atUtc,
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** An amount in integer minor units of an ISO 4217 currency. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

const moneyFormatters = new Map<string, { digits: number; whole: Intl.NumberFormat; full: Intl.NumberFormat }>();

/**
 * "£25", "£25.50", "JP¥300"; "25 £" where the language puts the sign behind. Always with its currency, decimals only when
 * there are some (PR-19).
 */
export function formatMoney({ amountMinor, currency }: Money, language: string): string {
  const cacheKey = `${language}|${currency}`;
  let formatters = moneyFormatters.get(cacheKey);
  if (!formatters) {
    const locale = localeOf(language);
    const full = new Intl.NumberFormat(locale, { style: 'currency', currency });
    const whole = new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: 0 });
    formatters = { digits: full.resolvedOptions().maximumFractionDigits ?? 2, whole, full };
    moneyFormatters.set(cacheKey, formatters);
  }
  const major = amountMinor / 10 ** formatters.digits;
  const formatter = Number.isInteger(major) ? formatters.whole : formatters.full;
  return formatter
    .formatToParts(major)
    .map(({ type, value }) => (type === 'currency' ? (SIGNS[currency] ?? value) : value))
    .join('')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(DIRECTION_MARKS, '');
}
/** How many decimals an amount in this currency has: 2 for pounds, 0 for yen. */
export function minorDigitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
/** Spanish writes "GBP" and Arabic "UK£" for the sign that stands on the price list. */
const SIGNS: Readonly<Record<string, string>> = { GBP: '£' };
/** Whoever puts the amount into a sentence closes it off as a whole; marks inside it would be seen as boxes on old phones. */
const DIRECTION_MARKS = /[\u200e\u200f\u061c]/g;
