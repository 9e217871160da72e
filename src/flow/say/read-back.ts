import { answerWords } from '../hear/answer-words.js';
import { askNew } from './ask.js';
import { expressionScope, phrase, render, type Draft, type OpenQuestion } from '../run/draft.js';
import type { Json } from '../protocol.js';
import type { AskBlock, Candidate } from '../script/script.js';
import type { Question } from '../state.js';
import { normalise } from '../script/words.js';

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
  if (typeof likely === 'boolean') return phrase(draft, 'readBack.meant', { value: meantWords(draft, block, likely) });
  if (back.length > 1 || likely === undefined) return phrase(draft, 'readBack.which');
  return phrase(draft, 'readBack', { value: answerWords(draft, block, likely) });
}

/** "Yes", "No", or of a question to be agreed to its first option. */
function meantWords(draft: Draft, block: AskBlock, value: boolean): string {
  if (block.ask !== 'confirm') return answerWords(draft, block, value);
  const scope = expressionScope(draft);
  const first = block.options.find(({ when }) => !when || when.evaluate(scope) === true);
  return first ? render(draft, first.label) : '';
}

/**
 * "1 That is right 2 Something else", or each of the readings. Null when the question's own choices say it all: then "yes"
 * and the digit of it mean the same before and after.
 */
export function readBackCandidates(draft: Draft, block: AskBlock, { back = [] }: Question): Candidate[] | null {
  const { agree, disagree } = draft.vocabulary;
  if (back[0] === true) return null;
  if (back[0] === false)
    return [
      candidate('no', phrase(draft, 'label.right'), false),
      candidate('yes', phrase(draft, 'label.meantYes', { value: answerWords(draft, block, true) }), true),
    ];
  const readings =
    back.length === 1
      ? [candidate('r0', phrase(draft, 'label.right'), 0, agree)]
      : back.map((value, index) => candidate(`r${index}`, answerWords(draft, block, value), index));
  return [...readings, candidate('other', phrase(draft, 'label.other'), 'other', disagree)];
}

function candidate(
  id: string,
  label: string,
  own: number | string | boolean,
  synonyms: Iterable<string> = [],
): Candidate {
  return { id, digit: '', label, detail: null, words: normalise(label), synonyms: [...synonyms], from: { own } };
}
