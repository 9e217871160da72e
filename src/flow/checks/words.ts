import type { Check } from './check.js';
import { LANGUAGE_WORDS } from './language-words.js';
import { pathsIn, writtenIn } from './texts.js';

const SENTENCE_WORDS_MAX = 24;

/** Fewer words than these are read at one glance, also by those who read slowly. */
export const readingLevel: Check = {
  id: 'reading-level',
  severity: 'reason',
  finds: `A sentence has more than ${SENTENCE_WORDS_MAX} words.`,
  remedy: 'Cut it, or make two of it.',
  run({ script }, found) {
    for (const { words, path, language } of writtenIn(script)) {
      const longest = Math.max(...words.split(/[.!?…؟。:]+(?:\s|$)/u).map((one) => one.trim().split(/\s+/u).length));
      if (longest > SENTENCE_WORDS_MAX)
        found(path, `a sentence of ${longest} words`, 'Cut it, or make two of it', { language });
    }
  },
};

export const machineWords: Check = {
  id: 'machine-words',
  severity: 'reason',
  finds: 'A text speaks like a machine: invalid, error, option, session and the like.',
  remedy: 'Say it in everyday words.',
  run({ script }, found) {
    for (const { template, path, language } of writtenIn(script)) {
      const said = template.filter((part) => typeof part === 'string').join(' ');
      const word = LANGUAGE_WORDS[language]?.machine?.exec(said)?.[0];
      if (word) found(path, `"${word}" is a word of machines`, 'Say it in everyday words', { language });
    }
  },
};

export const exclamationMarks: Check = {
  id: 'exclamation-marks',
  severity: 'reason',
  finds: 'Exclamation marks in a row, or more than one in a text.',
  remedy: 'Leave one at most.',
  run({ script }, found) {
    for (const { words, path, language } of writtenIn(script))
      if ((words.match(/!/g)?.length ?? 0) > 1) found(path, 'it shouts', 'Leave one "!" at most', { language });
  },
};

export const twoQuestions: Check = {
  id: 'two-questions',
  severity: 'reason',
  finds: 'One text asks two things, and one answer can only answer one.',
  remedy: 'Make two questions of it.',
  run({ script }, found) {
    for (const { words, path, language } of writtenIn(script))
      if ((words.match(/[?؟]/gu)?.length ?? 0) > 1)
        found(path, 'it asks two things at once', 'Make two questions of it', { language });
  },
};

export const hardCodedPrice: Check = {
  id: 'hard-coded-price',
  severity: 'reason',
  finds: 'A price stands in a text, where it will be forgotten when the price changes.',
  remedy: 'Show the price of the catalogue: {service.priceText}.',
  run({ script }, found) {
    for (const { words, path, language } of writtenIn(script)) {
      const price = /[£€$¥]\s?\d+(?:[.,]\d+)?|\b\d+(?:[.,]\d{2})?\s?(?:€|EUR|GBP|USD)\b/u.exec(words)?.[0];
      if (price)
        found(path, `"${price}" stands in the text`, 'Show {service.priceText} or {slot.priceText}', { language });
    }
  },
};

export const asksReservedWord: Check = {
  id: 'asks-reserved-word',
  severity: 'blocks',
  finds: 'A text asks people to send a word that carriers act on, such as CANCEL or YES.',
  remedy: 'Ask for a digit.',
  run({ script }, found) {
    for (const { block, words, path, language } of writtenIn(script)) {
      // The first message of a chat must say how to end the texts, with this very word.
      const opens = block.kind === 'ask' && block.intro;
      for (const [, word = ''] of words.matchAll(LANGUAGE_WORDS[language]?.asks ?? /$^/g))
        if (!(opens && word.toLowerCase() === 'stop'))
          found(path, `it asks for "${word.toUpperCase()}", which carriers act on`, 'Ask for a digit', {
            language,
            channel: 'sms',
          });
    }
  },
};

export const placeholderDiffers: Check = {
  id: 'placeholder-differs',
  severity: 'reason',
  finds: 'One language shows a value that another does not.',
  remedy: 'Show the same values in every language.',
  run({ script }, found) {
    for (const { variant, template, path, language } of writtenIn(script)) {
      const [first] = variant.byLanguage;
      if (!first || first[0] === language) continue;
      const here = new Set(pathsIn(template));
      const there = new Set(pathsIn(first[1]));
      const lost = [...there].filter((one) => !here.has(one));
      const added = [...here].filter((one) => !there.has(one));
      if (lost.length + added.length > 0)
        found(
          path,
          [
            ...lost.map((one) => `{${one}} is shown in "${first[0]}" only`),
            ...added.map((one) => `{${one}} is not shown in "${first[0]}"`),
          ].join('; '),
          'Show the same values in every language',
          { language },
        );
    }
  },
};

const COUNTED = /^(?:.*\.)?(?:durationMin|freeHours|placesLeft|count|number|times)$/;

export const pluralForms: Check = {
  id: 'plural-forms-missing',
  severity: 'reason',
  finds: 'A number stands before a word that must change with it, and there is one form only.',
  remedy: 'Add a variant with a condition for each form, e.g. "when: answer.guests == 1".',
  run({ script }, found) {
    for (const { block, template, variant, variants, path, language } of writtenIn(script)) {
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.length;
      if (categories < 2) continue;
      template.forEach((part, order) => {
        if (typeof part === 'string') return;
        const shown = part.path.join('.');
        const type = script.vars.get(part.path[0]!) ?? typeAsked(script.blocks, part.path[0]!);
        if (!COUNTED.test(shown) && !(type === 'number' && part.path.length === 1)) return;
        const after = template[order + 1];
        // Abbreviations like "min" have one form.
        const word = typeof after === 'string' ? /^ (\p{L}{4,})/u.exec(after)?.[1] : undefined;
        const asked = `answer.${shown}`;
        const decided = [variant, ...variants].filter(({ when }) => when?.source.includes(asked)).length;
        if (
          word &&
          decided < Math.min(categories - 1, 2) &&
          !isGuarded(variant.when?.source, asked) &&
          block.kind !== 'end'
        )
          found(path, `"{${shown}} ${word}" has one form for every number`, `Add a variant "when: ${asked} == 1"`, {
            language,
          });
      });
    }
  },
};

/** The condition leaves out one, so the plural is right. */
function isGuarded(source: string | undefined, path: string): boolean {
  return (
    source !== undefined && new RegExp(`${path.replaceAll('.', '\\.')}\\s*(?:>\\s*1|>=\\s*2|!=\\s*1)`).test(source)
  );
}

function typeAsked(blocks: Parameters<typeof writtenIn>[0]['blocks'], name: string): string | null {
  return blocks.some((block) => block.kind === 'ask' && block.ask === 'number' && block.save === name)
    ? 'number'
    : null;
}
