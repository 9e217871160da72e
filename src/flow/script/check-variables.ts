import type { Expression } from './expression.js';
import { edgesOf, needsOf, sometimesWrites, textsOf, type Edge } from './graph.js';
import { checkExpression, checkPath, withSure, type Checked } from './check-paths.js';
import { checkReads } from './check-reads.js';
import { PERSON_FIELDS, SOMETIMES_READS, type ValueType } from './kinds.js';
import { startsOf, type CompiledScript } from './script.js';
import type { Path, Source } from './source.js';

/**
 * Nothing is shown or decided from a value that may be missing: for every block, what has surely been written on every
 * way that leads to it. `has(answer.x)` makes sure of x where it stands guard.
 */
export function checkVariables(source: Source, script: CompiledScript): void {
  const types = typesOf(script);
  const known = knownAtEntry(script);
  checkDeclared(source, script);
  for (const block of script.blocks) {
    const sure = known[block.index];
    if (sure) checkBlock({ source, script, types, block, sure });
  }
}

/** What texts and conditions find by themselves. */
const OWN_NAMES: ReadonlySet<string> = new Set(['answer', 'person', 'shop', 'now', 'channel', 'first', 'item']);

/** A variable declared with a type is written with that type only. */
function checkDeclared(source: Source, script: CompiledScript): void {
  for (const block of script.blocks) {
    const written: [string, ValueType][] = edgesOf(block).flatMap(({ writes }) => Object.entries(writes));
    for (const [name, type] of new Map([...Object.entries(sometimesWrites(block)), ...written])) {
      if (OWN_NAMES.has(name))
        source.report(['blocks', block.id], `a variable cannot be called "${name}"`, 'Choose another name');
      const declared = script.vars.get(name);
      if (declared === undefined || type === 'any' || declared === 'any' || type === declared) continue;
      source.report(
        ['blocks', block.id],
        `"${name}" is declared as ${declared}, but here it becomes ${type}`,
        `Save it under another name, or declare it as ${type}`,
      );
    }
  }
}

/** Every variable the script ever writes. */
export function typesOf(script: CompiledScript): ReadonlyMap<string, ValueType> {
  const types = new Map<string, ValueType>([...script.inputs].map(([name, { type }]) => [name, type]));
  const declared = script.vars;
  for (const block of script.blocks) {
    const written: Record<string, ValueType> = { ...sometimesWrites(block) };
    for (const { writes } of edgesOf(block)) Object.assign(written, writes);
    if (block.kind === 'ask') Object.assign(written, SOMETIMES_READS[block.ask]);
    for (const [name, type] of Object.entries(written))
      types.set(name, types.has(name) && types.get(name) !== type ? 'any' : type);
  }
  for (const [name, type] of declared) types.set(name, type);
  return types;
}

/** For each block the paths sure on every way to it; undefined where no way leads. */
export function knownAtEntry(script: CompiledScript): (ReadonlySet<string> | undefined)[] {
  const inputs = new Set([...script.inputs].filter(([, { optional }]) => !optional).map(([name]) => `answer.${name}`));
  const known: (ReadonlySet<string> | undefined)[] = script.blocks.map(() => undefined);
  const edges = script.blocks.map(edgesOf);
  const queue: number[] = [];
  for (const index of startsOf(script)) {
    known[index] = inputs;
    queue.push(index);
  }
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    const sure = known[index]!;
    for (const edge of edges[index]!) {
      const now = meet(known[edge.to], sure, edge);
      if (now === known[edge.to]) continue;
      known[edge.to] = now;
      queue.push(edge.to);
    }
  }
  return known;
}

/**
 * What is sure where this way joins those that came before; the very same set when it takes nothing away. Large scripts
 * have thousands of such meetings, nearly all of which change nothing, so nothing is copied for those.
 */
function meet(before: ReadonlySet<string> | undefined, sure: ReadonlySet<string>, edge: Edge): ReadonlySet<string> {
  if (!before) return after(sure, edge);
  const lost: string[] = [];
  for (const path of before) if (!holdsAfter(path, sure, edge)) lost.push(path);
  if (lost.length === 0) return before;
  const now = new Set(before);
  for (const path of lost) now.delete(path);
  return now;
}

