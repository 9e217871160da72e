import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/platform/time-units.js';

/** What the model knows of the shop: written down here by hand, and told to the product through its public door. */

/** Friday 27 November 2026, 8:00: a few days of a history lie before the month's end and a few after it. */
export const BEGINS_UTC = Date.parse('2026-11-27T08:00:00Z');

export interface ServiceFacts {
  readonly id: ServiceId;
  readonly durationMs: number;
  readonly bufferMs: number;
  readonly capacity: number;
  /** It needs the one studio. */
  readonly room: boolean;
  readonly priceMinor: number;
  readonly paidBefore: boolean;
}

export type ServiceId = 'trim' | 'cut' | 'colour' | 'yoga';

export const SERVICES: Readonly<Record<ServiceId, ServiceFacts>> = {
  trim: service('trim', 30, 0, {}),
  cut: service('cut', 60, 15, {}),
  colour: service('colour', 60, 0, { room: true, paidBefore: true, priceMinor: 8_000 }),
  yoga: service('yoga', 60, 0, { capacity: 3 }),
};
/** A trim and then a cut, each by whoever is asked for, in one visit. */
export const CHAIN = 'trim~~cut';
export type VisitKind = ServiceId | typeof CHAIN;
export const VISIT_KINDS: readonly VisitKind[] = [...(Object.keys(SERVICES) as readonly ServiceId[]), CHAIN];
/** What a visit consists of, one after the other without a gap. */
export const partsOf = (kind: VisitKind): readonly ServiceId[] => (kind === CHAIN ? ['trim', 'cut'] : [kind]);
/** Each part's person: one name is asked for everything. */
export const peopleOf = (person: string, parts: readonly unknown[]): readonly string[] => {
  const names = person.split('~~');
  return parts.map((_, place) => names[place] ?? person);
};
export const PEOPLE = ['ann', 'bo'] as const;
export const CHATS = 4;

/** What is sold over the counter: little of it, so that people take it from each other. */
export const OIL = { id: 'oil', stock: 5, priceMinor: 900, readyMs: 2 * DAY_MS };
/** For so long products are kept for somebody who has not said the last word. */
export const KEPT_MS = 15 * MINUTE_MS;

export const SHOP_FACTS = {
  holdMs: 15 * MINUTE_MS,
  freeMs: 24 * HOUR_MS,
  tokenGrant: 2,
  lateRefundPercent: 50,
  missedAfterMs: 15 * MINUTE_MS,
  /** A house that was down for longer does not hold a miss against anybody. */
  missedWatchedMs: 24 * HOUR_MS,
  /** For so long before a visit its person must have begun another one, or silence says nothing. */
  habitMs: 7 * 24 * HOUR_MS,
};

/** Few times, so that people get in each other's way: 10:00 to 12:30. */
export const STARTS = 6;

/** @param day days after the one of `nowUtc`. */
export function startOf(nowUtc: number, day: number, half: number): number {
  return Math.floor(nowUtc / DAY_MS) * DAY_MS + day * DAY_MS + 10 * HOUR_MS + half * 30 * MINUTE_MS;
}

export function phoneOf(chat: number): string {
  return `+44770090010${chat}`;
}

function service(id: ServiceId, durationMin: number, bufferMin: number, more: Partial<ServiceFacts>): ServiceFacts {
  const times = { durationMs: durationMin * MINUTE_MS, bufferMs: bufferMin * MINUTE_MS };
  return { id, ...times, capacity: 1, room: false, priceMinor: 2_500, paidBefore: false, ...more };
}
