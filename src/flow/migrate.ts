import { knownAtEntry, typesOf } from './script/check-variables.js';
import { isOwned } from './run/ownership.js';
import { topFrame, type Draft } from './run/draft.js';
import type { Library } from './library.js';
import type { FlowEvent } from './protocol.js';
import { repair, repairScript } from './run/repairs.js';
import type { AskBlock, Block, CompiledScript } from './script/script.js';
import type { Answers, Frame } from './state.js';

/**
 * What becomes of people who are in the middle of a script when another version of it is published (FL-12).
 *
 * Glossary
 * - **policy**: chosen at each publish. `finish`: they end on the version they began with. `move`: who stands at a block
 *   that means the same in the new version goes on there; the others finish. `ask`: they are asked once, when they next write.
 * - **fate**: what the policy means for one frame. It depends on nothing but the two versions and where the frame stands, so
 *   what is promised before publishing is what happens afterwards.
 */
export type MovePolicy = 'finish' | 'move' | 'ask';

export type Fate =
  | { readonly fate: 'moves' }
  /** Asked whether to go on; `onNew` says in which version they then do. */
  | { readonly fate: 'asked'; readonly onNew: boolean }
  | { readonly fate: 'finishes'; readonly why: 'policy' | 'gone' | 'changed' | 'lacking' };

export interface Standing {
  readonly frame: Frame;
  /** The values this frame reads: its own, or for the run the answers. */
  readonly values: Answers;
  readonly person: Answers;
}

/** A version published after the one a frame stands in. */
export interface NewerVersion {
  readonly script: CompiledScript;
  readonly policy: MovePolicy;
}

/**
 * The fate of one frame under the policy of one publish. Pure.
 *
 * Moving by block id alone would be a trap: "2" was typed at the old list of choices. So a question moves only when every
 * answer to it means the same in both versions, and only when all that the new version takes for granted there is known.
 */
export function fateOf(from: CompiledScript, { script: to, policy }: NewerVersion, standing: Standing): Fate {
  if (policy === 'finish') return { fate: 'finishes', why: 'policy' };
  const before = blockAt(from, standing.frame.b);
  const after = blockAt(to, standing.frame.b);
  const why = unfit(before, after) ?? (isKnownEnough(from, to, standing) ? null : 'lacking');
  const means = why === null && isSameMeaning(before, after);
  const isIdle = before?.kind === 'ask' && before.idle;
  if (policy === 'ask' && !isIdle) return { fate: 'asked', onNew: why === null };
  if (means) return { fate: 'moves' };
  return { fate: 'finishes', why: why ?? 'changed' };
}

/** Applied before an event is heard. @returns whether the event is used up: the person is asked instead. */
export function moveToNewer(draft: Draft, event: FlowEvent): boolean {
  const { newer } = draft.library;
  if (!newer || event.type === 'outcome' || draft.base.control.wait !== undefined) return false;
  const mayAsk = isPersons(event) && !isOwned(draft);
  let asks = false;
  for (let index = 0; index < draft.frames.length; index++) {
    const frame = draft.frames[index]!;
    const later = newer(frame.s, frame.v);
    if (later.length === 0) continue;
    const standing = { frame, values: frame.vars ?? draft.base.answers, person: draft.person };
    const moved = goAlong(standing, later, draft.library.script, mayAsk);
    draft.frames[index] = moved.frame;
    asks ||= moved.asks;
  }
  if (!asks || topFrame(draft)?.s === repairScript(draft, 'questions-changed')) return false;
  repair(draft, 'questions-changed');
  return true;
}

/**
 * Each later version in turn, as each publish promised. Who is to be asked waits there until they write.
 * @param mayAsk the person is writing just now.
 */
export function goAlong(
  first: Standing,
  later: readonly NewerVersion[],
  scriptOf: Library['script'],
  mayAsk: boolean,
): { frame: Frame; asks: boolean } {
  let { frame } = first;
  let asks = false;
  for (const version of later) {
    const from = scriptOf(frame.s, frame.v);
    if (!from || (frame.a ?? 0) >= version.script.version) continue;
    const fate = fateOf(from, version, { ...first, frame });
    if (fate.fate === 'moves') frame = movedTo(frame, version.script);
    if (fate.fate !== 'asked') continue;
    if (!mayAsk) break;
    asks = true;
    const { q: _askedAnew, ...rest } = movedTo(frame, version.script);
    frame = fate.onNew ? rest : { ...frame, a: version.script.version };
  }
  return { frame, asks };
}

