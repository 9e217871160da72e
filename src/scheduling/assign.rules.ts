import type { Person } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';

/** What somebody was given of late. */
export interface Served {
  /** When they were last given a visit; null: not within memory. */
  readonly lastUtc: Instant | null;
  /** How many visits they were given within memory. */
  readonly count: number;
}

export type ServedFacts = ReadonlyMap<string, Served>;

/** Why one was chosen before the others, as it is kept with the booking. */
export type AssignReason = 'asked' | 'onlyOneFree' | 'share' | 'turn' | 'leastBusy' | 'rating' | 'order';

export interface Candidate {
  readonly person: Person;
  /** Minutes already taken on the days looked at. */
  readonly openMin: number;
}

const NEVER: Served = { lastUtc: null, count: 0 };

type Rule = readonly [AssignReason, (one: Candidate, other: Candidate) => number];

/**
 * In which order people who are all free are given a visit nobody in particular was asked for. `fair`: who is furthest below
 * their share when shares differ, then whose last one is longest ago, then GP-17. `load`: GP-17 alone: the fewest open
 * minutes, the better rating, the longest idle.
 */
export function inTurn(
  candidates: readonly Candidate[],
  served: ServedFacts,
  mode: 'fair' | 'load',
): readonly Candidate[] {
  const rules = rulesFor(candidates, served, mode);
  return [...candidates].sort((one, other) => {
    for (const [, compare] of rules) {
      const order = compare(one, other);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** What put the first before the second. */
export function reasonOf(ranked: readonly Candidate[], served: ServedFacts, mode: 'fair' | 'load'): AssignReason {
  const [first, second] = ranked;
  if (!first || !second) return 'onlyOneFree';
  return rulesFor(ranked, served, mode).find(([, compare]) => compare(first, second) < 0)?.[0] ?? 'order';
}

function rulesFor(candidates: readonly Candidate[], served: ServedFacts, mode: 'fair' | 'load'): readonly Rule[] {
  const of = ({ person }: Candidate): Served => served.get(person.id) ?? NEVER;
  const busy: Rule = ['leastBusy', (one, other) => one.openMin - other.openMin];
  const rating: Rule = ['rating', (one, other) => (other.person.rating ?? 0) - (one.person.rating ?? 0)];
  const idle: Rule = ['turn', (one, other) => (of(one).lastUtc ?? 0) - (of(other).lastUtc ?? 0)];
  if (mode === 'load') return [busy, rating, idle];
  const weights = candidates.reduce((sum, { person }) => sum + person.weight, 0);
  const total = candidates.reduce((sum, one) => sum + of(one).count, 0);
  // Multiplied out, so that no fraction decides: behind = weight / weights · total − count.
  const behind = (one: Candidate): number => one.person.weight * total - of(one).count * weights;
  const share: Rule = ['share', (one, other) => behind(other) - behind(one)];
  const isShared = candidates.some(({ person }) => person.weight !== candidates[0]?.person.weight);
  return isShared ? [share, idle, busy, rating] : [idle, busy, rating];
}
