import { AR } from './ar.js';
import { DE } from './de.js';
import { EN } from './en.js';
import { ES } from './es.js';
import { compileTable, type LanguageTable } from './table.js';

export { listOf, type LanguageTable, type ListName } from './table.js';

const SOURCES = { en: EN, es: ES, de: DE, ar: AR };

const COMPILED = new Map<string, LanguageTable>();

/** Whether answers in this language are read by a table of its own. */
export function hasTable(language: string): boolean {
  return Object.hasOwn(SOURCES, language);
}

/** The table of a language; of English where there is none. Made ready on first use. */
export function tableOf(language: string): LanguageTable {
  const source = Object.entries(SOURCES).find(([id]) => id === language)?.[1] ?? EN;
  const known = COMPILED.get(source.language);
  if (known) return known;
  const table = compileTable(source);
  COMPILED.set(source.language, table);
  return table;
}
