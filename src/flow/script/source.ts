import type { ChannelId } from '../../messaging/message.js';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';

/** Something wrong with a script: where it is, what is wrong and what to do about it. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly block: string | null;
  readonly language: string | null;
  /** The channel it shows on; null when it is wrong everywhere. */
  readonly channel: ChannelId | null;
  /** Which check found it: see docs/checks.md. */
  readonly check: string;
  /** `blocks` stops publishing; `reason` may be accepted by someone who writes why. */
  readonly severity: Severity;
  readonly reason: string;
  readonly fix: string;
}
export type Severity = 'blocks' | 'reason';

/** What else is known of a problem; the rest of the loader reports what is wrong with the shape of a script. */
export interface About {
  readonly check?: string;
  readonly severity?: Severity;
  readonly channel?: ChannelId | null;
}

export type Path = readonly (string | number)[];

/** A file as plain data that remembers where everything stood, and collects what is wrong with it. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  readonly problems: Problem[];
  report(path: Path, reason: string, fix: string, language?: string | null, about?: About): void;
}

/** Larger than this is no script. Keeps reading one below 50 ms, whatever is in it (R10). */
const SOURCE_CHARS_MAX = 64_000;
const NESTING_MAX = 12;
/** Keys, items and commas: what reading YAML takes its time with. The largest script that ships has an eighth of it. */
const MARKS_MAX = 4_000;

/** 'flows/salon.yaml:12:5 block "time" (es, sms): … . …' */
export function formatProblem({ file, line, column, block, language, channel, reason, fix }: Problem): string {
  const place = [language, channel].filter((one) => one !== null).join(', ');
  const where = [block === null ? '' : ` block "${block}"`, place === '' ? '' : ` (${place})`].join('');
  return `${file}:${line}:${column}${where}: ${reason}. ${fix}`;
}

/** Reads YAML without trusting it: no aliases, no tags, no names that mean something to JavaScript, bounded in every way. */
export function readSource(file: string, text: string): Source {
  const problems: Problem[] = [];
  const at = (line: number, column: number, reason: string, fix: string): void =>
    void problems.push({
      ...{ file, line, column, block: null, language: null, channel: null },
      ...{ check: 'unreadable-file', severity: 'blocks', reason, fix },
    });
  if (text.length > SOURCE_CHARS_MAX) {
    at(
      1,
      1,
      `the file is longer than ${SOURCE_CHARS_MAX} characters`,
      'Split it into several scripts that call each other',
    );
    return { file, value: null, problems, report: () => undefined };
  }
  if (countMarks(text) > MARKS_MAX) {
    at(
      1,
      1,
      `the file holds more than ${MARKS_MAX} keys and values`,
      'Split it into several scripts that call each other',
    );
    return { file, value: null, problems, report: () => undefined };
  }
  const deep = tooDeep(text);
  if (deep !== null) {
    at(deep, 1, `the file is nested deeper than ${NESTING_MAX} levels`, 'Write it flatter');
    return { file, value: null, problems, report: () => undefined };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    schema: 'core',
    customTags: null,
    merge: false,
  });
  for (const error of document.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    at(line, col, firstLine(error.message), 'Correct the YAML');
  }
  const report: Source['report'] = (path, reason, fix, language = null, about = {}) => {
    const { check = 'wrong-shape', severity = 'blocks', channel = null } = about;
    const { line, col } = lines.linePos(offsetOf(document, path));
    const block = path[0] === 'blocks' && typeof path[1] === 'string' ? path[1] : null;
    problems.push({ file, line, column: col, block, language, channel, check, severity, reason, fix });
  };
  if (problems.length > 0) return { file, value: null, problems, report };
  const value = toPlain(document.contents, [], report);
  return { file, value: problems.length > 0 ? null : value, problems, report };
}

function countMarks(text: string): number {
  let count = 0;
  for (const _mark of text.matchAll(/:\s|,|^\s*- /gm)) count++;
  return count;
}

/** The line at which brackets or indentation go too deep; found before parsing, which would recurse as deep. */
function tooDeep(text: string): number | null {
  const lines = text.split('\n');
  let brackets = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (/^ {60,}\S/.test(line) || /^\s*(?:[-?:]\s+){12,}/.test(line)) return index + 1;
    for (const mark of line) {
      if (mark === '[' || mark === '{') brackets++;
      else if (mark === ']' || mark === '}') brackets = Math.max(0, brackets - 1);
      if (brackets > NESTING_MAX * 4) return index + 1;
    }
  }
  return null;
}

function toPlain(node: unknown, path: Path, report: Source['report']): unknown {
  if (path.length > NESTING_MAX) {
    report(path, `nested deeper than ${NESTING_MAX} levels`, 'Write it flatter');
    return null;
  }
  if (isAlias(node)) {
    report(path, 'an alias (*name) is not allowed', 'Write the value out');
    return null;
  }
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item, index) => toPlain(item, [...path, index], report));
  if (!isMap(node)) return null;
  const plain: Record<string, unknown> = {};
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (name === '' || name in Object.prototype) {
      report(path, `"${name}" cannot be a name`, 'Choose another name');
      continue;
    }
    plain[name] = toPlain(value, [...path, name], report);
  }
  return plain;
}

/** Where the deepest existing part of the path begins. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
}
