import * as postcodes from 'postcode';
import { chunks, fold, tidy } from './fold.js';
import { isOneOf } from './phrases.js';
import { listOf, tableOf, type LanguageTable } from './tables/index.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

/** Postcodes written in figures alone, by country. */
const FIGURES: Readonly<Record<string, RegExp>> = {
  ES: /(?<!\d)(?:0[1-9]|[1-4]\d|5[0-2])\d{3}(?!\d)/,
  DE: /(?<!\d)(?!00)\d{5}(?!\d)/,
  FR: /(?<!\d)\d{5}(?!\d)/,
  IT: /(?<!\d)\d{5}(?!\d)/,
  US: /(?<!\d)\d{5}(?:-\d{4})?(?!\d)/,
  AT: /(?<!\d)[1-9]\d{3}(?!\d)/,
  CH: /(?<!\d)[1-9]\d{3}(?!\d)/,
  SA: /(?<!\d)\d{5}(?:-\d{4})?(?!\d)/,
  MX: /(?<!\d)\d{5}(?!\d)/,
  EG: /(?<!\d)\d{5}(?!\d)/,
  JO: /(?<!\d)\d{5}(?!\d)/,
};
const BRITISH = /(?<![a-z\d])[a-z0-9]{2,4} ?[0-9oil][a-z]{2}(?![a-z\d])/gi;

/** A postcode among other words, written as the post writes it. One with O for 0 is read back. */
export function parsePostcode(text: string, context: ParseContext): Parsed<string> {
  const written = fold(text).toUpperCase();
  const found = context.country === 'GB' ? british(written) : figures(written, context.country);
  const [first, ...others] = found;
  if (!first) return refused();
  const rest =
    chunks(fold(without(text, tableOf(context.language)))).join('').length - first.value.replace(/[\s-]/g, '').length;
  const certain = first.certain && others.length === 0 && rest <= 0;
  return certain
    ? sure(first.value)
    : unsure(
        first.value,
        others.map(({ value }) => value),
      );
}

interface Found {
  readonly value: string;
  readonly certain: boolean;
}

function british(written: string): Found[] {
  const matches = [...written.replace(/[.,]/g, ' ').replace(/\s+/g, ' ').matchAll(BRITISH)];
  // All of it may be one postcode with spaces where they do not belong.
  const candidates = matches.length > 0 ? matches.map(([code]) => code) : [written.replace(/[\s.-]/g, '')];
  return candidates.flatMap((code): Found[] => {
    const exact = postcodes.parse(code);
    if (exact.valid && exact.postcode) return [{ value: exact.postcode, certain: true }];
    // One letter or two, then figures: what looks like a figure there is one.
    const figured = code.replace(
      /^([A-Z]{1,2})([OIL])(?=\s?\d)/,
      (_all, area: string, digit: string) => area + (digit === 'O' ? '0' : '1'),
    );
    const fixed = [figured, code].map((one) => postcodes.parse(postcodes.fix(one))).find(({ valid }) => valid);
    return fixed?.postcode ? [{ value: fixed.postcode, certain: false }] : [];
  });
}

function figures(written: string, country: string): Found[] {
  const pattern = FIGURES[country];
  if (!pattern) {
    const code = /^[A-Z0-9](?:[A-Z0-9 -]{1,8})[A-Z0-9]$/.exec(written)?.[0];
    return code !== undefined && /\d/.test(code) ? [{ value: code, certain: false }] : [];
  }
  const joined = written.replace(/(?<=^\D*\d{2,3})\s(?=\d{2,3}\D*$)/, '');
  return [...joined.matchAll(new RegExp(pattern, 'g'))].map(([code]) => ({ value: code, certain: true }));
}

/** An address in words, and its postcode if one stands in it. */
export interface SaidAddress {
  readonly text: string;
  readonly postcode: string | null;
}

const ADDRESS_CHARS_MAX = 300;

/**
 * An address as it was written, without "I live at". It is never certain: where it lies, the map must say, and the person
 * agrees to what the map found.
 *
 * @param wordsMin how many words it has at least, where neither a number nor a postcode is among them: one will do for a
 *   place on the map, not for a door to ring at.
 */
export function parseAddress(
  text: string,
  context: ParseContext,
  { wordsMin = 2 }: { readonly wordsMin?: number } = {},
): Parsed<SaidAddress> {
  const table = tableOf(context.language);
  const written = tidy(text.replace(/\p{Extended_Pictographic}/gu, ' '));
  if (written.length > ADDRESS_CHARS_MAX) return refused('tooLong');
  if (/[@?؟]|:\/\//.test(written)) return refused();
  const kept = without(written, table);
  const folded = chunks(fold(kept)).join(' ');
  const said = parsePostcode(kept, context);
  const postcode = said.ok ? said.value : null;
  const words = folded.split(' ').filter((word) => /\p{L}/u.test(word));
  const isNumbered = /\d/.test(folded) && words.some((word) => word.length > 2);
  if (isOneOf(folded, table, 'notNames') || isOneOf(folded, table, 'yes') || isOneOf(folded, table, 'no'))
    return refused();
  if (postcode === null && !isNumbered && words.length < wordsMin) return refused();
  const asSaid = wordsOfSentence(kept, table);
  if (postcode === null && (asSaid > 1 || (asSaid > 0 && !isNumbered))) return refused();
  return unsure({ text: kept, postcode });
}

/** How many words sentences are made of. "The Old Bakery, High Street" is in parts: the first word of each may be an article. */
function wordsOfSentence(text: string, table: LanguageTable): number {
  const stops = new Set(listOf(table, 'sentence'));
  const parts = text.split(',').map((part) => chunks(fold(part)));
  return parts.flatMap((part) => (parts.length > 1 ? part.slice(1) : part)).filter((word) => stops.has(word)).length;
}

/** Without "my address is" and "please". */
function without(text: string, table: LanguageTable): string {
  let words = tidy(text.replace(/:(?=\S)/g, ': ')).split(' ');
  const matches = (part: readonly string[], name: 'placeIntro' | 'courtesy'): boolean =>
    isOneOf(chunks(fold(part.join(' '))).join(' '), table, name);
  for (let count = Math.min(6, words.length - 1); count > 0; count--) {
    if (!matches(words.slice(0, count), 'placeIntro')) continue;
    words = words.slice(count);
    break;
  }
  for (let count = Math.min(3, words.length - 1); count > 0; count--) {
    if (!matches(words.slice(-count), 'courtesy')) continue;
    words = words.slice(0, -count);
    break;
  }
  return words.join(' ').replace(/^[\s,:;-]+|[\s,;:!-]+$/gu, '');
}
