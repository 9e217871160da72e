import { hasCardNumber } from '../../messaging/mask.js';
import { showQuestion } from '../say/ask.js';
import { choose } from './answer.js';
import { runCommand } from './commands.js';
import { hearChangeWish, hearCorrection, mayNameService } from './correct.js';
import { phrase, render, replaceTop, type Draft, type OpenQuestion } from '../run/draft.js';
import { enter, interrupt, withHistory } from '../run/enter.js';
import { keepPart } from './fragments.js';
import { readLoose, type Reading } from './interpret.js';
import type { AskKind } from '../script/kinds.js';
import { offerLanguage } from './languages.js';
import { hearTyped, isChosen, isSilent, typedAnswer } from './listen-typed.js';
import { sentenceCandidate } from '../run/outcomes.js';
import type { Command } from '../script/phrases.js';
import { repair } from '../run/repairs.js';
import { greeted, resume } from './resume.js';
import type { Candidate } from '../script/script.js';
import { hearTogether } from './together.js';
import { withoutFillers } from '../script/words.js';

/** Words and the question they meet. */
export interface Heard {
  readonly draft: Draft;
  readonly open: OpenQuestion;
  readonly text: string;
  /** In the form words are compared in. */
  readonly words: string;
  readonly candidates: readonly Candidate[];
  /** What the words mean among the choices, taken at their word. */
  readonly exact: Reading;
  /** The rest of an answer said in pieces has been waited for. */
  readonly waited: boolean;
}

/**
 * The fixed order in which words are understood where a question is open (field.md 5.4); the first that takes them ends it.
 * Two things come before it: consent words, which the house takes from the channel and no script ever sees, and joining
 * what was said in pieces. A command gives way to a choice only where that choice has the very word.
 */
export const ORDER: readonly ((heard: Heard) => boolean)[] = [
  cardNumber,
  theVeryChoice,
  wayOut,
  command,
  scriptCommand,
  wishToChange,
  greeting,
  otherLanguage,
  half,
  severalServices,
  looseChoice,
  cannotSkip,
  typed,
  correction,
  otherScript,
  afterSilence,
  namedService,
];

function cardNumber({ draft, text }: Heard): boolean {
  if (!hasCardNumber(text)) return false;
  showQuestion(draft, { lead: phrase(draft, 'cardNumber') });
  return true;
}

function theVeryChoice({ draft, open, text, words, exact }: Heard): boolean {
  if (exact.kind !== 'candidate') return false;
  choose(draft, open, exact.candidate, rest(text, words, exact.candidate));
  return true;
}

/** 7, 8, 9, 0; a number that answers a question for a number is none, although it looks like one. */
function wayOut({ draft, open, text, exact }: Heard): boolean {
  if (exact.kind !== 'way' || typedAnswer(draft, open, text)) return false;
  runCommand(draft, { act: exact.way });
  return true;
}

function command({ draft, words }: Heard): boolean {
  const found = commandIn(draft, words);
  if (found) obey(draft, found, words);
  return found !== undefined;
}

/** Words of the script's own, understood anywhere in it. */
function scriptCommand({ draft, open, words }: Heard): boolean {
  const { script, frame, question } = open;
  const found = script.commands.get(draft.language)?.get(words);
  if (!found) return false;
  if ('script' in found) {
    interrupt(draft, found.script, {});
    return true;
  }
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId: null });
  replaceTop(draft, withHistory(frame, frame.b));
  enter(draft, { script, index: found.goto });
  return true;
}

function wishToChange({ draft, open, text }: Heard): boolean {
  return hearChangeWish(draft, open, text);
}

function greeting({ draft, open, words }: Heard): boolean {
  if (!draft.vocabulary.greetings.has(words)) return false;
  greeted(draft, open);
  return true;
}

function half({ draft, open, text, words, waited }: Heard): boolean {
  return !waited && keepPart(draft, open, text, words);
}

/** "1,2", "haircut and colour": one visit of them all. */
function severalServices({ draft, open, text, candidates, exact }: Heard): boolean {
  return exact.kind === 'none' && hearTogether(draft, open, text, candidates);
}

