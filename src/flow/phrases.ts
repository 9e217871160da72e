import { z } from 'zod';
import { createTextCompiler } from './compile-text.js';
import { textSchema, blockIdSchema } from './schema.js';
import type { Path, Source } from './source.js';
import type { Text } from './text.js';
import { normalise } from './words.js';

/**
 * Everything the engine says and understands of its own accord, as data by language: helps, ways out, command words,
 * number words, news from the house. No sentence a person reads stands in code.
 */
export interface Phrases {
  readonly texts: ReadonlyMap<PhraseKey, Text>;
  vocabulary(language: string): Vocabulary;
  readonly notices: ReadonlyMap<string, NoticePhrase>;
}

export interface NoticePhrase {
  readonly say: Text | null;
  /** A script that takes over until it ends, e.g. to take the answer to a reminder. */
  readonly call: string | null;
}

export interface Vocabulary {
  readonly numbers: ReadonlyMap<string, number>;
  /** -1 is "the last". */
  readonly ordinals: ReadonlyMap<string, number>;
  readonly fillers: ReadonlySet<string>;
  readonly agree: ReadonlySet<string>;
  readonly skip: ReadonlySet<string>;
  readonly greetings: ReadonlySet<string>;
  readonly commands: ReadonlyMap<string, Command>;
}

export type Command =
  | { readonly act: 'menu' | 'back' | 'help' | 'again' | 'restart' | 'person' | 'more' }
  | { readonly act: 'call'; readonly script: string; readonly inputs: Readonly<Record<string, string>> };

const HELPED = ['choice', 'text', 'number', 'name', 'phone', 'email', 'date'] as const;
export type HelpedKind = (typeof HELPED)[number];

export const PHRASE_KEYS = [
  'way.more',
  'way.moreTimes',
  'way.back',
  'way.person',
  'way.menu',
  'way.skip',
  'intro',
  'passed',
  'backTo',
  'cannotSee',
  'cardNumber',
  'apology',
  'apologyOnce',
  'help',
  'noMore',
  'progress',
  'label.service',
  'detail.service',
  'label.person',
  'label.slot',
  'label.slotWith',
  'label.booking',
  'problem.tooLong',
  'problem.tooSmall',
  'problem.tooBig',
  'problem.past',
  'help.only',
  'help.lost',
  'help.stillLost',
  ...HELPED.flatMap((kind) => [`help.${kind}.1`, `help.${kind}.2`] as const),
] as const;
export type PhraseKey = (typeof PHRASE_KEYS)[number];

const wordNumbers = z.record(z.string(), z.record(z.string(), z.int()));
const wordList = z.record(z.string(), z.array(z.string().max(60)).max(200));

const phrasesSchema = z.strictObject({
  id: z.literal('phrases'),
  languages: z.array(z.string().regex(/^[a-z]{2}$/)).min(1),
  words: z.strictObject({
    numbers: wordNumbers,
    ordinals: wordNumbers,
    fillers: wordList,
    agree: wordList,
    skip: wordList,
    greetings: wordList,
  }),
  commands: z.array(
    z.strictObject({
      act: z.enum(['menu', 'back', 'help', 'again', 'restart', 'person', 'more']).optional(),
      call: blockIdSchema.optional(),
      with: z.record(z.string(), z.string()).optional(),
      words: wordList,
    }),
  ),
  texts: z.record(z.string(), textSchema),
  notices: z.record(z.string(), z.strictObject({ say: textSchema.optional(), call: blockIdSchema.optional() })),
});
type PhrasesSource = z.infer<typeof phrasesSchema>;

/** @returns null when the file cannot be used; why stands in `source.problems`. */
export function compilePhrases(source: Source): Phrases | null {
  const parsed = phrasesSchema.safeParse(source.value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) source.report(issue.path as Path, issue.message, 'Correct it');
    return null;
  }
  const { languages, words, commands, texts, notices } = parsed.data;
  const compiler = createTextCompiler(source, languages);
  const compiled = new Map<PhraseKey, Text>();
  for (const key of PHRASE_KEYS) {
    const text = texts[key];
    if (text) compiled.set(key, compiler.text(text, ['texts', key]));
    else source.report(['texts'], `the phrase "${key}" is missing`, 'Write it');
  }
  for (const key of Object.keys(texts)) {
    if (!(PHRASE_KEYS as readonly string[]).includes(key))
      source.report(['texts', key], `nothing says the phrase "${key}"`, 'Remove it');
  }
  const vocabularies = new Map(languages.map((language) => [language, vocabularyOf(language, words, commands)]));
  const fallback = vocabularies.get(languages[0]!)!;
  return {
    texts: compiled,
    vocabulary: (language) => vocabularies.get(language) ?? fallback,
    notices: new Map(
      Object.entries(notices).map(([name, { say, call }]) => [
        name,
        { say: say ? compiler.text(say, ['notices', name, 'say']) : null, call: call ?? null },
      ]),
    ),
  };
}

function vocabularyOf(
  language: string,
  words: PhrasesSource['words'],
  commands: PhrasesSource['commands'],
): Vocabulary {
  const numbers = (table: Readonly<Record<string, Readonly<Record<string, number>>>>): ReadonlyMap<string, number> =>
    new Map(Object.entries(table[language] ?? {}).map(([word, value]) => [normalise(word), value]));
  const list = (table: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> =>
    new Set((table[language] ?? []).map(normalise));
  const byWord = new Map<string, Command>();
  for (const { act, call, with: inputs, words: spoken } of commands) {
    const command: Command =
      call === undefined ? { act: act ?? 'help' } : { act: 'call', script: call, inputs: inputs ?? {} };
    for (const word of spoken[language] ?? []) byWord.set(normalise(word), command);
  }
  return {
    numbers: numbers(words.numbers),
    ordinals: numbers(words.ordinals),
    fillers: list(words.fillers),
    agree: list(words.agree),
    skip: list(words.skip),
    greetings: list(words.greetings),
    commands: byWord,
  };
}