function holdsAfter(path: string, sure: ReadonlySet<string>, { writes, forgets, ensures }: Edge): boolean {
  const name = path.startsWith('answer.') ? path.slice('answer.'.length) : null;
  if (name !== null && forgets.includes(name)) return false;
  return sure.has(path) || (name !== null && Object.hasOwn(writes, name)) || ensures.includes(path);
}

function after(sure: ReadonlySet<string>, { writes, forgets, ensures }: Edge): ReadonlySet<string> {
  const written = Object.keys(writes).map((name) => `answer.${name}`);
  const next = withSure(sure, [...ensures, ...written]);
  if (forgets.length === 0) return next;
  const kept = new Set(next);
  for (const name of forgets) kept.delete(`answer.${name}`);
  return kept;
}

function checkBlock(checked: Checked): void {
  const { source, block, sure } = checked;
  const at: Path = ['blocks', block.id];
  for (const name of needsOf(block)) {
    const fromPerson = name === 'name' && sure.has('person.name');
    if (!sure.has(`answer.${name}`) && !fromPerson) {
      source.report(
        at,
        `"${name}" may be missing here`,
        `Ask for it, or set it, on every way that leads to this block`,
        null,
        { check: 'value-may-be-missing' },
      );
    }
  }
  for (const { text, path, item, when, knows = [] } of textsOf(block)) {
    for (const [order, variant] of text.variants.entries()) {
      const place = text.variants.length > 1 ? [...path, order] : path;
      const said = withSure(sure, [...knows, ...(when?.ensures ?? [])]);
      const ensured = withSure(said, variant.when?.ensures ?? []);
      if (variant.when) checkExpression({ ...checked, sure: said }, variant.when, place, item);
      for (const [language, template] of variant.byLanguage) {
        for (const part of template) {
          if (typeof part !== 'string')
            checkPath({ ...checked, sure: ensured }, part.path, [...place, language], language, item);
        }
      }
    }
  }
  checkRest(checked, at);
}

function checkRest(checked: Checked, at: Path): void {
  const { block } = checked;
  const expression = (one: Expression | null, path: Path): void => {
    if (one) checkExpression(checked, one, path);
  };
  if (block.kind === 'if') block.branches.forEach(({ when }, order) => expression(when, [...at, 'if', order, 'when']));
  if (block.kind === 'set')
    block.set.forEach(({ name, value, scope }) =>
      expression(value, [...at, 'set', scope === 'person' ? `person.${name}` : name]),
    );
  checkReads(checked, at);
  const assignments =
    block.kind === 'set' ? block.set : block.kind === 'ask' ? block.options.flatMap(({ set }) => set) : [];
  for (const { scope, name } of assignments) {
    if (scope === 'person' && !Object.hasOwn(PERSON_FIELDS, name)) {
      checked.source.report(
        at,
        `"person.${name}" is not kept about a person`,
        `Use one of ${Object.keys(PERSON_FIELDS).join(', ')}`,
        null,
        { check: 'unknown-field' },
      );
    }
  }
  if (block.kind !== 'ask') return;
  for (const { id, when, set } of block.options) {
    expression(when, [...at, 'options', id, 'when']);
    const sure = withSure(checked.sure, when?.ensures ?? []);
    for (const { name, value } of set)
      if (value) checkExpression({ ...checked, sure }, value, [...at, 'options', id, 'set', name]);
  }
  if (block.link) checkPath(checked, block.link.url, [...at, 'link', 'url'], null);
  for (const [key, path] of [
    ['pick', block.pick],
    ['except', block.except],
    ['suggest', block.suggest],
  ] as const) {
    // These may be missing: then nothing is picked, left out or suggested. They must only be able to exist.
    if (path)
      checkPath(
        { ...checked, sure: new Set([`answer.${path[0]!}`, `person.${path[1] ?? ''}`]) },
        path,
        [...at, key],
        null,
      );
  }
}