function looseChoice({ draft, open, words, candidates, exact }: Heard): boolean {
  if (exact.kind !== 'none' || !isChosen(open)) return false;
  const agreeTo = open.block.ask === 'confirm' ? candidates[0] : undefined;
  const loose = readLoose(words, candidates, draft.vocabulary, agreeTo);
  if (loose.kind !== 'candidate') return false;
  choose(draft, open, loose.candidate, null);
  return true;
}

function typed({ draft, open, text, words, candidates }: Heard): boolean {
  return hearTyped(draft, open, text, words, candidates);
}

function correction({ draft, open, text, exact }: Heard): boolean {
  return exact.kind === 'none' && hearCorrection(draft, open, text);
}

/** Words that begin another script: where something is under way it is asked first whether they are meant to. */
function otherScript({ draft, open, words }: Heard): boolean {
  const script = draft.library.triggered?.(draft.language, words);
  if (!script || script.id === open.script.id) return false;
  if (open.block.idle) interrupt(draft, script.id, {});
  else repair(draft, 'clarify', { what: script.doing ? render(draft, script.doing) : words, script: script.id });
  return true;
}

function afterSilence({ draft, open }: Heard): boolean {
  if (!isSilent(draft)) return false;
  resume(draft, open);
  return true;
}

function namedService({ draft, open, text, words, exact }: Heard): boolean {
  return exact.kind !== 'strayDigit' && probes(draft, open, text, words);
}

function otherLanguage({ draft, open, words }: Heard): boolean {
  return open.block.ask !== 'text' && offerLanguage(draft, words);
}

/** "Leave it out" where that cannot be. */
function cannotSkip({ draft, open, words }: Heard): boolean {
  const { block } = open;
  if (!NEEDED.has(block.ask) || !draft.vocabulary.skip.has(words)) return false;
  if (block.optional && block.exits.has('skipped')) return false;
  repair(draft, 'skip');
  return true;
}

/** Kinds for which "skip" is certainly no answer. */
const NEEDED: ReadonlySet<AskKind> = new Set(['name', 'phone', 'email', 'date', 'time', 'datetime', 'address', 'code']);

/** Words beyond the label may answer the next questions too. */
function rest(text: string, words: string, candidate: Candidate): string | null {
  return words.length > candidate.words.length + 2 && words.includes(' ') ? text : null;
}

/** Also "status BK-48210377" or "drop OR-48210377": the command, and which visit or order is meant. */
export function commandIn(draft: Draft, words: string): Command | undefined {
  const { commands, fillers } = draft.vocabulary;
  const plain = words.replace(/ ?\b(?:bk|or) ?\d{8}$/, '').trim();
  return (
    commands.get(words) ??
    commands.get(withoutFillers(words, fillers)) ??
    (plain !== words ? commands.get(plain) : undefined) ??
    commandWithWord(draft, words)
  );
}

/** "Code FIRST10": a command and what it is about. Only what has a digit in it, since "code word" may be an answer. */
function commandWithWord({ vocabulary }: Draft, words: string): Command | undefined {
  const [, head = '', word = ''] = /^(.+) (\S*\d\S*)$/.exec(words) ?? [];
  const command = vocabulary.commands.get(head);
  if (command?.act !== 'call' || command.takes === undefined) return undefined;
  return { ...command, inputs: { ...command.inputs, [command.takes]: word } };
}

/** "Status BK-48210377" speaks of that booking, "status OR-48210377" of that order. */
export function obey(draft: Draft, command: Command, words: string): void {
  const [, kind = '', digits] = /\b(bk|or) ?(\d{8})$/.exec(words) ?? [];
  if (command.act !== 'call' || digits === undefined) return runCommand(draft, command);
  const reference = `${kind.toUpperCase()}-${digits}`;
  runCommand(draft, { ...command, inputs: { ...command.inputs, reference } });
}

/** Asks the house whether the words name a service, before they are called not understood. */
export function probes(draft: Draft, open: OpenQuestion, text: string, words: string): boolean {
  const mayMean = sentenceCandidate(draft, open) !== undefined || mayNameService(draft, open);
  if (!mayMean || !/\p{L}{3}/u.test(words)) return false;
  draft.probe = text.slice(0, 160);
  draft.quiet = false;
  draft.call = { call: 'services.list', input: {} };
  return true;
}
