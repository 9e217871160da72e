import { showQuestion } from '../say/ask.js';
import { openQuestion, render, topFrame, type Draft, type OpenQuestion } from '../run/draft.js';
import { enter, startRun } from '../run/enter.js';
import { isSilent } from './listen-typed.js';
import { repair } from '../run/repairs.js';

/** A greeting to an open question: it is shown again, after a long silence only if it is wanted. */
export function greeted(draft: Draft, open: OpenQuestion): void {
  if (isSilent(draft)) return resume(draft, open);
  showQuestion(draft);
}

/** "You were booking a haircut. 1 Go on 2 Start again". What only waited for an answer, like a reminder, gives way. */
export function resume(draft: Draft, open: OpenQuestion): void {
  const parked = open.script.doing;
  if (parked && !open.block.idle) return repair(draft, 'interrupted-resume', { doing: render(draft, parked) });
  while (topFrame(draft)?.vars) draft.frames.pop();
  const below = openQuestion(draft);
  if (below?.script.doing && !below.block.idle) return resume(draft, below);
  const spot = startRun(draft);
  if (spot) enter(draft, spot);
}
