import type { Expression } from './expression.js';
import { FIELDS, NOW_FIELDS, PERSON_FIELDS, SHOP_FIELDS, type ValueType } from './kinds.js';
import type { Block, CompiledScript } from './script.js';
import type { Path, Source } from './source.js';

/** A block that is being checked, and what is known where it stands. */
export interface Checked {
  readonly source: Source;
  readonly script: CompiledScript;
  readonly types: ReadonlyMap<string, ValueType>;
  readonly block: Block;
  /** Paths that surely have a value when the block is entered. */
  readonly sure: ReadonlySet<string>;
}

/** The same set when nothing is added: scripts are checked with every change, and sets are long. */
export function withSure(sure: ReadonlySet<string>, more: readonly string[]): ReadonlySet<string> {
  return more.every((path) => sure.has(path)) ? sure : new Set([...sure, ...more]);
}

/** Whether everything an expression reads is there. @param item the type of `answer.item` in the text it stands by. */
export function checkExpression(checked: Checked, { reads, ensures }: Expression, path: Path, item?: ValueType): void {
  const sure = withSure(checked.sure, ensures);
  for (const read of [...reads, ...ensures]) {
    const [root, name] = read.split('.');
    if (root === 'answer' && name !== undefined) checkPath({ ...checked, sure }, [name], path, null, item);
    if (root === 'now') checkPath(checked, name === undefined ? ['now'] : ['now', name], path, null);
    if (root === 'person' && name !== undefined) checkPath({ ...checked, sure }, ['person', name], path, null);
  }
}

/** Whether a path leads to a value that exists and is there. @param item the type of `{item}` in this text. */
export function checkPath(
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
      source.report(at, `${shown} does not exist`, `The shop has ${SHOP_FIELDS.join(', ')}`, language, {
        check: 'unknown-field',
      });
    }
    return;
  }
  if (root === 'now') {
    if (!(NOW_FIELDS as readonly string[]).includes(field ?? ''))
      source.report(at, `${shown} does not exist`, `Of the moment there are ${NOW_FIELDS.join(', ')}`, language);
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
        { check: 'unknown-field' },
      );
    } else if (!sure.has(`person.${field!}`)) {
      source.report(at, `${shown} may be missing here`, `Guard it with "when: has(person.${field!})"`, language, {
        check: 'value-may-be-missing',
      });
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
      { check: 'undeclared-variable' },
    );
    return;
  }
  const fields: readonly string[] | null = FIELDS[type];
  if (field !== undefined && fields && !fields.includes(field)) {
    source.report(at, `${shown} does not exist`, `"${root!}" has ${fields.join(', ') || 'no parts'}`, language, {
      check: 'unknown-field',
    });
  } else if (root !== 'item' && !sure.has(`answer.${root!}`)) {
    source.report(
      at,
      `${shown} may be missing here`,
      `Write it on every way that leads here, or guard it with "when: has(answer.${root!})"`,
      language,
      { check: 'value-may-be-missing' },
    );
  }
}
