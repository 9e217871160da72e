import { maskCardNumbers } from '../messaging/mask.js';

const WORDS_CHARS_MAX = 120;

/**
 * Words nobody understood, without what tells who said them: addresses of mail, links, long numbers. Names stay, since
 * they cannot be told from the words that are wanted; the words are kept no longer than the figures they belong to.
 */
export function maskPersonal(words: string): string {
  return maskCardNumbers(words.slice(0, WORDS_CHARS_MAX))
    .replace(/\S+@\S+/g, '[e-mail]')
    .replace(/https?:\/\/\S+/gi, '[link]')
    .replace(/\+?\d[\d\s()-]{5,}\d/g, '[number]')
    .trim();
}
