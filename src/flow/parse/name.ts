import { chunks, fold, tidy } from './fold.js';
import { isOneOf } from './phrases.js';
import { listOf, tableOf, type LanguageTable } from './tables/index.js';
import { termsOf } from './terms.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

const DRAWN = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\uFE0F|\u20E3/gu;
const WORDS_SURE = 5;
const WORDS_MAX = 8;

/**
 * A name as its owner writes it, without "my name is" before and "thanks" behind. What may be a name and may be something
 * else ("May", a single letter, a long sentence) is read back; an order, a question or a number is not a name.
 *
 * @param maxLength in characters
 */
export function parseName(text: string, context: ParseContext, maxLength = 60): Parsed<string> {
  const table = tableOf(context.language);
  const written = tidy(text.replace(DRAWN, ' '));
  if (written.length > maxLength + 40) return refused('tooLong');
  if (/[@<>{}[\]\\|=_#%^~]|:\/\/|\d{2}|www\.|[?؟]/u.test(written)) return refused();
  const name = bare(written, table);
  if (name.length > maxLength) return refused('tooLong');
  const words = chunks(fold(name));
  const said = words.join(' ');
  if (!/\p{L}/u.test(name) || words.length > WORDS_MAX) return refused();
  if (isOneOf(said, table, 'notNames') || context.vocabulary?.greetings.has(said)) return refused();
  const whole = chunks(fold(written)).join(' ');
  if (context.vocabulary?.greetings.has(whole) || context.vocabulary?.commands.has(said)) return refused();
  const sentence = new Set(listOf(table, 'sentence'));
  const strange = words.filter((word) => sentence.has(word)).length;
  if (strange > 1 || (strange === 1 && words.length > 3)) return refused();
  const time = aboutTime(name, context);
  if (time === 'only') return refused();
  const doubtful =
    strange > 0 ||
    words.length > WORDS_SURE ||
    /\d|[,;:/()&+]|[.!]\s+\p{L}{4,}\s/u.test(name) ||
    isBarely(said) ||
    time === 'perhaps';
  return doubtful ? unsure(name) : sure(name);
}

function isBarely(said: string): boolean {
  return /^\p{L}$/u.test(said) || /^(\p{L})\1+$/u.test(said) || (/^[a-z]{4,}$/.test(said) && !/[aeiouy]/.test(said));
}

/** "April" and "Sunday" are names too; "in a minute" is only about time. */
function aboutTime(name: string, { language }: ParseContext): 'perhaps' | 'only' | 'no' {
  const terms = termsOf(name, language);
  const signs = terms.map(({ sign }) => sign).join('');
  if (terms.some(({ sign, guessed }) => sign === '?' || guessed)) return 'no';
  if (/^(?:[WM]+|[THmzpE])$/.test(signs)) return 'perhaps';
  return /[iutwdy]/.test(signs) && terms.length > 1 ? 'only' : 'no';
}

/** Without what stands before and after a name in a sentence, its own spelling kept. */
function bare(written: string, table: LanguageTable): string {
  let words = written
    .split(' ')
    .map((word) => ({ word, folded: chunks(fold(word)).join(' ') }))
    .filter(({ folded, word }) => folded !== '' || /^[&-]$/.test(word));
  // "Hi, my name is" and "yes, it's" have an opening before the opening.
  for (let times = 0; times < 3; times++) {
    const opening = matching(words, table, 'nameIntro', 'start') || opensPolitely(words, table);
    if (opening === 0 || opening >= words.length) break;
    words = words.slice(opening);
  }
  for (let times = 0; times < 3; times++) {
    const closing = matching(words, table, 'nameAfter', 'end');
    if (closing === 0 || closing >= words.length) break;
    words = words.slice(0, -closing);
  }
  const kept = words
    .map(({ word }) => word)
    .join(' ')
    .replace(/^[\s"'“”«»„.,;:!¡*-]+|[\s"“”«»„,;:!*-]+$/gu, '');
  // The point of "Jr." stays, the full stop of a sentence goes.
  return /(?:^|\s)\p{L}{1,2}\.$/u.test(kept) ? kept : kept.replace(/\.+$/, '');
}

interface Word {
  readonly word: string;
  readonly folded: string;
}

function matching(
  words: readonly Word[],
  table: LanguageTable,
  list: 'nameIntro' | 'nameAfter',
  side: 'start' | 'end',
): number {
  for (let count = Math.min(6, words.length - 1); count > 0; count--) {
    const part = side === 'start' ? words.slice(0, count) : words.slice(-count);
    if (isOneOf(part.map(({ folded }) => folded).join(' '), table, list)) return count;
  }
  return 0;
}

/** "Sure, Rosa" */
function opensPolitely(words: readonly Word[], table: LanguageTable): number {
  const [first] = words;
  if (!first || words.length < 2) return 0;
  if (!/[,.:!]$/.test(first.word)) return 0;
  return ['yes', 'courtesy', 'notNames'].some((list) => isOneOf(first.folded, table, list as 'yes')) ? 1 : 0;
}
