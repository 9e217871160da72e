/** A seeded generator (mulberry32): the same seed is the same run, so a failure can be replayed. */
export function createRandom(seed: number): {
  next(): number;
  int(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
} {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return { next, int, pick: (list) => list[int(0, list.length - 1)]! };
}

/** PARLEY_SEED replays a run; printed so that it can be. */
export function seedOf(name: string): number {
  const seed = Number(process.env['PARLEY_SEED'] ?? Math.floor(performance.timeOrigin) % 2_147_483_647);
  console.log(`${name}: PARLEY_SEED=${seed}`);
  return seed;
}
