import { directionOf, withoutNeedlessIsolates } from './direction.js';
import { splitIntoPages } from './plain.js';

/**
 * Punctuation that would push a whole SMS from 160 to 70 characters a part, and its plain twin (CH-03). Only marks are
 * replaced, never letters: a name keeps its accents even where they cost more.
 */
const PLAIN = new Map<string, string>([
  ...[...'\u2018\u2019\u201a\u201b\u2032\u00b4\u0060'].map((mark) => [mark, "'"] as const),
  ...[...'\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb'].map((mark) => [mark, '"'] as const),
  ...[...'\u2010\u2011\u2012\u2013\u2014\u2015\u2212'].map((mark) => [mark, '-'] as const),
  ...[...'\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000'].map(
    (mark) => [mark, ' '] as const,
  ),
  ...[...'\u200b\u2060\ufeff\u00ad'].map((mark) => [mark, ''] as const),
  ['\u2026', '...'],
  ['\u2022', '-'],
  ['\u00b7', '-'],
  ['\t', ' '],
]);

/**
 * Letters of a language that plain SMS lacks, and what its writers put for them on a keypad. Spanish has its ñ, é, ü, ¿ and
 * ¡ there, but not these: one "más" would make a text of 2 parts one of 4. Readable without the stroke, so they lose it, in
 * that language only: "mas tarde", "el sabado".
 */
const LETTERS: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  es: new Map([...'áíóúÁÍÓÚ'].map((letter) => [letter, letter.normalize('NFD').charAt(0)] as const)),
};

/**
 * The text as it is sent, and how many marks and letters were replaced.
 * @param language whose words it is made of; without one no letter is touched.
 */
export function toGsmPunctuation(text: string, language = ''): { text: string; replaced: number } {
  let replaced = 0;
  const letters = LETTERS[language];
  const plain = [...withoutNeedlessIsolates(text.normalize('NFC'))].map((character) => {
    const twin = PLAIN.get(character) ?? letters?.get(character);
    if (twin === undefined) return character;
    replaced++;
    return twin;
  });
  return { text: plain.join(''), replaced };
}

const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Sent as two characters each. */
const GSM_EXTENDED = new Set('|^€{}[]~\\\f');

/** The characters that would make every part of an SMS hold 70 instead of 160, each once. */
export function outsideGsm(text: string): string[] {
  return [...new Set(text)].filter((character) => !GSM_BASIC.has(character) && !GSM_EXTENDED.has(character));
}

/**
 * Parts the network bills and joins: one of 160 GSM-7 characters or 70 UTF-16 units, else several of 153 or 67; a pair is
 * never split over two parts. `sms-segments-calculator` says the same (a test holds the two together) but takes a
 * hundred times as long, which the answer to a person cannot afford.
 */
export function countSegments(text: string): number {
  const characters = [...text];
  const isGsm = characters.every((character) => GSM_BASIC.has(character) || GSM_EXTENDED.has(character));
  const sizes = characters.map((character) => (isGsm ? (GSM_EXTENDED.has(character) ? 2 : 1) : character.length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= (isGsm ? 160 : 70)) return total === 0 ? 0 : 1;
  const room = isGsm ? 153 : 67;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      parts++;
      used = 0;
    }
    used += size;
  }
  return parts;
}

/** Parts of one text. More arrive late, out of order or not at all on some networks. */
const PARTS_MAX = 3;
/** Where a part holds 67 characters, one thing said becomes two short texts rather than one of four parts. */
const COSTLY_PARTS_MAX = 2;

/** How a text leaves by SMS: one text, or several, cut at line ends, else at the ends of sentences. `text` is already plain. */
export function smsTexts(text: string, language: string, charsMax: number): string[] {
  const partsMax = directionOf(language) === 'rtl' ? COSTLY_PARTS_MAX : PARTS_MAX;
  return splitIntoPages(text, (page) => page.length <= charsMax && countSegments(page) <= partsMax);
}

/** One thing said may become two texts where a part holds 67 characters; a question with a list of choices three. */
const TEXTS_MAX = 2;
const TEXTS_WITH_LIST_MAX = 3;
const LIST_CHOICES = 4;

/** Whether a message becomes more texts than can be read in their order. @param choices how many it offers. */
export function isTooManyTexts(texts: number, choices: number): boolean {
  return texts > (choices >= LIST_CHOICES ? TEXTS_WITH_LIST_MAX : TEXTS_MAX);
}

/**
 * What a message weighs by SMS: parts of its longest text, and texts. In the plain alphabet everything is one text, so that
 * what is too long shows as its parts; where a part holds 67 characters it may become two.
 */
export function smsWeight(plainText: string, language: string): { readonly texts: number; readonly parts: number } {
  if (directionOf(language) === 'ltr') return { texts: 1, parts: countSegments(plainText) };
  const texts = smsTexts(plainText, language, Infinity);
  return { texts: texts.length, parts: Math.max(0, ...texts.map(countSegments)) };
}
