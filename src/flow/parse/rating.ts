import { fold } from './fold.js';
import { wholeInWords } from './number-words.js';
import { splitAt, without } from './phrases.js';
import { tableOf, type LanguageTable } from './tables/index.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

const STARS = /[\u2B50\u2605\u{1F31F}\u2764\u{1F49B}]/gu;

/**
 * Reads "4", "four stars", "4 out of 5" or ⭐⭐⭐⭐. A mark on another scale is carried over and read back.
 *
 * @param max the best mark; the worst is 1
 */
export function parseRating(text: string, context: ParseContext, max: number): Parsed<number> {
  const table = tableOf(context.language);
  const stars = text.match(STARS)?.length ?? 0;
  const words = fold(text)
    .replace(STARS, ' ')
    .replace(/(\d)(\p{L})/gu, '$1 $2')
    .replace(/(\d)\s*\/\s*(?=\d)/g, '$1 / ')
    .replace(/(\d)\s*-\s*(?=\d)/g, '$1 - ')
    .replace(/(?<=\S)-(?!\s)|(?<!\s)-(?=\s)/g, ' ')
    .replace(/(?<!\d)[.,]|[.,](?!\d)|[^\p{L}\d.,/%\s-]/gu, ' ')
    .replace(/%/g, ' % ')
    .replace(/\s+/g, ' ')
    .trim();
  if (words === '') return stars === 0 ? refused() : limited(stars, max, true);
  if (stars > 0 && without(words, table, 'courtesy') === '') return limited(stars, max, true);
  const parsed = readMark(words, table, max);
  // "5 ⭐" is five stars; three stars drawn beside a five are not.
  return parsed.ok && parsed.certain && stars > 1 && stars !== parsed.value ? unsure(parsed.value, [stars]) : parsed;
}

function readMark(words: string, table: LanguageTable, max: number): Parsed<number> {
  const percent = /^(\d{1,3}) %$/.exec(words)?.[1];
  if (percent !== undefined) return scaled(Number(percent), 100, max);
  if (/^-/.test(words) || isNegated(words, table)) return refused();
  const scale = onScale(words, table, max);
  if (scale) return scale;
  const clear = without(words, table, 'about');
  const doubtful = clear !== words;
  const range = / - /.test(words) ? words.split(' - ') : splitAt(words, table, 'or');
  if (range && range[0] !== '' && range[1] !== '') {
    const [low, high] = range.map((one) => mark(one, table));
    if (low && high) return low <= max && high <= max ? unsure(low, [high]) : refused();
  }
  const value = mark(clear, table);
  if (value !== null) return limited(value, max, !doubtful);
  return amongWords(clear, table, max);
}

/** "4 out of 5" */
function onScale(words: string, table: LanguageTable, max: number): Parsed<number> | null {
  const of = splitAt(words, table, 'outOf');
  const [value, best] = of ? [mark(of[0], table), mark(of[1], table)] : [null, null];
  if (value === null || best === null) return null;
  if (best === max) return limited(value, max, true);
  return value <= best ? scaled(value, best, max) : refused();
}

/** "Not 5", but not "1, never again". */
function isNegated(words: string, table: LanguageTable): boolean {
  const split = splitAt(words, table, 'not');
  return split !== null && !split[0].split(' ').some((word) => mark(word, table) !== null);
}

function limited(value: number, max: number, certain: boolean): Parsed<number> {
  if (value < 1) return refused('tooSmall');
  if (value > max) return refused('tooBig');
  if (!Number.isInteger(value)) return unsure(Math.round(value), [Math.floor(value)]);
  return certain ? sure(value) : unsure(value);
}

function scaled(value: number, best: number, max: number): Parsed<number> {
  if (best < 2 || value > best) return refused();
  return unsure(Math.max(1, Math.round((value / best) * max)));
}

function mark(words: string, table: LanguageTable): number | null {
  for (const said of [
    words,
    without(words, table, 'stars', 'courtesy'),
    without(words, table, 'stars', 'courtesy', 'fillers'),
  ]) {
    if (/^\d{1,3}(?:[.,]\d)?$/.test(said)) return Number(said.replace(',', '.'));
    const value = said === '' ? null : wholeInWords(said.split(' '), table);
    if (value !== null) return value;
  }
  return null;
}

/** "5, she was lovely": one number among words, nothing else that counts. */
function amongWords(words: string, table: LanguageTable, max: number): Parsed<number> {
  const all = words.split(' ').filter((word) => word !== '/' && word !== '-');
  const marks = all.map((word) => mark(word, table)).filter((one) => one !== null);
  if (marks.length !== 1 || all.length > 12) return refused();
  return limited(marks[0]!, max, false);
}
