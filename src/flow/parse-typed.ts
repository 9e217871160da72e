import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/** What came of reading a typed answer. `problem` names the phrase that explains it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: 'unreadable' | 'tooLong' | 'tooSmall' | 'tooBig' };

const UNREADABLE = { ok: false, problem: 'unreadable' } as const;
const TOO_LONG = { ok: false, problem: 'tooLong' } as const;

/** A name as its owner writes it: only its spaces are tidied. Digits alone, an address or a greeting is not a name. */
export function parseName(text: string, greetings: ReadonlySet<string>, maxLength = 60): Parsed<string> {
  const name = tidy(text);
  if (name.length > maxLength) return TOO_LONG;
  if (!/\p{L}/u.test(name) || /[@<>{}[\]\\|]|:\/\/|\d{4}/u.test(name) || greetings.has(name.toLowerCase()))
    return UNREADABLE;
  return { ok: true, value: name };
}

export function parseText(text: string, maxLength = 500): Parsed<string> {
  const kept = tidy(text);
  if (kept === '') return UNREADABLE;
  return kept.length > maxLength ? TOO_LONG : { ok: true, value: kept };
}

/** @param words number words of the language, normalised, e.g. `two → 2`. */
export function parseNumber(
  normalised: string,
  words: ReadonlyMap<string, number>,
  { min, max, whole }: { min: number; max: number; whole: boolean },
): Parsed<number> {
  const value = /^-?\d{1,12}(?:[.,]\d{1,4})?$/.test(normalised)
    ? Number(normalised.replace(',', '.'))
    : words.get(normalised);
  if (value === undefined || !Number.isFinite(value) || (whole && !Number.isInteger(value))) return UNREADABLE;
  if (value < min) return { ok: false, problem: 'tooSmall' };
  if (value > max) return { ok: false, problem: 'tooBig' };
  return { ok: true, value };
}

/**
 * @returns E.164. Possible is enough: tables of ranges in use lag behind the numbers given out, and a text is cheaper than
 * a customer refused.
 * @param country ISO 3166 code used for numbers without +, usually the shop's.
 */
export function parsePhone(text: string, country: string): Parsed<string> {
  if (text.length > 40) return TOO_LONG;
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const phone = parsePhoneNumberFromString(text.normalize('NFKC').trim(), home);
  return phone?.isPossible() ? { ok: true, value: phone.number } : UNREADABLE;
}

/** One address, its domain in lower case. Whether mail arrives there only the mail can tell. */
export function parseEmail(text: string): Parsed<string> {
  const email = text.trim();
  if (email.length > 254) return TOO_LONG;
  const match = /^([^\s@"<>(),;:\\]{1,64})@((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24})$/u.exec(
    email,
  );
  if (!match || email.includes('..') || email.startsWith('.') || match[1]!.endsWith('.')) return UNREADABLE;
  return { ok: true, value: `${match[1]!}@${match[2]!.toLowerCase()}` };
}

function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
}
