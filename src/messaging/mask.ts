/** Card numbers never stay in the house: not in answers, transcripts or logs (PAY-11). Browser-safe. */

const DIGITS_MIN = 13;
const DIGITS_MAX = 19;
/** Digits in groups, parted by at most two spaces, dots or dashes. */
const DIGIT_RUN = /\p{Nd}+(?:[\s.\-\u2010-\u2015]{1,2}\p{Nd}+)*/gu;
const DIGIT_GROUP = /\p{Nd}+/gu;

/** The text with every card number in it replaced. */
export function maskCardNumbers(text: string): string {
  const found = findCardNumbers(text);
  let masked = '';
  let from = 0;
  for (const { start, end } of found) {
    masked += `${text.slice(from, start)}[card number]`;
    from = end;
  }
  return found.length === 0 ? text : masked + text.slice(from);
}

/** Whether a card number stands anywhere in the text. */
export function hasCardNumber(text: string): boolean {
  return findCardNumbers(text).length > 0;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A card number is 13 to 19 digits that begin like a payment card and pass its check digit. It may begin and end only
 * where a group of digits does: trying every digit would find one in every tenth order number.
 */
function findCardNumbers(text: string): Span[] {
  const spans: Span[] = [];
  for (const run of text.matchAll(DIGIT_RUN)) {
    if (run[0].length < DIGITS_MIN) continue;
    const groups = [...run[0].matchAll(DIGIT_GROUP)].map((group) => ({
      digits: toAsciiDigits(group[0]),
      start: run.index + group.index,
      end: run.index + group.index + group[0].length,
    }));
    for (let first = 0; first < groups.length; first++) {
      const last = lastGroupOfCard(text, groups, first);
      if (last < 0) continue;
      spans.push({ start: groups[first]!.start, end: groups[last]!.end });
      first = last;
    }
  }
  return spans;
}

/** The group a card number that begins at `first` ends with; the longest wins; -1 when none begins there. */
function lastGroupOfCard(text: string, groups: readonly (Span & { digits: string })[], first: number): number {
  let digits = '';
  let found = -1;
  for (let last = first; last < groups.length; last++) {
    digits += groups[last]!.digits;
    if (digits.length > DIGITS_MAX) break;
    const international = text[groups[first]!.start - 1] === '+' && digits.length <= 15;
    if (digits.length >= DIGITS_MIN && !international && /^[2-6]/.test(digits) && passesLuhn(digits)) found = last;
  }
  return found;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Arabic-Indic, full-width and other decimal digits as 0–9. Every decimal block starts at a zero and is ten long. */
export function toAsciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    if (digit >= '0' && digit <= '9') return digit;
    let zero = digit.codePointAt(0)!;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0)! - zero < 9) zero--;
    return String(digit.codePointAt(0)! - zero);
  });
}
