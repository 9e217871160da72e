import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import { toAsciiDigits } from '../../messaging/mask.js';
import { tableOf } from './tables/index.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

const TEXT_CHARS_MAX = 120;
const DATE = /^\p{Nd}{1,4}[./-]\p{Nd}{1,2}[./-]\p{Nd}{1,4}$/u;
const NUMBER = /(?:\+|\b00)?\s?\(?\p{Nd}[\p{Nd}\s().\-/\u2010-\u2015]{4,24}\p{Nd}/gu;

/**
 * A phone number among other words, as E.164. Possible is enough: tables of ranges in use lag behind the numbers given out,
 * and a text is cheaper than a customer refused. Two numbers, or one with letters for digits, are read back.
 */
export function parsePhone(text: string, context: ParseContext): Parsed<string> {
  if (text.length > TEXT_CHARS_MAX) return refused('tooLong');
  if (DATE.test(text.normalize('NFKC').trim())) return refused();
  const written = digitsOf(text, context.language);
  const found = [...written.matchAll(NUMBER)].flatMap(([number]) => readAll(number, context.country));
  const numbers = found.filter((one) => one !== null);
  const [first, ...others] = numbers;
  if (!first) return refused();
  const rest = written.replace(NUMBER, '');
  const alone = numbers.length === 1 && found.length === 1 && !/\p{Nd}/u.test(rest);
  return alone && written === plain(text)
    ? sure(first.number)
    : unsure(
        first.number,
        others.map(({ number }) => number),
      );
}

function plain(text: string): string {
  return toAsciiDigits(text.normalize('NFKC').replace(/\p{Cf}/gu, '')).trim();
}

/** Digits in words ("oh seven seven") and the letter O between digits become digits; whoever says them so is asked. */
function digitsOf(text: string, language: string): string {
  const table = tableOf(language);
  const written = plain(text);
  const repaired = written
    .replace(/(?<=\d[oO]*)[oO](?=[oO]*(?:[\s-])?\d)|(?<![\p{L}\d])[oO](?=\d{2})/gu, '0')
    .replace(/(?<=\d)[lI](?=\d)/g, '1');
  if (/\d{3}/.test(repaired)) return repaired;
  return repaired.toLowerCase().replace(/\p{L}+/gu, (word) => {
    const digit = table.numbers[word];
    return digit !== undefined && digit < 10 ? String(digit) : word;
  });
}

type Read = { readonly number: string } | null;

/** "612345678 / 699887766" are two, "030 / 901820" is one. */
function readAll(written: string, country: string): Read[] {
  const whole = read(written, country);
  return (whole ?? !/\s\/\s/.test(written)) ? [whole] : written.split(/\s\/\s/).map((one) => read(one, country));
}

function read(written: string, country: string): Read {
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const trimmed = written.trim();
  // 00 is how most of the world dials abroad; North America dials 011.
  const abroad = trimmed.startsWith('00') ? `+${trimmed.slice(2)}` : trimmed;
  const phone = parsePhoneNumberFromString(abroad.replace(/\(0\)/, ''), home);
  return phone?.isPossible() ? { number: phone.number } : null;
}
