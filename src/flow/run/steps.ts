import type { Draft } from './draft.js';
import { topFrame } from './draft.js';
import type { StepEvent } from '../protocol.js';
import type { Frame } from '../state.js';

type Details = Pick<StepEvent, 'category' | 'tries' | 'seconds' | 'words'>;

/**
 * Notes what happened at the block the topmost frame stands at, for the funnel (FL-15). The engine never reads it back.
 * @param at another frame than the topmost.
 */
export function mark(draft: Draft, what: StepEvent['what'], details: Details = {}, at?: Frame): void {
  const frame = at ?? topFrame(draft);
  if (!frame) return;
  draft.steps.push({
    what,
    script: frame.s,
    version: frame.v,
    block: frame.b,
    run: draft.run.toString(36),
    language: draft.language,
    ...details,
  });
}

/** Notes something of the open question, with how often and for how long it has been asked. Nothing is open, nothing noted. */
export function markQuestion(
  draft: Draft,
  what: StepEvent['what'],
  details: Omit<Details, 'seconds' | 'tries'> = {},
): void {
  const frame = topFrame(draft);
  const question = frame?.q;
  if (!frame || !question) return;
  const { t: tries = 0, at } = question;
  // One that was reached quietly has not been asked yet.
  const seconds = question.id === '' || at === undefined ? 0 : Math.max(0, Math.round((draft.nowUtc - at) / 1000));
  mark(draft, what, { ...details, tries, seconds }, frame);
}
