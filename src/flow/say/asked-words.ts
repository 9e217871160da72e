import { phrase, render, type Draft } from '../run/draft.js';
import { readBackText } from './read-back.js';
import type { AskBlock } from '../script/script.js';
import { chosenText } from '../hear/several.js';
import type { Question } from '../state.js';
import { answeredSoFar } from './work-specification.js';

/** What is asked: the question's own text, or what was understood so far, to be agreed to or gone on with. */
export function askedWords(draft: Draft, block: AskBlock, question: Question): string {
  if (question.back) return readBackText(draft, block, question.back);
  if (block.ask === 'choices' && question.c) return chosenText(draft, block, question);
  if (block.ask === 'summary' && question.items) return phrase(draft, 'change.which');
  return render(draft, block.say);
}

/** Lines below the question; of a summary the answers, while they are not themselves the choices. */
export function belowWords(draft: Draft, block: AskBlock, question: Question): string {
  if (question.back) return '';
  const lines =
    block.ask === 'summary' && !question.items
      ? answeredSoFar(draft).map(({ pair }) => phrase(draft, 'answerLine', { label: pair.label, value: pair.value }))
      : [];
  return [...lines, block.below ? render(draft, block.below) : ''].filter(Boolean).join('\n');
}
