import { toAsciiDigits } from '../../messaging/mask.js';

/** No answer is longer, and no pattern may be slow. */
const READ_CHARS = 200;

/**
 * The form in which answers are compared with the tables: lower case, no accents, no direction marks, digits as 0–9, one
 * spelling for the letters that Arabic and German writers use for each other. Punctuation stays.
 */
export function fold(text: string): string {
  return toAsciiDigits(text.slice(0, READ_CHARS).replace(/½/g, ' 1/2 ').normalize('NFKC'))
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}\u0640]/gu, '')
    .replace(/['’‘`´ʼ]/g, '')
    .replace(/ß/g, 'ss')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .replace(/[،٬]/g, ',')
    .replace(/٫/g, '.')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Words and numbers; a number keeps what holds it together ("14:30", "24/11"), "2moro" stays whole. */
export function chunks(folded: string): string[] {
  return folded.match(/\d+(?:[:.,/-]\d+)+|[\p{L}\d]+/gu) ?? [];
}

/** As a person types it, without doubled spaces and marks that cannot be seen. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
}

/** One letter more, less, other, or two swapped. */
export function isOneSlip(said: string, meant: string): boolean {
  if (said === meant || Math.abs(said.length - meant.length) > 1) return false;
  let from = 0;
  while (from < said.length && from < meant.length && said[from] === meant[from]) from++;
  const [a, b] = [said.slice(from), meant.slice(from)];
  if (a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1)) return true;
  return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
}
