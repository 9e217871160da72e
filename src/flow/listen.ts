import { hasCardNumber } from '../messaging/mask.js';
import { askAloud, introduce, showQuestion } from './ask.js';
import { choose, chooseQuietly, notUnderstood } from './answer.js';
import { begin, RESUME_SCRIPT, runCommand } from './commands.js';
import { openQuestion, phrase, render, say, topFrame, type Draft, type OpenQuestion } from './draft.js';
import { enter, interrupt, startRun } from './enter.js';
import { readExact, readLoose, type Reading } from './interpret.js';
import { WAYS_OUT } from './kinds.js';
import { hearTyped, isChosen, isSilent, typedAnswer } from './listen-typed.js';
import { offerOf } from './offers.js';
import { sentenceCandidate } from './outcomes.js';
import type { Command } from './phrases.js';
import type { FlowEvent } from './protocol.js';
import type { Candidate } from './script.js';
import { normalise, withoutFillers } from './words.js';

const TEXT_CHARS_MAX = 2_000;

/** The order in which words are understood: command, choice, whole sentence, typed value, help (field.md 5.4). */
export function hearText(draft: Draft, raw: string): void {
  const text = raw.slice(0, TEXT_CHARS_MAX);
  const open = openQuestion(draft);
  if (hasCardNumber(text)) return refuseCard(draft, open);
  const words = normalise(text);
  if (!open) return hearIdle(draft, text, words);
  const { candidates } = offerOf(draft, open.block, open.question);
  const exact = open.block.ask === 'number' ? NONE : readExact(words, candidates, draft.vocabulary);
  if (exact.kind === 'candidate') return choose(draft, open, exact.candidate, rest(text, words, exact.candidate));
  if (exact.kind === 'way' && !typedAnswer(draft, open, text, words)) return runCommand(draft, { act: exact.way });
  const command = commandIn(draft, words);
  if (command) return obey(draft, command, words);
  if (draft.vocabulary.greetings.has(words)) return greeted(draft, open);
  const loose =
    exact.kind === 'none' && isChosen(open)
      ? readLoose(words, candidates, draft.vocabulary, agreeTo(open, candidates))
      : NONE;
  if (loose.kind === 'candidate') return choose(draft, open, loose.candidate, null);
  if (hearTyped(draft, open, text, words, candidates)) return;
  if (isSilent(draft)) return resume(draft, open);
  if (exact.kind !== 'strayDigit' && probes(draft, open, text, words)) return;
  notUnderstood(draft, open);
}

const NONE: Reading = { kind: 'none' };

/** Words beyond the label may answer the next questions too. */
function rest(text: string, words: string, candidate: Candidate): string | null {
  return words.length > candidate.words.length + 2 && words.includes(' ') ? text : null;
}

function agreeTo({ block }: OpenQuestion, candidates: readonly Candidate[]): Candidate | undefined {
  return block.ask === 'confirm' ? candidates[0] : undefined;
}

/** Also "status BK-48210377": the command, and whose booking is meant. */
function commandIn(draft: Draft, words: string): Command | undefined {
  const { commands, fillers } = draft.vocabulary;
  const plain = words.replace(/ ?\bbk ?\d{8}$/, '').trim();
  return (
    commands.get(words) ??
    commands.get(withoutFillers(words, fillers)) ??
    (plain !== words ? commands.get(plain) : undefined)
  );
}

/** "Status BK-48210377" speaks of that booking. */
function obey(draft: Draft, command: Command, words: string): void {
  const reference = /\bbk ?(\d{8})$/.exec(words)?.[1];
  if (command.act !== 'call' || reference === undefined) return runCommand(draft, command);
  runCommand(draft, { ...command, inputs: { ...command.inputs, reference: `BK-${reference}` } });
}

function refuseCard(draft: Draft, open: OpenQuestion | undefined): void {
  if (open) return showQuestion(draft, { lead: phrase(draft, 'cardNumber') });
  introduce(draft, null);
  say(draft, phrase(draft, 'cardNumber'));
  begin(draft);
}

/* ---------- nothing is being asked ---------- */

/** The first question is reached without being said: what the person wrote may be the answer to it, or to several. */
function hearIdle(draft: Draft, text: string, words: string): void {
  const command = commandIn(draft, words);
  // The words for the menu may also be a choice on it: "book" books.
  if (command && command.act !== 'menu') return obey(draft, command, words);
  draft.quiet = true;
  begin(draft);
  const open = openQuestion(draft);
  if (!open) {
    draft.quiet = false;
    return;
  }
  const { candidates } = offerOf(draft, open.block, open.question);
  const greeting = draft.vocabulary.greetings.has(words) || !/\p{L}/u.test(words);
  const exact = greeting ? NONE : readExact(words, candidates, draft.vocabulary);
  if (exact.kind === 'candidate') return chooseQuietly(draft, open, exact.candidate, text);
  if (greeting || !probes(draft, open, text, words)) askAloud(draft, open);
}

/** Asks the house whether the words name a service, before they are called not understood. */
function probes(draft: Draft, open: OpenQuestion, text: string, words: string): boolean {
  if (!sentenceCandidate(draft, open) || !/\p{L}{3}/u.test(words)) return false;
  draft.probe = text.slice(0, 160);
  draft.quiet = false;
  draft.call = { call: 'services.list', input: {} };
  return true;
}

/* ---------- silence ---------- */

function greeted(draft: Draft, open: OpenQuestion): void {
  if (isSilent(draft)) return resume(draft, open);
  showQuestion(draft);
}

/** "You were booking a haircut. 1 Go on 2 Start again". What only waited for an answer, like a reminder, gives way. */
export function resume(draft: Draft, open: OpenQuestion): void {
  const parked = open.script.doing;
  if (parked && !open.block.idle) return interrupt(draft, RESUME_SCRIPT, { doing: render(draft, parked) });
  while (topFrame(draft)?.vars) draft.frames.pop();
  const below = openQuestion(draft);
  if (below?.script.doing && !below.block.idle) return resume(draft, below);
  const spot = startRun(draft);
  if (spot) enter(draft, spot);
}

/* ---------- what is not words ---------- */

/** A tapped button. One of an earlier question counts only when what it said is offered now as well. */
export function hearChoice(draft: Draft, event: Extract<FlowEvent, { type: 'choice' }>): void {
  const open = openQuestion(draft);
  if (!open) {
    introduce(draft, null);
    say(draft, phrase(draft, 'passed'));
    return begin(draft);
  }
  const { candidates } = offerOf(draft, open.block, open.question);
  const live = event.stepId === open.question.id;
  const way = WAYS_OUT.find((one) => one === event.choiceId);
  if (live && way) return runCommand(draft, { act: way });
  const label = event.label === undefined ? null : normalise(event.label);
  const chosen = live
    ? candidates.find(({ id }) => id === event.choiceId)
    : candidates.find(({ words }) => label !== null && label !== '' && words === label);
  if (chosen) return choose(draft, open, chosen, null);
  showQuestion(draft, { lead: phrase(draft, 'passed') });
}

/** The chat was opened: what is open is asked again, after a long silence only if it is wanted. */
export function hearStart(draft: Draft): void {
  const open = openQuestion(draft);
  if (!open) return begin(draft);
  greeted(draft, open);
}

export function hearMedia(draft: Draft): void {
  const open = openQuestion(draft);
  if (open) return notUnderstood(draft, open, { lead: phrase(draft, 'cannotSee') });
  introduce(draft, null);
  say(draft, phrase(draft, 'cannotSee'));
  begin(draft);
}
