import { askNew } from '../say/ask.js';
import { replaceTop, type Draft, type OpenQuestion } from '../run/draft.js';
import { enter } from '../run/enter.js';
import { recordConsent } from './house-answers.js';
import { takeTyped, takeValue } from '../run/leave.js';
import { beginRedo } from '../run/redo.js';
import type { Json } from '../protocol.js';
import type { Candidate } from '../script/script.js';
import { takeSeveral } from './several.js';
import { fieldOf } from '../script/text.js';
import { answeredSoFar } from '../say/work-specification.js';

/** Takes one of the choices the engine made itself. */
export function chooseOwn(
  draft: Draft,
  open: OpenQuestion,
  candidate: Candidate,
  own: string | number | boolean,
): void {
  const { block, question } = open;
  if (question.back && typeof own !== 'boolean') return chooseReading(draft, open, question.back, own);
  switch (block.ask) {
    case 'yesno':
      return takeValue(draft, open, candidate.id, own === true, own === true ? 'yes' : 'no');
    case 'consent':
      return recordConsent(draft, open, own === true);
    case 'rating':
      return takeValue(draft, open, candidate.id, own, 'answered');
    case 'choices':
      return takeSeveral(draft, open, []);
    case 'summary':
      return own === 'right' ? takeValue(draft, open, candidate.id, undefined, 'right') : listAnswers(draft, open);
    default:
  }
}

/** What was read back is right, or another of the readings, or none: then it is asked anew. */
function chooseReading(draft: Draft, open: OpenQuestion, back: readonly Json[], own: string | number): void {
  const value = typeof own === 'number' ? back[own] : undefined;
  if (value !== undefined) return takeTyped(draft, open, value);
  const { block, question } = open;
  close(draft, open);
  askNew(draft, block, question.skip === undefined ? {} : { skip: question.skip });
}

/** "What shall I change? 1 Name: Rosa Field 2 Day: Tue 24 Nov" */
function listAnswers(draft: Draft, open: OpenQuestion): void {
  close(draft, open);
  const items = answeredSoFar(draft).map(({ block, pair }) => ({ id: block.id, name: `${pair.label}: ${pair.value}` }));
  askNew(draft, open.block, { items });
}

/** Back to the question of an answer; what does not depend on it is kept, and then the summary is shown again. */
export function changeListed(draft: Draft, open: OpenQuestion, item: Json | undefined): void {
  const { frame, script } = open;
  const wanted = fieldOf(item, 'id');
  const index = typeof wanted === 'string' ? script.indexById.get(wanted) : undefined;
  if (typeof wanted !== 'string' || index === undefined) return;
  close(draft, open);
  const listed = answeredSoFar(draft).map(({ block }) => block.id);
  const before = frame.h ?? [];
  // The history only goes back a few questions; the answers go back to the first.
  const asked = [...listed.filter((id) => !before.includes(id)), ...before];
  replaceTop(draft, beginRedo({ ...frame, h: asked }, script, asked.indexOf(wanted)));
  draft.slow = true;
  draft.hint = null;
  enter(draft, { script, index });
}

function close(draft: Draft, { question }: OpenQuestion): void {
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId: null });
}
