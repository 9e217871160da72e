import type { FreeStart, FreeTime } from './free-times.js';
import type { Scope } from './search-scope.rules.js';
import type { LoadedSheets } from './sheet-loader.js';
import { busyOf, occupiedBy, type Busy } from './slots.rules.js';

/** Recommended times of one day (GP-02). */
const BEST_A_DAY = 3;

interface Times {
  /** Every free time. */
  readonly free: readonly FreeTime[];
  /** Each time with the person it is offered with. */
  readonly offered: readonly FreeStart[];
  /** The page. */
  readonly shown: readonly FreeStart[];
}

/**
 * The best of each day that `shown` lies on: marked by the shop, or touching a visit that is there; of those first the ones
 * at which most people are free (off-peak), then by turn.
 */
export function bestOf(
  { plans, zone }: Pick<Scope, 'plans' | 'zone'>,
  sources: readonly LoadedSheets[],
  { free, offered, shown }: Times,
): ReadonlySet<FreeStart> {
  const days = new Set(shown.map(({ startUtc }) => zone.dayOf(startUtc)));
  const busyByPerson = new Map<string, readonly Busy[]>();
  const planOfPerson = new Map(plans.map((plan) => [plan.personId, plan]));
  const touchesWork = ({ personId, startUtc }: FreeStart): boolean => {
    const plan = planOfPerson.get(personId)!;
    let busy = busyByPerson.get(personId);
    if (!busy) {
      busy = sources.map((source) => busyOf(source.columnsOf(personId), plan.bufferMs));
      busyByPerson.set(personId, busy);
    }
    const { fromUtc, toUtc } = occupiedBy(startUtc, plan);
    return busy.some((one) => one.toUtc.includes(fromUtc) || one.fromUtc.includes(toUtc));
  };
  const byDay = new Map<number, FreeStart[]>();
  const idleAt = new Map(free.map(({ startUtc, people }) => [startUtc, people.length]));
  for (const one of offered) {
    const day = zone.dayOf(one.startUtc);
    if (!days.has(day)) continue;
    if (one.marked || touchesWork(one)) byDay.set(day, [...(byDay.get(day) ?? []), one]);
  }
  const best = new Set<FreeStart>();
  for (const ofDay of byDay.values()) {
    ofDay.sort(
      (one, other) =>
        Number(other.marked) - Number(one.marked) ||
        idleAt.get(other.startUtc)! - idleAt.get(one.startUtc)! ||
        one.turn - other.turn ||
        one.startUtc - other.startUtc,
    );
    for (const one of ofDay.slice(0, BEST_A_DAY)) best.add(one);
  }
  return best;
}
