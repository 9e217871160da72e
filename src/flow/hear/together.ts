import { MOST_TOGETHER } from '../add-ons.js';
import { fold } from '../parse/fold.js';
import { parseChoices } from '../parse/index.js';
import { hasAny, splitAt } from '../parse/phrases.js';
import { tableOf } from '../parse/tables/index.js';
import type { Json } from '../protocol.js';
import { phrase, type Draft, type OpenQuestion } from '../run/draft.js';
import { answered, forget, leave, takeItem } from '../run/leave.js';
import { chosenIds, isAlone, joined } from '../run/together.js';
import type { AskBlock, Candidate } from '../script/script.js';
import { wordsOf } from '../script/text.js';
import { containsPhrase, normalise } from '../script/words.js';
import { contextOf } from './hear-own.js';
import { notUnderstood } from './help.js';
import { dayIn } from './listen-typed.js';
import { knownNames } from './other-names.js';

const HINT_CHARS_MAX = 160;

/**
 * Several services named at once, "1,2" or "haircut and colour": one visit of them all (ORD-06), in the order they are
 * offered. @returns whether that was said.
 */
export function hearTogether(
  draft: Draft,
  open: OpenQuestion,
  text: string,
  candidates: readonly Candidate[],
): boolean {
  const { block, question } = open;
  const { items } = question;
  if (!block.several || !items) return false;
  const meant = meantBy(draft, text, items, candidates);
  if (meant.length < 2) return false;
  const problem = problemWith(draft, block, meant);
  if (problem !== null) {
    notUnderstood(draft, open, { problem });
    return true;
  }
  if (dayIn(draft, text)) draft.hint = text.slice(0, HINT_CHARS_MAX);
  takeItem(draft, block, joined(meant));
  if (block.pick && block.pick[0] !== 'person') forget(draft, block.pick[0]!);
  answered(draft, open, null, 'chosen');
  leave(draft, block, 'chosen');
  return true;
}

function meantBy(
  draft: Draft,
  text: string,
  items: readonly Json[],
  candidates: readonly Candidate[],
): readonly Json[] {
  const shown = candidates.flatMap(({ from }) => ('item' in from ? [items[from.item] ?? null] : []));
  const said = parseChoices(
    text,
    contextOf(draft),
    shown.map((item) => wordsOf(item, 'name')),
  );
  if (said.ok) return said.certain ? said.value.flatMap((place) => shown[place - 1] ?? []) : [];
  return namedTogether(draft, text, items);
}

/** Every service whose whole name stands in the sentence: "a haircut and a colour tomorrow at 3". */
export function namedTogether(draft: Draft, text: string, items: readonly Json[]): readonly Json[] {
  const table = tableOf(draft.language);
  const folded = fold(text);
  // "Haircut or colour", "no colour": one of them at most, and which is not for us to say.
  if (splitAt(folded, table, 'or') !== null || hasAny(folded, table, 'not')) return [];
  const words = normalise(text);
  const said = items.flatMap((item) => {
    const name = knownNames(item, 'name').find((one) => one !== '' && containsPhrase(words, one));
    return name === undefined ? [] : [{ item, name }];
  });
  const longest = said.filter(
    ({ name }) => !said.some((other) => other.name !== name && containsPhrase(other.name, name)),
  );
  return longest.map(({ item }) => item);
}

/** What was said before the question was asked, when it names several that can be one visit. */
export function hintedTogether({ several }: AskBlock, draft: Draft, items: readonly Json[]): Json | null {
  if (!several || draft.hint === null) return null;
  const meant = namedTogether(draft, draft.hint, items);
  return meant.length > 1 && meant.length <= MOST_TOGETHER && !meant.some(isAlone) ? joined(meant) : null;
}

function problemWith(draft: Draft, { adds }: AskBlock, meant: readonly Json[]): string | null {
  const alone = meant.find(isAlone);
  if (alone !== undefined) return phrase(draft, 'problem.alone', { name: wordsOf(alone, 'name') });
  const before = adds ? chosenIds(draft).length : 0;
  return before + meant.length > MOST_TOGETHER
    ? phrase(draft, 'problem.tooMany', { max: MOST_TOGETHER - before })
    : null;
}
