import { DateTime } from 'luxon';
import { formatClock, formatDay, formatMoney, formatSpan, formatWhen, type Money } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import { partIds, payTogether, splitAddOns } from '../add-ons.js';
import type {
  AddOnOption,
  BookingType,
  DayRefusal,
  Names,
  PriceParts,
  ServiceOption,
  SlotOption,
} from '../protocol.js';
import { peopleOf, spread } from './sample-together.js';
import type { SamplePerson, SampleService, SampleShop } from './sample-shops.js';
import { HOUR_MS, MINUTE_MS } from '../../platform/time-units.js';

const STEP_MIN = 30;
const LUNCH_MIN = 30;
const NOTICE_MS = HOUR_MS;
const HORIZON_DAYS = 60;
const AROUND_MS = 3 * 24 * HOUR_MS;

export interface Taken {
  readonly personId: string;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  /** Places taken of a time for a group; 1 when absent. */
  readonly seats?: number | undefined;
}

export interface DayQuery {
  readonly serviceId: string;
  readonly personId: string | null;
  readonly nowUtc: Instant;
  readonly taken: readonly Taken[];
  /** Nothing before this moment is looked for; the present when left out. */
  readonly fromUtc?: Instant;
  readonly kind?: BookingType | undefined;
  /** Places wanted together; 1 when absent. */
  readonly seats?: number | undefined;
}

