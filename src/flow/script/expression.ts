import { Environment } from '@marcbachmann/cel-js';
import type { NOW_FIELDS } from './fields.js';
import type { Json } from '../protocol.js';

/**
 * Conditions and values in scripts: CEL, a small language without loops or side effects, read once when a script loads.
 * What could run long on hostile text (patterns, macros over lists) is refused at load.
 */
export interface Expression {
  readonly source: string;
  /** Variables it reads unguarded, as dotted paths of at most two parts: `answer.service`, `person.name`, `channel`. */
  readonly reads: readonly string[];
  /** The paths it makes sure of itself: true only when `has(path)` holds. */
  readonly ensures: readonly string[];
  /** @returns undefined when it could not be evaluated, e.g. because a value of a damaged state has another type. */
  evaluate(scope: ExpressionScope): Json | undefined;
}

export interface ExpressionScope {
  /** The value of an answer, by its name: only those the expression mentions are ever fetched. */
  readonly answer: (name: string) => Json | undefined;
  readonly person: Readonly<Record<string, unknown>>;
  readonly shop: object;
  readonly channel: string;
  /** The moment of the turn on the shop's clock: weekday 1 (Monday) to 7, hour 0 to 23, day YYYY-MM-DD. Asked for only where it is used. */
  readonly now?: () => Readonly<Record<(typeof NOW_FIELDS)[number], Json>>;
  /** Nothing has been said in this chat before. */
  readonly first: boolean;
}

export type ExpressionResult =
  { readonly ok: true; readonly expression: Expression } | { readonly ok: false; readonly reason: string };

const SOURCE_CHARS_MAX = 300;
const ALLOWED_CALLS = new Set(['has', 'size', 'string', 'int', 'double', 'contains', 'startsWith', 'endsWith']);

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  limits: { maxAstNodes: 100, maxDepth: 12, maxListElements: 20, maxMapEntries: 20, maxCallArguments: 4 },
})
  .registerVariable('answer', 'map')
  .registerVariable('person', 'map')
  .registerVariable('shop', 'map')
  .registerVariable('channel', 'string')
  .registerVariable('now', 'map')
  .registerVariable('first', 'bool');

/** Parses and checks; never throws. @param wants the type the place needs. */
export function parseExpression(source: string, wants: 'condition' | 'value'): ExpressionResult {
  if (source.length > SOURCE_CHARS_MAX) return { ok: false, reason: `is longer than ${SOURCE_CHARS_MAX} characters` };
  try {
    const check = environment.check(source);
    if (!check.valid) return { ok: false, reason: check.error?.message.split('\n')[0] ?? 'is not a valid expression' };
    if (wants === 'condition' && check.type !== 'bool' && check.type !== 'dyn') {
      return { ok: false, reason: `gives ${String(check.type)}, but a condition must be true or false` };
    }
    const program = environment.parse(source);
    const found = walk(program.ast);
    if (found.refused !== null) return { ok: false, reason: `may not use ${found.refused}` };
    const { reads, ensures } = found;
    const answers = [...found.answers];
    const wantsNow = reads.some((path) => path.startsWith('now.'));
    return {
      ok: true,
      expression: { source, reads, ensures, evaluate: (scope) => evaluate(program, answers, wantsNow, scope) },
    };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message.split('\n')[0]! : 'is not a valid expression' };
  }
}

const NOTHING = {};

/** Stands where an expression could not be read: the script is refused anyway. */
export const NEVER: Expression = { source: 'false', reads: [], ensures: [], evaluate: () => false };

/** Not having a value is an answer here, so the library's exception ends where it began. */
function evaluate(
  program: (variables: object) => unknown,
  names: readonly string[],
  wantsNow: boolean,
  scope: ExpressionScope,
): Json | undefined {
  const answer: Record<string, Json> = {};
  for (const name of names) {
    const value = scope.answer(name);
    if (value !== undefined) answer[name] = value;
  }
  const { person, shop, channel, first } = scope;
  try {
    return toJson(program({ answer, person, shop, channel, now: (wantsNow && scope.now?.()) || NOTHING, first }));
  } catch {
    return undefined;
  }
}

function toJson(value: unknown): Json | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return value.map((one) => toJson(one) ?? null);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, one]) => [String(key), toJson(one) ?? null]));
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toJson(one) ?? null]));
  }
  return undefined;
}

/* The library's node type is a union over all operators; only the parts read here are described. */
interface Node {
  readonly op: string;
  readonly args: unknown;
}

interface Found {
  readonly reads: string[];
  readonly ensures: string[];
  readonly answers: Set<string>;
  refused: string | null;
}

function walk(root: Node): Found {
  const found: Found = { reads: [], ensures: [], answers: new Set(), refused: null };
  ensuredBy(root, found.ensures);
  visit(root, found);
  return found;
}

function visit(node: Node, found: Found): void {
  if (node.op === 'call' || node.op === 'rcall') {
    const name = (node.args as readonly unknown[])[0] as string;
    if (!ALLOWED_CALLS.has(name)) found.refused ??= `${name}()`;
    if (name === 'has') {
      const [guarded] = (node.args as [string, readonly Node[]])[1];
      noteAnswer(guarded ? pathOf(guarded) : null, found);
      return;
    }
  }
  const path = pathOf(node);
  if (path !== null) {
    noteAnswer(path, found);
    found.reads.push(path.split('.').slice(0, 2).join('.'));
    return;
  }
  for (const child of childrenOf(node)) visit(child, found);
}

function noteAnswer(path: string | null, found: Found): void {
  const [root, name] = path?.split('.') ?? [];
  if (root === 'answer' && name !== undefined) found.answers.add(name);
}

function ensuredBy(node: Node, into: string[]): void {
  if (node.op === '&&') for (const child of childrenOf(node)) ensuredBy(child, into);
  if (node.op !== 'call') return;
  const [name, args] = node.args as [string, readonly Node[]];
  const path = name === 'has' && args[0] ? pathOf(args[0]) : null;
  if (path !== null) into.push(path.split('.').slice(0, 2).join('.'));
}

function pathOf(node: Node): string | null {
  if (node.op === 'id') return node.args as string;
  if (node.op !== '.') return null;
  const [base, field] = node.args as [Node, string];
  const path = pathOf(base);
  return path === null ? null : `${path}.${field}`;
}

function childrenOf(node: Node): Node[] {
  const flat: unknown[] = Array.isArray(node.args) ? (node.args as unknown[]).flat(2) : [node.args];
  return flat.filter((one): one is Node => typeof one === 'object' && one !== null && 'op' in one && 'args' in one);
}
