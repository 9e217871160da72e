import { formatClock } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { Call, FlowEvent, Notice, Outcome, ServiceOption, SlotOption } from '../protocol.js';
import {
  alternativesTo,
  dateOf,
  dayStart,
  freeSlots,
  HOUR_MS,
  isOpen,
  MINUTE_MS,
  PEOPLE,
  SAMPLE_SHOP,
  SERVICES,
  slotOf,
  whyNot,
  type Taken,
} from './sample-days.js';
import { answerPlain } from './sample-answers.js';
import { createSampleDesk } from './sample-desk.js';
import { isLive, viewOf, type Booked } from './sample-booking.js';

/** A small house made of data that keeps what it agreed to: for playing chats without a database. */
export interface SampleHouse {
  /** @throws UnknownCallError for calls of rooms this house does not have. */
  perform(call: Call, nowUtc: Instant): Outcome;
  /** Takes the next such call in another way, once: "the time has just gone", "nobody is there". */
  answerNext(outcome: Outcome): void;
  /** Something happens outside the chat. Null when this house does not know how. */
  happen(what: string, nowUtc: Instant): readonly Notice[] | null;
  /** Somebody takes the chat over, writes in it, gives it back, as recorded chats say it; null when it is none of that. */
  owned(what: string): FlowEvent | null;
  /** The customer's words for whoever has the chat. @returns what they lead to, if anything. */
  told(text: string): FlowEvent | null;
  /** What has become due by now: payments that come late or not at all, reminders. */
  due(nowUtc: Instant): readonly Notice[];
}

const HOLD_MS = 10 * MINUTE_MS;
const LINK_MS = 31 * MINUTE_MS;
const BANK_MS = 60 * MINUTE_MS;
/** Early enough that moving is still free when it is read. */
const REMINDER_MS = 26 * HOUR_MS;
const SOON_MS = 2 * HOUR_MS;
/** "Everybody else is booked" speaks of the next days. */
const LOOK_MS = 14 * 24 * HOUR_MS;

interface Hold {
  readonly slot: SlotOption;
  readonly service: ServiceOption;
  readonly untilUtc: Instant;
}

