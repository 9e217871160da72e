import { z } from 'zod';
import { createTextCompiler } from './compile-text.js';
import { ASK_KINDS, type AskKind } from './kinds.js';
import { PHRASE_KEYS, type PhraseKey } from './phrase-keys.js';
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
  /** In the order of the file; the first is used where nothing else is known. */
  readonly languages: readonly string[];
  /** What a language calls itself: "Español". */
  nameOf(language: string): string;
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
  readonly disagree: ReadonlySet<string>;
  readonly skip: ReadonlySet<string>;
  readonly greetings: ReadonlySet<string>;
  /** What a correction begins with: "no", "actually". */
  readonly corrections: ReadonlySet<string>;
  /** What a wish to change something holds: "change", "is wrong". */
  readonly change: ReadonlySet<string>;
  /** What joins a thing and its new value: "to", "is". */
  readonly links: ReadonlySet<string>;
  /** What answers are called, and the kinds of question that may be meant, the likeliest first: "time". */
  readonly kinds: ReadonlyMap<string, readonly AskKind[]>;
  readonly commands: ReadonlyMap<string, Command>;
}

export type Command =
  | { readonly act: 'menu' | 'back' | 'help' | 'again' | 'restart' | 'person' | 'more' | 'switch' | 'link' | 'unlink' }
  /** Without a language it is asked which. */
  | { readonly act: 'language'; readonly to: string | null }
  | {
      readonly act: 'call';
      readonly script: string;
      readonly inputs: Readonly<Record<string, string>>;
      /** The input that one more word with a digit in it fills: "code FIRST10". */
      readonly takes?: string;
    };

export { PHRASE_KEYS, type HelpedKind, type PhraseKey } from './phrase-keys.js';

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
    disagree: wordList,
    skip: wordList,
    greetings: wordList,
    corrections: wordList,
    change: wordList,
    links: wordList,
    /** By kind of question. */
    kinds: z.record(z.string(), wordList),
  }),
  /** By language: what it calls itself, and the words for it in any language. */
  speaks: z.record(
    z.string(),
    z.strictObject({ name: z.string().max(40), words: z.array(z.string().max(40)).max(40) }),
  ),
  commands: z.array(
    z.strictObject({
      act: z
        .enum(['menu', 'back', 'help', 'again', 'restart', 'person', 'more', 'switch', 'link', 'unlink', 'language'])
        .optional(),
      call: blockIdSchema.optional(),
      with: z.record(z.string(), z.string()).optional(),
      takes: z.string().max(40).optional(),
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
  const { languages, words, commands, speaks, texts, notices } = parsed.data;
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
  for (const kind of Object.keys(words.kinds)) {
    if (!Object.hasOwn(ASK_KINDS, kind))
      source.report(['words', 'kinds', kind], `"${kind}" is not a kind of question`, 'Correct or remove it');
  }
  const vocabularies = new Map(
    languages.map((language) => [language, vocabularyOf(language, { words, commands, speaks })]),
  );
  const fallback = vocabularies.get(languages[0]!)!;
  return {
    texts: compiled,
    languages,
    nameOf: (language) => speaks[language]?.name ?? language,
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
  { words, commands, speaks }: Pick<PhrasesSource, 'words' | 'commands' | 'speaks'>,
): Vocabulary {
  const numbers = (table: Readonly<Record<string, Readonly<Record<string, number>>>>): ReadonlyMap<string, number> =>
    new Map(Object.entries(table[language] ?? {}).map(([word, value]) => [normalise(word), value]));
  const list = (table: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> =>
    new Set((table[language] ?? []).map(normalise));
  return {
    numbers: numbers(words.numbers),
    ordinals: numbers(words.ordinals),
    fillers: list(words.fillers),
    agree: list(words.agree),
    disagree: list(words.disagree),
    skip: list(words.skip),
    greetings: list(words.greetings),
    corrections: list(words.corrections),
    change: list(words.change),
    links: list(words.links),
    kinds: kindWords(language, words.kinds),
    commands: commandWords(language, commands, speaks),
  };
}

function kindWords(language: string, kinds: PhrasesSource['words']['kinds']): ReadonlyMap<string, readonly AskKind[]> {
  const byWord = new Map<string, AskKind[]>();
  for (const [kind, spoken] of Object.entries(kinds)) {
    for (const word of spoken[language] ?? []) {
      const key = normalise(word);
      byWord.set(key, [...(byWord.get(key) ?? []), kind as AskKind]);
    }
  }
  return byWord;
}

/** The names of languages, and the word for choosing one, are understood whatever is spoken: that is when they are needed. */
function commandWords(
  language: string,
  commands: PhrasesSource['commands'],
  speaks: PhrasesSource['speaks'],
): ReadonlyMap<string, Command> {
  const byWord = new Map<string, Command>();
  for (const [to, { name, words }] of Object.entries(speaks)) {
    for (const word of [name, ...words]) byWord.set(normalise(word), { act: 'language', to });
  }
  for (const { act, call, with: inputs, takes, words } of commands) {
    const command: Command =
      call !== undefined
        ? { act: 'call', script: call, inputs: inputs ?? {}, ...(takes === undefined ? {} : { takes }) }
        : act === 'language'
          ? { act, to: null }
          : { act: act ?? 'help' };
    const spoken = act === 'language' ? Object.values(words).flat() : (words[language] ?? []);
    for (const word of spoken) byWord.set(normalise(word), command);
  }
  return byWord;
}
