import { MINUTE_MS } from '../../platform/time-units.js';
import { joinParts, partIds } from '../add-ons.js';
import type { ServiceOption } from '../protocol.js';
import type { Taken } from './sample-days.js';
import type { SamplePerson } from './sample-shops.js';

/** Who does the visit: one id, or one for each part; whoever has the customer goes on where they can. */
export function peopleOf(
  people: readonly SamplePerson[],
  parts: readonly ServiceOption[],
  minute: number,
  asked: string | null,
  can: (one: SamplePerson, part: ServiceOption, fromMin: number) => boolean,
): string | null {
  const wanted = asked === null ? [] : partIds(asked);
  for (const first of people) {
    const found: SamplePerson[] = [];
    let atMin = minute;
    for (const [place, part] of parts.entries()) {
      const before = found.at(-1) ?? first;
      const only = wanted.length === 1 ? wanted[0] : wanted[place];
      const inOrder = place === 0 ? [first] : [before, ...people];
      const next = inOrder.find((one) => (only ?? one.id) === one.id && can(one, part, atMin));
      if (!next) break;
      found.push(next);
      atMin += part.durationMin;
    }
    const ids = found.map(({ id }) => id);
    if (ids.length === parts.length) return new Set(ids).size === 1 ? ids[0]! : joinParts(ids);
  }
  return null;
}

/** The time that a visit takes of each of its people. */
export function spread<T extends Taken>(serviceId: string, one: T, durationMinOf: (serviceId: string) => number): T[] {
  const parts = partIds(serviceId);
  const ids = partIds(one.personId);
  if (parts.length === 1) return [one];
  let { startsAtUtc } = one;
  return parts.map((id, place) => {
    const fromUtc = startsAtUtc;
    startsAtUtc += durationMinOf(id) * MINUTE_MS;
    return { ...one, personId: ids[place] ?? one.personId, startsAtUtc: fromUtc, endsAtUtc: startsAtUtc };
  });
}
