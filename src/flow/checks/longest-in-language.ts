import { formatClock, formatDay, formatMoney, formatWhen } from '../../messaging/format.js';
import { DEFAULT_LONGEST, LONGEST_NAMES } from './longest-defaults.js';
import type { LongestValues } from './longest-values.js';

const AT_UTC = Date.UTC(2026, 10, 25, 16, 30);
const MORNING_UTC = Date.UTC(2026, 10, 23, 9);
const PRICE = { amountMinor: 12_550, currency: 'GBP' };

/** How a booking stands, at its longest, `#` being the price. What the phrases say of it is worded before it is measured. */
const STATES: Readonly<Record<string, readonly [before: string, after: string]>> = {
  en: ['received, # paid, ', ' has not confirmed it yet'],
  es: ['recibida, # pagados, ', ' aún no la confirma'],
  ar: ['بانتظار ', '، دُفع #'],
};

const printed = new Map<string, LongestValues>();

/**
 * The longest values as they are printed in a language: "Wed 25 Nov 16:30" is half as long again in Arabic, and
 * services have names of their own in each. Names of people stay as they are. Values handed in by a shop are in its own words already.
 */
export function longestIn(language: string, given?: LongestValues): LongestValues {
  if (given) return given;
  let values = printed.get(language);
  if (!values) {
    values = printedIn(language, DEFAULT_LONGEST);
    printed.set(language, values);
  }
  return values;
}

function wordsBetween(from: string, to: string): [string, string][] {
  const both = (print: (language: string) => string): [string, string] => [print(from), print(to)];
  const state = (language: string, half: 0 | 1): string =>
    (STATES[language] ?? STATES['en']!)[half].replace('#', () => formatMoney(PRICE, language));
  return [
    ...namesBetween(from, to),
    [state(from, 0), state(to, 0)],
    [state(from, 1), state(to, 1)],
    both((language) => formatWhen(AT_UTC, 'UTC', language)),
    both((language) => formatWhen(MORNING_UTC, 'UTC', language)),
    both((language) => formatDay(AT_UTC, 'UTC', language)),
    both((language) => formatClock(AT_UTC, 'UTC', language)),
    both((language) => formatMoney(PRICE, language)),
  ];
}

/** As it stands inside a value that is written out. */
function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function namesBetween(from: string, to: string): [string, string][] {
  const namesOf = (language: string): readonly string[] => {
    const { service, chosen, extras, thing, about, priceLines, items, cartLines, orderState } = Object.hasOwn(
      LONGEST_NAMES,
      language,
    )
      ? LONGEST_NAMES[language as keyof typeof LONGEST_NAMES]
      : LONGEST_NAMES.en;
    return [service, chosen, ...extras, thing, about, priceLines, cartLines, items, orderState].map(asJson);
  };
  const others = namesOf(to);
  return namesOf(from).map((name, index) => [name, others[index] ?? name]);
}

/** English names, times, prices and states of the longest values as the language prints them, wherever they stand in a value. */
export function printedIn<T>(language: string, value: T): T {
  const words = wordsBetween('en', language);
  // Only what was printed for people changes, and it changes into text: the shape stays.
  return JSON.parse(words.reduce((said, [one, other]) => said.replaceAll(one, other), JSON.stringify(value))) as T;
}
