import type { Instant } from '../../messaging/message.js';
import type { Vocabulary } from '../script/phrases.js';

/** Why a typed answer cannot be taken; each names the phrase that explains it. */
export type Problem = 'unreadable' | 'tooLong' | 'tooSmall' | 'tooBig';

/**
 * What came of reading a typed answer.
 *
 * - `certain`: it can mean nothing else; it is taken as it stands.
 * - not certain: the likely reading comes first, the others after it. It is read back before it counts.
 * - not ok: it is not an answer; nothing is guessed.
 */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly certain: boolean; readonly others?: readonly T[] }
  | { readonly ok: false; readonly problem: Problem };

/** What an answer is read against: nothing else decides what it means. */
export interface ParseContext {
  /** Two letters. A language without a table of its own is read as English. */
  readonly language: string;
  readonly nowUtc: Instant;
  /** The shop's zone: days and hours are those on its wall. */
  readonly zone: string;
  /** ISO 3166 code of the shop: how phones, postcodes and 2/4 are written there. */
  readonly country: string;
  /** The shop's own words for agreeing, leaving out and greeting, beside those of the language. */
  readonly vocabulary?: Vocabulary;
}

export function sure<T>(value: T): Parsed<T> {
  return { ok: true, value, certain: true };
}

/** @param others further readings; those equal to the first are dropped. */
export function unsure<T>(value: T, others: readonly T[] = []): Parsed<T> {
  const key = JSON.stringify(value);
  const kept = others.filter((one) => JSON.stringify(one) !== key);
  return { ok: true, value, certain: false, ...(kept.length > 0 ? { others: kept } : {}) };
}

export function refused(problem: Problem = 'unreadable'): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}
