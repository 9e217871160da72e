import { severalWords } from './answer-words.js';
import { askNew } from '../say/ask.js';
import { phrase, type Draft, type OpenQuestion } from '../run/draft.js';
import { notUnderstood } from './help.js';
import { takeValue } from '../run/leave.js';
import { wordsOf } from '../script/text.js';
import type { Json } from '../protocol.js';
import type { AskBlock, Candidate } from '../script/script.js';
import type { Question } from '../state.js';

/** What is kept when these are meant. */
export function severalValue(open: OpenQuestion, candidates: readonly Candidate[]): Json {
  return valuesOf(open, idsOf(open.question, candidates));
}

/** Several named at once: "1,3", "all", "none". Too few or too many is said, and nothing is kept. */
export function takeSeveral(draft: Draft, open: OpenQuestion, candidates: readonly Candidate[]): void {
  // Those tapped before stay chosen: what is said now is said to "anything else?".
  take(draft, open, [...(open.question.c ?? []), ...idsOf(open.question, candidates)], null);
}

/** Tapping one of several does not yet end the question. */
export function isSeveral({ block, question }: OpenQuestion, { from }: Candidate): boolean {
  return block.ask === 'choices' && !question.back && !('skip' in from);
}

/** A tapped choice joins those chosen, or leaves them; "that is all" ends it. */
export function toggle(draft: Draft, open: OpenQuestion, candidate: Candidate): void {
  const { block, question } = open;
  const chosen = question.c ?? [];
  if ('own' in candidate.from) return take(draft, open, candidate.from.own === 'done' ? chosen : [], candidate.id);
  const [id] = idsOf(question, [candidate]);
  if (id === undefined) return;
  const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
  if (block.max === 1 && next.length === 1) return take(draft, open, next, candidate.id);
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId: candidate.id });
  const { p, items, skip, t } = question;
  askNew(draft, block, {
    ...(p === undefined ? {} : { p }),
    ...(items === undefined ? {} : { items }),
    ...(skip === undefined ? {} : { skip }),
    ...(t === undefined ? {} : { t }),
    ...(next.length > 0 ? { c: next } : {}),
  });
}

function take(draft: Draft, open: OpenQuestion, ids: readonly string[], choiceId: string | null): void {
  const { block } = open;
  const distinct = [...new Set(ids)];
  const least = block.min ?? 0;
  if (distinct.length < least) return refuse(draft, open, 'problem.tooFew', { min: least });
  if (block.max !== null && distinct.length > block.max)
    return refuse(draft, open, 'problem.tooMany', { max: block.max });
  takeValue(draft, open, choiceId, valuesOf(open, distinct), 'answered');
}

function refuse(
  draft: Draft,
  open: OpenQuestion,
  key: 'problem.tooFew' | 'problem.tooMany',
  values: Readonly<Record<string, number>>,
): void {
  notUnderstood(draft, open, { problem: phrase(draft, key, values) });
}

/** Options are kept by their ids, things of a list as they are. In the order they were offered. */
function valuesOf({ block, question }: OpenQuestion, ids: readonly string[]): Json {
  if (question.items) return question.items.filter((item) => ids.includes(idOf(item)));
  return block.options.map(({ id }) => id).filter((id) => ids.includes(id));
}

function idsOf(question: Question, candidates: readonly Candidate[]): string[] {
  return candidates.flatMap(({ id, from }) =>
    'item' in from ? [idOf(question.items?.[from.item])] : 'option' in from ? [id] : [],
  );
}

export function idOf(item: unknown): string {
  return wordsOf(item, 'id');
}

/** "Chosen: Wash, Beard. Anything else?" */
export function chosenText(draft: Draft, block: AskBlock, { items, c = [] }: Question): string {
  const value = items ? items.filter((item) => c.includes(idOf(item))) : [...c];
  return phrase(draft, 'chosenSoFar', { value: severalWords(draft, block, value) });
}
