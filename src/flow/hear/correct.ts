import { leave } from './answer.js';
import { showQuestion } from '../say/ask.js';
import { readChange, type SaidChange } from './correction-words.js';
import {
  phrase,
  placeOf,
  render,
  replaceTop,
  setValue,
  topFrame,
  type Draft,
  type OpenQuestion,
} from '../run/draft.js';
import { enter, withHistory } from '../run/enter.js';
import { namedIn, readExact } from './interpret.js';
import type { AskKind } from '../script/kinds.js';
import { dayIn, readTyped } from './listen-typed.js';
import { offerOf } from '../say/offers.js';
import { knownNames } from './other-names.js';
import type { PhraseKey } from '../script/phrases.js';
import type { Json, ServiceOption } from '../protocol.js';
import { beginRedo } from '../run/redo.js';
import { chosenIn, isUnder, lettered, placeIn, repair } from '../run/repairs.js';
import type { AskBlock, CompiledScript } from '../script/script.js';
import type { Frame } from '../state.js';
import { normalise } from '../script/words.js';

/** A question answered before, which may be changed now. */
interface Earlier {
  readonly block: AskBlock;
  /** Its place in the frame's history. */
  readonly index: number;
}

/** Kinds that take whatever is said: for them only an outspoken wish to change something is one. */
const TAKES_ANYTHING: ReadonlySet<AskKind> = new Set(['text', 'name']);

/** "Change my time", "the name is wrong": the wish itself, from any question. @returns whether it was one. */
export function hearChangeWish(draft: Draft, open: OpenQuestion, text: string): boolean {
  const said = readChange(text, draft.vocabulary);
  if (!said.asks || isUnder(draft, 'correction')) return false;
  if (said.value !== '' && (said.kinds.length === 0 || TAKES_ANYTHING.has(open.block.ask))) return false;
  const earlier = earlierOf(draft, open.frame, open.script);
  const meant = named(earlier, said.kinds);
  if (meant) return change(draft, open, meant, said.value) || ask(draft, open, meant);
  if (said.kinds.includes(open.block.ask)) {
    showQuestion(draft);
    return true;
  }
  return earlier.length > 0 && askWhich(draft, earlier);
}

/** "No, Tuesday", "actually colour": words that are no answer to what is asked, but to one question asked before. */
export function hearCorrection(draft: Draft, open: OpenQuestion, text: string): boolean {
  const said = readChange(text, draft.vocabulary);
  if (isUnder(draft, 'correction')) return false;
  const earlier = earlierOf(draft, open.frame, open.script);
  if (earlier.length === 0) return false;
  // A bare number may be a day, an hour or a slip: it is not a correction unless it is said to be one.
  if (!said.prefixed && /^\d+$/.test(normalise(said.value))) return false;
  if (said.value === '') return said.prefixed && said.kinds.length > 0 && hearKind(draft, open, earlier, said);
  const meant = named(earlier, said.kinds);
  if (meant) return change(draft, open, meant, said.value);
  const fitting = earlier.filter(({ block }) => fits(draft, block, said));
  const [only, second] = fitting;
  if (only && second === undefined) return change(draft, open, only, said.value);
  return fitting.length > 1 && askWhich(draft, fitting);
}

/** Whether anything said earlier was something the house offers: then words may name another of them. */
export function mayNameService(draft: Draft, { frame, script, block }: OpenQuestion): boolean {
  return block.ask !== 'service' && earlierOf(draft, frame, script).some((one) => one.block.ask === 'service');
}

/** The words name a service, and one was chosen before: it is changed. Called once the services are known. */
export function correctService(
  draft: Draft,
  open: OpenQuestion,
  text: string,
  services: readonly ServiceOption[],
): boolean {
  const meant = earlierOf(draft, open.frame, open.script).find(({ block }) => block.ask === 'service');
  if (!meant || namedIn(normalise(text), services, (one) => knownNames(one, 'name')) === null) return false;
  return goBackTo(draft, open, meant, { hint: readChange(text, draft.vocabulary).value || text });
}

/** "What shall I change?" has been answered: there it goes. False when nothing was chosen. */
export function changeChosen(draft: Draft, ended: Frame): boolean {
  const place = placeIn(chosenIn(ended));
  const below = placeOf(draft, topFrame(draft));
  const ids = ended.vars?.['questions'];
  if (place === null || below?.block.kind !== 'ask' || !below.frame.q || !Array.isArray(ids)) return false;
  const open = { ...below, block: below.block, question: below.frame.q };
  const meant = earlierOf(draft, below.frame, below.script).find(({ block }) => block.id === ids[place]);
  return meant !== undefined && ask(draft, open, meant);
}

function hearKind(draft: Draft, open: OpenQuestion, earlier: readonly Earlier[], said: SaidChange): boolean {
  const meant = named(earlier, said.kinds);
  return meant !== undefined && ask(draft, open, meant);
}

