import { checkCalls } from './check-calls.js';
import { unfitFallback } from './check-fallback.js';
import { checkScript } from './check.js';
import { checkVariables } from './check-variables.js';
import { compileScript } from './compile.js';
import { compilePhrases, type Phrases } from './phrases.js';
import { REPAIR_INPUTS, REPAIRS } from '../run/repairs.js';
import { BLOCK_SCHEMAS, scriptSchema, type BlockSource, type ScriptSource } from './schema.js';
import type { CompiledScript } from './script.js';
import { readSource, type Path, type Problem, type Source } from './source.js';

const BLOCKS_MAX = 400;

/** A script ready to run, or everything that is wrong with it. Pure: the caller reads the file. */
export type LoadedScript =
  | { readonly script: CompiledScript; readonly problems: readonly [] }
  | { readonly script: null; readonly problems: readonly Problem[] };

export function loadScript(file: string, text: string): LoadedScript {
  const { source, script } = readScript(file, text);
  return script ? { script, problems: [] } : refused(source);
}

/** The same with the file it was read from, for those who have more to say about its places. */
export function readScript(file: string, text: string): { source: Source; script: CompiledScript | null } {
  const source = readSource(file, text);
  return { source, script: compileSource(source) };
}

/** Compiles and checks what was read; null when something is wrong, which `source.problems` then tells. */
export function compileSource(source: Source): CompiledScript | null {
  const shape = source.value === null ? null : readShape(source);
  if (!shape || source.problems.length > 0) {
    refused(source);
    return null;
  }
  const script = compileScript(source, shape);
  // Ways and values are only followed once every block and exit exists: else one slip is reported ten times.
  if (source.problems.length === 0) checkScript(source, script);
  if (source.problems.length === 0) checkVariables(source, script);
  return source.problems.length > 0 ? null : script;
}

export function loadPhrases(file: string, text: string): { phrases: Phrases | null; problems: readonly Problem[] } {
  const source = readSource(file, text);
  const phrases = source.value === null ? null : compilePhrases(source);
  return source.problems.length > 0 || !phrases ? { phrases: null, ...refused(source) } : { phrases, problems: [] };
}

function refused(source: Source): { script: null; problems: readonly Problem[] } {
  if (source.problems.length === 0) source.report([], 'the file is empty', 'Write a script');
  return { script: null, problems: source.problems };
}

/** What several scripts promise each other: called scripts exist and get what they need. */
export function checkTogether(scripts: readonly CompiledScript[], phrases: Phrases): string[] {
  const byId = new Map(scripts.map((script) => [script.id, script]));
  const wrong: string[] = [];
  const needs = (from: string, id: string, given: ReadonlySet<string>): void => {
    const called = byId.get(id);
    if (!called) return void wrong.push(`${from}: there is no script "${id}". Add it, or call another`);
    for (const [name, { optional }] of called.inputs) {
      if (!optional && !given.has(name)) wrong.push(`${from}: script "${id}" needs "${name}". Add it under "with:"`);
    }
  };
  for (const script of scripts) {
    wrong.push(...checkCalls(script, byId));
    for (const { reason, fix } of unfitFallback(script, byId)) wrong.push(`script "${script.id}": ${reason}. ${fix}`);
  }
  for (const repair of REPAIRS) needs(`the repair "${repair}"`, repair, new Set(REPAIR_INPUTS[repair]));
  for (const [name, { call }] of phrases.notices) {
    if (call !== null) needs(`notice "${name}"`, call, NOTICE_VALUES[name] ?? new Set());
  }
  return wrong;
}

const NOTICE_VALUES: Readonly<Record<string, ReadonlySet<string>>> = {
  'queue.next': new Set(['ticket']),
  'queue.called': new Set(['ticket']),
  'booking.reminder': new Set(['booking', 'day']),
  'booking.rejected': new Set(['booking']),
  'booking.expired': new Set(['booking']),
  'payment.refunded': new Set(['wanted', 'lapsedAt', 'refunded', 'alternatives', 'service']),
  'payment.lapsed': new Set(['wanted', 'service']),
  'extra.asked': new Set(['booking', 'extra']),
  'circle.begun': new Set(['someone']),
  'circle.asked': new Set(['someone', 'what']),
  'circle.news': new Set(['what', 'booking', 'someone']),
  'wait.offered': new Set(['wait', 'service', 'hold', 'slot', 'booking']),
};

function readShape(source: Source): ScriptSource | null {
  const parsed = scriptSchema.safeParse(source.value);
  if (!parsed.success) {
    reportIssues(source, [], parsed.error.issues);
    return null;
  }
  const { blocks, ...head } = parsed.data;
  const ids = Object.keys(blocks);
  if (ids.length > BLOCKS_MAX) {
    source.report(
      ['blocks'],
      `${ids.length} blocks are more than ${BLOCKS_MAX}`,
      'Split it into several scripts that call each other',
    );
    return null;
  }
  const read = new Map<string, BlockSource>();
  for (const [id, block] of Object.entries(blocks)) {
    const one = readBlock(source, id, block);
    if (one) read.set(id, one);
  }
  return source.problems.length > 0 ? null : { ...head, blocks: read };
}

function readBlock(source: Source, id: string, block: Readonly<Record<string, unknown>>): BlockSource | null {
  const at: Path = ['blocks', id];
  if (!/^[a-z][A-Za-z0-9-]{0,39}$/.test(id))
    source.report(
      at,
      `"${id.slice(0, 40)}" is not a block id`,
      'Start with a small letter, then letters, digits and -',
    );
  const kind = (Object.keys(BLOCK_SCHEMAS) as (keyof typeof BLOCK_SCHEMAS)[]).find((key) => key in block);
  if (!kind) {
    source.report(
      at,
      'a block must ask, say, do, if, set, call or end',
      `Add one of ${Object.keys(BLOCK_SCHEMAS).join(', ')}`,
    );
    return null;
  }
  const parsed = BLOCK_SCHEMAS[kind].safeParse(block);
  if (parsed.success) return parsed.data;
  reportIssues(source, at, parsed.error.issues);
  return null;
}

function reportIssues(
  source: Source,
  at: Path,
  issues: readonly { path: readonly PropertyKey[]; message: string; code?: string; keys?: readonly string[] }[],
): void {
  for (const { path, message, keys } of issues) {
    const where = [
      ...at,
      ...path.map((part) => (typeof part === 'number' ? part : String(part))),
      ...(keys?.slice(0, 1) ?? []),
    ];
    source.report(where, message, keys ? 'Remove it, or correct its name' : 'Correct it');
  }
}
