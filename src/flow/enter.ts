import { askNew, introduce, openNew, showQuestion } from './ask.js';
import { callFor, peopleCall, searchCall } from './calls.js';
import {
  assign,
  expressionScope,
  phrase,
  placeOf,
  pushFrame,
  render,
  replaceTop,
  say,
  setValue,
  topFrame,
  valueAt,
  valueOf,
  type Draft,
} from './draft.js';
import { instantOf, parseDay } from './parse-day.js';
import type { Call, Json } from './protocol.js';
import type { AskBlock, Block, CompiledScript } from './script.js';
import type { Frame } from './state.js';

/** More blocks than this without waiting is a script that goes round in circles; the checks refuse such, damage may not. */
const BLOCKS_PER_TURN_MAX = 200;

export interface Spot {
  readonly script: CompiledScript;
  readonly index: number;
}

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
      say(draft, render(draft, block.say));
      return to(block.then);
    case 'if': {
      const scope = expressionScope(draft);
      return to(block.branches.find(({ when }) => when.evaluate(scope) === true)?.goto ?? block.otherwise);
    }
    case 'set':
      assign(draft, block.set);
      return to(block.then);
    case 'call': {
      const called = draft.library.current(block.script);
      if (!called) return lost(draft, `there is no script "${block.script}"`);
      const inputs = block.inputs.map(([name, path]) => [name, valueAt(draft, path) as Json | undefined] as const);
      standAt(draft, block.id);
      pushFrame(draft, frameFor(called, inputs));
      return { script: called, index: called.start };
    }
    case 'end':
      return end(draft, block.end);
    case 'do':
      standAt(draft, block.id);
      return awaitHouse(draft, callFor(draft, block));
    case 'ask':
      standAt(draft, block.id);
      return ask(draft, script, block);
  }
}

/** Null when the question is put or its choices are fetched; a spot when the block asks nothing here. */
function ask(draft: Draft, script: CompiledScript, block: AskBlock): Spot | null {
  const exit = (name: string): Spot => ({ script, index: block.exits.get(name) ?? script.start });
  switch (block.ask) {
    case 'service':
      return awaitHouse(draft, { call: 'services.list', input: {} });
    case 'booking':
      return awaitHouse(draft, { call: 'bookings.list', input: {} });
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
    case 'choice':
    case 'confirm':
    case 'text':
    case 'number':
    case 'name':
    case 'phone':
    case 'email':
    case 'date':
      askNew(draft, block, block.showsSkip ? { skip: 1 } : {});
      return null;
  }
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
  const { nowUtc, shop, base } = draft;
  const said = parseDay(draft.hint, { nowUtc, zone: shop.zone, language: base.control.lang });
  return said?.daySaid && !said.past ? said : null;
}

function awaitHouse(draft: Draft, call: Call | null): null {
  if (!call) return lost(draft, `block "${topFrame(draft)?.b ?? ''}" lacks a value it needs`);
  draft.call = call;
  return null;
}

/** The frame now stands at this block; what it asked before is over. */
function standAt(draft: Draft, blockId: string): void {
  const top = topFrame(draft);
  if (!top) return;
  const { q: _over, ...rest } = top;
  replaceTop(draft, { ...rest, b: blockId });
}

function end(draft: Draft, how: 'done' | 'restart' | 'menu'): Spot | null {
  if (how === 'restart') return startRun(draft);
  if (how === 'menu') return menuSpot(draft);
  const ended = draft.frames.pop();
  if (ended?.i) {
    resumeBelow(draft);
    return null;
  }
  const caller = placeOf(draft, topFrame(draft));
  return caller?.block.kind === 'call' ? { script: caller.script, index: caller.block.then } : null;
}

/** Asks again what was open before an interruption, unless it was only a menu. */
export function resumeBelow(draft: Draft): void {
  const below = placeOf(draft, topFrame(draft));
  if (!below) {
    draft.frames = [];
    return;
  }
  if (below.block.kind === 'ask' && below.block.idle) {
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
  for (const name of [...Object.keys(draft.base.answers), ...Object.keys(draft.changes)]) {
    if (name !== 'hold') draft.changes[name] = undefined;
  }
  draft.hint = null;
  draft.slow = false;
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
  pushFrame(draft, { ...frameFor(script, Object.entries(inputs)), i: 1 });
  enter(draft, { script, index: script.start });
}

/** @param inputs null for the run, whose values are the answers themselves. */
function frameFor(script: CompiledScript, inputs: Iterable<readonly [string, Json | undefined]> | null): Frame {
  const frame = { s: script.id, v: script.version, b: script.blocks[script.start]?.id ?? '' };
  if (!inputs) return frame;
  const vars: Record<string, Json> = {};
  for (const [name, value] of inputs) if (value !== undefined) vars[name] = value;
  return { ...frame, vars };
}

function lost(draft: Draft, reason: string): null {
  fail(draft, reason);
  return null;
}

/** What cannot go on is said to be our fault and starts again; the reason goes to the log with the turn. */
export function fail(draft: Draft, reason: string): void {
  const twice = draft.failed;
  draft.failed = true;
  draft.fault ??= reason;
  draft.call = null;
  draft.frames = [];
  draft.quiet = false;
  if (twice) return;
  say(draft, phrase(draft, 'apology'));
  const spot = startRun(draft);
  if (spot) enter(draft, spot);
}
