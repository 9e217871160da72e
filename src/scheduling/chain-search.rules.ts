import type { Service, Snapshot } from '../catalogue/index.js';
import { partIds } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import { askedFor, freeChains, isFreeAt, isOpenAt, partsOf, type ChainPart } from './chain.rules.js';
import type { FreeStart } from './free-times.js';
import type { Plan } from './opening.rules.js';
import { openingsAround, plansOf } from './person-plans.rules.js';
import { createNeedsCheck, needsOf } from './resources.rules.js';
import type { Range, Scope } from './search-scope.rules.js';
import type { LoadedSheets } from './sheet-loader.js';
import { busyOf, type Busy } from './slots.rules.js';
import { zoneOf } from './zone.rules.js';

/** The parts of a visit of several services with who may do them; null for one service. */
export function chainOf(snapshot: Snapshot, { id }: Service, personId: string | null): readonly ChainPart[] | null {
  const parts = partsOf(snapshot, id);
  // More people than services: nobody can be asked for that.
  const isAsked = personId === null || partIds(personId).length <= (parts?.length ?? 0);
  return (
    parts?.map(({ service, offsetMs }, place) => ({
      service,
      offsetMs,
      needs: needsOf(snapshot, service),
      plans: isAsked ? plansOf(snapshot, service, askedFor(personId, place)) : [],
    })) ?? null
  );
}

interface ChainSearch {
  readonly loaded: LoadedSheets;
  readonly range: Range;
  /** When the first part may begin, by whom. */
  readonly starts: readonly { readonly startUtc: Instant; readonly plan: Plan }[];
  readonly turns: ReadonlyMap<string, number>;
}

/** The starts of a visit of several services: on the grid of its first, where every part of it fits (ORD-06). */
export function chainsIn(
  { zone, snapshot }: Pick<Scope, 'zone' | 'snapshot'>,
  chain: readonly ChainPart[],
  { loaded, range, starts, turns }: ChainSearch,
): readonly FreeStart[] {
  const dayZone = zoneOf(snapshot.dayZone);
  const around = new Map<Plan, { readonly openings: readonly Instant[]; readonly busy: Busy }>();
  const checks = chain.map(({ needs }) => createNeedsCheck(needs, (unit) => loaded.columnsOf(unit), zone));
  const knownOf = (plan: Plan): { readonly openings: readonly Instant[]; readonly busy: Busy } => {
    let known = around.get(plan);
    if (!known) {
      const busy = busyOf(loaded.columnsOf(plan.personId), plan.bufferMs);
      // A visit that begins before midnight may end after it.
      around.set(plan, (known = { openings: openingsAround(plan, zone, range.fromDay - 1, range.toDay + 1), busy }));
    }
    return known;
  };
  const mayHave = (place: number, plan: Plan, startUtc: Instant): boolean => {
    const { service } = chain[place]!;
    if (!checks[place]!(startUtc, plan)) return false;
    return (
      service.dailyCap === null ||
      loaded.tally(dayZone.dayOf(startUtc - plan.setupMs), plan.serviceId) < service.dailyCap
    );
  };
  const begun = starts.filter(({ startUtc, plan }) => mayHave(0, plan, startUtc));
  return freeChains(chain, begun, {
    turnOf: (personId) => turns.get(personId) ?? 0,
    canStart(place, plan, startUtc) {
      const { openings, busy } = knownOf(plan);
      return isOpenAt(openings, plan, startUtc) && isFreeAt(busy, plan, startUtc) && mayHave(place, plan, startUtc);
    },
  });
}
