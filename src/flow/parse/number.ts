import { fold } from './fold.js';
import { wholeInWords } from './number-words.js';
import { hasAny, isOneOf, splitAt, without } from './phrases.js';
import { listOf, tableOf, type LanguageTable } from './tables/index.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/**
 * Reads "7", "two and a half", "a dozen", "1,500" or "for four people". Of a number among other words, or one that is only
 * about right, the person is asked.
 *
 * @returns `tooSmall` and `tooBig` outside the limits; both count as understood.
 */
export function parseNumber(text: string, context: ParseContext, limits: NumberLimits): Parsed<number> {
  const table = tableOf(context.language);
  const reading = readNumber(wordsOf(text), table, limits.whole);
  if (!reading) return refused();
  const { value, certain, others } = reading;
  if (!Number.isFinite(value) || (limits.whole && !Number.isInteger(value))) return refused();
  if (value < limits.min) return refused('tooSmall');
  if (value > limits.max) return refused('tooBig');
  const fit = others.filter(
    (one) => one >= limits.min && one <= limits.max && (!limits.whole || Number.isInteger(one)),
  );
  return certain ? sure(value) : unsure(value, fit);
}

interface Reading {
  readonly value: number;
  readonly certain: boolean;
  readonly others: readonly number[];
}

/** Words and figures; a minus stays with its number, a dash between two numbers stands alone. */
function wordsOf(text: string): string {
  return fold(text)
    .replace(/(\d)(\p{L})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/^\s*-\s*(?=\d)/, '~')
    .replace(/(\d)\s*-\s*(?=\d)/g, '$1 - ')
    .replace(/(\p{L})-(?=\p{L})/gu, '$1 ')
    .replace(/(?<!\d)[.,]|[.,](?!\d)/g, ' ')
    .replace(/[^\p{L}\d.,~/%\s-]|(?<!\s)-|-(?!\s)/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function readNumber(words: string, table: LanguageTable, whole: boolean): Reading | null {
  if (words === '') return null;
  if (isOneOf(words, table, 'zero')) return { value: 0, certain: false, others: [] };
  const plain = readPlain(words, table, whole);
  if (plain) return plain;
  const range = / - /.test(words) ? (words.split(' - ') as [string, string]) : splitAt(words, table, 'or');
  if (range && range[0] !== '' && range[1] !== '') {
    const [first, second] = range.map((one) => readPlain(strip(one, table), table, whole));
    if (first && second) return { value: first.value, certain: false, others: [second.value] };
  }
  const bare = strip(words, table);
  const clear = without(bare, table, 'about');
  if (clear === '' || hasAny(clear, table, 'not')) return null;
  const stripped = readPlain(clear, table, whole);
  const isAbout = clear !== bare || hasAny(words, table, 'about');
  if (stripped) return isAbout ? { ...stripped, certain: false } : stripped;
  return amongWords(clear, table, whole);
}

function strip(words: string, table: LanguageTable): string {
  const kept = without(words, table, 'counted', 'courtesy');
  // "One" and "a" also fill sentences: they go only when something else is left.
  const bare = without(kept, table, 'fillers');
  return bare === '' || (!/\d/.test(bare) && readWords(bare, table) === null && readWords(kept, table) !== null)
    ? kept
    : bare;
}

/** The whole of it is one number. */
function readPlain(words: string, table: LanguageTable, whole: boolean): Reading | null {
  if (words === '') return null;
  if (/^~?[\d.,]+$/.test(words)) return figures(words, table, whole);
  if (isOneOf(words, table, 'dozen')) return exactly(12);
  if (isOneOf(words, table, 'half')) return exactly(0.5);
  if (words === '1/2') return exactly(0.5);
  if (isOneOf(words, table, 'couple')) return { value: 2, certain: false, others: [] };
  const value = readWords(words, table);
  return value === null ? parts(words, table, whole) : exactly(value);
}

const exactly = (value: number): Reading => ({ value, certain: true, others: [] });

function readWords(words: string, table: LanguageTable): number | null {
  return wholeInWords(words.split(' '), table);
}

/** "Two and a half", "half a dozen", "two dozen", "2 hundred". */
function parts(words: string, table: LanguageTable, whole: boolean): Reading | null {
  const dozen = splitAt(words, table, 'dozen');
  if (dozen && dozen[1] === '') {
    const count = isOneOf(dozen[0], table, 'half') ? 0.5 : (readPlain(dozen[0], table, whole)?.value ?? null);
    return count === null ? null : exactly(count * 12);
  }
  const half = splitAt(words, table, 'half') ?? (words.endsWith(' 1/2') ? ([words.slice(0, -4), ''] as const) : null);
  if (half && half[1] === '') {
    const [before] = [half[0].replace(new RegExp(` (?:${table.and.join('|')})$`), '')];
    const count = before === '' ? null : readPlain(before, table, whole);
    return count && Number.isInteger(count.value) ? exactly(count.value + 0.5) : null;
  }
  for (const ending of listOf(table, 'halfEnding')) {
    const count = words.endsWith(ending) ? readWords(words.slice(0, -ending.length), table) : null;
    if (count !== null) return exactly(count + 0.5);
  }
  const scaled = /^(\d{1,3}) (\S+)$/.exec(words);
  const scale = scaled ? table.numbers[scaled[2]!] : undefined;
  return scaled && (scale === 100 || scale === 1000) ? exactly(Number(scaled[1]) * scale) : null;
}

/** One number among words that are not known: perhaps it is meant. */
function amongWords(words: string, table: LanguageTable, whole: boolean): Reading | null {
  const all = words.split(' ');
  const read = all.map((word) => (/^~?[\d.,]+$/.test(word) ? figures(word, table, whole) : one(word, table)));
  const numbers = read.filter((reading) => reading !== null);
  if (numbers.length !== 1 || all.length > 5 || all.some((word) => /^\d{5,}$/.test(word))) return null;
  return { ...numbers[0]!, certain: false };
}

function one(word: string, table: LanguageTable): Reading | null {
  const value = table.numbers[word] ?? table.compound?.(word) ?? null;
  return value === null ? null : exactly(value);
}

/** "1.500" is fifteen hundred in Madrid and one and a half in London: where it could be both it is not certain. */
function figures(word: string, table: LanguageTable, whole: boolean): Reading | null {
  const sign = word.startsWith('~') ? -1 : 1;
  const digits = word.replace('~', '');
  if (/^\d{1,12}$/.test(digits)) return exactly(sign * Number(digits));
  const [parted, decimal] = table.pointParts ? ['.', ','] : [',', '.'];
  if (/^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+$/.test(digits)) return exactly(sign * Number(digits.replace(/[.,]/g, '')));
  if (/^\d{1,3}[.,]\d{3}$/.test(digits)) {
    const large = sign * Number(digits.replace(/[.,]/g, ''));
    const small = sign * Number(digits.replace(',', '.'));
    if (whole) return exactly(large);
    return digits.includes(parted)
      ? { value: large, certain: false, others: [small] }
      : { value: small, certain: false, others: [large] };
  }
  if (/^\d{1,12}[.,]\d{1,4}$/.test(digits)) {
    const value = sign * Number(digits.replace(',', '.'));
    return digits.includes(decimal) || table.pointParts ? exactly(value) : { value, certain: false, others: [] };
  }
  const mixed = /^(\d{1,3}(?:([.,])\d{3})+)([.,])(\d{1,2})$/.exec(digits);
  if (!mixed || mixed[2] === mixed[3]) return null;
  return exactly(sign * Number(`${mixed[1]!.replace(/[.,]/g, '')}.${mixed[4]!}`));
}
