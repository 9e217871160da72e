import { introduce } from '../say/ask.js';
import { changeListed, chooseOwn } from './choose-own.js';
import { assign, setValue, type Draft, type OpenQuestion } from '../run/draft.js';
import { enter } from '../run/enter.js';
import { SKIP_CHOICE } from '../script/kinds.js';
import { answered, forget, leave, takeItem, takeValue } from '../run/leave.js';
import type { Candidate } from '../script/script.js';
import { takeSeveral } from './several.js';

export { explain, notUnderstood } from './help.js';
export { forget, leave, takeItem } from '../run/leave.js';

const HINT_CHARS_MAX = 160;

/** Takes a choice as the answer and goes on. @param said the words it was named with, which may answer more. */
export function choose(draft: Draft, open: OpenQuestion, candidate: Candidate, said: string | null): void {
  const { block, question } = open;
  const { from } = candidate;
  if ('own' in from) return chooseOwn(draft, open, candidate, from.own);
  if ('skip' in from) return takeValue(draft, open, SKIP_CHOICE, undefined, 'skipped');
  if ('suggested' in from) return takeValue(draft, open, candidate.id, from.suggested, 'answered');
  if (block.ask === 'choices') return takeSeveral(draft, open, [candidate]);
  if ('option' in from) {
    const option = block.options[from.option];
    if (!option || option.goto === null) return;
    if (option.sentence && said !== null) draft.hint = said.slice(0, HINT_CHARS_MAX);
    const isAnswer = block.ask === 'choice' || block.ask === 'confirm';
    if (block.save !== null && isAnswer) setValue(draft, block.save, option.id);
    answered(draft, open, candidate.id, option.id);
    assign(draft, option.set);
    return enter(draft, { script: open.script, index: option.goto });
  }
  if (block.ask === 'summary') return changeListed(draft, open, question.items?.[from.item]);
  if (said !== null) draft.hint = said.slice(0, HINT_CHARS_MAX);
  takeItem(draft, block, question.items?.[from.item] ?? null);
  // What was wished for before is over once something is chosen by hand.
  if (block.pick && block.pick[0] !== 'person') forget(draft, block.pick[0]!);
  answered(draft, open, candidate.id, 'chosen');
  leave(draft, block, 'chosen');
}

/** A question reached without being said is now said; the first message still names the shop. */
export function chooseQuietly(draft: Draft, open: OpenQuestion, candidate: Candidate, said: string): void {
  draft.quiet = false;
  introduce(draft, null);
  choose(draft, open, candidate, said);
}
