import { placeOf, phrase, replaceTop, say, topFrame, type Draft } from './draft.js';
import { frameFor, type Spot } from './frames.js';
import type { Call, CallName, Json } from '../protocol.js';
import { typesOf } from '../script/check-variables.js';
import type { CompiledScript } from '../script/script.js';
import type { Act, Answers, Frame } from '../state.js';
import { introduce } from '../say/ask.js';
import { mark } from './steps.js';

/**
 * A script that dies of something the person did not cause gives way to the one it names as its fallback (FL-16). The
 * person goes on there with the answers they have, and what was asked of the house before is asked under the key it had,
 * so that nothing is done twice (DF-33).
 */
interface Fallback {
  /** The frame that gives way; those above it are over. */
  readonly index: number;
  readonly script: CompiledScript;
}

/**
 * What a failure of the frame at `from` leads to: its own fallback, or that of whoever called it. What only interrupted
 * another script has no business replacing it.
 */
export function fallbackFrom(draft: Draft, from: number = draft.frames.length - 1): Fallback | null {
  for (let index = from; index >= 0; index -= 1) {
    const frame = draft.frames[index]!;
    const script = fallbackOf(draft, frame);
    if (script) return { index, script };
    if (frame.i) return null;
  }
  return null;
}

function fallbackOf(draft: Draft, frame: Frame): CompiledScript | null {
  const { library } = draft;
  const id = (library.script(frame.s, frame.v) ?? library.current(frame.s))?.fallback ?? null;
  // Versions are published one by one, so those in use may name each other although no two published ever did.
  if (id === null || id === frame.s || frame.fell?.includes(id)) return null;
  return library.current(id) ?? null;
}

/** The fallback takes the frame's place, and begins. */
export function fallBack(draft: Draft, { index, script }: Fallback): Spot {
  const frame = draft.frames[index]!;
  const values = frame.vars ?? ({ ...draft.base.answers, ...draft.changes } as Answers);
  const { kept, known } = brought(draft, frame, script, values);
  mark(draft, 'left', {}, frame);
  draft.frames = draft.frames.slice(0, index);
  draft.slow = false;
  draft.probe = null;
  if (!frame.vars)
    for (const name of Object.keys(values)) if (!Object.hasOwn(kept, name)) draft.changes[name] = undefined;
  draft.frames.push({
    ...frameFor(script, frame.vars ? Object.entries(kept) : null),
    ...(frame.i ? { i: 1 as const } : {}),
    fell: [...(frame.fell ?? []), frame.s],
    ...(known.length > 0 ? { known } : {}),
    again: { ...frame.again, ...frame.did },
  });
  if (!draft.fellBack) {
    introduce(draft, null);
    say(draft, phrase(draft, 'fallback'));
  }
  draft.fellBack = true;
  return { script, index: script.start };
}

/** The values that mean the same to the fallback: what it is given, what it would ask for, and the time that is kept. */
function brought(
  draft: Draft,
  { s, v }: Frame,
  to: CompiledScript,
  values: Answers,
): { kept: Record<string, Json>; known: string[] } {
  const from = draft.library.script(s, v) ?? draft.library.current(s);
  const [typesBefore, typesAfter] = [from ? typesOf(from) : null, typesOf(to)];
  const asked = new Set(to.blocks.flatMap((block) => (block.kind === 'ask' && block.save !== null ? block.save : [])));
  const kept: Record<string, Json> = {};
  for (const name of new Set([...to.inputs.keys(), ...asked, 'hold'])) {
    const value = values[name];
    const isSame = name === 'hold' || typesBefore?.get(name) === typesAfter.get(name);
    if (value !== undefined && isSame) kept[name] = value;
  }
  return { kept, known: Object.keys(kept).filter((name) => asked.has(name)) };
}

/* ---------- the keys of what is asked of the house ---------- */

/**
 * The key a call goes under when a script that failed has asked the same already; null for one of its own. What is asked
 * where a fallback may follow is noted, so that it can be found there.
 */
export function keyOfCall(draft: Draft, call: Call): string | null {
  const place = placeOf(draft, topFrame(draft));
  if (place?.block.kind !== 'do') return null;
  const keeper = fallbackFrom(draft);
  const isAgain = draft.frames.some(({ again }) => again?.[call.call]);
  if (!keeper && !isAgain) return null;
  const of = subjectOf(call);
  const key = takeAgain(draft, call.call, of);
  note(draft, call.call, () => ({ of }));
  return key;
}

/** The call has been made under this key, whatever came of it. */
export function noteKey(draft: Draft, call: CallName, key: string | undefined): void {
  if (key !== undefined) note(draft, call, (before) => before && { ...before, key });
}

function note(draft: Draft, call: CallName, change: (before: Act | undefined) => Act | undefined): void {
  const keeper = fallbackFrom(draft);
  const frame = keeper && draft.frames[keeper.index];
  const act = frame && change(frame.did?.[call]);
  if (frame && act) draft.frames[keeper.index] = { ...frame, did: { ...frame.did, [call]: act } };
}

function takeAgain(draft: Draft, call: CallName, of: string): string | null {
  for (let index = draft.frames.length - 1; index >= 0; index -= 1) {
    const frame = draft.frames[index]!;
    const act = frame.again?.[call];
    if (act?.key !== undefined && act.of === of) {
      const { [call]: _used, ...again } = frame.again!;
      draft.frames[index] = { ...frame, again };
      return act.key;
    }
    if (frame.i) return null;
  }
  return null;
}

/** Who does it, at what price and in place of what may differ: it is the same visit. */
const BESIDE: ReadonlySet<string> = new Set(['personId', 'anyPerson', 'replaces', 'contact', 'quoteId']);
/** One run makes one of these: another hold or another basket must not make a second one. */
const ONE_A_RUN: ReadonlySet<CallName> = new Set(['booking.create', 'order.place']);

/** What a call is about: the same again is the same act. */
function subjectOf({ call, input }: Call): string {
  if (ONE_A_RUN.has(call)) return '';
  const about = Object.entries(input).filter(([name]) => !BESIDE.has(name));
  const text = JSON.stringify(about);
  // FNV-1a: the state is stored with every turn, so it holds no second copy of what was asked.
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** Leaves a question whose answer was brought along; it is so only once. @returns whether it was brought. */
export function takeKnown(draft: Draft, name: string): boolean {
  const frame = topFrame(draft);
  if (!frame?.known?.includes(name)) return false;
  const { known, ...rest } = frame;
  const left = known.filter((one) => one !== name);
  replaceTop(draft, left.length > 0 ? { ...rest, known: left } : rest);
  return true;
}
