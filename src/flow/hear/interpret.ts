import { WAY_OUT_DIGITS, WAYS_OUT, type WayOut } from '../script/kinds.js';
import type { Vocabulary } from '../script/phrases.js';
import type { Candidate } from '../script/script.js';
import { containsPhrase, withoutFillers } from '../script/words.js';

/** What a typed answer means among the choices offered. All words are normalised before they come here. */
export type Reading =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'way'; readonly way: WayOut }
  /** A number that stands for nothing here. */
  | { readonly kind: 'strayDigit' }
  | { readonly kind: 'none' };

const NONE: Reading = { kind: 'none' };

/** A choice named beyond doubt: its digit, its whole label, a synonym, or its digit and the beginning of its label. */
export function readExact(words: string, candidates: readonly Candidate[], vocabulary: Vocabulary): Reading {
  const bare = withoutFillers(words, vocabulary.fillers);
  const digit = /^(\d{1,2})(?: (.+))?$/.exec(bare);
  if (digit) return readDigit(String(Number(digit[1])), digit[2] ?? '', candidates, vocabulary);
  const named = candidates.find((one) => one.words === words || one.words === bare);
  const meant = named ?? candidates.find(({ synonyms }) => synonyms.includes(words) || synonyms.includes(bare));
  return meant ? { kind: 'candidate', candidate: meant } : NONE;
}

function readDigit(digit: string, rest: string, candidates: readonly Candidate[], vocabulary: Vocabulary): Reading {
  const candidate = candidates.find((one) => one.digit === digit);
  if (rest !== '' && !vocabulary.agree.has(rest)) {
    return candidate?.words.startsWith(rest) ? { kind: 'candidate', candidate } : NONE;
  }
  if (candidate) return { kind: 'candidate', candidate };
  const way = WAYS_OUT.find((one) => WAY_OUT_DIGITS[one] === digit);
  return way ? { kind: 'way', way } : { kind: 'strayDigit' };
}

/**
 * A choice meant without being named in full: the beginning of one label only, a number word, "the second", "ok".
 * @param agreeTo the choice that "ok" stands for, if the question is one of confirming.
 */
export function readLoose(
  words: string,
  candidates: readonly Candidate[],
  vocabulary: Vocabulary,
  agreeTo: Candidate | undefined,
): Reading {
  const bare = withoutFillers(words, vocabulary.fillers);
  const beginnings = bare.length < 2 ? [] : candidates.filter((one) => `${one.words} `.startsWith(bare));
  if (beginnings.length === 1) return { kind: 'candidate', candidate: beginnings[0]! };
  const position = positionOf(words, vocabulary) ?? positionOf(bare, vocabulary);
  if (position !== undefined) {
    const candidate = position < 0 ? candidates.at(-1) : candidates.find(({ digit }) => digit === String(position));
    return candidate ? { kind: 'candidate', candidate } : { kind: 'strayDigit' };
  }
  if (agreeTo && (vocabulary.agree.has(words) || vocabulary.agree.has(bare)))
    return { kind: 'candidate', candidate: agreeTo };
  return NONE;
}

function positionOf(words: string, { numbers, ordinals }: Vocabulary): number | undefined {
  return ordinals.get(words) ?? numbers.get(words);
}

/** The one thing whose whole name stands in the sentence; of "colour" and "hair colour" the longer. Null when in doubt. */
export function namedIn<T>(words: string, things: readonly T[], namesOf: (thing: T) => readonly string[]): T | null {
  const said = things.flatMap((thing) =>
    namesOf(thing).flatMap((name) => (containsPhrase(words, name) ? [{ thing, name }] : [])),
  );
  const longest = said.filter(
    ({ thing, name }) => !said.some((other) => other.thing !== thing && containsPhrase(other.name, name)),
  );
  // One thing may have been said in two languages.
  const [only, second] = new Set(longest.map(({ thing }) => thing));
  return only !== undefined && second === undefined ? only : null;
}
