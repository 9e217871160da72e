/** Typing on twelve keys, as phones did: the same key again quickly changes the letter. Pure. */
export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
export type Key = (typeof KEYS)[number];

export const MODES = ['123', 'abc', 'ABC'] as const;
export type Mode = (typeof MODES)[number];

export const LETTERS: Readonly<Record<Exclude<Key, '#'>, string>> = {
  '1': '.,?!1',
  '2': 'abc2',
  '3': 'def3',
  '4': 'ghi4',
  '5': 'jkl5',
  '6': 'mno6',
  '7': 'pqrs7',
  '8': 'tuv8',
  '9': 'wxyz9',
  '*': "'-@/*",
  '0': ' 0',
};

export interface Typing {
  readonly text: string;
  readonly mode: Mode;
  /** The letter that the same key would change. */
  readonly open: { readonly key: Key; readonly turn: number } | null;
}

/** @param isQuick the last press was so recent that the same key means the next letter. */
export function press({ text, mode, open }: Typing, key: Key, isQuick: boolean): Typing {
  if (key === '#') {
    const next = MODES[(MODES.indexOf(mode) + 1) % MODES.length] ?? '123';
    return { text, mode: next, open: null };
  }
  if (mode === '123') return { text: text + key, mode, open: null };
  const letters = mode === 'ABC' ? LETTERS[key].toUpperCase() : LETTERS[key];
  const again = isQuick && open?.key === key;
  const turn = again ? (open.turn + 1) % letters.length : 0;
  return { text: (again ? text.slice(0, -1) : text) + (letters[turn] ?? ''), mode, open: { key, turn } };
}
