import { DateTime } from 'luxon';
import { formatClock, formatDay, formatWhen, type Money } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { ShopFacts } from '../library.js';
import type { DayRefusal, PersonOption, ServiceOption, SlotOption } from '../protocol.js';

/** The shop recorded chats are played at: the demo business as data. */
export const SAMPLE_SHOP: ShopFacts = {
  name: 'Willow Salon',
  zone: 'Europe/London',
  country: 'GB',
  place: '12 Mill Lane',
  currency: 'GBP',
  language: 'en',
  script: 'salon',
};

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export const gbp = (amountMinor: number): Money => ({ amountMinor, currency: 'GBP' });

export const SERVICES: readonly ServiceOption[] = [
  { id: 'haircut', name: 'Haircut', durationMin: 30, price: gbp(2500), priceText: '£25', pay: 'after' },
  { id: 'colour', name: 'Colour', durationMin: 90, price: gbp(8000), priceText: '£80', pay: 'before' },
  { id: 'shave', name: 'Shave', durationMin: 20, price: gbp(1500), priceText: '£15', pay: 'after' },
];

/** `lunchMin` is when that person's half hour begins. */
export const PEOPLE: readonly (PersonOption & { readonly lunchMin: number; readonly does: readonly string[] })[] = [
  { id: 'asha', name: 'Asha', lunchMin: 750, does: ['haircut', 'colour'] },
  { id: 'ben', name: 'Ben', lunchMin: 780, does: ['haircut', 'shave'] },
  { id: 'chloe', name: 'Chloe', lunchMin: 810, does: ['haircut', 'colour', 'shave'] },
];

const OPEN_MIN = 540;
const CLOSE_MIN = 1_050;
const STEP_MIN = 30;
const NOTICE_MS = HOUR_MS;
const HORIZON_DAYS = 60;
const AROUND_MS = 3 * 24 * HOUR_MS;

export interface Taken {
  readonly personId: string;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
}

export interface DayQuery {
  readonly service: ServiceOption;
  readonly personId: string | null;
  readonly nowUtc: Instant;
  readonly taken: readonly Taken[];
  /** Nothing before this moment is looked for; the present when left out. */
  readonly fromUtc?: Instant;
}

/** Free starts in order, one person a time, from the first that may still be booked. Looked for only as far as they are taken. */
export function* freeSlots({ service, personId, nowUtc, taken, fromUtc = nowUtc }: DayQuery): Generator<SlotOption> {
  const last = localDay(nowUtc).plus({ days: HORIZON_DAYS });
  for (let day = localDay(Math.max(fromUtc, nowUtc)); day <= last; day = day.plus({ days: 1 })) {
    if (day.weekday === 7) continue;
    for (let minute = OPEN_MIN; minute + service.durationMin <= CLOSE_MIN; minute += STEP_MIN) {
      const startsAtUtc = day.plus({ minutes: minute }).toMillis();
      if (startsAtUtc < nowUtc + NOTICE_MS || startsAtUtc < fromUtc) continue;
      const endsAtUtc = startsAtUtc + service.durationMin * MINUTE_MS;
      const endMin = minute + service.durationMin;
      const who = PEOPLE.find(
        ({ id, does, lunchMin }) =>
          does.includes(service.id) &&
          (personId ?? id) === id &&
          (endMin <= lunchMin || minute >= lunchMin + 30) &&
          !taken.some((one) => one.personId === id && one.startsAtUtc < endsAtUtc && one.endsAtUtc > startsAtUtc),
      );
      if (who) yield slotOf(service, who, startsAtUtc);
    }
  }
}

export function slotOf(service: ServiceOption, person: PersonOption, startsAtUtc: Instant): SlotOption {
  const { zone, language } = SAMPLE_SHOP;
  return {
    startsAtUtc,
    endsAtUtc: startsAtUtc + service.durationMin * MINUTE_MS,
    personId: person.id,
    personName: person.name,
    when: formatWhen(startsAtUtc, zone, language),
    clock: formatClock(startsAtUtc, zone, language),
    price: service.price,
    priceText: service.priceText,
    recommended: false,
    placesLeft: 1,
  };
}

/** The nearest later time, the same time on another day, the next one: as the house offers when a time is lost. */
export function alternativesTo(startsAtUtc: Instant, query: DayQuery): SlotOption[] {
  const free: SlotOption[] = [];
  for (const one of freeSlots({ ...query, fromUtc: startsAtUtc - AROUND_MS })) {
    if (one.startsAtUtc > startsAtUtc + AROUND_MS) break;
    if (one.startsAtUtc !== startsAtUtc) free.push(one);
  }
  const byDistance = [...free].sort(
    (one, other) => Math.abs(one.startsAtUtc - startsAtUtc) - Math.abs(other.startsAtUtc - startsAtUtc),
  );
  const clock = formatClock(startsAtUtc, SAMPLE_SHOP.zone, SAMPLE_SHOP.language);
  const sameDay = byDistance.find((one) => dateOf(one.startsAtUtc) === dateOf(startsAtUtc));
  const otherDay = byDistance.find((one) => one.clock === clock);
  const chosen = [sameDay, otherDay, ...byDistance].filter((one) => one !== undefined);
  return [...new Set(chosen)].slice(0, 3);
}

/** Why nothing is free on that day, and how the person is told which day it is. */
export function whyNot(localDate: string, nowUtc: Instant): { reason: DayRefusal; asked: string } {
  const day = DateTime.fromISO(localDate, { zone: SAMPLE_SHOP.zone });
  const ahead = day.diff(localDay(nowUtc), 'days').days;
  const reason = ahead < 0 ? 'past' : ahead > HORIZON_DAYS ? 'tooFar' : day.weekday === 7 ? 'closed' : 'full';
  return { reason, asked: formatDay(day.plus({ hours: 12 }).toMillis(), SAMPLE_SHOP.zone, SAMPLE_SHOP.language) };
}

export function isOpen(nowUtc: Instant): boolean {
  const now = DateTime.fromMillis(nowUtc, { zone: SAMPLE_SHOP.zone });
  const minute = now.hour * 60 + now.minute;
  return now.weekday !== 7 && minute >= OPEN_MIN && minute < CLOSE_MIN;
}

export function dayStart(localDate: string): Instant {
  return DateTime.fromISO(localDate, { zone: SAMPLE_SHOP.zone }).toMillis();
}

export function dateOf(atUtc: Instant): string {
  return localDay(atUtc).toFormat('yyyy-MM-dd');
}

function localDay(atUtc: Instant): DateTime {
  return DateTime.fromMillis(atUtc, { zone: SAMPLE_SHOP.zone }).startOf('day');
}
