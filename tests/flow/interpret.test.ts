import { describe, expect, it } from '@jest/globals';
import { namedIn, readExact, readLoose } from '../../src/flow/hear/interpret.js';
import type { Candidate } from '../../src/flow/script/script.js';
import { normalise } from '../../src/flow/script/words.js';
import { shippedPhrases } from './support/scripts.js';

const vocabulary = shippedPhrases().vocabulary('en');
const candidate = (digit: string, label: string, synonyms: string[] = []): Candidate => ({
  id: `o${digit}`,
  digit,
  label,
  detail: null,
  words: normalise(label),
  synonyms,
  from: { option: Number(digit) - 1 },
});
const services = [candidate('1', 'Haircut'), candidate('2', 'Colour', ['dye']), candidate('3', 'Colour and cut')];

function read(said: string, agreeTo?: Candidate): string {
  const words = normalise(said);
  const exact = readExact(words, services, vocabulary);
  const reading = exact.kind === 'none' ? readLoose(words, services, vocabulary, agreeTo) : exact;
  return reading.kind === 'candidate' ? reading.candidate.digit : reading.kind === 'way' ? reading.way : reading.kind;
}

describe('what a typed answer means', () => {
  it.each([
    ['1', '1'],
    [' 2. ', '2'],
    ['3)', '3'],
    ['#1', '1'],
    ['no. 2', '2'],
    ['option 3', '3'],
    ['number 1 please', '1'],
    ['1️⃣', '1'],
    ['１', '1'],
    ['01', '1'],
    ['1 haircut', '1'],
    ['1 hair', '1'],
    ['2 thanks', '2'],
    ['haircut', '1'],
    ['HAIRCUT!', '1'],
    ['the haircut please', '1'],
    ['hair', '1'],
    ['colour', '2'],
    ['dye', '2'],
    ['colour and', '3'],
    ['two', '2'],
    ['the second', '2'],
    ['second one', '2'],
    ['the last one', '3'],
    ['third', '3'],
    ['7', 'more'],
    ['8', 'back'],
    ['9', 'person'],
    ['0', 'menu'],
    ['4', 'strayDigit'],
    ['44', 'strayDigit'],
    ['five', 'strayDigit'],
    ['col', 'none'],
    ['c', 'none'],
    ['2 kids', 'none'],
    ['banana', 'none'],
    ['', 'none'],
  ])('reads %j as %s', (said, meant) => expect(read(said)).toBe(meant));

  it('takes "ok" only where something is confirmed', () => {
    expect(read('ok')).toBe('none');
    expect(read('ok', services[0])).toBe('1');
    expect(read('yes please', services[0])).toBe('1');
    expect(read('not ok', services[0])).toBe('none');
  });

  it('finds the one thing named in a sentence, the longer of two that share words, and nothing in doubt', () => {
    const names = ['colour', 'hair colour', 'shave'];
    const find = (said: string): string | null => namedIn(normalise(said), names, (name) => [name]);
    expect(find('a hair colour tomorrow')).toBe('hair colour');
    expect(find('colour tomorrow')).toBe('colour');
    expect(find('a shave and a colour')).toBeNull();
    expect(find('discoloured')).toBeNull();
  });
});