/** What a shop has and when it is free, worded in one language. */
export function createSampleDays(shop: SampleShop, language: () => string) {
  const { zone, currency } = shop.facts;
  const { people } = shop;

  function named({ name, names }: { name: string; names?: Names }): { name: string; names?: Names } {
    const mine = names?.[language()] ?? name;
    return names ? { name: mine, names: { [shop.facts.language]: name, ...names } } : { name: mine };
  }

  const money = (amountMinor: number): Money => ({ amountMinor, currency });
  const priceText = (amountMinor: number): string => formatMoney(money(amountMinor), language());

  /** With what is added to it (`tax~rush`): longer, dearer, and named by all of it. The first service for an unknown id. */
  function service(id: string): ServiceOption {
    const together = partIds(id);
    if (together.length > 1) return inOne(id, together.map(service));
    const { serviceId, addOnIds } = splitAddOns(id);
    const base = shop.services.find((one) => one.id === serviceId) ?? shop.services[0]!;
    const added = (base.addOns ?? []).filter((one) => addOnIds.includes(one.id));
    if (added.length === 0) return option(base);
    const parts = [base, ...added];
    const priceMinor = parts.reduce((sum, one) => sum + one.priceMinor, 0);
    return {
      ...option(base),
      id,
      name: parts.map((one) => named(one).name).join(' + '),
      durationMin: parts.reduce((sum, one) => sum + (one.durationMin ?? 0), 0),
      price: money(priceMinor),
      priceText: priceText(priceMinor),
    };
  }

  /** Several services as one visit. */
  function inOne(id: string, parts: readonly ServiceOption[]): ServiceOption {
    const priceMinor = parts.reduce((sum, { price }) => sum + price.amountMinor, 0);
    return {
      ...parts[0]!,
      id,
      name: parts.map(({ name }) => name).join(' + '),
      durationMin: parts.reduce((sum, { durationMin }) => sum + durationMin, 0),
      price: money(priceMinor),
      priceText: priceText(priceMinor),
      pay: payTogether(parts.map(({ pay }) => pay)),
    };
  }

  function option(one: SampleService): ServiceOption {
    const { id, durationMin, pay, priceMinor, photo, estimateMin, places } = one;
    const about = one.about?.[language()];
    const said = {
      ...(about === undefined ? {} : { about }),
      ...(photo === undefined ? {} : { photo }),
      ...(estimateMin === undefined ? {} : { estimateMin }),
      ...(places === undefined ? {} : { places, alone: true as const }),
    };
    const soon = one.soonMin === undefined ? {} : { soon: true as const };
    const price = { price: money(priceMinor), priceText: priceText(priceMinor) };
    const offered = { id, ...named(one), durationMin, pay, ...price, ...soon, ...said };
    if (!one.addOns) return offered;
    const addOns = one.addOns.map((extra): AddOnOption => ({
      id: extra.id,
      ...named(extra),
      priceText: priceText(extra.priceMinor),
    }));
    return { ...offered, addOns };
  }

  const isAtWork = (person: SamplePerson, minute: number, endMin: number, weekday: number): boolean =>
    weekday <= person.lastDay &&
    minute >= person.fromMin &&
    endMin <= person.toMin &&
    (person.lunchMin === null || endMin <= person.lunchMin || minute >= person.lunchMin + LUNCH_MIN);

  const FIRST_MIN = Math.min(...people.map(({ fromMin }) => fromMin));
  const LAST_MIN = Math.max(...people.map(({ toMin }) => toMin));
  const gapMs = shop.bufferMin * MINUTE_MS;

  /** Free starts in order, one person a time, from the first that may still be booked. Looked for only as far as they are taken. */
  function* free({
    serviceId,
    personId,
    nowUtc,
    taken,
    fromUtc = nowUtc,
    kind,
    seats = 1,
  }: DayQuery): Generator<SlotOption> {
    const wanted = service(serviceId);
    const parts = partIds(serviceId).map((id) => ({ ...service(id), id: splitAddOns(id).serviceId }));
    const base = parts[0]!.id;
    const last = localDay(nowUtc).plus({ days: HORIZON_DAYS });
    const { firstUtc, lastUtc } = gate(base, kind, nowUtc);
    for (let day = localDay(Math.max(fromUtc, nowUtc)); day <= last; day = day.plus({ days: 1 })) {
      const dayUtc = day.toMillis();
      const { weekday } = day;
      for (let minute = FIRST_MIN; minute + wanted.durationMin <= LAST_MIN; minute += STEP_MIN) {
        const startsAtUtc = dayUtc + minute * MINUTE_MS;
        if (startsAtUtc > lastUtc) return;
        if (startsAtUtc < firstUtc || startsAtUtc < fromUtc) continue;
        const endsAtUtc = startsAtUtc + wanted.durationMin * MINUTE_MS;
        const can = (one: SamplePerson, part: ServiceOption, fromMin: number): boolean => {
          const fromUtc = dayUtc + fromMin * MINUTE_MS;
          const toUtc = fromUtc + part.durationMin * MINUTE_MS;
          return (
            one.does.includes(part.id) &&
            isAtWork(one, fromMin, fromMin + part.durationMin, weekday) &&
            placesLeft(part, one.id, fromUtc, taken) >= seats &&
            !taken.some(
              (other) =>
                other.personId === one.id &&
                !(part.places && other.startsAtUtc === fromUtc) &&
                other.startsAtUtc < toUtc + gapMs &&
                other.endsAtUtc > fromUtc - gapMs,
            )
          );
        };
        const who = peopleOf(people, parts, minute, personId, can);
        if (who === null) continue;
        const isBest = taken.some((one) => one.personId === who && touches(one, startsAtUtc, endsAtUtc));
        const group = wanted.places ? { placesLeft: placesLeft(wanted, who, startsAtUtc, taken) } : {};
        const offered = { ...forSeats(slot(wanted, who, startsAtUtc), seats), ...group };
        yield { ...offered, recommended: isBest, ...(kind ? { visit: kind } : {}) };
      }
    }
  }

  /** "Asha and Ben" */
  function personNames(personId: string): string {
    const ids = partIds(personId);
    const names = ids.map((id) => people.find((one) => one.id === id)?.name ?? id);
    if (names.length === 1) return names[0]!;
    return new Intl.ListFormat(language(), { type: 'conjunction' }).format(new Set(names));
  }

  /** Of a group, how many more can come; a visit of one customer takes all there is. */
  function placesLeft({ places }: ServiceOption, personId: string, startsAtUtc: Instant, taken: readonly Taken[]) {
    if (places === undefined) return Infinity;
    const together = taken.filter((one) => one.personId === personId && one.startsAtUtc === startsAtUtc);
    return together.reduce((left, { seats = 1 }) => left - seats, places);
  }

  function forSeats(one: SlotOption, seats: number): SlotOption {
    const amountMinor = one.price.amountMinor * seats;
    return seats === 1 ? one : { ...one, price: money(amountMinor), priceText: priceText(amountMinor) };
  }

  /** Nothing is left between the two but the gap there must be. */
  const touches = (one: Taken, startsAtUtc: Instant, endsAtUtc: Instant): boolean =>
    one.endsAtUtc + gapMs === startsAtUtc || endsAtUtc + gapMs === one.startsAtUtc;

  /** An emergency ends where the ordinary notice begins. */
  function gate(serviceId: string, kind: BookingType | undefined, nowUtc: Instant) {
    const soonMin = shop.services.find(({ id }) => id === serviceId)?.soonMin;
    const usualUtc = nowUtc + NOTICE_MS;
    if (kind !== 'emergency' || soonMin === undefined) return { firstUtc: usualUtc, lastUtc: Infinity };
    return { firstUtc: nowUtc + soonMin * MINUTE_MS, lastUtc: usualUtc - 1 };
  }

  function slot({ durationMin, price, priceText: text }: ServiceOption, personId: string, atUtc: Instant): SlotOption {
    return {
      startsAtUtc: atUtc,
      endsAtUtc: atUtc + durationMin * MINUTE_MS,
      personId,
      personName: personNames(personId),
      when: when(atUtc),
      clock: clock(atUtc),
      price,
      priceText: text,
      recommended: false,
      placesLeft: 1,
    };
  }

  const when = (atUtc: Instant): string => formatWhen(atUtc, zone, language());
  const span = (startsAtUtc: Instant, endsAtUtc: Instant): string =>
    formatSpan(startsAtUtc, endsAtUtc, zone, language());
  const clock = (atUtc: Instant): string => formatClock(atUtc, zone, language());
  const localDay = (atUtc: Instant): DateTime => DateTime.fromMillis(atUtc, { zone }).startOf('day');
  const dateOf = (atUtc: Instant): string => localDay(atUtc).toFormat('yyyy-MM-dd');

  return {
    services: (): ServiceOption[] => shop.services.map(option),
    service,
    named,
    /** The time that a visit takes of each of its people. */
    spread: <T extends Taken>(serviceId: string, one: T): T[] =>
      spread(serviceId, one, (id) => service(id).durationMin),
    /** What each of several services costs; undefined for one. */
    items(serviceId: string): PriceParts['items'] {
      const parts = partIds(serviceId).map(service);
      return parts.length === 1 ? undefined : parts.map(({ name, priceText: amount }) => ({ name, amount }));
    },
    people: (serviceId: string) =>
      people.filter(({ does }) => partIds(serviceId).every((id) => does.includes(splitAddOns(id).serviceId))),
    free,
    slot,
    when,
    span,
    clock,
    dateOf,
    dayStart: (localDate: string): Instant => DateTime.fromISO(localDate, { zone }).toMillis(),

    /** The nearest later time, the same time on another day, the next one: as the house offers when a time is lost. */
    alternativesTo(startsAtUtc: Instant, query: DayQuery): SlotOption[] {
      const around: SlotOption[] = [];
      for (const one of free({ ...query, fromUtc: startsAtUtc - AROUND_MS })) {
        if (one.startsAtUtc > startsAtUtc + AROUND_MS) break;
        if (one.startsAtUtc !== startsAtUtc) around.push(one);
      }
      const byDistance = [...around].sort(
        (one, other) => Math.abs(one.startsAtUtc - startsAtUtc) - Math.abs(other.startsAtUtc - startsAtUtc),
      );
      const sameDay = byDistance.find((one) => dateOf(one.startsAtUtc) === dateOf(startsAtUtc));
      const otherDay = byDistance.find((one) => one.clock === clock(startsAtUtc));
      const chosen = [sameDay, otherDay, ...byDistance].filter((one) => one !== undefined);
      return [...new Set(chosen)].slice(0, 3);
    },

    /** Why nothing is free on that day, and how the person is told which day it is. */
    whyNot(localDate: string, nowUtc: Instant): { reason: DayRefusal; asked: string } {
      const day = DateTime.fromISO(localDate, { zone });
      const ahead = day.diff(localDay(nowUtc), 'days').days;
      const isOpenThen = people.some(({ lastDay }) => day.weekday <= lastDay);
      const reason = ahead < 0 ? 'past' : ahead > HORIZON_DAYS ? 'tooFar' : isOpenThen ? 'full' : 'closed';
      return { reason, asked: formatDay(day.plus({ hours: 12 }).toMillis(), zone, language()) };
    },

    /** From when to when it is open today, and when it opens next while it is closed. */
    hours(nowUtc: Instant): { readonly hours: string | null; readonly opens: string | null } {
      const today = localDay(nowUtc);
      const spanOf = (day: DateTime): { fromUtc: Instant; toUtc: Instant } | null => {
        const there = people.filter(({ lastDay }) => day.weekday <= lastDay);
        if (there.length === 0) return null;
        const at = (minute: number): Instant => day.plus({ minutes: minute }).toMillis();
        const [fromMin, toMin] = [there.map((one) => one.fromMin), there.map((one) => one.toMin)];
        return { fromUtc: at(Math.min(...fromMin)), toUtc: at(Math.max(...toMin)) };
      };
      const open = spanOf(today);
      const hours = open && `${clock(open.fromUtc)}-${clock(open.toUtc)}`;
      if (this.isOpen(nowUtc)) return { hours, opens: null };
      const ahead = Array.from({ length: 8 }, (_, days) => spanOf(today.plus({ days })));
      const next = ahead.find((one) => one !== null && one.fromUtc > nowUtc);
      return { hours, opens: next ? when(next.fromUtc) : null };
    },

    /** Whether anybody is at work. */
    isOpen(nowUtc: Instant): boolean {
      const now = DateTime.fromMillis(nowUtc, { zone });
      const minute = now.hour * 60 + now.minute;
      return people.some((one) => now.weekday <= one.lastDay && minute >= one.fromMin && minute < one.toMin);
    },
  };
}

export type SampleDays = ReturnType<typeof createSampleDays>;
