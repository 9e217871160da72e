import type { AskKind } from '../script/kinds.js';
import type { Vocabulary } from '../script/phrases.js';
import { normalise } from '../script/words.js';

/** What a sentence says about an earlier answer. */
export interface SaidChange {
  /** It begins like a correction: "no", "actually", "I mean". */
  readonly prefixed: boolean;
  /** It asks to change something: "change my time", "the name is wrong". */
  readonly asks: boolean;
  /** The kinds of question it names, the likeliest first; empty when it names none. */
  readonly kinds: readonly AskKind[];
  /** What is left, as it was written: the new answer, or nothing. */
  readonly value: string;
}

const PHRASE_WORDS_MAX = 4;

interface Token {
  readonly raw: string;
  readonly word: string;
}

/** Reads "no, Tuesday", "change my time", "the name is wrong", "actually colour". Pure, linear in the words. */
export function readChange(text: string, vocabulary: Vocabulary): SaidChange {
  const { corrections, change, links, kinds, fillers } = vocabulary;
  let tokens: Token[] = text
    .slice(0, 200)
    .split(/[\s,;:!]+/u)
    .map((raw) => ({ raw, word: normalise(raw) }))
    .filter(({ word }) => word !== '');
  let prefixed = false;
  for (let size = beginsWith(tokens, corrections); size > 0; size = beginsWith(tokens, corrections)) {
    prefixed = true;
    tokens = tokens.slice(size);
  }
  const asked = cut(tokens, change);
  const named = cut(asked?.left ?? tokens, kinds);
  let left = named?.left ?? asked?.left ?? tokens;
  // "to Friday", "is Rosa", "the 3rd": what only joins the parts is not part of the answer.
  while (left.length > 0 && (links.has(left[0]!.word) || (left.length > 1 && fillers.has(left[0]!.word))))
    left = left.slice(1);
  if (left.every(({ word }) => links.has(word) || fillers.has(word))) left = [];
  return {
    prefixed,
    asks: asked !== null,
    kinds: named ? (kinds.get(named.found) ?? []) : [],
    value: left.map(({ raw }) => raw).join(' '),
  };
}

/** How many words the longest phrase at the beginning has; 0 when none stands there. */
function beginsWith(tokens: readonly Token[], phrases: ReadonlySet<string>): number {
  for (let size = Math.min(PHRASE_WORDS_MAX, tokens.length); size > 0; size--) {
    if (phrases.has(wordsOf(tokens.slice(0, size)))) return size;
  }
  return 0;
}

/** The first and longest of the phrases anywhere in the sentence, and the sentence without it. */
function cut(
  tokens: readonly Token[],
  phrases: { readonly has: (words: string) => boolean },
): { found: string; left: Token[] } | null {
  for (let size = Math.min(PHRASE_WORDS_MAX, tokens.length); size > 0; size--) {
    for (let from = 0; from + size <= tokens.length; from++) {
      const found = wordsOf(tokens.slice(from, from + size));
      if (phrases.has(found)) return { found, left: [...tokens.slice(0, from), ...tokens.slice(from + size)] };
    }
  }
  return null;
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens.map(({ word }) => word).join(' ');
}
