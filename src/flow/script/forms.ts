import { formatClock, formatDay, formatMoney, formatWhen, localeOf } from '../../messaging/format.js';
import type { Json } from '../protocol.js';
import { fieldOf, wordsOf } from './text.js';

/** Where and in which language a text is said. */
export interface Style {
  readonly language: string;
  readonly zone: string;
}

/**
 * Another form of a value: `{service.name|lower}`, `{count|number}`, `{at|when}`. Everything that differs by language or
 * zone is formed here, so that no script and no translator has to.
 */
export const FORMS = {
  /** As in the middle of a sentence; abbreviations keep their capitals. */
  lower: (value: Json | undefined) => lower(plain(value)),
  /** With its English article. */
  a: (value: Json | undefined) => `${/^[aeiou]/i.test(plain(value)) ? 'an' : 'a'} ${lower(plain(value))}`,
  /** The first word: a first name. */
  first: (value: Json | undefined) => plain(value).split(' ', 1)[0]!,
  /** A list by the names of its things: "Rush, Letter to the bank". */
  names: (value: Json | undefined) => plain(value),
  /** 1,250.5 as the language writes it. */
  number: (value: Json | undefined, { language }: Style) =>
    typeof value === 'number' ? numberFormat(language).format(value) : plain(value),
  /** An amount in minor units with its currency. */
  money: (value: Json | undefined, { language }: Style) => {
    const amountMinor = fieldOf(value, 'amountMinor');
    const currency = fieldOf(value, 'currency');
    return typeof amountMinor === 'number' && typeof currency === 'string'
      ? formatMoney({ amountMinor, currency }, language)
      : plain(value);
  },
  /** "Tue 24 Nov": of a moment in the shop's zone, or of a date on its calendar. */
  day: (value: Json | undefined, { language, zone }: Style) => {
    if (typeof value === 'number') return formatDay(value, zone, language);
    const dateUtc =
      typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T12:00:00Z`) : NaN;
    return Number.isNaN(dateUtc) ? plain(value) : formatDay(dateUtc, 'UTC', language);
  },
  /** "14:00": of a moment in the shop's zone. */
  clock: (value: Json | undefined, { language, zone }: Style) =>
    typeof value === 'number' ? formatClock(value, zone, language) : plain(value),
  /** "Tue 24 Nov 14:00": of a moment in the shop's zone. */
  when: (value: Json | undefined, { language, zone }: Style) =>
    typeof value === 'number' ? formatWhen(value, zone, language) : plain(value),
} as const;
export type Form = keyof typeof FORMS;

export function isForm(name: string): name is Form {
  return Object.hasOwn(FORMS, name);
}

/** A value as it is said; a list by the names of its things. Nothing for what has no words, such as a whole record. */
export function plain(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return '';
  return value
    .map((one) => (typeof one === 'object' ? wordsOf(one, 'name', 'when', 'text') : plain(one as Json)))
    .filter((one) => one !== '')
    .join(', ');
}

/** Each of several things that stand in one name: "haircut + colour". */
function lower(value: string): string {
  return value.split(' + ').map(lowerFirst).join(' + ');
}

function lowerFirst(value: string): string {
  return /^\p{Lu}(?!\p{Lu})/u.test(value) ? value.charAt(0).toLowerCase() + value.slice(1) : value;
}

/* ---------- plurals ---------- */

/** By plural category of the language; `#` stands for the number. */
export type Plurals = ReadonlyMap<string, string>;

/**
 * "one: # visit; other: # visits", in a form a translator can read and change. Which categories there are is the language's
 * own matter: English has two, Arabic six.
 */
export function parsePlurals(
  source: string,
  language: string,
): { ok: true; plurals: Plurals } | { ok: false; reason: string } {
  const plurals = new Map<string, string>();
  for (const part of source.split(';')) {
    const match = /^\s*([a-z]+)\s*:\s*(.*?)\s*$/.exec(part);
    if (!match)
      return {
        ok: false,
        reason: `has an unreadable plural "${part.trim().slice(0, 40)}": write one: # visit; other: # visits`,
      };
    plurals.set(match[1]!, match[2]!);
  }
  const known: readonly string[] = pluralRules(language).resolvedOptions().pluralCategories;
  const unknown = [...plurals.keys()].find((category) => !known.includes(category));
  if (unknown !== undefined)
    return {
      ok: false,
      reason: `has a plural "${unknown}", which this language does not know: it has ${known.join(', ')}`,
    };
  const needed = everydayCategories(language);
  const missing = needed.find((category) => !plurals.has(category));
  if (missing !== undefined)
    return { ok: false, reason: `lacks the plural "${missing}": this language has ${needed.join(', ')}` };
  return { ok: true, plurals };
}

export function pluralOf(plurals: Plurals, value: Json | undefined, language: string): string {
  const count = typeof value === 'number' ? value : Number(plain(value));
  if (!Number.isFinite(count)) return '';
  const words = plurals.get(pluralRules(language).select(count)) ?? plurals.get('other') ?? '';
  return words.replaceAll('#', numberFormat(language).format(count));
}

const HIGHEST_COUNT = 200;

/** Those that counts of things and people come by: the Spanish "many" begins at a million. */
function everydayCategories(language: string): readonly string[] {
  const met = new Set<string>();
  for (let count = 0; count <= HIGHEST_COUNT; count++) met.add(pluralRules(language).select(count));
  return [...met];
}

const rules = new Map<string, Intl.PluralRules>();
function pluralRules(language: string): Intl.PluralRules {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known;
}

const numbers = new Map<string, Intl.NumberFormat>();
function numberFormat(language: string): Intl.NumberFormat {
  const known = numbers.get(language) ?? new Intl.NumberFormat(localeOf(language));
  numbers.set(language, known);
  return known;
}