/** The way back keeps only what can still be gone back to. */
function movedTo(frame: Frame, to: CompiledScript): Frame {
  const { h, a: _asked, ...rest } = frame;
  const kept = h?.filter((id) => blockAt(to, id)?.kind === 'ask');
  return { ...rest, v: to.version, ...(kept ? { h: kept } : {}) };
}

function isPersons({ type }: FlowEvent): boolean {
  return type === 'text' || type === 'choice' || type === 'start' || type === 'media' || type === 'location';
}

function blockAt(script: CompiledScript, id: string): Block | undefined {
  return script.blocks[script.indexById.get(id) ?? -1];
}

/** Null when the block is there and does the same sort of thing. */
function unfit(before: Block | undefined, after: Block | undefined): 'gone' | 'changed' | null {
  if (!before || !after) return 'gone';
  if (before.kind === 'ask') return after.kind === 'ask' && after.ask === before.ask ? null : 'changed';
  if (before.kind === 'do') return after.kind === 'do' && after.act === before.act ? null : 'changed';
  if (before.kind === 'wait') return after.kind === 'wait' ? null : 'changed';
  if (before.kind !== 'call' || after.kind !== 'call') return 'changed';
  const takes = (block: typeof before): string => block.take.map(({ name, output }) => `${name}=${output}`).join();
  return before.script === after.script && takes(before) === takes(after) ? null : 'changed';
}

function isSameMeaning(before: Block | undefined, after: Block | undefined): boolean {
  if (before?.kind !== 'ask' || after?.kind !== 'ask') return true;
  return meaningOf(before) === meaningOf(after);
}

/** What decides how an answer is understood; how the question is worded does not. */
function meaningOf(block: AskBlock): string {
  const { options, optional, showsSkip, moving, fromAlternatives, awaitsPayment, awaitsOrder, min, max, whole, named } =
    block;
  return JSON.stringify({
    options: options.map(({ id, when }) => [id, when?.source ?? null]),
    flags: [optional, showsSkip, moving, fromAlternatives, awaitsPayment, awaitsOrder, named],
    bounds: [min, max, whole, block.earliest, block.latest, block.accept, block.labels.length],
    from: [block.suggest, block.itemsAt, block.topic],
  });
}

/** Everything the new version takes for granted at this block is there, of the type it expects, and so is the way back. */
function isKnownEnough(from: CompiledScript, to: CompiledScript, { frame, values, person }: Standing): boolean {
  const { redo } = frame;
  if (redo && ![redo.to, ...redo.keep].every((id) => blockAt(to, id)?.kind === 'ask')) return false;
  const sure = factsOf(to).sureAt(to.indexById.get(frame.b) ?? -1);
  const [typesBefore, typesAfter] = [factsOf(from).types, factsOf(to).types];
  const isTyped = Object.keys(values).every((name) => {
    const [before, after] = [typesBefore.get(name), typesAfter.get(name)];
    return after === undefined || before === undefined || before === after || after === 'any' || before === 'any';
  });
  if (!sure || !isTyped) return false;
  return [...sure].every((path) => {
    const [scope, name = ''] = path.split('.');
    const scopeValues = scope === 'person' ? person : values;
    return (scope !== 'person' && scope !== 'answer') || Object.hasOwn(scopeValues, name);
  });
}

interface Facts {
  readonly types: ReturnType<typeof typesOf>;
  sureAt(index: number): ReadonlySet<string> | undefined;
}

/** Scripts never change once compiled, so what is known of them is worked out once. */
const facts = new WeakMap<CompiledScript, Facts>();

function factsOf(script: CompiledScript): Facts {
  const found = facts.get(script);
  if (found) return found;
  const known = knownAtEntry(script);
  const made: Facts = { types: typesOf(script), sureAt: (index) => known[index] };
  facts.set(script, made);
  return made;
}
