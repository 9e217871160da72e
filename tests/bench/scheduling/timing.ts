import { median } from '../bench.js';

/** Median of the runs, with the range: machines are shared and one number lies. */
export interface Timing {
  readonly median: number;
  readonly range: [number, number];
}

export function summary(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((one, other) => one - other);
  return { median: median(sorted), range: [sorted[0]!, sorted[sorted.length - 1]!] };
}

/** Milliseconds of one call, each sample the mean of `inner` calls, after warming up. Both sides take turns, so that noise hits both. */
export function compare(one: () => unknown, other: () => unknown, { runs = 15, inner = 1 } = {}): [Timing, Timing] {
  const time = (work: () => unknown): number => {
    const from = performance.now();
    for (let turn = 0; turn < inner; turn += 1) work();
    return (performance.now() - from) / inner;
  };
  for (let turn = 0; turn < 3; turn += 1) {
    time(one);
    time(other);
  }
  const ones: number[] = [];
  const others: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    ones.push(time(one));
    others.push(time(other));
  }
  return [summary(ones), summary(others)];
}

export function round(value: number): number {
  return Number(value.toPrecision(3));
}
