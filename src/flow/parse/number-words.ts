import type { LanguageTable } from './tables/index.js';
import type { Term } from './terms.js';

/** Word numbers that stand next to each other and are one: "twenty five", "treinta y cinco", "خمسة وعشرون". */
export function joinNumbers(terms: readonly Term[], table: LanguageTable): Term[] {
  const joined: Term[] = [];
  for (let at = 0; at < terms.length; at++) {
    const [tens, next, after] = [terms[at]!, terms[at + 1], terms[at + 2]];
    if (isWord(tens) && tens.value >= 20 && tens.value % 10 === 0 && isUnit(next)) {
      joined.push({ ...tens, sign: next!.sign, value: tens.value + next!.value });
      at += 1;
    } else if (
      table.joins &&
      isWord(tens) &&
      tens.value >= 30 &&
      tens.value % 10 === 0 &&
      next?.raw === table.joins &&
      isUnit(after)
    ) {
      joined.push({ ...tens, sign: after!.sign, value: tens.value + after!.value });
      at += 2;
    } else if (
      table.unitFirst &&
      isWord(tens) &&
      isUnit(tens) &&
      next &&
      isWord(next) &&
      next.value >= 20 &&
      next.raw.startsWith('و')
    ) {
      joined.push({ ...tens, value: tens.value + next.value });
      at += 1;
    } else joined.push(tens);
  }
  return joined;
}

function isWord({ sign, raw }: Term): boolean {
  return sign === 'N' && !/\d/.test(raw);
}

function isUnit(term: Term | undefined): boolean {
  return term !== undefined && /[NO]/.test(term.sign) && !/\d/.test(term.raw) && term.value >= 1 && term.value <= 9;
}

/**
 * A whole number up to 9,999 in words: "two hundred and five", "mil doscientos", "zweihundertfünf", "مئة وخمسة".
 *
 * @returns null when the words are not one number: "one two" is two of them.
 */
export function wholeInWords(words: readonly string[], table: LanguageTable): number | null {
  let thousands = 0;
  let rest = 0;
  let room = Infinity;
  let seen = false;
  for (const word of words) {
    const bare = table.unitFirst && word.startsWith('و') ? word.slice(1) : word;
    if (table.and.includes(word)) {
      if (!seen) return null;
      continue;
    }
    const value = table.numbers[word] ?? table.numbers[bare] ?? table.compound?.(word) ?? null;
    if (value === null) return null;
    if (value === 1000 && seen && rest > 0 && thousands === 0) {
      thousands = rest * 1000;
      [rest, room] = [0, 1000];
    } else if (value === 100 && table.multipliesHundred && rest > 0 && rest < 100 && rest % 10 > 0) {
      [rest, room] = [rest * 100, 100];
    } else if (table.unitFirst && value === 10 && !word.startsWith('و') && rest % 100 > 0 && rest % 100 < 10) {
      [rest, room] = [rest + 10, 0];
    } else if (table.unitFirst && value >= 20 && value < 100 && rest % 100 > 0 && rest % 100 < 10) {
      [rest, room] = [rest + value, 0];
    } else {
      if (value >= room) return null;
      if (value >= 1000) [thousands, room] = [thousands + value, 1000];
      else [rest, room] = [rest + value, roomAfter(value)];
    }
    seen = true;
  }
  const total = thousands + rest;
  return seen && total <= 9_999 ? total : null;
}

/** What may follow: after "two hundred" less than a hundred, after "twenty" a unit, after "five" nothing. */
function roomAfter(value: number): number {
  if (value >= 100 && value % 100 === 0) return 100;
  return value >= 20 && value % 10 === 0 ? 10 : 0;
}
