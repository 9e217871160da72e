import { describe, expect, it } from '@jest/globals';
import { press, type Key, type Mode, type Typing } from '../../src/simulator/page/keypad.js';
import { countSms } from '../../src/simulator/page/sms-count.js';

/** Presses keys; a dot is a pause after which the same key begins a new letter. */
function type(keys: string, mode: Mode): Typing {
  let typing: Typing = { text: '', mode, open: null };
  let isQuick = false;
  for (const key of keys) {
    if (key === '.') {
      isQuick = false;
      continue;
    }
    typing = press(typing, key as Key, isQuick);
    isQuick = true;
  }
  return typing;
}

describe('typing on twelve keys', () => {
  const cases: readonly (readonly [string, Mode, string])[] = [
    ['1203', '123', '1203'],
    ['11', '123', '11'],
    ['44.444', 'abc', 'hi'],
    ['22.2', 'abc', 'ba'],
    ['2222', 'abc', '2'],
    ['22222', 'abc', 'a'],
    ['7777', 'ABC', 'S'],
    ['4433555.555666', 'abc', 'hello'],
    ['20.2', 'abc', 'a a'],
    ['111', 'abc', '?'],
    ['*', '123', '*'],
  ];
  it('gives the letters that a phone gives', () => {
    for (const [keys, mode, text] of cases) expect([keys, type(keys, mode).text]).toEqual([keys, text]);
  });

  it('goes round digits, letters and capitals with #, and begins a new letter after it', () => {
    expect(type('#', '123').mode).toBe('abc');
    expect(type('##', '123').mode).toBe('ABC');
    expect(type('###', '123').mode).toBe('123');
    expect(type('2#2', 'abc').text).toBe('aA');
  });
});

describe('counting a text', () => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['', 0, 1],
    ['hi', 2, 1],
    ['a'.repeat(160), 160, 1],
    ['a'.repeat(161), 161, 2],
    ['ş'.repeat(70), 70, 1],
    ['ş'.repeat(71), 71, 2],
    ['€'.repeat(80), 160, 1],
    ['€'.repeat(81), 162, 2],
  ];
  it('knows how many parts it takes on the air', () => {
    for (const [text, characters, parts] of cases)
      expect([text.length, countSms(text)]).toEqual([text.length, { characters, parts }]);
  });
});
