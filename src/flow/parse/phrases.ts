import { listOf, type LanguageTable, type ListName } from './tables/index.js';

/** Whether a phrase of the list stands in the words. @param words folded, parted by single spaces */
export function hasAny(words: string, table: LanguageTable, name: ListName): boolean {
  return listOf(table, name).some((phrase) => ` ${words} `.includes(` ${phrase} `));
}

export function isOneOf(words: string, table: LanguageTable, name: ListName): boolean {
  return listOf(table, name).includes(words);
}

/** Without the phrases of the list, the longest first. */
export function without(words: string, table: LanguageTable, ...names: readonly ListName[]): string {
  let kept = ` ${words} `;
  for (const name of names) {
    for (const phrase of listOf(table, name)) {
      while (kept.includes(` ${phrase} `)) kept = kept.replace(` ${phrase} `, ' ');
    }
  }
  return kept.trim().replace(/ +/g, ' ');
}

/** The words on both sides of the first phrase of the list. */
export function splitAt(words: string, table: LanguageTable, name: ListName): readonly [string, string] | null {
  const padded = ` ${words} `;
  for (const phrase of listOf(table, name)) {
    const at = padded.indexOf(` ${phrase} `);
    if (at >= 0) return [padded.slice(0, at).trim(), padded.slice(at + phrase.length + 1).trim()];
  }
  return null;
}
