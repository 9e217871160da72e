import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Path } from '../script/source.js';
import type { Splice } from './splice.js';

/**
 * A script's file as a tree that knows where everything stands in the text. Changes are cut into the text itself, so that
 * comments, order and spacing of all the rest stay as their author wrote them.
 */
export interface EditDocument {
  readonly text: string;
  readonly document: Document;
}

export function openDocument(text: string): EditDocument | null {
  const document = parseDocument(text, { schema: 'core', customTags: null, merge: false });
  return document.errors.length > 0 || !isMap(document.contents) ? null : { text, document };
}

export function nodeAt({ document }: EditDocument, path: Path): Node | null {
  let node: unknown = document.contents;
  for (const part of path) {
    if (isMap(node)) node = pairIn(node, part)?.value;
    else if (isSeq(node) && typeof part === 'number') node = node.items[part];
    else return null;
  }
  return (node as Node | null | undefined) ?? null;
}

export function mapAt(file: EditDocument, path: Path): YAMLMap | null {
  const node = nodeAt(file, path);
  return isMap(node) ? node : null;
}

export function keysOf(map: YAMLMap): string[] {
  return map.items.map(({ key }) => nameOf(key));
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function pairIn(map: YAMLMap, key: string | number): Pair | undefined {
  return map.items.find((pair) => nameOf(pair.key) === String(key));
}

/** Puts another value in place of the one there. */
export function replaceValue(file: EditDocument, path: Path, value: unknown): Splice | null {
  const node = nodeAt(file, path);
  if (!node?.range) return null;
  const [from, to] = trimmed(file.text, node.range[0], node.range[1]);
  return { at: from, remove: file.text.slice(from, to), insert: flow(value) };
}

/** The same for the name of a key. */
export function replaceKey(file: EditDocument, path: Path, name: string): Splice | null {
  const map = mapAt(file, path.slice(0, -1));
  const key = map ? (pairIn(map, path.at(-1)!)?.key as Node | undefined) : undefined;
  if (!key?.range) return null;
  const [from, to] = key.range;
  return { at: from, remove: file.text.slice(from, to), insert: name };
}

/** Adds a key at the end of a map, in the way the map is written. */
export function addKey(file: EditDocument, path: Path, name: string, value: unknown): Splice | null {
  const map = mapAt(file, path);
  if (!map?.range) return null;
  const { text } = file;
  if (map.flow) {
    const close = text.lastIndexOf('}', map.range[1] - 1);
    const last = map.items.at(-1);
    const before = text.slice(0, close).trimEnd();
    const comma = last && !before.endsWith(',') ? ', ' : last ? ' ' : ' ';
    return { at: before.length, remove: text.slice(before.length, close), insert: `${comma}${name}: ${flow(value)} ` };
  }
  const indent = columnOf(text, (map.items[0]?.key as Node | undefined)?.range?.[0] ?? map.range[0]);
  const at = endOfLine(text, endOf(file, map));
  const lead = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return { at, remove: '', insert: `${lead}${written(name, value, indent)}` };
}

/** Takes a key and its value away, with the line it stood on. */
export function removeKey(file: EditDocument, path: Path): Splice | null {
  const { text } = file;
  const map = mapAt(file, path.slice(0, -1));
  const pair = map ? pairIn(map, path.at(-1)!) : undefined;
  const key = pair?.key as Node | undefined;
  if (!map || !pair || !key?.range) return null;
  const order = map.items.indexOf(pair);
  if (map.flow) {
    const next = map.items[order + 1]?.key as Node | undefined;
    const before = map.items[order - 1];
    const end = endOfPair(file, pair);
    const from = next?.range || !before ? key.range[0] : endOfPair(file, before);
    const to = next?.range ? next.range[0] : end;
    return { at: from, remove: text.slice(from, to), insert: '' };
  }
  const from = key.range[0] - columnOf(text, key.range[0]);
  const to = endOfLine(text, endOfPair(file, pair));
  // The last key of a map leaves an empty one behind, which would be read as nothing.
  if (map.items.length === 1)
    return { at: from, remove: text.slice(from, to), insert: `${' '.repeat(columnOf(text, key.range[0]))}{}\n` };
  return { at: from, remove: text.slice(from, to), insert: '' };
}

function endOf(file: EditDocument, map: YAMLMap): number {
  const last = map.items.at(-1);
  return last ? endOfPair(file, last) : map.range![1];
}

/** Where the written value ends: what follows it, like a comment of the next block, belongs to that. */
function endOfPair(file: EditDocument, { key, value }: Pair): number {
  const node = (value ?? key) as Node;
  if (isMap(node) && !node.flow && node.items.length > 0) return endOf(file, node);
  if (isSeq(node) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1) as Node;
    return isMap(last) && !last.flow ? endOf(file, last) : last.range![1];
  }
  return trimmed(file.text, node.range![0], node.range![1])[1];
}

function trimmed(text: string, from: number, to: number): [number, number] {
  return [from, from + text.slice(from, to).trimEnd().length];
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** Behind the end of the line, its comment included. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function written(name: string, value: unknown, indent: number): string {
  const lines = stringify({ [name]: value }, { lineWidth: 0, singleQuote: true })
    .trimEnd()
    .split('\n');
  return lines.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
}

/** A value on one line, as it may stand anywhere, also inside braces. */
function flow(value: unknown): string {
  if (typeof value === 'string') return scalar(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `${scalar(name)}: ${flow(one)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function scalar(words: string): string {
  if (/^[A-Za-z][A-Za-z0-9_.-]*$/.test(words) && !/^(?:true|false|null|yes|no|on|off)$/i.test(words)) return words;
  return /[\p{Cc}\u2028\u2029\ufeff]/u.test(words) ? JSON.stringify(words) : `'${words.replaceAll("'", "''")}'`;
}
