import { toAsciiDigits } from '../messaging/mask.js';
import type { PaperKind } from '../flow/protocol.js';

/** Verhoeff's scheme: products of the dihedral group of ten, and what a place does to a digit before it is multiplied. */
const PRODUCT: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const SHIFT: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
  [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
  [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
  [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
  [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
  [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];

/** Whether the last digit is the check digit of the others. Catches every wrong digit and every two that changed places. */
export function passesVerhoeff(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    sum = PRODUCT[sum]![SHIFT[index % 8]![digit]!]!;
  }
  return sum === 0;
}

/** An Aadhaar number begins with 2 to 9; those beginning with 0 and 1 are not given out. */
const AADHAAR = /^[2-9]\d{11}$/;
/** State, office, series, number: MH12AB1234, DL3CAB1234. Since 2021 also one for all states: 22BH1234AA. */
const REGISTRATIONS = [/^([A-Z]{2})\d{1,2}[A-Z]{0,3}\d{4}$/, /^\d{2}BH\d{4}[A-HJ-NP-Z]{1,2}$/];
const STATES: ReadonlySet<string> = new Set(
  'AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN TR TS TG UA UK UP WB'.split(
    ' ',
  ),
);

/**
 * A number of a paper as somebody typed it: whether it can be one (BK-22), and the last four characters, which are all that
 * is kept. Whether it was given to this person only an office can say.
 * @returns null for a number no such paper has
 */
export function readPaperNumber(kind: PaperKind, words: string): { readonly tail: string } | null {
  const plain = toAsciiDigits(words)
    .toUpperCase()
    .replace(/[\s.\-\u2010-\u2015]/g, '');
  const isGood = kind === 'aadhaar' ? AADHAAR.test(plain) && passesVerhoeff(plain) : isRegistration(plain);
  return isGood ? { tail: plain.slice(-4) } : null;
}

function isRegistration(plain: string): boolean {
  const [ofState, ofAll] = REGISTRATIONS;
  const state = ofState!.exec(plain)?.[1];
  return state === undefined ? ofAll!.test(plain) : STATES.has(state);
}
