import { randomInt } from 'node:crypto';

/** A small seeded generator (mulberry32): the same seed replays the same history. */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (probability: number): boolean => next() < probability,
    pick: <T>(from: readonly T[]): T => from[below(from.length)]!,
    shuffled<T>(from: readonly T[]): T[] {
      const list = [...from];
      for (let last = list.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [list[last], list[other]] = [list[other]!, list[last]!];
      }
      return list;
    },
  };
}

export type Random = ReturnType<typeof createRandom>;

/** The seed of this run, printed so that it can be given back as SEED. */
export function seedOf(what: string): number {
  const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31));
  console.log(`${what}: SEED=${seed}`);
  return seed;
}
