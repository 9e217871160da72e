import { choose } from '../hear/answer.js';
import { showQuestion } from '../say/ask.js';
import { begin } from '../hear/commands.js';
import { changeChosen } from '../hear/correct.js';
import { openQuestion, type Draft } from './draft.js';
import { interrupt, resumeBelow } from './enter.js';
import { SKIP_CHOICE } from '../script/kinds.js';
import { languageChosen, languageDeclined } from '../hear/languages.js';
import { chosenIn, repair, repairNamed } from './repairs.js';
import type { Frame } from '../state.js';

/** What lay over an open question has ended: what was chosen in it is done, and the question comes back. */
export function afterInterruption(draft: Draft, ended: Frame): void {
  switch (repairNamed(draft, ended.s)) {
    case 'correction':
      return changeChosen(draft, ended) ? undefined : resumeBelow(draft);
    case 'clarify':
      return clarified(draft, ended);
    case 'cannot-handle':
      return helpedOut(draft, ended);
    case 'language':
      languageChosen(draft, ended);
      return showBelow(draft);
    case 'language-offer':
      languageDeclined(draft, ended);
      return showBelow(draft);
    case 'repeat':
      return showBelow(draft);
    default:
      return resumeBelow(draft);
  }
}

function clarified(draft: Draft, ended: Frame): void {
  const script = ended.vars?.['script'];
  if (chosenIn(ended) === 'yes' && typeof script === 'string') return interrupt(draft, script, {});
  resumeBelow(draft);
}

function helpedOut(draft: Draft, ended: Frame): void {
  const chosen = chosenIn(ended);
  if (chosen === 'person') return repair(draft, 'human');
  const open = openQuestion(draft);
  if (chosen !== 'skip' || !open?.block.exits.has('skipped')) return resumeBelow(draft);
  const skip = { id: SKIP_CHOICE, digit: '', label: '', detail: null, words: '', synonyms: [] };
  choose(draft, open, { ...skip, from: { skip: true } }, null);
}

/** The very question again, a menu too; where nothing is open the talk begins. */
function showBelow(draft: Draft): void {
  if (openQuestion(draft)) return showQuestion(draft);
  if (draft.frames.length > 0) return resumeBelow(draft);
  begin(draft);
}
