import { parse, stringify } from 'yaml';
import { createLibrary, loadPhrases, type Library, type ShopFacts } from '../../../src/flow/index.js';
import { SAMPLE_SHOP } from '../../../src/flow/chats/index.js';
import { FLOW_FILES, loaded, readFlow } from './scripts.js';

const WORDS = new Set(['numbers', 'ordinals', 'synonyms', 'words', 'triggers']);

/**
 * The shipped scripts in two languages: everything is said in the second one with its mark before it, so that a test sees
 * at once what was not translated. Words understood are those given.
 */
export function bilingual({
  language,
  mark,
  greetings = [],
  shop = {},
  edit = (text) => text,
}: {
  language: string;
  mark: string;
  greetings?: readonly string[];
  shop?: Partial<ShopFacts>;
  /** Changes a script's text before it is doubled. */
  edit?: (text: string, file: string) => string;
}): Library {
  const double = (node: unknown, key = ''): unknown => {
    if (Array.isArray(node)) return node.map((one) => double(one));
    if (typeof node !== 'object' || node === null) return node;
    const record = withoutShippedLanguages(node as Record<string, unknown>);
    if (typeof record['en'] === 'string' && !WORDS.has(key)) return { ...record, [language]: `${mark}${record['en']}` };
    return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, double(one, name)]));
  };
  const both = (text: string): string => {
    const doubled = double(parse(text)) as Record<string, unknown>;
    return stringify({ ...doubled, languages: ['en', language] });
  };
  const phrasesYaml = parse(both(readFlow('phrases.yaml'))) as {
    words: { greetings: Record<string, readonly string[]> };
  };
  phrasesYaml.words.greetings[language] = greetings;
  const { phrases, problems } = loadPhrases('phrases.yaml', stringify(phrasesYaml));
  if (!phrases) throw new Error(problems.map(({ reason }) => reason).join('\n'));
  const scripts = FLOW_FILES.map((file) => loaded(file, both(edit(readFlow(file), file))));
  return createLibrary({ scripts, phrases, shop: (id) => (id === 'willow' ? { ...SAMPLE_SHOP, ...shop } : undefined) });
}

/**
 * The shipped scripts speak more than one language: here only English counts, and the one that is made. The words for
 * choosing a language stay, which are those in more languages than are shipped.
 */
function withoutShippedLanguages(record: Record<string, unknown>): Record<string, unknown> {
  if (!('en' in record) || 'de' in record) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'es' && name !== 'ar'));
}
