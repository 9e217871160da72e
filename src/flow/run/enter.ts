import { askNew, introduce, openNew, showQuestion } from '../say/ask.js';
import { callFor } from './calls.js';
import { bookingsCall, peopleCall, searchCall } from './time-calls.js';
import { clearAnswers, enterLogic, takeReturned } from './enter-logic.js';
import { frameFor, standAt, type Spot } from './frames.js';
import { answeredSoFar } from '../say/work-specification.js';
import {
  assign,
  expressionScope,
  newRun,
  phrase,
  placeOf,
  pushFrame,
  render,
  say,
  sayMessage,
  setValue,
  topFrame,
  valueAt,
  valueOf,
  type Draft,
} from './draft.js';
import { afterInterruption } from './after-repair.js';
import { fallBack, fallbackFrom } from './fallback.js';
import { instantOf, parseDay } from '../hear/parse-day.js';
import { keptExit } from './redo.js';
import { repair, repairIfAny } from './repairs.js';
import type { Call, Json } from '../protocol.js';
import type { AskBlock, Block, CompiledScript, DoBlock, EndBlock, SayBlock } from '../script/script.js';
import { isRecord, type Frame } from '../state.js';
import { saidWith } from '../say/say-more.js';
import { markQuestion } from './steps.js';
import { pickFields } from '../script/text.js';

/** More blocks than this without waiting is a script that goes round in circles; the checks refuse such, damage may not. */
const BLOCKS_PER_TURN_MAX = 200;

export type { Spot } from './frames.js';

/** Goes from block to block until one waits: for the person, for the house, or because nothing is left to do. */
export function enter(draft: Draft, spot: Spot): void {
  let next: Spot | null = spot;
  for (let count = 0; next; count++) {
    const block: Block | undefined = next.script.blocks[next.index];
    if (count > BLOCKS_PER_TURN_MAX || !block) return fail(draft, `"${next.script.id}" goes round in circles`);
    next = step(draft, next.script, block);
  }
}

function step(draft: Draft, script: CompiledScript, block: Block): Spot | null {
  const to = (index: number): Spot => ({ script, index });
  switch (block.kind) {
    case 'say':
      introduce(draft, null);
      sayBlock(draft, block);
      return to(block.then);
    case 'if': {
      const scope = expressionScope(draft);
      return to(block.branches.find(({ when }) => when.evaluate(scope) === true)?.goto ?? block.otherwise);
    }
    case 'set':
      assign(draft, block.set);
      return to(block.then);
    case 'switch':
    case 'loop':
    case 'split':
    case 'wait':
    case 'setLanguage':
    case 'call':
    case 'jump': {
      const next = enterLogic(draft, script, block);
      return next && 'stuck' in next ? lost(draft, next.stuck) : next;
    }
    case 'end':
      return end(draft, block);
    case 'do':
      standAt(draft, block.id);
      sayTerms(draft, block);
      return awaitHouse(draft, callFor(draft, block));
    case 'ask': {
      const kept = keptExit(draft, block);
      if (kept !== null) return to(kept);
      standAt(draft, block.id);
      return ask(draft, script, block);
    }
  }
}

function sayBlock(draft: Draft, block: SayBlock): void {
  const text = render(draft, block.say);
  const more = saidWith(draft, block);
  if (text === '' && !more.file && !more.contact) return;
  sayMessage(draft, { text, ...more, language: draft.language, class: draft.messageClass });
}

