import { SAMPLE_SHOPS } from '../../src/flow/chats/index.js';
import { textsOf } from '../../src/flow/script/graph.js';
import type { Text } from '../../src/flow/script/text.js';
import { shippedScripts } from '../flow/support/scripts.js';

/** Names, which are the same in every language, and words that are at home in several. */
const SHARED: ReadonlySet<string> = new Set([
  'english',
  'stop',
  'min',
  'menu',
  'no',
  'extras',
  'salon',
  'spoke',
  'workshop',
  'canal',
  'row',
  'mill',
  'lane',
  'high',
  'street',
  'visit',
  'rosa',
  'field',
]);

const vocabularies = new Map<string, ReadonlySet<string>>();

/** Every word the shipped texts and the names of the demo shops use in English and not in that language: none may be heard in a chat that is held in it. */
function wordsOnlyEnglish(language: string): ReadonlySet<string> {
  let words = vocabularies.get(language);
  if (!words) {
    const own = new Set([...allWords(language), ...namesIn(language)]);
    words = new Set([...allWords('en'), ...namesIn('en')].filter((word) => !own.has(word) && !SHARED.has(word)));
    vocabularies.set(language, words);
  }
  return words;
}

/** What the demo shops call their services and what is added to them. */
function namesIn(language: string): string[] {
  return SAMPLE_SHOPS.flatMap(({ services, products = [] }) =>
    [...services.flatMap((service) => [service, ...(service.addOns ?? [])]), ...products].flatMap(({ name, names }) =>
      wordsIn(names?.[language] ?? name),
    ),
  );
}

function allWords(language: string): string[] {
  const { scripts, phrases } = shippedScripts();
  const texts: Text[] = [
    ...scripts.flatMap(({ blocks }) => blocks.flatMap((block) => textsOf(block).map(({ text }) => text))),
    ...phrases.texts.values(),
    ...[...phrases.notices.values()].flatMap(({ say }) => (say ? [say] : [])),
  ];
  return texts.flatMap(({ variants }) =>
    variants.flatMap(({ byLanguage }) =>
      (byLanguage.get(language) ?? []).flatMap((part) => (typeof part === 'string' ? wordsIn(part) : [])),
    ),
  );
}

/** The English words in what was heard in a chat of another language. */
export function englishIn(heard: readonly string[], language: string): string[] {
  const english = wordsOnlyEnglish(language);
  return heard.flatMap((line) =>
    wordsIn(line.replace(/https?:\S+|\S+@\S+|\bOR-[\d…]+|^\[file .*/g, '')).filter((word) => english.has(word)),
  );
}

function wordsIn(text: string): string[] {
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/\p{L}{2,}/gu) ?? []
  ).filter((word) => !SHARED.has(word));
}
