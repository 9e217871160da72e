import { parse } from 'yaml';
import { edit } from '../../../src/flow/edit/index.js';

export interface OptionName {
  readonly id: string;
  readonly label: string;
}

/** The fixed answers of a question, as the draft has them now; none where answers are typed or come from the house. */
export function optionsOf(text: string, block: string, language: string): OptionName[] {
  const options = at(read(text), ['blocks', block, 'options']);
  if (!isRecord(options)) return [];
  return Object.entries(options).map(([id, option]) => {
    const label = at(option, ['label', language]) ?? at(option, ['label', 'en']);
    return { id, label: typeof label === 'string' ? label : id };
  });
}

/** The draft with these words as another way to give that answer; or why it cannot be written so. */
export function withSynonym(
  text: string,
  { block, option, language, words }: { block: string; option: string; language: string; words: string },
): { text: string } | { says: string } {
  const path = ['blocks', block, 'options', option, 'synonyms', language];
  const known = at(read(text), path);
  const list = Array.isArray(known) ? known.map(String) : [];
  const edited = edit({ text, layout: {} }, { op: 'setField', path, value: [...list, words] });
  return edited.ok ? { text: edited.draft.text } : { says: edited.says };
}

function read(text: string): unknown {
  try {
    return parse(text, { schema: 'core', maxAliasCount: 0 });
  } catch {
    // Half-typed YAML: there are no options to offer until it can be read again.
    return null;
  }
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inside, name) => (isRecord(inside) ? inside[name] : undefined), value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
