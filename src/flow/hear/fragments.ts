import { setTimer, type Draft, type OpenQuestion } from '../run/draft.js';
import { dayIn } from './listen-typed.js';
import { sentenceCandidate } from '../run/outcomes.js';

/** Rings when nothing more has come. */
export const FRAGMENT_TIMER = 'part';
/** How long the rest of an answer is waited for. */
const PATIENCE_MS = 2_500;
/** More words than this are not said in pieces. */
const FRAGMENT_WORDS_MAX = 3;
const PART_CHARS_MAX = 160;

/**
 * What was said a moment ago and this together: "tomorrow", "3pm". The first part stands in the state, so that a process
 * that dies loses none of it; whichever comes first, the rest or the timer, takes it.
 */
export function joinParts(draft: Draft, text: string): string {
  const { part } = draft;
  if (part === null) return text;
  dropPart(draft);
  return `${part} ${text}`;
}

export function dropPart(draft: Draft): void {
  draft.part = null;
  setTimer(draft, FRAGMENT_TIMER, null);
}

/**
 * Half of a day and time, where both are wanted: the other half is waited for. Nothing else ever waits: a digit, a choice,
 * a command, a whole answer are answered at once.
 * @returns whether the words were kept for later.
 */
export function keepPart(draft: Draft, open: OpenQuestion, text: string, words: string): boolean {
  const takesBoth = open.block.ask === 'slot' || open.block.ask === 'datetime' || sentenceCandidate(draft, open);
  if (!takesBoth || words.split(' ').length > FRAGMENT_WORDS_MAX || /^\d+$/.test(words)) return false;
  const said = dayIn(draft, text);
  if (!said || (said.daySaid && said.minuteOfDay !== null)) return false;
  draft.part = text.slice(0, PART_CHARS_MAX);
  setTimer(draft, FRAGMENT_TIMER, draft.nowUtc + PATIENCE_MS);
  return true;
}