export function createSampleHouse(): SampleHouse {
  const holds = new Map<string, Hold>();
  const others: Taken[] = [];
  const forced: Outcome[] = [];
  let booked: Booked[] = [];
  let paying: { hold: Hold; untilUtc: Instant; name: string; arrivesUtc: Instant | null } | null = null;
  const desk = createSampleDesk();
  let made = 0;

  const taken = (): Taken[] => [
    ...others,
    ...booked.filter(isLive).map(({ slot }) => slot),
    ...[...holds.values()].map(({ slot }) => slot),
  ];
  const serviceOf = (id: string): ServiceOption => SERVICES.find((one) => one.id === id) ?? SERVICES[0]!;
  const change = (changed: Booked): Booked => {
    booked = booked.map((one) => (one.id === changed.id ? changed : one));
    return changed;
  };

  function book(hold: Hold, name: string, isPaid: boolean, nowUtc: Instant): Booked {
    const { service, slot } = hold;
    const one: Booked = {
      id: `${++made}`,
      service,
      slot,
      name,
      status: 'pending',
      version: 1,
      isPaid,
      reminded: [],
      bookedAtUtc: nowUtc,
      acceptedAtUtc: null,
    };
    booked.push(one);
    return one;
  }

  function lost(
    { service, slot }: { service: ServiceOption; slot: SlotOption },
    personId: string | null,
    nowUtc: Instant,
  ) {
    const alternatives = alternativesTo(slot.startsAtUtc, { service, personId, nowUtc, taken: taken() });
    return { alternatives, wanted: slot.when };
  }

  function search(input: Extract<Call, { call: 'slots.search' }>['input'], nowUtc: Instant): Outcome {
    const call = 'slots.search';
    const { personId, limit, localDate } = input;
    const query = { service: serviceOf(input.serviceId), personId, nowUtc, taken: taken() };
    const firstUtc = Math.max((input.afterUtc ?? 0) + 1, localDate === null ? 0 : dayStart(localDate));
    const next: SlotOption[] = [];
    for (const one of freeSlots({ ...query, fromUtc: firstUtc })) {
      if (next.length > limit) break;
      next.push(one);
    }
    const then = localDate === null ? next : next.filter(({ startsAtUtc }) => dateOf(startsAtUtc) === localDate);
    if (then.length > 0)
      return { call, exit: 'found', data: { slots: then.slice(0, limit), more: next.length > limit } };
    const [first] = next.length > 0 ? next : freeSlots(query);
    if (localDate === null || !first) return { call, exit: 'none', data: {} };
    const slots = next.length > 0 ? next.slice(0, limit) : [first];
    return { call, exit: 'otherDay', data: { slots, ...whyNot(localDate, nowUtc) } };
  }

  function hold(input: Extract<Call, { call: 'hold.place' }>['input'], nowUtc: Instant): Outcome {
    const call = 'hold.place';
    if (input.replaces !== null) holds.delete(input.replaces);
    const service = serviceOf(input.serviceId);
    const query = { service, personId: input.personId, nowUtc, taken: taken(), fromUtc: input.startsAtUtc };
    const [slot] = freeSlots(query);
    if (slot?.startsAtUtc !== input.startsAtUtc) {
      const wanted = slotOf(service, PEOPLE.find(({ id }) => id === input.personId) ?? PEOPLE[0]!, input.startsAtUtc);
      return { call, exit: 'taken', data: lost({ service, slot: wanted }, null, nowUtc) };
    }
    const holdId = `h${++made}`;
    const untilUtc = nowUtc + HOLD_MS;
    holds.set(holdId, { slot, service, untilUtc });
    const until = formatClock(untilUtc, SAMPLE_SHOP.zone, SAMPLE_SHOP.language);
    return { call, exit: 'held', data: { holdId, slot, untilUtc, until } };
  }

  /** A hold that has ended is taken again where nobody else has it. */
  function liveHold(holdId: string): Hold | null {
    const found = holds.get(holdId);
    if (!found) return null;
    const { slot } = found;
    const isGone = others.some(
      (one) => one.personId === slot.personId && one.startsAtUtc < slot.endsAtUtc && one.endsAtUtc > slot.startsAtUtc,
    );
    return isGone ? null : found;
  }

  function answerBooking(call: Call, nowUtc: Instant): Outcome | null {
    switch (call.call) {
      case 'slots.search':
        return search(call.input, nowUtc);
      case 'hold.place':
        return hold(call.input, nowUtc);
      case 'hold.release':
        holds.delete(call.input.holdId);
        paying = null;
        return { call: call.call, exit: 'released', data: {} };
      case 'booking.create':
      case 'payment.request': {
        const found = liveHold(call.input.holdId);
        if (!found) return { call: call.call, exit: 'taken', data: { alternatives: [], wanted: '' } };
        const { name } = call.input.contact;
        if (call.call === 'booking.create') {
          holds.delete(call.input.holdId);
          return {
            call: call.call,
            exit: 'booked',
            data: { booking: viewOf(book(found, name, false, nowUtc), nowUtc) },
          };
        }
        const untilUtc = nowUtc + LINK_MS;
        paying = { hold: found, untilUtc, name, arrivesUtc: null };
        const until = formatClock(untilUtc, SAMPLE_SHOP.zone, SAMPLE_SHOP.language);
        const { price: amount } = found.service;
        return {
          call: call.call,
          exit: 'link',
          data: { url: 'https://pay.example/1', amount, until, untilUtc, paymentId: `p${++made}` },
        };
      }
      case 'bookings.list': {
        const live = booked.filter((one) => isLive(one) && one.slot.endsAtUtc > nowUtc);
        if (live.length === 0) return { call: call.call, exit: 'none', data: {} };
        return { call: call.call, exit: 'found', data: { bookings: live.map((one) => viewOf(one, nowUtc)) } };
      }
      default:
        return null;
    }
  }

  function answerChange(call: Call, nowUtc: Instant): Outcome | null {
    if (call.call !== 'booking.move' && call.call !== 'booking.drop' && call.call !== 'booking.coming') return null;
    const one = booked.find(({ id }) => id === call.input.bookingId) ?? booked.at(-1);
    if (!one) throw new Error('a chat speaks of a booking that was never made');
    const booking = viewOf(one, nowUtc);
    if (call.call === 'booking.coming') return { call: call.call, exit: 'noted', data: { booking } };
    if (!booking.canDrop) return { call: call.call, exit: 'refused', data: { booking, reason: 'pastDeadline' } };
    if (call.call === 'booking.drop') {
      const dropped = change({ ...one, status: 'cancelled', version: one.version + 1 });
      const refunded = one.isPaid ? one.service.price : null;
      return { call: call.call, exit: 'dropped', data: { booking: viewOf(dropped, nowUtc), refunded } };
    }
    const held = liveHold(call.input.holdId);
    if (!held) return { call: call.call, exit: 'taken', data: { alternatives: [], wanted: '' } };
    holds.delete(call.input.holdId);
    const moved = change({ ...one, slot: held.slot, version: one.version + 1 });
    return { call: call.call, exit: 'moved', data: { booking: viewOf(moved, nowUtc), was: one.slot.when } };
  }

  function paid(nowUtc: Instant, isLate: boolean): readonly Notice[] {
    if (!paying) return [];
    const { hold: wanted, untilUtc, name } = paying;
    paying = null;
    const holdId = [...holds].find(([, one]) => one === wanted)?.[0] ?? '';
    const isFree = liveHold(holdId) !== null;
    holds.delete(holdId);
    const { price, id: serviceId } = wanted.service;
    if (isFree) {
      const booking = viewOf(book(wanted, name, true, nowUtc), nowUtc);
      return [{ name: 'payment.booked', booking, paid: price, late: isLate }];
    }
    const lapsedAt = formatClock(untilUtc, SAMPLE_SHOP.zone, SAMPLE_SHOP.language);
    const { alternatives } = lost(wanted, null, nowUtc);
    return [{ name: 'payment.refunded', wanted: wanted.slot.when, lapsedAt, refunded: price, alternatives, serviceId }];
  }

  function decided(what: string, nowUtc: Instant): readonly Notice[] {
    const one = booked.findLast(isLive);
    if (!one) return [];
    const isAccepted = what === 'Accept';
    const changed = change({
      ...one,
      status: isAccepted ? 'accepted' : 'rejected',
      acceptedAtUtc: nowUtc,
      version: one.version + 1,
    });
    const booking = viewOf(changed, nowUtc);
    if (isAccepted) return [{ name: 'booking.accepted', booking }];
    return [{ name: 'booking.rejected', booking, refunded: one.isPaid ? one.service.price : null }];
  }

  function bookEverybody(when: string, nowUtc: Instant): void {
    const service = SERVICES[0]!;
    for (const person of PEOPLE) {
      const query = { service, personId: person.id, nowUtc, taken: booked.map((one) => one.slot) };
      for (const slot of freeSlots(query)) {
        if (slot.when !== when && slot.startsAtUtc < nowUtc + LOOK_MS) continue;
        if (slot.when === when) others.push(slot);
        break;
      }
    }
  }

  return {
    owned: (what) => desk.happen(what),
    told: (text) => desk.told(text),
    answerNext: (outcome) => void forced.push(outcome),
    perform(call, nowUtc) {
      const place = forced.findIndex((one) => one.call === call.call);
      const [outcome] = place < 0 ? [] : forced.splice(place, 1);
      if (!outcome && call.call === 'handOff.start' && isOpen(nowUtc)) return desk.handOff();
      return outcome ?? answerBooking(call, nowUtc) ?? answerChange(call, nowUtc) ?? answerPlain(call, nowUtc);
    },
    happen(what, nowUtc) {
      const pressed = /^the operator presses (Accept|Reject)$/.exec(what)?.[1];
      if (pressed !== undefined) return decided(pressed, nowUtc);
      const when = /^everybody else is booked on (.+)$/.exec(what)?.[1];
      if (when !== undefined) {
        bookEverybody(when, nowUtc);
        return [];
      }
      if (what === 'the person pays') return paid(nowUtc, false);
      if (what === 'the person pays by bank' && paying) paying = { ...paying, arrivesUtc: nowUtc + BANK_MS };
      const isKnown = ['the person pays by bank', 'the card is declined', 'the refund arrives', 'no mail has come'];
      return isKnown.includes(what) ? [] : null;
    },
    due(nowUtc) {
      const told: Notice[] = [];
      if (paying?.arrivesUtc != null) {
        if (paying.arrivesUtc <= nowUtc) told.push(...paid(nowUtc, true));
      } else if (paying && paying.untilUtc <= nowUtc) {
        const { slot, service } = paying.hold;
        for (const [id, one] of holds) if (one === paying.hold) holds.delete(id);
        paying = null;
        told.push({ name: 'payment.lapsed', wanted: slot.when, serviceId: service.id });
      }
      for (const kind of ['advance', 'soon'] as const) {
        for (const one of booked) {
          const dueUtc = one.slot.startsAtUtc - (kind === 'soon' ? SOON_MS : REMINDER_MS);
          if (one.status !== 'accepted' || one.reminded.includes(kind) || dueUtc > nowUtc) continue;
          if (one.slot.startsAtUtc <= nowUtc) continue;
          const reminded = change({ ...one, reminded: [...one.reminded, kind] });
          told.push({ name: 'booking.reminder', booking: viewOf(reminded, nowUtc), kind });
        }
      }
      return told;
    },
  };
}
