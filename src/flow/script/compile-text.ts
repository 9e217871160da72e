import { parseExpression, type Expression } from './expression.js';
import type { Assignment } from './script.js';
import type { TextSource } from './schema.js';
import type { Path, Source } from './source.js';
import { parseTemplate, type Template, type Text, type TextVariant } from './text.js';

const NO_TEXT: Text = { variants: [] };

/** Reads texts and expressions of one file, reporting what is wrong with each where it stands. */
export interface TextCompiler {
  /** @param options.mayBeSilent every variant may have a condition: nothing is said when none holds. */
  text(source: TextSource, path: Path, options?: { readonly mayBeSilent: boolean }): Text;
  expression(source: string, wants: 'condition' | 'value', path: Path): Expression | null;
  assignments(source: Readonly<Record<string, string | null>> | undefined, path: Path): Assignment[];
}

export function createTextCompiler(source: Source, languages: readonly string[]): TextCompiler {
  function expression(text: string, wants: 'condition' | 'value', path: Path): Expression | null {
    const result = parseExpression(text, wants);
    if (result.ok) return result.expression;
    source.report(path, `"${text.slice(0, 60)}" ${result.reason}`, 'Correct the expression', null, {
      check: 'bad-expression',
    });
    return null;
  }

  function template(words: string, language: string, path: Path): Template {
    const result = parseTemplate(words, language);
    if (result.ok) return result.template;
    source.report(path, `the text ${result.reason}`, 'Correct the text', language, { check: 'broken-placeholder' });
    return [];
  }

  function variant(given: Readonly<Record<string, string>>, path: Path): TextVariant {
    const byLanguage = new Map<string, Template>();
    for (const [language, words] of Object.entries(given)) {
      if (language === 'when') continue;
      if (!languages.includes(language)) {
        source.report(
          [...path, language],
          `"${language}" is not one of the script's languages`,
          'Add it to "languages" or remove the text',
          language,
          { check: 'unknown-language' },
        );
      } else if (words.trim() === '') {
        source.report([...path, language], 'the text is empty', 'Write what is to be said', language, {
          check: 'missing-translation',
        });
      } else byLanguage.set(language, template(words, language, [...path, language]));
    }
    for (const language of languages) {
      if (!(language in given))
        source.report(path, 'a text is missing', `Write it under "${language}:"`, language, {
          check: 'missing-translation',
        });
    }
    const when = given['when'] === undefined ? null : expression(given['when'], 'condition', [...path, 'when']);
    return { when, byLanguage };
  }

  return {
    expression,
    text(given, path, { mayBeSilent } = { mayBeSilent: false }) {
      if (given === undefined) return NO_TEXT;
      const list = Array.isArray(given) ? given : [given];
      const variants = list.map((one, index) => variant(one, Array.isArray(given) ? [...path, index] : path));
      if (!mayBeSilent && list.at(-1)?.['when'] !== undefined) {
        source.report(
          path,
          'every variant has a condition, so nothing may be said at all',
          'Give the last variant no "when"',
          null,
          { check: 'silent-text' },
        );
      }
      return { variants };
    },
    assignments(given, path) {
      return Object.entries(given ?? {}).map(([target, value]) => {
        const person = target.startsWith('person.');
        return {
          scope: person ? 'person' : 'answer',
          name: person ? target.slice('person.'.length) : target,
          value: value === null ? null : expression(value, 'value', [...path, target]),
        };
      });
    },
  };
}