/** Null when the question is put or its choices are fetched; a spot when the block asks nothing here. */
function ask(draft: Draft, script: CompiledScript, block: AskBlock): Spot | null {
  const exit = (name: string): Spot => ({ script, index: block.exits.get(name) ?? script.start });
  switch (block.ask) {
    case 'service':
      return awaitHouse(draft, { call: 'services.list', input: {} });
    case 'booking':
      return awaitHouse(draft, bookingsCall(draft, block));
    case 'thing':
      return awaitHouse(draft, block.of && { call: 'things.list', input: { of: block.of } });
    case 'person': {
      const picked = block.pick && valueAt(draft, block.pick) !== undefined;
      if (block.named && (draft.slow || (draft.hint === null && !picked))) return exit('none');
      return awaitHouse(draft, peopleCall(draft));
    }
    case 'slot': {
      if (!block.fromAlternatives) return awaitHouse(draft, firstSearch(draft, block));
      const offered = valueOf(draft, 'alternatives');
      const items = Array.isArray(offered) ? (offered as readonly Json[]) : [];
      if (items.length === 0) return exit('none');
      openNew(draft, block, { items });
      showQuestion(draft);
      return null;
    }
    case 'choices':
      return block.itemsAt === null ? askPlain(draft, block) : askSeveral(draft, block, exit);
    case 'summary':
      return answeredSoFar(draft).length === 0 ? exit('right') : askPlain(draft, block);
    case 'choice':
    case 'confirm':
    case 'text':
    case 'number':
    case 'name':
    case 'phone':
    case 'email':
    case 'date':
    case 'time':
    case 'datetime':
    case 'yesno':
    case 'rating':
    case 'consent':
    case 'location':
    case 'address':
    case 'file':
    case 'code':
      return askPlain(draft, block);
  }
}

function askPlain(draft: Draft, block: AskBlock): null {
  askNew(draft, block, block.showsSkip ? { skip: 1 } : {});
  return null;
}

/** Several of a list that another answer brought, such as the add-ons of the service. Nothing on it, nothing asked. */
function askSeveral(draft: Draft, block: AskBlock, exit: (name: string) => Spot): Spot | null {
  const found = block.itemsAt ? valueAt(draft, block.itemsAt) : undefined;
  const items = Array.isArray(found) ? found.filter(isRecord).map((item) => pickFields(item, ADD_ON_FIELDS)) : [];
  if (items.length === 0) {
    if (block.save !== null) setValue(draft, block.save, []);
    return exit(block.exits.has('none') ? 'none' : 'answered');
  }
  askNew(draft, block, { items, ...(block.showsSkip ? { skip: 1 as const } : {}) });
  return null;
}

const ADD_ON_FIELDS = ['id', 'name', 'names', 'priceText'];

/** What a person is taken to agree to is said before it is recorded. */
function sayTerms(draft: Draft, { act, say: terms }: DoBlock): void {
  if ((act !== 'optIn' && act !== 'optOut') || !terms) return;
  introduce(draft, null);
  say(draft, render(draft, terms));
}

/** On the day that was chosen, or the one named in the sentence said before. */
export function firstSearch(draft: Draft, block: AskBlock): Call | null {
  const chosen = valueOf(draft, 'day');
  const said = saidDay(draft);
  const localDate = typeof chosen === 'string' ? chosen : (said?.localDate ?? null);
  // Kept, so that the first page can be shown again.
  if (localDate !== null && localDate !== chosen) setValue(draft, 'day', localDate);
  const from =
    said && said.minuteOfDay !== null && localDate === said.localDate
      ? instantOf(said.localDate, said.minuteOfDay, draft.shop.zone) - 1
      : null;
  return searchCall(draft, block, { localDate, afterUtc: from });
}

/** The day in the sentence said before, when it is a certain one. */
export function saidDay(draft: Draft): { localDate: string; minuteOfDay: number | null } | null {
  if (draft.hint === null || draft.slow) return null;
  const { nowUtc, shop, language } = draft;
  const said = parseDay(draft.hint, { nowUtc, zone: shop.zone, country: shop.country, language });
  return said?.daySaid && !said.past ? said : null;
}

function awaitHouse(draft: Draft, call: Call | null): null {
  if (!call) return lost(draft, `block "${topFrame(draft)?.b ?? ''}" lacks a value it needs`);
  draft.call = call;
  return null;
}