/** The last one first; menus are no answers. */
function earlierOf(draft: Draft, frame: Frame, script: CompiledScript): Earlier[] {
  const found: Earlier[] = [];
  const asked = frame.h ?? [];
  for (let index = asked.length - 1; index >= 0; index--) {
    const at = script.indexById.get(asked[index]!);
    const block = at === undefined ? undefined : script.blocks[at];
    if (block?.kind !== 'ask' || block.idle || block.id === frame.b) continue;
    if (!found.some((one) => one.block.id === block.id)) found.push({ block, index });
  }
  return found;
}

function named(earlier: readonly Earlier[], kinds: readonly AskKind[]): Earlier | undefined {
  for (const kind of kinds) {
    const found = earlier.find(({ block }) => block.ask === kind);
    if (found) return found;
  }
  return undefined;
}

/** Whether the words are an answer to that question beyond doubt. */
function fits(draft: Draft, block: AskBlock, { value, prefixed }: SaidChange): boolean {
  switch (block.ask) {
    case 'slot': {
      const day = dayIn(draft, value);
      return day !== null && !day.past;
    }
    case 'date': {
      const day = dayIn(draft, value);
      return day !== null && day.daySaid && !day.past;
    }
    case 'email':
      return value.includes('@');
    case 'phone':
      return prefixed && value.replace(/\D/g, '').length >= 7;
    case 'choice':
      return prefixed && block.save !== null && optionIn(draft, block, value) !== undefined;
    default:
      return false;
  }
}

function optionIn(draft: Draft, block: AskBlock, value: string) {
  const { candidates } = offerOf(draft, block, { id: '' });
  const reading = readExact(normalise(value), candidates, draft.vocabulary);
  return reading.kind === 'candidate' ? reading.candidate : undefined;
}

/** Sets the earlier answer to what was said. False when the words are none. */
function change(draft: Draft, open: OpenQuestion, meant: Earlier, value: string): boolean {
  const { block } = meant;
  if (value === '') return false;
  if (block.ask === 'slot') {
    const day = dayIn(draft, value);
    if (!day || day.past) return false;
    return goBackTo(draft, open, meant, { ...(day.daySaid ? { day: day.localDate } : {}), hint: value });
  }
  if (block.ask === 'service') return goBackTo(draft, open, meant, { hint: value });
  const typed = block.ask === 'date' ? dateIn(draft, value) : typedIn(draft, open, block, value);
  if (typed !== undefined) return goBackTo(draft, open, meant, { typed });
  const option = block.save === null ? undefined : optionIn(draft, block, value);
  return option !== undefined && goBackTo(draft, open, meant, { typed: option.id });
}

function dateIn(draft: Draft, value: string): Json | undefined {
  const day = dayIn(draft, value);
  return day?.daySaid && !day.past ? day.localDate : undefined;
}

function typedIn(draft: Draft, open: OpenQuestion, block: AskBlock, value: string): Json | undefined {
  const parsed = readTyped(draft, { ...open, block }, value);
  // What is not certain is asked anew, where it can be read back.
  return parsed?.ok && parsed.certain ? parsed.value : undefined;
}

/** Asks an earlier question again, with nothing taken for granted. */
function ask(draft: Draft, open: OpenQuestion, meant: Earlier): boolean {
  return goBackTo(draft, open, meant, {});
}

interface Known {
  /** Words that answer it once its choices are here. */
  readonly hint?: string;
  readonly day?: string;
  /** The answer itself. */
  readonly typed?: Json;
}

function goBackTo(draft: Draft, open: OpenQuestion, { block, index }: Earlier, known: Known): boolean {
  const { frame, script, question } = open;
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId: null });
  replaceTop(draft, beginRedo(frame, script, index));
  draft.hint = known.hint ?? null;
  draft.slow = known.hint === undefined && known.typed === undefined;
  if (known.day !== undefined) setValue(draft, 'day', known.day);
  if (known.typed === undefined) {
    enter(draft, { script, index: block.index });
    return true;
  }
  draft.slow = false;
  replaceTop(draft, withHistory({ ...topFrame(draft)!, b: block.id }, block.id));
  if (block.save !== null) setValue(draft, block.save, known.typed);
  const option = block.options.find(({ id }) => id === known.typed);
  if (option?.goto != null) enter(draft, { script, index: option.goto });
  else leave(draft, block, block.exits.has('answered') ? 'answered' : 'chosen');
  return true;
}

/** "What shall I change? 1 Time 2 Name" */
function askWhich(draft: Draft, earlier: readonly Earlier[]): boolean {
  const listed = earlier.slice(0, 5).reverse();
  const questions = listed.map(({ block }) => block.id);
  repair(draft, 'correction', { ...lettered(listed.map(({ block }) => titleOf(draft, block))), questions });
  return true;
}

export function titleOf(draft: Draft, block: AskBlock): string {
  const own = block.title ? render(draft, block.title) : '';
  return own || phrase(draft, `title.${block.ask}` satisfies PhraseKey);
}
