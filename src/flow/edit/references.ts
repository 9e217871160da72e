import { isMap, isScalar, isSeq } from 'yaml';
import type { Path } from '../script/source.js';
import { mapAt, nodeAt, openDocument, type EditDocument } from './document.js';

/** Keys whose value is the name of a block, and those whose values are. */
const NAMES = new Set(['then', 'goto', 'else', 'back', 'heard', 'each']);
const MAPS_OF_NAMES = new Set(['exits', 'cases']);

/** Every place of a script that names a block, with the block that is named. */
export function referencesIn(file: EditDocument): { path: Path; to: string }[] {
  const found: { path: Path; to: string }[] = [];
  const note = (path: Path): void => {
    const node = nodeAt(file, path);
    if (isScalar(node) && typeof node.value === 'string') found.push({ path, to: node.value });
  };
  note(['start']);
  note(['menu']);
  for (const id of blockIds(file)) look(['blocks', id]);

  function look(path: Path): void {
    const node = nodeAt(file, path);
    if (isSeq(node)) return node.items.forEach((_item, index) => look([...path, index]));
    if (!isMap(node)) return;
    for (const { key } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const at = [...path, name];
      const value = nodeAt(file, at);
      if (NAMES.has(name) && isScalar(value)) note(at);
      else if (MAPS_OF_NAMES.has(name) && isMap(value))
        value.items.forEach((pair) => note([...at, isScalar(pair.key) ? String(pair.key.value) : '']));
      // The category of the answer of a question: "switch: { category: mood }".
      else if (name === 'switch' && isMap(value)) note([...at, 'category']);
      else if (!IN_WORDS.has(name)) look(at);
    }
  }
  return found;
}

/** Here the same keys are languages and variables, not ways. */
const IN_WORDS = new Set([
  'say',
  'label',
  'detail',
  'below',
  'title',
  'help',
  'labels',
  'synonyms',
  'with',
  'take',
  'set',
  'body',
  'data',
  'media',
  'contact',
  'return',
]);

export function blockIds(file: EditDocument): string[] {
  return mapAt(file, ['blocks'])?.items.map(({ key }) => (isScalar(key) ? String(key.value) : '')) ?? [];
}

/** What would lead nowhere if the block were gone. @returns null when the text cannot be read. */
export function danglingWithout(text: string, id: string): { path: Path; to: string }[] | null {
  const file = openDocument(text);
  if (!file) return null;
  return referencesIn(file).filter(({ path, to }) => to === id && !(path[0] === 'blocks' && path[1] === id));
}
