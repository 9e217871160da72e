import type { Instant } from '../messaging/message.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** So many minutes more may be asked for, once. */
export const LATER_MIN = 10;
/** A visit is seldom shorter than this share of the usual one, or longer than that. */
const SHORT = 0.7;
const LONG = 1.3;

/**
 * The wait as a range, in minutes, rounded to fives so that nobody takes it for a promise (QU-04).
 * @param ahead who goes first, without the one being served
 * @param usualMin how long one visit usually takes
 * @param servingSinceUtc when the visit under way began; null when nobody is being served
 */
export function waitOf(
  ahead: number,
  usualMin: number,
  servingSinceUtc: Instant | null,
  nowUtc: Instant,
): { fromMin: number; toMin: number } {
  const passedMin = servingSinceUtc === null ? 0 : (nowUtc - servingSinceUtc) / MINUTE_MS;
  const left = (share: number): number =>
    servingSinceUtc === null ? 0 : Math.max(0, usualMin * share - Math.max(0, passedMin));
  const fromMin = 5 * Math.floor((ahead * usualMin * SHORT + left(SHORT)) / 5);
  const toMin = 5 * Math.ceil((ahead * usualMin * LONG + left(LONG)) / 5);
  return { fromMin, toMin: Math.max(toMin, fromMin + 5) };
}

/** The middle one of what visits took lately; what the service is said to take while nothing is known. */
export function usualOf(lastMin: readonly number[], saidMin: number): number {
  if (lastMin.length < 3) return saidMin;
  const sorted = [...lastMin].sort((one, other) => one - other);
  return Math.max(1, sorted[Math.floor(sorted.length / 2)]!);
}

/**
 * The rank of somebody who lets others go first: behind as many as are likely to have their turn in that time, and never
 * behind anybody else. So nobody who waits behind them waits longer than before.
 * @param behind the ranks after theirs, in order
 * @returns null when nobody is behind: the place stays.
 */
export function orderAfter(own: number, behind: readonly number[], minutes: number, usualMin: number): number | null {
  if (behind.length === 0) return null;
  const passed = Math.min(behind.length, Math.max(1, Math.ceil(minutes / usualMin)));
  const last = behind[passed - 1] ?? own;
  const next = behind[passed];
  return next === undefined ? last + 0.5 : (last + next) / 2;
}

const ENDINGS: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = {
  en: { one: 'st', two: 'nd', few: 'rd', other: 'th' },
};

/** "3rd"; in languages without a short ordinal plain letters can carry, the number. */
export function ordinal(place: number, language: string): string {
  const endings = ENDINGS[language];
  if (!endings) return String(place);
  return `${place}${endings[new Intl.PluralRules(language, { type: 'ordinal' }).select(place)] ?? ''}`;
}
