import { chunks, fold, isOneSlip } from './fold.js';
import { joinNumbers } from './number-words.js';
import { listOf, tableOf, type LanguageTable } from './tables/index.js';

/**
 * One word or number of an answer about days and hours, by its part in the sentence. The sign is one letter, so that an
 * answer becomes a short string and the ways of saying a day or an hour are patterns over it:
 *
 * | sign | what it is | sign | what it is |
 * |---|---|---|---|
 * | W | weekday 1–7 | M | month 1–12 |
 * | T | days from today | H | holiday, month × 100 + day |
 * | N | number, in digits or words | O | ordinal ("24th") |
 * | Y | four digits | D | numeric date ("24/11") |
 * | C, B | clock time ("15:30", "15.30") | o | "o'clock", "Uhr", "h" |
 * | A, P | am, pm | p | part of the day: 1 morning, 2 afternoon, 3 evening, 4 night, 5 small hours |
 * | m, z | noon, midnight | h, q, Q | half, quarter, three quarters |
 * | a, b | past, to | n, c, l | next, this, last |
 * | i, e | in, from now | d, w, y, u, t | day, week, month, hour, minute |
 * | E | weekend | v | or |
 * | k | about | g | "at", before an hour |
 * | f | "the", before a number | ! | not |
 * | ? | not known | | |
 */
export interface Term {
  readonly sign: string;
  readonly value: number;
  readonly raw: string;
  /** Read through a slip of the finger. */
  readonly guessed?: true;
}

interface Lexicon {
  readonly phrases: ReadonlyMap<string, readonly Term[]>;
  readonly wordsMax: number;
  /** Single words long enough for a slip to be seen through. */
  readonly long: readonly string[];
}

const LEXICONS = new Map<string, Lexicon>();
const SLIP_LETTERS_MIN = 5;

function lexiconOf(table: LanguageTable): Lexicon {
  const known = LEXICONS.get(table.language);
  if (known) return known;
  const phrases = new Map<string, readonly Term[]>();
  for (const [spec, spellings] of Object.entries(table.terms)) {
    const terms = spec.split(' ').map((one) => ({ sign: one[0]!, value: Number(one.slice(1)), raw: '' }));
    for (const spelling of spellings.split('|')) phrases.set(chunks(fold(spelling)).join(' '), terms);
  }
  const keys = [...phrases.keys()];
  const lexicon = {
    phrases,
    wordsMax: Math.max(...keys.map((key) => key.split(' ').length)),
    long: keys.filter((key) => key.length >= SLIP_LETTERS_MIN && !key.includes(' ') && !/\d/.test(key)),
  };
  LEXICONS.set(table.language, lexicon);
  return lexicon;
}

/** The answer as terms, words that carry no meaning left out. */
export function termsOf(text: string, language: string): Term[] {
  const table = tableOf(language);
  const lexicon = lexiconOf(table);
  const words = chunks(fold(text)).flatMap((chunk) => split(chunk, lexicon));
  const terms: Term[] = [];
  for (let at = 0; at < words.length;) {
    const found = longest(words, at, lexicon);
    if (found) {
      terms.push(...found.terms.map((term) => ({ ...term, raw: found.phrase })));
      at += found.words;
      continue;
    }
    terms.push(...single(words[at]!, table, lexicon));
    at += 1;
  }
  return joinNumbers(terms, table).filter(({ sign }) => sign !== 'x');
}

/** "3pm" and "24nov" are two words, "2moro" is one. */
function split(chunk: string, { phrases }: Lexicon): string[] {
  if (/[:.,/-]/.test(chunk) || phrases.has(chunk)) return [chunk];
  if (/^\d{1,2}(?:st|nd|rd|th|er|ero|ra|do|ro|to|o|a)$/.test(chunk)) return [chunk];
  return chunk.match(/\d+|\p{L}+/gu) ?? [chunk];
}

function longest(words: readonly string[], at: number, { phrases, wordsMax }: Lexicon) {
  for (let count = Math.min(wordsMax, words.length - at); count > 0; count--) {
    const phrase = words.slice(at, at + count).join(' ');
    const terms = phrases.get(phrase);
    if (terms) return { terms, phrase, words: count };
  }
  return null;
}

function single(word: string, table: LanguageTable, lexicon: Lexicon): readonly Term[] {
  const number = numeric(word, table);
  if (number) return [number];
  const bare = withoutPrefix(word, lexicon);
  if (bare) return bare;
  if (listOf(table, 'not').includes(word)) return [{ sign: '!', value: 0, raw: word }];
  const meant = word.length < SLIP_LETTERS_MIN ? [] : lexicon.long.filter((key) => isOneSlip(word, key));
  const readings = meant.map((key) => lexicon.phrases.get(key)!).filter((terms) => terms.length === 1);
  const first = readings[0]?.[0];
  const same = first && readings.every(([term]) => term!.sign === first.sign && term!.value === first.value);
  return [same ? { ...first, raw: word, guessed: true } : { sign: '?', value: 0, raw: word }];
}

/** Arabic writes "for", "at" and "and" as the first letter of the word they belong to. */
function withoutPrefix(word: string, { phrases }: Lexicon): readonly Term[] | null {
  if (!/^[لبوف]\p{L}{3}/u.test(word)) return null;
  const bare = word.startsWith('لل') ? `ال${word.slice(2)}` : word.slice(1);
  return phrases.get(bare)?.map((term) => ({ ...term, raw: word })) ?? null;
}

function numeric(word: string, table: LanguageTable): Term | null {
  if (/^\d{4}$/.test(word)) return { sign: 'Y', value: Number(word), raw: word };
  if (/^\d{1,3}$/.test(word)) return { sign: 'N', value: Number(word), raw: word };
  const ordinal = /^(\d{1,2})\p{L}+$/u.exec(word);
  if (ordinal) return { sign: 'O', value: Number(ordinal[1]), raw: word };
  if (/^\d{1,2}:\d{2}(?::00)?$/.test(word)) return { sign: 'C', value: minutesOf(word), raw: word };
  // 15.30 is an hour and 24.11 a day: the pattern it stands in decides.
  if (/^\d{1,2}\.\d{2}$/.test(word)) return { sign: 'B', value: minutesOf(word), raw: word };
  if (/^\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?$/.test(word)) return { sign: 'D', value: 0, raw: word };
  const words = table.numbers[word] ?? table.compound?.(word);
  if (words !== undefined && words !== null) return { sign: 'N', value: words, raw: word };
  const place = table.ordinals[word];
  return place === undefined || place < 1 ? null : { sign: 'O', value: place, raw: word };
}

function minutesOf(clock: string): number {
  const [hour, minute] = clock.split(/[:.]/).map(Number);
  return hour! > 24 || minute! > 59 ? -1 : hour! * 60 + minute!;
}
