/** One line of the table that `npm run bench` prints and of `bench.json`. */
export interface BenchRow {
  /** The goal it measures, e.g. "P8". */
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The same work done the plain way in the same run; null where the figure is an exact count. */
  readonly floor: number | null;
  readonly ratio: number | null;
  /** The goal in words. */
  readonly limit: string;
  readonly holds: boolean;
  readonly range?: readonly [number, number];
}

/** The middle of an odd number of samples, the upper of the two middles otherwise. */
export function median(samples: readonly number[]): number {
  return [...samples].sort((one, other) => one - other)[samples.length >> 1]!;
}
