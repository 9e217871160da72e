import { replaceTop, topFrame, type Draft } from './draft.js';
import type { Json } from '../protocol.js';
import type { CompiledScript } from '../script/script.js';
import type { Frame } from '../state.js';
import { mark } from './steps.js';

/** A block of a script: where to go on. */
export interface Spot {
  readonly script: CompiledScript;
  readonly index: number;
}

/** What cannot go on, and why: it is said to be our fault, and the reason goes to the log. */
export interface Stuck {
  readonly stuck: string;
}

/** @param inputs null for the run, whose values are the answers themselves. */
export function frameFor(script: CompiledScript, inputs: Iterable<readonly [string, Json | undefined]> | null): Frame {
  const frame = { s: script.id, v: script.version, b: script.blocks[script.start]?.id ?? '' };
  if (!inputs) return frame;
  const vars: Record<string, Json> = {};
  for (const [name, value] of inputs) if (value !== undefined) vars[name] = value;
  return { ...frame, vars };
}

/** The frame now stands at this block; what it asked or waited for before is over. */
export function standAt(draft: Draft, blockId: string): void {
  const top = topFrame(draft);
  if (!top) return;
  const { q: _over, w: _waited, o: _looked, ...rest } = top;
  replaceTop(draft, { ...rest, b: blockId });
  mark(draft, 'entered');
}