function end(draft: Draft, { end: how, returns }: EndBlock): Spot | null {
  if (how === 'restart') return startRun(draft);
  if (how === 'menu') return menuSpot(draft);
  const scope = expressionScope(draft);
  const returned = Object.fromEntries(returns.map(([name, value]) => [name, value.evaluate(scope)] as const));
  const ended = draft.frames.pop();
  if (ended?.i) {
    afterInterruption(draft, ended);
    return null;
  }
  if (draft.frames.length === 0) repairIfAny(draft, 'completed-what-next');
  const caller = placeOf(draft, topFrame(draft));
  if (caller?.block.kind !== 'call') return null;
  takeReturned(draft, caller.block, returned);
  return { script: caller.script, index: caller.block.then };
}

/** Asks again what was open before an interruption, unless it was only a menu. */
export function resumeBelow(draft: Draft): void {
  const below = placeOf(draft, topFrame(draft));
  if (!below) {
    draft.frames = [];
    return;
  }
  // A menu that was never shown is where the talk begins, not what it is over.
  if (below.block.kind === 'ask' && below.block.idle && below.frame.q) {
    draft.frames.pop();
    return resumeBelow(draft);
  }
  if (below.frame.q) return showQuestion(draft, { lead: phrase(draft, 'backTo') });
  enter(draft, { script: below.script, index: below.block.index });
}

/** Begins the shop's script anew: nothing is kept but the time held, so that the next hold replaces it. */
export function startRun(draft: Draft): Spot | null {
  const script = draft.library.current(draft.shop.script);
  if (!script) return lost(draft, `there is no script "${draft.shop.script}"`);
  clearAnswers(draft);
  draft.hint = null;
  draft.slow = false;
  newRun(draft);
  draft.frames = [frameFor(script, null)];
  return { script, index: script.start };
}

/** The menu of the run under way, whose answers stay; a new run when there is none. */
export function menuSpot(draft: Draft): Spot | null {
  const run = draft.frames[0];
  const script = run && !run.vars ? draft.library.script(run.s, run.v) : undefined;
  if (!run || !script) return startRun(draft);
  const { q, ...rest } = run;
  draft.frames = [q && run.b !== script.blocks[script.menu]?.id ? withHistory(rest, run.b) : rest];
  draft.hint = null;
  return { script, index: script.menu };
}

const HISTORY_MAX = 8;

export function withHistory(frame: Frame, blockId: string): Frame {
  return { ...frame, h: [...(frame.h ?? []), blockId].slice(-HISTORY_MAX) };
}

/** Lays a script over what is open; when it ends, the open question is asked again. */
export function interrupt(draft: Draft, scriptId: string, inputs: Readonly<Record<string, Json | undefined>>): void {
  const script = draft.library.current(scriptId);
  if (!script) return fail(draft, `there is no script "${scriptId}"`);
  // The same again replaces itself: asking twice for a person must not need two answers.
  if (topFrame(draft)?.i && topFrame(draft)?.s === scriptId) draft.frames.pop();
  if (topFrame(draft)?.q) markQuestion(draft, 'interrupted');
  pushFrame(draft, { ...frameFor(script, Object.entries(inputs)), i: 1 });
  enter(draft, { script, index: script.start });
}

function lost(draft: Draft, reason: string): null {
  fail(draft, reason);
  return null;
}

/**
 * What cannot go on goes on in its fallback; without one it is said to be our fault and starts again. The reason goes to
 * the log with the turn.
 * @param at the frame that is broken.
 */
export function fail(draft: Draft, reason: string, at: number = draft.frames.length - 1): void {
  const twice = draft.failed;
  draft.fault ??= reason;
  draft.call = null;
  draft.quiet = false;
  const other = twice ? null : fallbackFrom(draft, at);
  if (other) return enter(draft, fallBack(draft, other));
  draft.failed = true;
  draft.frames = [];
  if (twice) return;
  // The apology is laid over a new run, whose first question follows it; without a shop there is none.
  if (startRun(draft)) repair(draft, 'internal-error');
  else say(draft, phrase(draft, 'apologyOnce'));
}
