import { fold } from '../fold.js';

/**
 * How people of one language write answers. Data only: lists are parted by `|`, compared after `fold`. A new language is
 * one more file like these.
 */
export interface TableSource {
  readonly language: string;
  /** Words about days and hours, by what they stand for: `W2` is Tuesday, `T0 p3` this evening (see `terms.ts`). */
  readonly terms: Readonly<Record<string, string>>;
  /** Number words with their values: `one 1|two 2`; 100 and 1000 may multiply what stands before them. */
  readonly numbers: string;
  /** The same; -1 is the last. */
  readonly ordinals: string;
  /** Numbers written as one word of several. */
  readonly compound?: (word: string) => number | null;
  /** Between tens and units. */
  readonly joins: string | null;
  /** "and" between the parts of a number or the things of a list. */
  readonly and: readonly string[];
  readonly multipliesHundred: boolean;
  /** "Five and twenty". */
  readonly unitFirst: boolean;
  /** "1.500" is fifteen hundred. */
  readonly pointParts: boolean;
  /** "Next Tuesday" is the coming one. */
  readonly nextIsComing: boolean;
  /** "Half three" is half past two. */
  readonly halfBefore: boolean;
  readonly lists: Readonly<Record<ListName, string>>;
}

export const LIST_NAMES = [
  'fillers',
  'thing',
  'plural',
  'but',
  'noAnswer',
  'halfEnding',
  'yes',
  'no',
  'likelyYes',
  'likelyNo',
  'not',
  'or',
  'about',
  'counted',
  'dozen',
  'half',
  'couple',
  'zero',
  'last',
  'beforeLast',
  'middle',
  'all',
  'both',
  'except',
  'none',
  'only',
  'to',
  'outOf',
  'stars',
  'nameIntro',
  'nameAfter',
  'notNames',
  'sentence',
  'courtesy',
  /** Said while thinking: what follows is not quite certain. */
  'hesitation',
  'at',
  'dot',
  'emailIntro',
  'placeIntro',
] as const;
export type ListName = (typeof LIST_NAMES)[number];

/** A table ready for use: everything folded, lists with their longest phrase first. */
export interface LanguageTable extends Omit<TableSource, 'numbers' | 'ordinals' | 'lists'> {
  readonly numbers: Readonly<Record<string, number>>;
  readonly ordinals: Readonly<Record<string, number>>;
  readonly lists: ReadonlyMap<ListName, readonly string[]>;
}

export function compileTable(source: TableSource): LanguageTable {
  const lists = LIST_NAMES.map((name) => {
    const phrases = source.lists[name].split('|').filter(Boolean).map(fold);
    return [name, [...new Set(phrases)].sort((a, b) => b.length - a.length)] as const;
  });
  return {
    ...source,
    numbers: valuesOf(source.numbers),
    ordinals: valuesOf(source.ordinals),
    lists: new Map(lists),
  };
}

/** The phrases of a list, the longest first. */
export function listOf(table: LanguageTable, name: ListName): readonly string[] {
  return table.lists.get(name) ?? [];
}

/** Without a prototype: "constructor" is not a number. */
export function valuesOf(pairs: string): Record<string, number> {
  const values: Record<string, number> = Object.create(null) as Record<string, number>;
  for (const pair of pairs.split('|')) {
    const space = pair.lastIndexOf(' ');
    values[fold(pair.slice(0, space))] = Number(pair.slice(space + 1));
  }
  return values;
}
