import { assign, expressionScope, replaceTop, topFrame, valueOf, type Draft } from './draft.js';
import { takeKnown } from './fallback.js';
import { ASK_KINDS, SOMETIMES_READS, type KindSpec } from '../script/kinds.js';
import type { Json } from '../protocol.js';
import type { AskBlock, CompiledScript } from '../script/script.js';
import type { Frame } from '../state.js';

/**
 * An earlier answer is being changed: the frame goes back to its question, and on the way back to where the person was
 * only what depends on the change is asked again.
 * @param index of the question in the frame's history.
 */
export function beginRedo(frame: Frame, script: CompiledScript, index: number): Frame {
  const asked = frame.h ?? [];
  const changed = new Set<string>();
  for (const name of savesOf(blockOf(script, asked[index]))) changed.add(name);
  const keep: string[] = [];
  for (const id of asked.slice(index + 1)) {
    const block = blockOf(script, id);
    if (!block || keep.includes(id)) continue;
    if (dependsOn(block, changed)) for (const name of savesOf(block)) changed.add(name);
    else keep.push(id);
  }
  const { q: _over, ...rest } = frame;
  return { ...rest, h: asked.slice(0, index), redo: { to: frame.b, keep } };
}

/** A question depends on what its calls read and on what decides which choices it offers. */
function dependsOn(block: AskBlock, changed: ReadonlySet<string>): boolean {
  const spec: KindSpec = ASK_KINDS[block.ask];
  const reads = [
    ...((block.moving ? spec.needsMoving : undefined) ?? spec.needs ?? []),
    ...Object.keys(SOMETIMES_READS[block.ask] ?? {}),
    ...(block.suggest ? [block.suggest[0]!] : []),
    ...(block.itemsAt ? [block.itemsAt[0]!] : []),
    ...block.options.flatMap(({ when }) => (when?.reads ?? []).map((path) => path.replace(/^answer\./, ''))),
  ];
  return reads.some((name) => changed.has(name));
}

function savesOf(block: AskBlock | undefined): readonly string[] {
  return block && block.save !== null ? [block.save] : [];
}

function blockOf(script: CompiledScript, id: string | undefined): AskBlock | undefined {
  const index = id === undefined ? undefined : script.indexById.get(id);
  const block = index === undefined ? undefined : script.blocks[index];
  return block?.kind === 'ask' ? block : undefined;
}

/**
 * Where a question leads whose answer is kept: while another is changed, or because a script that failed had it.
 * @returns null when it is to be asked: its answer depends on the change, or it is where the person was.
 */
export function keptExit(draft: Draft, block: AskBlock): number | null {
  const frame = topFrame(draft);
  if (!frame?.redo) return frame?.known ? broughtExit(draft, block) : null;
  if (frame.redo.to === block.id) {
    endRedo(draft);
    return null;
  }
  if (!frame.redo.keep.includes(block.id)) return null;
  const exit = exitOf(block, block.save === null ? undefined : valueOf(draft, block.save));
  if (exit === null) return null;
  replaceTop(draft, { ...frame, h: [...(frame.h ?? []), block.id].slice(-8) });
  return exit;
}

/** An answer from a script that failed, where it is one here too. */
function broughtExit(draft: Draft, block: AskBlock): number | null {
  if (block.save === null || !takeKnown(draft, block.save) || block.fromAlternatives) return null;
  const value = valueOf(draft, block.save);
  const offered = block.options.filter(({ when }) => !when || when.evaluate(expressionScope(draft)) === true);
  if (block.ask === 'choices' && block.itemsAt === null) {
    const ids = new Set<unknown>(offered.map(({ id }) => id));
    if (!Array.isArray(value) || !value.every((one) => ids.has(one))) return null;
  }
  if (block.ask === 'choice' || block.ask === 'confirm') {
    const chosen = offered.find(({ id }) => id === value);
    if (!chosen) return null;
    assign(draft, chosen.set);
  }
  const exit = value === undefined ? null : exitOf(block, value);
  const frame = topFrame(draft);
  if (exit !== null && frame) replaceTop(draft, { ...frame, h: [...(frame.h ?? []), block.id].slice(-8) });
  return exit;
}

/** The person takes another way: nothing is answered for them any more. */
export function endRedo(draft: Draft): void {
  const frame = topFrame(draft);
  if (!frame?.redo) return;
  const { redo: _over, ...rest } = frame;
  replaceTop(draft, rest);
}

function exitOf(block: AskBlock, value: Json | undefined): number | null {
  if (value === undefined) return block.exits.get('skipped') ?? null;
  const option = block.options.find(({ id }) => id === value);
  if (option) return option.goto ?? block.exits.get('chosen') ?? null;
  if (typeof value === 'boolean') return block.exits.get(value ? 'yes' : 'no') ?? null;
  return block.exits.get('answered') ?? block.exits.get('chosen') ?? null;
}
