import { answerWords } from './answer-words.js';
import { askNew } from './ask.js';
import { phrase, type Draft, type OpenQuestion } from './draft.js';
import type { Json } from './protocol.js';
import type { AskBlock, Candidate } from './script.js';
import type { Question } from './state.js';
import { normalise } from './words.js';

/** One page holds them with "something else" below. */
const READINGS_MAX = 5;

/**
 * What was said is not certain, or the question wants it agreed to: it is read back, and a digit decides. Nothing is kept
 * before that; words said meanwhile answer the question anew.
 * @param readings what is likely meant first, then what else it may be.
 */
export function readBack(draft: Draft, { block, question }: OpenQuestion, readings: readonly Json[]): void {
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId: null });
  const { t, skip } = question;
  askNew(draft, block, {
    back: readings.slice(0, READINGS_MAX),
    ...(t === undefined ? {} : { t }),
    ...(skip === undefined ? {} : { skip }),
  });
}

/** "Tue 24 Nov 15:00?", or "Which do you mean?" above several. */
export function readBackText(draft: Draft, block: AskBlock, back: readonly Json[]): string {
  const [likely] = back;
  if (back.length > 1 || likely === undefined) return phrase(draft, 'readBack.which');
  return phrase(draft, 'readBack', { value: answerWords(draft, block, likely) });
}

/** "1 That is right 2 Something else", or each of the readings. */
export function readBackCandidates(draft: Draft, block: AskBlock, { back = [] }: Question): Candidate[] {
  const { agree, disagree } = draft.vocabulary;
  const readings =
    back.length === 1
      ? [candidate('r0', phrase(draft, 'label.right'), 0, agree)]
      : back.map((value, index) => candidate(`r${index}`, answerWords(draft, block, value), index));
  return [...readings, candidate('other', phrase(draft, 'label.other'), 'other', disagree)];
}

function candidate(id: string, label: string, own: number | string, synonyms: Iterable<string> = []): Candidate {
  return { id, digit: '', label, detail: null, words: normalise(label), synonyms: [...synonyms], from: { own } };
}
