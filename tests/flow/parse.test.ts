import { describe, expect, it } from '@jest/globals';
import {
  parseAddress,
  parseDate,
  parseDateTime,
  parseEmail,
  parseLanguage,
  parseName,
  parseNumber,
  parsePhone,
  parseText,
  parseTime,
  type ParseContext,
} from '../../src/flow/parse/index.js';
import { bestMs } from './support/best-ms.js';
import { normalise } from '../../src/flow/script/words.js';
import { tableOf } from '../../src/flow/parse/tables/index.js';
import { shippedPhrases } from './support/scripts.js';

const context: ParseContext = {
  language: 'en',
  nowUtc: Date.UTC(2026, 10, 21, 9, 40),
  zone: 'Europe/London',
  country: 'GB',
  vocabulary: shippedPhrases().vocabulary('en'),
};

describe('names', () => {
  it.each([
    ['Rosa Field', 'Rosa Field'],
    ['  rosa   field ', 'rosa field'],
    ["Seán O'Neill-Núñez", "Seán O'Neill-Núñez"],
    ['王芳', '王芳'],
    ['Rosa\u200B Field\n', 'Rosa Field'],
  ])('keeps %j as it is typed', (said, kept) =>
    expect(parseName(said, context)).toEqual({ ok: true, value: kept, certain: true }),
  );

  it.each(['123', '', '   ', 'hi', 'Hello', 'rosa@example.com', 'https://x.y', '07700 900123', '🙂'])(
    'refuses %j',
    (said) => expect(parseName(said, context)).toMatchObject({ ok: false }),
  );

  it('takes a name of the greatest length and no longer', () => {
    expect(parseName('xa'.repeat(30), context)).toMatchObject({ ok: true });
    expect(parseName(`${'xa'.repeat(30)}x`, context)).toEqual({ ok: false, problem: 'tooLong' });
  });
});

describe('numbers', () => {
  const limits = { min: 1, max: 10, whole: true };
  it.each([
    ['7', { ok: true, value: 7, certain: true }],
    ['two', { ok: true, value: 2, certain: true }],
    ['0', { ok: false, problem: 'tooSmall' }],
    ['11', { ok: false, problem: 'tooBig' }],
    ['2.5', { ok: false, problem: 'unreadable' }],
    ['a lot', { ok: false, problem: 'unreadable' }],
    ['1e9', { ok: false, problem: 'unreadable' }],
  ])('reads %j', (said, result) => expect(parseNumber(said, context, limits)).toEqual(result));

  it('takes 1.500 for fifteen hundred where only a whole number can be meant, in every language', () => {
    const large = { min: 0, max: 9_999, whole: true };
    for (const language of ['en', 'es', 'de'])
      expect(parseNumber('1.500', { ...context, language }, large)).toEqual({ ok: true, value: 1500, certain: true });
  });
});

