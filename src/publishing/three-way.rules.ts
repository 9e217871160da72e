import { diffArrays } from 'diff';

/**
 * Puts two changes of one text together, line by line.
 * @returns the text with both, or null and the lines of the common text (from 1) that both changed.
 */
export function diff3Merge(
  began: string,
  mine: string,
  theirs: string,
): { merged: string | null; conflictsAt: readonly number[] } {
  const base = began.split('\n');
  const [ours, others] = [hunksOf(base, mine.split('\n')), hunksOf(base, theirs.split('\n'))];
  const conflicts = ours.filter((hunk) => others.some((other) => meets(hunk, other) && !isSame(hunk, other)));
  if (conflicts.length > 0) return { merged: null, conflictsAt: conflicts.map(({ from }) => from + 1) };
  const same = (hunk: Hunk): boolean => ours.some((other) => isSame(hunk, other));
  const all = [...ours, ...others.filter((hunk) => !same(hunk))].sort((one, two) => two.from - one.from);
  const lines = [...base];
  // From the end, so that what stands before keeps its place.
  for (const { from, to, lines: put } of all) lines.splice(from, to - from, ...put);
  return { merged: lines.join('\n'), conflictsAt: [] };
}

/** Lines `from` to `to` (not included) of the common text become `lines`. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

function hunksOf(base: readonly string[], changed: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let at = 0;
  let open: { from: number; to: number; lines: string[] } | null = null;
  for (const { added, removed, value } of diffArrays([...base], [...changed])) {
    if (!added && !removed) {
      if (open) hunks.push(open);
      open = null;
      at += value.length;
      continue;
    }
    open ??= { from: at, to: at, lines: [] };
    if (added) open.lines.push(...value);
    else {
      at += value.length;
      open.to = at;
    }
  }
  if (open) hunks.push(open);
  return hunks;
}

/** Touching counts: two lines put in at the same place have no order. */
function meets(one: Hunk, other: Hunk): boolean {
  return one.from <= other.to && other.from <= one.to;
}

function isSame(one: Hunk, other: Hunk): boolean {
  return one.from === other.from && one.to === other.to && one.lines.join('\n') === other.lines.join('\n');
}
