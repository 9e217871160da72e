import { fold } from './fold.js';
import { placeIn } from './choice.js';
import { hasAny, isOneOf, splitAt, without } from './phrases.js';
import { tableOf, type LanguageTable } from './tables/index.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

type Places = readonly number[];

/**
 * Which of the choices shown are meant: "1,3", "1 and 3", "the first two", "2 to 4", "all but the last", "none", or by name.
 *
 * @param labels their names, in their order
 * @returns places in rising order, 1 for the first; none of them is an empty list.
 */
export function parseChoices(text: string, context: ParseContext, labels: readonly string[]): Parsed<Places> {
  const table = tableOf(context.language);
  const words = withPlaces(wordsOf(text), labels, table);
  if (isOneOf(words, table, 'none') || isOneOf(without(words, table, 'courtesy'), table, 'none')) return sure([]);
  const either = splitAt(words, table, 'or');
  if (either && either[0] !== '' && either[1] !== '') {
    const [first, second] = either.map((one) => selection(one, table, labels.length));
    return first && second && first.ok && second.ok ? unsure(first.value, [second.value]) : refused();
  }
  const bare = without(words, table, 'about');
  const parsed = selection(bare, table, labels.length);
  if (parsed.ok && parsed.certain && bare !== words) return unsure(parsed.value);
  return parsed;
}

