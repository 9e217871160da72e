import { fold } from './fold.js';
import { hasAny } from './phrases.js';
import { tableOf } from './tables/index.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

/**
 * The digits of a code that was sent, spaced or not, among other words or spelled out.
 *
 * @param length how many digits it has
 * @returns the digits alone; with letters that look like digits, or another number beside it, not certain.
 */
export function parseCode(text: string, context: ParseContext, length = 6): Parsed<string> {
  const table = tableOf(context.language);
  const written = fold(text);
  const digits = written.match(/\d+/g) ?? [];
  const all = digits.join('');
  if (all.length === length && isTogether(written, length)) {
    return hasAny(written.replace(/[^\p{L}\s]/gu, ' '), table, 'not') ? unsure(all) : sure(all);
  }
  const whole = digits.filter((group) => group.length === length);
  if (whole.length === 1 && digits.length > 1) return unsure(whole[0]!);
  if (whole.length > 1) return new Set(whole).size === 1 ? sure(whole[0]!) : unsure(whole.at(-1)!, whole.slice(0, -1));
  return spelled(written, table.numbers, length) ?? lookalike(written, length) ?? refused();
}

/** Digits parted by spaces, dots or dashes only; words between them make two numbers of them. */
function isTogether(written: string, length: number): boolean {
  const run = /\d(?:[\s.,\-/]*\d)*/.exec(written)?.[0] ?? '';
  return run.replace(/\D/g, '').length === length;
}

function spelled(written: string, numbers: Readonly<Record<string, number>>, length: number): Parsed<string> | null {
  const words = written.match(/\p{L}+|\d/gu) ?? [];
  const digits = words
    .map((word) => (/\d/.test(word) ? Number(word) : numbers[word]))
    .filter((digit) => digit !== undefined && digit < 10);
  const others = words.length - digits.length;
  if (digits.length !== length) return null;
  return others === 0 ? sure(digits.join('')) : unsure(digits.join(''));
}

const LOOKALIKES: Readonly<Record<string, string>> = { o: '0', i: '1', l: '1', s: '5', b: '8', z: '2' };

function lookalike(written: string, length: number): Parsed<string> | null {
  const pattern = new RegExp(`(?<![\\p{L}\\d])[\\doilsbz]{${length}}(?![\\p{L}\\d])`, 'u');
  const found = (pattern.exec(written) ?? pattern.exec(written.replace(/[\s-]/g, '')))?.[0];
  if (found === undefined || found.replace(/\D/g, '').length < length - 2) return null;
  return unsure([...found].map((one) => LOOKALIKES[one] ?? one).join(''));
}
