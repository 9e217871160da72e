import { chunks, fold } from './fold.js';
import { hasAny, isOneOf, splitAt, without } from './phrases.js';
import { tableOf, type LanguageTable } from './tables/index.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

/**
 * Which of the choices shown is meant by its place: "2", "number two please", "the second one", "the last but one".
 *
 * @param count how many are shown
 * @returns 1 for the first; `tooBig` for a place that is not there.
 */
export function parseChoice(text: string, context: ParseContext, count: number): Parsed<number> {
  const table = tableOf(context.language);
  if (/^\s*-\s*\d/.test(text)) return refused();
  const words = chunks(fold(text).replace(/(^|\s)no\.?\s*(?=\d)/g, '$1')).join(' ');
  const either = splitAt(words, table, 'or');
  if (either && either[0] !== '' && either[1] !== '') {
    const [first, second] = either.map((one) => placeOf(one, table, count));
    return first && second ? inRange(first, count, () => unsure(first, [second])) : refused();
  }
  const bare = without(words, table, 'about');
  if (hasAny(words, table, 'not')) return refused();
  const place = placeOf(bare, table, count);
  if (place === null) return refused();
  return inRange(place, count, () => (bare === words ? sure(place) : unsure(place)));
}

function inRange(place: number, count: number, read: () => Parsed<number>): Parsed<number> {
  return place < 1 ? refused() : place > count ? refused('tooBig') : read();
}

/** @returns the place the words name and nothing else; null when they name none. */
export function placeOf(words: string, table: LanguageTable, count: number): number | null {
  for (const said of [words, without(words, table, 'courtesy'), without(words, table, 'courtesy', 'fillers')]) {
    if (said === '') continue;
    if (isOneOf(said, table, 'beforeLast')) return count > 1 ? count - 1 : null;
    if (isOneOf(said, table, 'last')) return count;
    if (isOneOf(said, table, 'middle')) return count % 2 === 1 ? (count + 1) / 2 : null;
    const named = placeIn(said, table, count);
    if (named !== null) return named;
    // "The second one", but not "one two".
    const thing = without(said, table, 'thing');
    if (thing !== said && table.ordinals[thing] !== undefined) return placeIn(thing, table, count);
  }
  return null;
}

/** A figure, a number word or an ordinal. */
export function placeIn(word: string, table: LanguageTable, count: number): number | null {
  const figure = /^(\d{1,2})(?:st|nd|rd|th|o|a|er|ro|ra|do|da|to|ta)?$/.exec(word)?.[1];
  if (figure !== undefined) return Number(figure);
  const place = table.ordinals[word] ?? table.numbers[word];
  return place === undefined ? null : place < 0 ? count : place;
}
