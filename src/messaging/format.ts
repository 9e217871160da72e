import type { Instant } from './message.js';

/** The only place that prints times and money for people. Browser-safe. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function dateParts(atUtc: Instant, zone: string, language: string): Record<string, string> {
  const cacheKey = `${language}|${zone}`;
  let formatter = formatters.get(cacheKey);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(cacheKey, formatter);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter.formatToParts(atUtc)) parts[type] = value;
  return parts;
}

/** "Tue 24 Nov 14:00": weekday, day and hour, in the zone given (voice.md rule 3). */
export function formatWhen(atUtc: Instant, zone: string, language: string): string {
  return `${formatDay(atUtc, zone, language)} ${formatClock(atUtc, zone, language)}`;
}

/** "Tue 24 Nov". */
export function formatDay(atUtc: Instant, zone: string, language: string): string {
  const { weekday, day, month } = dateParts(atUtc, zone, language);
  return `${weekday} ${day} ${month === 'Sept' ? 'Sep' : month}`;
}

/** "9:30", "14:00". */
export function formatClock(atUtc: Instant, zone: string, language: string): string {
  const { hour, minute } = dateParts(atUtc, zone, language);
  return `${Number(hour)}:${minute}`;
}

/** An amount in integer minor units of an ISO 4217 currency. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** "£25", "£25.50", "JP¥300": always with its currency, decimals only when there are some (PR-19). */
export function formatMoney({ amountMinor, currency }: Money, language: string): string {
  const formatter = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { style: 'currency', currency });
  const digits = formatter.resolvedOptions().maximumFractionDigits ?? 2;
  const major = amountMinor / 10 ** digits;
  return new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, {
    style: 'currency',
    currency,
    minimumFractionDigits: Number.isInteger(major) ? 0 : digits,
  })
    .format(major)
    .replaceAll('\u00a0', ' ');
}
