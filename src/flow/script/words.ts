import { toAsciiDigits } from '../../messaging/mask.js';

/** Longer messages are cut before they are interpreted: no answer is longer, and no pattern may be slow. */
const INTERPRETED_CHARS = 500;

/**
 * The form in which words are compared: lower case, without accents, punctuation and repeated spaces, digits as 0–9.
 * Digits keep what holds them together ("14:30", "24/11").
 */
export function normalise(text: string): string {
  if (/^[a-z0-9]{1,40}$/.test(text)) return text;
  const before = known.get(text);
  if (before !== undefined) return before;
  const words = normalised(text);
  if (text.length <= KNOWN_CHARS) {
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(text, words);
  }
  return words;
}

/** Labels are compared in every turn that offers them: each is brought into form once. */
const known = new Map<string, string>();
const KNOWN_MAX = 2_000;
const KNOWN_CHARS = 80;

function normalised(text: string): string {
  return toAsciiDigits(text.slice(0, INTERPRETED_CHARS).normalize('NFKC'))
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}\uFE0F\u20E3]/gu, '')
    .replace(/['’`]/g, '')
    .replace(/(?<=\d)[:./-](?=\d)|[^\p{L}\p{N}\s]/gu, (mark) => (/[:./-]/.test(mark) ? mark : ' '))
    .replace(/(?<!\d)[:./-]|[:./-](?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether every word of `phrase` stands, in order and together, in `text`. Both normalised. */
export function containsPhrase(text: string, phrase: string): boolean {
  return phrase !== '' && ` ${text} `.includes(` ${phrase} `);
}

/** Without the words that carry no meaning in an answer ("the", "please"). Both normalised. */
export function withoutFillers(text: string, fillers: ReadonlySet<string>): string {
  if (!text.includes(' ')) return text;
  const kept = text.split(' ').filter((word) => !fillers.has(word));
  return kept.length === 0 ? text : kept.join(' ');
}
