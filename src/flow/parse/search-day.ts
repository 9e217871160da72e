import * as chrono from 'chrono-node';
import { DateTime } from 'luxon';
import type { SaidMoment } from './date.js';
import type { ParseContext } from './types.js';

const READERS: Readonly<Record<string, { parse: chrono.Chrono['parse'] }>> = {
  fr: chrono.fr,
  it: chrono.it,
  nl: chrono.nl,
  pt: chrono.pt,
};
const READ_CHARS = 120;

/**
 * A day or an hour in a language without a table of its own. Only the wall-clock parts are taken from the reader: its
 * instants are an hour wrong across a clock change, and it drops what it does not know, so nothing of it is certain.
 */
export function searchDay(text: string, { language, nowUtc, zone }: ParseContext): SaidMoment | null {
  const now = DateTime.fromMillis(nowUtc, { zone });
  const reader = READERS[language] ?? chrono.en.GB;
  const reference = { instant: new Date(nowUtc), timezone: now.offset };
  const results = reader.parse(text.slice(0, READ_CHARS).normalize('NFKC'), reference, { forwardDate: true });
  const day = results.find(({ start }) => start.isCertain('day') || start.isCertain('weekday'))?.start;
  const hour = results.find(({ start }) => start.isCertain('hour'))?.start;
  if (!day && !hour) return null;
  const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
  return {
    localDate: day ? `${pad(day.get('year')!, 4)}-${pad(day.get('month')!)}-${pad(day.get('day')!)}` : null,
    clock: hour ? `${pad(hour.get('hour')!)}:${pad(hour.get('minute') ?? 0)}` : null,
    part: null,
  };
}
