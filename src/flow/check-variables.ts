import type { Expression } from './expression.js';
import { edgesOf, needsOf, sometimesWrites, textsOf, type Edge } from './graph.js';
import { FIELDS, PERSON_FIELDS, SHOP_FIELDS, SOMETIMES_READS, type ValueType } from './kinds.js';
import type { Block, CompiledScript } from './script.js';
import type { Path, Source } from './source.js';

/**
 * Nothing is shown or decided from a value that may be missing: for every block, what has surely been written on every
 * way that leads to it. `has(answer.x)` makes sure of x where it stands guard.
 */
export function checkVariables(source: Source, script: CompiledScript): void {
  const types = typesOf(script);
  const known = knownAtEntry(script);
  for (const block of script.blocks) {
    const sure = known[block.index];
    if (sure) checkBlock({ source, script, types, block, sure });
  }
}

interface Checked {
  readonly source: Source;
  readonly script: CompiledScript;
  readonly types: ReadonlyMap<string, ValueType>;
  readonly block: Block;
  /** Paths that surely have a value when the block is entered. */
  readonly sure: ReadonlySet<string>;
}

/** Every variable the script ever writes. */
function typesOf(script: CompiledScript): ReadonlyMap<string, ValueType> {
  const types = new Map<string, ValueType>([...script.inputs].map(([name, { type }]) => [name, type]));
  for (const block of script.blocks) {
    const written: Record<string, ValueType> = { ...sometimesWrites(block) };
    for (const { writes } of edgesOf(block)) Object.assign(written, writes);
    if (block.kind === 'ask') Object.assign(written, SOMETIMES_READS[block.ask]);
    for (const [name, type] of Object.entries(written))
      types.set(name, types.has(name) && types.get(name) !== type ? 'any' : type);
  }
  return types;
}

/** For each block the paths sure on every way to it; undefined where no way leads. */
function knownAtEntry(script: CompiledScript): (ReadonlySet<string> | undefined)[] {
  const inputs = new Set([...script.inputs].filter(([, { optional }]) => !optional).map(([name]) => `answer.${name}`));
  const known: (ReadonlySet<string> | undefined)[] = script.blocks.map(() => undefined);
  const queue: number[] = [];
  const arrive = (index: number, sure: ReadonlySet<string>): void => {
    const before = known[index];
    const now = before ? new Set([...before].filter((path) => sure.has(path))) : sure;
    if (before && now.size === before.size) return;
    known[index] = now;
    queue.push(index);
  };
  arrive(script.start, inputs);
  arrive(script.menu, inputs);
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    for (const edge of edgesOf(script.blocks[index]!)) arrive(edge.to, after(known[index]!, edge));
  }
  return known;
}

function after(sure: ReadonlySet<string>, { writes, forgets, ensures }: Edge): ReadonlySet<string> {
  const next = new Set([...sure, ...ensures, ...Object.keys(writes).map((name) => `answer.${name}`)]);
  for (const name of forgets) next.delete(`answer.${name}`);
  return next;
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
      );
    }
  }
  for (const { text, path, item, when } of textsOf(block)) {
    for (const [order, variant] of text.variants.entries()) {
      const place = text.variants.length > 1 ? [...path, order] : path;
      const ensured = new Set([...sure, ...(when?.ensures ?? []), ...(variant.when?.ensures ?? [])]);
      if (variant.when)
        checkExpression({ ...checked, sure: new Set([...sure, ...(when?.ensures ?? [])]) }, variant.when, place);
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
  if (block.kind === 'call')
    block.inputs.forEach(([name, path]) => checkPath(checked, path, [...at, 'with', name], null));
  const assignments =
    block.kind === 'set' ? block.set : block.kind === 'ask' ? block.options.flatMap(({ set }) => set) : [];
  for (const { scope, name } of assignments) {
    if (scope === 'person' && !Object.hasOwn(PERSON_FIELDS, name)) {
      checked.source.report(
        at,
        `"person.${name}" is not kept about a person`,
        `Use one of ${Object.keys(PERSON_FIELDS).join(', ')}`,
      );
    }
  }
  if (block.kind !== 'ask') return;
  for (const { id, when, set } of block.options) {
    expression(when, [...at, 'options', id, 'when']);
    const sure = new Set([...checked.sure, ...(when?.ensures ?? [])]);
    for (const { name, value } of set)
      if (value) checkExpression({ ...checked, sure }, value, [...at, 'options', id, 'set', name]);
  }
  if (block.link) checkPath(checked, block.link.url, [...at, 'link', 'url'], null);
  for (const [key, path] of [
    ['pick', block.pick],
    ['suggest', block.suggest],
  ] as const) {
    // These may be missing: then nothing is picked or suggested. They must only be able to exist.
    if (path)
      checkPath(
        { ...checked, sure: new Set([`answer.${path[0]!}`, `person.${path[1] ?? ''}`]) },
        path,
        [...at, key],
        null,
      );
  }
}

function checkExpression(checked: Checked, { reads, ensures }: Expression, path: Path): void {
  const sure = new Set([...checked.sure, ...ensures]);
  for (const read of [...reads, ...ensures]) {
    const [root, name] = read.split('.');
    if (root === 'answer' && name !== undefined) checkPath({ ...checked, sure }, [name], path, null);
    if (root === 'person' && name !== undefined) checkPath({ ...checked, sure }, ['person', name], path, null);
  }
}

function checkPath(
  { source, types, sure }: Checked,
  path: readonly string[],
  at: Path,
  language: string | null,
  item?: ValueType,
): void {
  const [root, field, sub] = path;
  const shown = `{${path.join('.')}}`;
  if (root === 'shop') {
    if (!(SHOP_FIELDS as readonly string[]).includes(field ?? '')) {
      source.report(at, `${shown} does not exist`, `The shop has ${SHOP_FIELDS.join(', ')}`, language);
    }
    return;
  }
  if (root === 'person') {
    const facts = Object.hasOwn(PERSON_FIELDS, field ?? '') ? PERSON_FIELDS[field!] : undefined;
    if (!facts || (sub !== undefined && !facts.includes(sub))) {
      source.report(
        at,
        `${shown} does not exist`,
        `Of a person ${Object.keys(PERSON_FIELDS).join(', ')} are kept`,
        language,
      );
    } else if (!sure.has(`person.${field!}`)) {
      source.report(at, `${shown} may be missing here`, `Guard it with "when: has(person.${field!})"`, language);
    }
    return;
  }
  const type = root === 'item' ? item : types.get(root!);
  if (type === undefined) {
    source.report(
      at,
      `${shown} is never written in this script`,
      'Correct the name, or add the block that asks for it',
      language,
    );
    return;
  }
  const fields: readonly string[] | null = FIELDS[type];
  if (field !== undefined && fields && !fields.includes(field)) {
    source.report(at, `${shown} does not exist`, `"${root!}" has ${fields.join(', ') || 'no parts'}`, language);
  } else if (root !== 'item' && !sure.has(`answer.${root!}`)) {
    source.report(
      at,
      `${shown} may be missing here`,
      `Write it on every way that leads here, or guard it with "when: has(answer.${root!})"`,
      language,
    );
  }
}
