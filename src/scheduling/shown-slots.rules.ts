import type { FreeDays } from '../messaging/message.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';
import { priceOf } from '../pricing/index.js';
import { visitParts } from './chain.rules.js';
import { startsAt, type FreeStart, type FreeTime } from './free-times.js';
import type { FreeSlot, Range, Scope } from './search-scope.rules.js';
import { isoDay } from './zone.rules.js';

/** With nobody asked for, each time once with the person whose turn it is. */
export function oncePerTime(free: readonly FreeTime[], personId: string | null): readonly FreeStart[] {
  if (personId !== null) return free.flatMap(startsAt);
  return free.map(({ startUtc, people }) => ({ startUtc, ...people[0]! }));
}

/** The days of a range as a calendar reads them: a character a day. */
export function freeDaysOf(withRoom: ReadonlySet<number>, { fromDay, toDay }: Range): FreeDays {
  const days = Array.from({ length: toDay - fromDay + 1 }, (_, index) => fromDay + index);
  return { firstDay: isoDay(fromDay), free: days.map((day) => (withRoom.has(day) ? '1' : '0')).join('') };
}

export function nearestDays(free: readonly FreeStart[], day: number, count: number): FreeStart[] {
  const noonUtc = day * DAY_MS + DAY_MS / 2;
  const distanceMs = (one: FreeStart): number => Math.abs(one.startUtc - noonUtc);
  return [...free]
    .sort((one, other) => distanceMs(one) - distanceMs(other))
    .slice(0, count)
    .sort((one, other) => one.startUtc - other.startUtc);
}

/** A free start with its price (PR-01); of a visit of several services with who does which part of it (ORD-06). */
export function toSlot(
  { snapshot, service, plans, chain, facts, nowUtc, question }: Scope,
  { startUtc: startsAtUtc, personId, placesLeft }: FreeStart,
  isBest: boolean,
): FreeSlot {
  const { durationMin } = service;
  const visit = { startsAtUtc, durationMin, personId, type: question.kind ?? 'standard' };
  const quote = priceOf({ snapshot, service, ...visit, ...facts, promo: null, nowUtc });
  const parts = chain && visitParts(chain, personId, startsAtUtc);
  const names = parts?.map((one) => one.personName) ?? [plans.find((one) => one.personId === personId)!.personName];
  return {
    startsAtUtc,
    endsAtUtc: startsAtUtc + durationMin * MINUTE_MS,
    personId,
    personName: [...new Set(names)].join(' + '),
    price: { amountMinor: quote.totalMinor, currency: quote.currency },
    quote,
    recommended: isBest,
    ...(question.kind ? { visit: question.kind } : {}),
    placesLeft,
    ...(parts ? { parts } : {}),
  };
}