describe('phones', () => {
  it.each([
    ['07700 900123', 'GB', '+447700900123'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['+1 212 555 0100', 'GB', '+12125550100'],
    ['030 901820', 'DE', '+4930901820'],
    ['０７７００ ９００１２３', 'GB', '+447700900123'],
  ])('reads %j in %s', (said, country, phone) =>
    expect(parsePhone(said, { ...context, country })).toEqual({ ok: true, value: phone, certain: true }),
  );
  it.each(['123', 'call me', '', '+1', '9'.repeat(41)])('refuses %j', (said) =>
    expect(parsePhone(said, context)).toMatchObject({ ok: false }),
  );
  it('needs the + where the country is unknown', () => {
    expect(parsePhone('07700 900123', { ...context, country: 'XX' })).toMatchObject({ ok: false });
    expect(parsePhone('+447700900123', { ...context, country: 'XX' })).toMatchObject({ ok: true });
  });
});

describe('e-mail addresses', () => {
  it.each([
    ['rosa@example.com', 'rosa@example.com'],
    [' Rosa.Field+salon@Example.CO.UK ', 'Rosa.Field+salon@example.co.uk'],
  ])('reads %j', (said, email) => expect(parseEmail(said, context)).toEqual({ ok: true, value: email, certain: true }));
  it.each(['rosa', 'rosa@', '@x.com', 'rosa@x', 'a..b@x.com', `${'a'.repeat(300)}@x.com`])('refuses %j', (said) =>
    expect(parseEmail(said, context)).toMatchObject({ ok: false }),
  );
  it('takes none of two addresses without asking which', () =>
    expect(parseEmail('a@x.com, b@x.com', context)).toEqual({
      ok: true,
      value: 'a@x.com',
      certain: false,
      others: ['b@x.com'],
    }));
  it('stays quick on hostile input', () => {
    const read = () => {
      parseEmail(`a@${'a-'.repeat(60)}`.slice(0, 254), context);
      parseEmail(`a@${'a.'.repeat(126)}`.slice(0, 254), context);
    };
    expect(bestMs(read)).toBeLessThan(50);
  });
});

describe('the tables', () => {
  it('hold no filler that swallows a word for a day or an hour', () => {
    // "Morning please" was one: the part of the day was lost without a word.
    for (const language of ['en', 'es', 'de', 'ar']) {
      const { terms } = tableOf(language);
      const telling = new Set(
        Object.entries(terms).flatMap(([spec, spellings]) => (/^[WTMHmpzAPE]/.test(spec) ? spellings.split('|') : [])),
      );
      const swallowing = (terms['x'] ?? terms['x0'] ?? '')
        .split('|')
        .filter((phrase) => phrase.includes(' ') && phrase.split(' ').some((word) => telling.has(word)));
      expect({ language, swallowing }).toEqual({ language, swallowing: [] });
    }
  });
});

describe('addresses', () => {
  it.each([
    ['12 Mill Lane, SW1A 1AA', { text: '12 Mill Lane, SW1A 1AA', postcode: 'SW1A 1AA' }],
    ['I live at 12 Mill Lane please', { text: '12 Mill Lane', postcode: null }],
    ['Flat 2, The Old Bakery, High Street', { text: 'Flat 2, The Old Bakery, High Street', postcode: null }],
    ['sw1a1aa', { text: 'sw1a1aa', postcode: 'SW1A 1AA' }],
  ])('reads %j, and is never certain where it lies', (said, value) =>
    expect(parseAddress(said, context)).toEqual({ ok: true, value, certain: false }),
  );
  it.each(['hello', 'yes', '12', 'where are you?', 'I do not want to say'])('refuses %j', (said) =>
    expect(parseAddress(said, context)).toMatchObject({ ok: false }),
  );
});

describe('languages', () => {
  it.each([
    ['English', 'en'],
    ['español', 'es'],
    ['in German please', 'de'],
    ['العربية', 'ar'],
    ['Deutsch', 'de'],
  ])('reads %j', (said, language) =>
    expect(parseLanguage(said, ['en', 'es', 'de', 'ar'])).toEqual({ ok: true, value: language, certain: true }),
  );
  it.each(['French', 'English or Spanish', 'hello', 'it is not in this list of words'])('refuses %j', (said) =>
    expect(parseLanguage(said, ['en', 'es', 'de', 'ar'])).toMatchObject({ ok: false }),
  );
});

describe('words', () => {
  it('keeps a note, tidied, up to its length', () => {
    expect(parseText('  I come\nwith a pram ')).toEqual({ ok: true, value: 'I come with a pram', certain: true });
    expect(parseText('')).toMatchObject({ ok: false });
    expect(parseText('x'.repeat(501))).toEqual({ ok: false, problem: 'tooLong' });
  });
  it.each([
    ['1️⃣', '1'],
    [' 2. ', '2'],
    ['The Second ONE!', 'the second one'],
    ['Tue 24 Nov, 14:00', 'tue 24 nov 14:00'],
    ['Café', 'cafe'],
    ["I'm coming", 'im coming'],
    ['١', '1'],
    ['24/11', '24/11'],
  ])('compares %j as %j', (said, words) => expect(normalise(said)).toBe(words));
});

describe('languages without a table of their own', () => {
  it('are read by the library, and never for certain', () => {
    expect(parseDate('demain', { ...context, language: 'fr', country: 'FR' })).toEqual({
      ok: true,
      value: '2026-11-22',
      certain: false,
    });
    expect(parseDate('bonjour', { ...context, language: 'fr', country: 'FR' })).toMatchObject({ ok: false });
  });
});

describe('hostile input', () => {
  it('is read or refused in no time, whatever its length', () => {
    const texts = [
      '1 '.repeat(2_000),
      'and '.repeat(1_000),
      '٣'.repeat(3_000),
      'a'.repeat(5_000),
      '1/1/'.repeat(900),
      '- '.repeat(2_000),
    ];
    const readAll = () => {
      for (const text of texts) {
        parseDateTime(text, context);
        parseTime(text, context);
        parseNumber(text, context, { min: 0, max: 9, whole: true });
        parseName(text, context);
        parsePhone(text, context);
        parseEmail(text, context);
        parseAddress(text, context);
      }
    };
    expect(bestMs(readAll, 2)).toBeLessThan(1_500);
  });
});