/** Figures and words, each for itself; a comma and a dash between figures stay. */
function wordsOf(text: string): string {
  return fold(text)
    .replace(/(\d)(\p{L})(?!\p{L})/gu, '$1$2')
    .replace(/(\d)\s*-\s*(?=\d)/g, '$1 - ')
    .replace(/(?<!\s)-|-(?!\s)/g, ' ')
    .replace(/[&+]/g, ' , ')
    .replace(/[,;]/g, ' , ')
    .replace(/(\d)[./:](?=\d)/g, '$1 / ')
    .replace(/[^\p{L}\d,/\s-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Names stand for their places; the longest first, so that "hair colour" is not "colour". */
function withPlaces(words: string, labels: readonly string[], table: LanguageTable): string {
  const named = labels.map((label, index) => ({ name: wordsOf(label), place: String(index + 1) }));
  named.sort((a, b) => b.name.length - a.name.length);
  let said = ` ${words.replace(/ ,/g, ' , ')} `;
  for (const { name, place } of named) {
    if (name === '' || table.numbers[name] !== undefined) continue;
    while (said.includes(` ${name} `)) said = said.replace(` ${name} `, ` ${place} `);
  }
  return said.trim().replace(/ +/g, ' ');
}

function selection(words: string, table: LanguageTable, count: number): Parsed<Places> {
  const except = splitAt(words, table, 'except');
  if (except && except[1] !== '') return allBut(except, table, count);
  const many = manyOf(words, table, count);
  if (many) return many;
  const everything = wholeOf(words, table, count);
  if (everything) return everything;
  if (hasAny(words, table, 'not')) return refused();
  return listed(words, table, count);
}

/** "Las 4" is all four of them, or the fourth with a slip. */
function manyOf(words: string, table: LanguageTable, count: number): Parsed<Places> | null {
  const [article, number, ...more] = without(words, table, 'courtesy').split(' ');
  if (article === undefined || number === undefined || more.length > 0 || !isOneOf(article, table, 'plural'))
    return null;
  const size = placeIn(number, table, 0);
  if (size === null || size < 2 || size > count) return null;
  return size === count ? unsure(span(1, count), [[size]]) : unsure([size]);
}

/** "All but 2", "everything except the last". */
function allBut([kept, left]: readonly [string, string], table: LanguageTable, count: number): Parsed<Places> {
  const from = kept === '' ? null : selection(kept, table, count);
  const dropped = listed(left, table, count);
  if (!from?.ok || !dropped.ok || from.value.length < 2) return refused();
  const rest = from.value.filter((place) => !dropped.value.includes(place));
  return from.certain && dropped.certain ? sure(rest) : unsure(rest);
}

function wholeOf(words: string, table: LanguageTable, count: number): Parsed<Places> | null {
  const every = Array.from({ length: count }, (_, index) => index + 1);
  const bare = without(words, table, 'courtesy');
  const plain = without(bare, table, 'fillers');
  for (const said of [words, bare, plain]) {
    if (isOneOf(said, table, 'all')) return sure(every);
    if (isOneOf(said, table, 'both')) return count === 2 ? sure(every) : refused();
    const all = splitAt(said, table, 'all');
    const number = all && (all[0] === '' ? all[1] : all[0]);
    const size = number ? placeIn(number, table, count) : null;
    if (all && (all[0] === '' || all[1] === '') && size !== null) return size === count ? sure(every) : refused();
  }
  return null;
}

function listed(words: string, table: LanguageTable, count: number): Parsed<Places> {
  const bare = without(without(words, table, 'courtesy', 'only'), table, 'last');
  const hadLast = bare !== without(words, table, 'courtesy', 'only');
  const tokens = tokensOf(hadLast ? withLast(words, table, count) : bare, table);
  if (!tokens) return refused();
  return several(tokens, count) ?? each(tokens, count);
}

/** "The last one" as its place, so that it can stand in a list; "the last two" keeps its word. */
function withLast(words: string, table: LanguageTable, count: number): string {
  const plain = without(words, table, 'courtesy', 'only');
  const split = splitAt(plain, table, 'beforeLast');
  const said = split ? `${split[0]} ${count - 1} ${split[1]}`.trim() : plain;
  const last = splitAt(said, table, 'last');
  if (!last) return said;
  const next = last[1].split(' ')[0] ?? '';
  const before = last[0].split(' ').at(-1) ?? '';
  const isMany = isSize(next, table) || (isSize(before, table) && !/[,/]/.test(last[0].slice(-2)));
  return isMany ? `${last[0]} $ ${last[1]}`.trim() : `${last[0]} ${count} ${last[1]}`.trim();
}

function isSize(word: string, table: LanguageTable): boolean {
  return (table.numbers[word] ?? (/^\d$/.test(word) ? Number(word) : 0)) > 1;
}

type Token =
  | { readonly kind: 'place'; readonly place: number; readonly isFirst: boolean; readonly figures: string | null }
  | { readonly kind: 'part' | 'to' | 'dash' | 'slash' | 'last' };

/** @returns null when a word is not known. */
function tokensOf(words: string, table: LanguageTable): Token[] | null {
  const tokens: Token[] = [];
  const all = words.split(' ').filter(Boolean);
  for (const [index, word] of all.entries()) {
    const before = all[index - 1];
    // "The second one"
    if (
      isOneOf(word, table, 'thing') &&
      before !== undefined &&
      (table.ordinals[before] !== undefined || before === '$' || /^\d+$/.test(before))
    )
      continue;
    const place = placeIn(word, table, 0);
    if (word === '$') tokens.push({ kind: 'last' });
    else if (word === ',' || table.and.includes(word)) tokens.push({ kind: 'part' });
    else if (word === '-') tokens.push({ kind: 'dash' });
    else if (word === '/') tokens.push({ kind: 'slash' });
    else if (isOneOf(word, table, 'to') && tokens.at(-1)?.kind === 'place') tokens.push({ kind: 'to' });
    else if (place !== null && place > 0 && !(place === 1 && isOneOf(word, table, 'fillers') && tokens.some(isPlace)))
      tokens.push({
        kind: 'place',
        place,
        isFirst: table.ordinals[word] === 1,
        figures: /^\d+$/.test(word) ? word : null,
      });
    else if (/^\d+$/.test(word)) tokens.push({ kind: 'place', place: Number(word), isFirst: false, figures: word });
    else if (!isOneOf(word, table, 'fillers')) return null;
  }
  while (tokens.at(-1) && !isPlace(tokens.at(-1)!) && tokens.at(-1)!.kind !== 'last') tokens.pop();
  return tokens.length > 0 ? tokens : null;
}

function isPlace(token: Token): token is Extract<Token, { kind: 'place' }> {
  return token.kind === 'place';
}

/** "The first two", "the last three", "2 to 4". */
function several(tokens: readonly Token[], count: number): Parsed<Places> | null {
  const [first, second, third] = tokens;
  if (tokens.length === 2 && first && second) {
    const size = isPlace(first) && !first.isFirst ? first.place : isPlace(second) ? second.place : 0;
    const isFromStart = (isPlace(first) && first.isFirst) || (isPlace(second) && second.isFirst);
    const isFromEnd = first.kind === 'last' || second.kind === 'last';
    if (isFromStart === isFromEnd || size < 2) return null;
    if (size > count) return refused('tooBig');
    return sure(isFromEnd ? span(count - size + 1, count) : span(1, size));
  }
  if (tokens.length !== 3 || !first || !second || !third || !isPlace(first) || !isPlace(third)) return null;
  if (second.kind !== 'to' && second.kind !== 'dash') return null;
  if (first.place >= third.place) return refused();
  if (third.place > count) return refused('tooBig');
  const all = span(first.place, third.place);
  // "1-3" may also be just the two.
  return second.kind === 'dash' && all.length > 2 ? unsure(all, [[first.place, third.place]]) : sure(all);
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function each(tokens: readonly Token[], count: number): Parsed<Places> {
  if (tokens.some(({ kind }) => kind === 'to' || kind === 'dash' || kind === 'last')) return refused();
  let certain = !tokens.some(({ kind }) => kind === 'slash');
  const places: number[] = [];
  for (const token of tokens.filter(isPlace)) {
    if (token.place >= 1 && token.place <= count) {
      places.push(token.place);
      continue;
    }
    // "13" where there are four things is probably 1 and 3.
    const digits = [...(token.figures ?? '')].map(Number);
    if (digits.length < 2 || new Set(digits).size < digits.length || digits.some((one) => one < 1 || one > count))
      return refused('tooBig');
    places.push(...digits);
    certain = false;
  }
  const sorted = [...new Set(places)].sort((a, b) => a - b);
  if (sorted.length === 0) return refused();
  return certain ? sure(sorted) : unsure(sorted);
}
