/** One change of a text: what stood at a place, and what stands there now. */
export interface Splice {
  readonly at: number;
  readonly remove: string;
  readonly insert: string;
}

/** @param splices places of the text as given, not overlapping; in any order. */
export function splice(text: string, splices: readonly Splice[]): { text: string; inverse: readonly Splice[] } {
  const ordered = [...splices].sort((one, two) => one.at - two.at);
  const inverse: Splice[] = [];
  let written = '';
  let from = 0;
  for (const { at, remove, insert } of ordered) {
    written += text.slice(from, at);
    inverse.push({ at: written.length, remove: insert, insert: remove });
    written += insert;
    from = at + remove.length;
  }
  return { text: written + text.slice(from), inverse };
}

/** Whether everything that is to be taken away still stands where it stood. */
export function applies(text: string, splices: readonly Splice[]): boolean {
  return splices.every(({ at, remove }) => text.startsWith(remove, at));
}
