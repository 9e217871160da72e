import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { SegmentedMessage } from 'sms-segments-calculator';
import type { OutboundMessage } from '../../src/messaging/message.js';
import { isTooManyTexts, smsTexts, toGsmPunctuation } from '../../src/messaging/gsm.js';
import { numberedText } from '../../src/messaging/plain.js';
import { shippedScripts } from './support/scripts.js';
import { textsOf } from '../../src/flow/script/graph.js';
import type { Block } from '../../src/flow/script/script.js';
import { type Text } from '../../src/flow/script/text.js';
import { everythingSaid, everythingSayable } from './support/longest.js';

describe('every text a person reads by SMS', () => {
  const said = everythingSaid();

  it('fits two parts in the plain alphabet at the longest values, whether or not a chat came by it [FL-17]', () => {
    const sayable = everythingSayable('en').map(({ text }) => text);
    expect(sayable.length).toBeGreaterThan(100);
    expect(sayable.filter(isTooLong)).toEqual([]);
    expect(sayable.filter((text) => UNTIDY.test(text))).toEqual([]);
  });

  it('fits two parts of the plain alphabet in Spanish too, where the letters it lacks lose their stroke', () => {
    const sayable = everythingSayable('es').map(({ text }) => text);
    expect(sayable.length).toBeGreaterThan(100);
    expect(sayable.filter((text) => isTooLong(toGsmPunctuation(text, 'es').text))).toEqual([]);
    expect(sayable.filter((text) => UNTIDY.test(text))).toEqual([]);
    // Without that, one letter makes the parts hold 70: most of these texts would be too long.
    expect(sayable.filter((text) => isTooLong(toGsmPunctuation(text).text)).length).toBeGreaterThan(50);
  });

  it('comes in Arabic as texts of two parts at most: two of them, three where a list is read', () => {
    const sayable = everythingSayable('ar');
    expect(sayable.length).toBeGreaterThan(100);
    for (const { text, choices } of sayable) {
      const texts = smsTexts(toGsmPunctuation(text, 'ar').text, 'ar', 1600);
      expect(texts.filter((one) => new SegmentedMessage(one, 'auto').segmentsCount > 2)).toEqual([]);
      expect({ text, tooMany: isTooManyTexts(texts.length, choices) }).toEqual({ text, tooMany: false });
    }
    expect(sayable.filter(({ text }) => UNTIDY.test(text))).toEqual([]);
  });

  it.each(['es', 'ar'])('has a wording of its own for every English one in %s, values aside [FL-13]', (language) => {
    const { scripts, phrases } = shippedScripts();
    const texts = [
      ...scripts
        .filter(({ languages }) => languages.includes(language))
        .flatMap(({ blocks }) => blocks.flatMap(textsIn)),
      ...phrases.texts.values(),
      ...[...phrases.notices.values()].flatMap(({ say }) => (say ? [say] : [])),
    ];
    const wordsOf = (text: Text, spoken: string): string[] =>
      text.variants.map(({ byLanguage }) =>
        (byLanguage.get(spoken) ?? [])
          .filter((part) => typeof part === 'string')
          .join('')
          .trim(),
      );
    const same = texts.flatMap((text) => {
      const own = wordsOf(text, language);
      return wordsOf(text, 'en').filter((words, order) => words === own[order] && /\p{L}{3}/u.test(words));
    });
    // "min" is Spanish as well.
    expect([...new Set(same)].filter((words) => !SAME_WORDS.has(words))).toEqual([]);
  });

  it('fits two parts as the chat really says it', () => {
    const texts = [...new Set(said.map((message) => numberedText(withoutSpareLink(message))))];
    expect(texts.length).toBeGreaterThan(45);
    expect(texts.filter(isTooLong)).toEqual([]);
  });

  it('says nothing that machines say to people', () => {
    for (const { text } of said) {
      expect(text).not.toMatch(/\b(invalid|error|input|option|select|session|slot|process|system|token)\b/i);
      expect(text).not.toMatch(/[{}]|undefined|null|NaN|\[object/);
      expect(text).not.toMatch(/ {2}|^\s|\s$/);
    }
  });

  it('offers at most six choices and never a word that carriers act on', () => {
    for (const { choices = [] } of said) {
      expect(choices.length).toBeLessThanOrEqual(6);
      for (const { label } of choices) expect(label).not.toMatch(/^(cancel|end|quit|stop|yes|start|help|info)$/i);
    }
  });
});

const UNTIDY = /undefined|\{|\}| {2}|\s$| ,| \.| ،/;
const SAME_WORDS: ReadonlySet<string> = new Set(['min,', ',  min, .', 'Extras']);

function textsIn(block: Block): Text[] {
  return textsOf(block).map(({ text }) => text);
}

/** As the SMS renderer sends what would be too long with it. */
function withoutSpareLink({ link, ...message }: OutboundMessage): OutboundMessage {
  return link && !link.spare ? { ...message, link } : message;
}

function isTooLong(text: string): boolean {
  const message = new SegmentedMessage(text, 'auto');
  return message.encodingName !== 'GSM-7' || message.segmentsCount > 2;
}

describe('the engine itself', () => {
  it('holds no sentence a person reads: they are all data', () => {
    const folder = new URL('../../src/flow/', import.meta.url);
    const speaking = [
      'hear/answer.ts',
      'say/ask.ts',
      'hear/commands.ts',
      'run/draft.ts',
      'run/enter.ts',
      'engine.ts',
      'hear/listen.ts',
      'run/notices.ts',
      'say/offers.ts',
      'run/outcomes.ts',
    ];
    for (const file of speaking) {
      const code = readFileSync(new URL(file, folder), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
      const said = [...code.matchAll(/say(?:Message)?\(draft, ['"`]|text: ['"`]|lead: ['"`]|instead: ['"`]/g)];
      expect(said.map((one) => `${file}: ${one[0]}`)).toEqual([]);
    }
  });
});
