import * as chrono from 'chrono-node';
import { DateTime } from 'luxon';
import type { Instant } from '../../messaging/message.js';
import { isBareNumber, minuteOf, parseDateTime, type ParseContext, type SaidMoment } from '../parse/index.js';

/** A day on the shop's calendar, with the wall time if one was said. */
export interface SaidDay {
  /** YYYY-MM-DD */
  readonly localDate: string;
  /** Minutes after midnight on the wall; null when no time was said. */
  readonly minuteOfDay: number | null;
  /** The day lies before today. */
  readonly past: boolean;
  /** A day was said, not just a time. */
  readonly daySaid: boolean;
}

export type DayContext = Omit<ParseContext, 'vocabulary'>;

const READ_CHARS = 120;

const READERS: Readonly<Record<string, { parse: chrono.Chrono['parse'] }>> = {
  en: chrono.en.GB,
  de: chrono.de,
  es: chrono.es,
  fr: chrono.fr,
  it: chrono.it,
  nl: chrono.nl,
  pt: chrono.pt,
};

/**
 * A day, an hour or both in what was said, also in the middle of a sentence. The likely reading: whoever takes it shows the
 * day and the hour before anything is agreed.
 *
 * @returns null when no day or hour was said; a number alone is neither.
 */
export function parseDay(text: string, context: DayContext): SaidDay | null {
  const now = DateTime.fromMillis(context.nowUtc, { zone: context.zone });
  if (!now.isValid) return null;
  const written = text.slice(0, READ_CHARS).normalize('NFKC');
  const whole = parseDateTime(written, context);
  if (whole.ok && !isBareNumber(written, context)) return fromMoment(whole.value, now);
  return readWords(written, now, context);
}

function fromMoment({ localDate, clock }: SaidMoment, now: DateTime): SaidDay | null {
  if (localDate === null && clock === null) return null;
  const today = now.toISODate()!;
  const day = localDate ?? today;
  return {
    localDate: day,
    minuteOfDay: clock === null ? null : minuteOf(clock),
    past: localDate !== null && day < today,
    daySaid: localDate !== null,
  };
}

/** Only the wall-clock parts are taken from the reader: its instants are an hour wrong across a clock change. */
function readWords(text: string, now: DateTime, { nowUtc, language }: DayContext): SaidDay | null {
  const reader = READERS[language] ?? chrono.en.GB;
  const clear = language === 'en' ? spellOut(text, now) : text;
  const reference = { instant: new Date(nowUtc), timezone: now.offset };
  const results = reader.parse(clear, reference, { forwardDate: true });
  const dayPart = results.find(({ start }) => start.isCertain('day') || start.isCertain('weekday'))?.start;
  const timePart = results.find(({ start }) => start.isCertain('hour'))?.start;
  if (!dayPart && !timePart) return null;
  const minuteOfDay = timePart ? wallMinute(timePart) : null;
  if (!dayPart) return { localDate: now.toISODate()!, minuteOfDay, past: false, daySaid: false };
  const date = { month: dayPart.get('month') ?? undefined, day: dayPart.get('day') ?? undefined };
  const yearSaid = dayPart.isCertain('year') || dayPart.isCertain('weekday') || !dayPart.isCertain('month');
  return toSaidDay({ ...date, year: yearSaid ? (dayPart.get('year') ?? undefined) : undefined }, minuteOfDay, now);
}

/** What the reader loses: "half past 3" becomes 3:30, "the 24th" the next such day. */
function spellOut(text: string, now: DateTime): string {
  return text
    .replace(/\bhalf\s+(?:past\s+)?(\d{1,2})\b/gi, '$1:30')
    .replace(/\b(?:a\s+)?quarter\s+past\s+(\d{1,2})\b/gi, '$1:15')
    .replace(/\b(?:a\s+)?quarter\s+to\s+(\d{1,2})\b/gi, (_all, hour: string) => `${(Number(hour) + 11) % 12 || 12}:45`)
    .replace(/\bthe\s+(\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?[a-z]{3})/gi, (said, day: string) => {
      const months = [0, 1, 2].map((ahead) => now.startOf('month').plus({ months: ahead }));
      const month = months.find(
        (one) => Number(day) <= one.daysInMonth! && one.set({ day: Number(day) }) >= now.startOf('day'),
      );
      return Number(day) > 0 && month ? month.set({ day: Number(day) }).toFormat('d LLL', { locale: 'en' }) : said;
    });
}

function wallMinute(part: chrono.ParsedComponents): number {
  const hour = part.get('hour') ?? 0;
  const afternoon = !part.isCertain('meridiem') && hour > 0 && hour < 8;
  return (afternoon ? hour + 12 : hour) * 60 + (part.get('minute') ?? 0);
}

/** Without a year the next such day is meant. */
function toSaidDay(
  { year, month, day }: { year?: number | undefined; month?: number | undefined; day?: number | undefined },
  minuteOfDay: number | null,
  now: DateTime,
): SaidDay | null {
  if (month === undefined || day === undefined) return null;
  const today = now.toISODate()!;
  // A leap day may be up to eight years away.
  const years = year === undefined ? Array.from({ length: 9 }, (_, ahead) => now.year + ahead) : [year];
  for (const candidate of years) {
    const date = DateTime.fromObject({ year: candidate, month, day }, { zone: 'utc' });
    if (!date.isValid) continue;
    const localDate = date.toISODate();
    if (year === undefined && localDate < today) continue;
    return { localDate, minuteOfDay, past: localDate < today, daySaid: true };
  }
  return null;
}

/** The instant of a wall time at the shop; a time the clocks jump over moves forward with them. */
export function instantOf(localDate: string, minuteOfDay: number, zone: string): Instant {
  const [year, month, day] = localDate.split('-').map(Number);
  return DateTime.fromObject(
    { year: year!, month: month!, day: day!, hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 },
    { zone },
  ).toMillis();
}
