import type { Instant } from '../../messaging/message.js';
import type { BookingView, Call, Contact, Held, Notice, Outcome, SlotOption } from '../protocol.js';
import { isLive, viewOf, type Booked } from './sample-booking.js';
import { type SampleDays, type Taken } from './sample-days.js';
import { createSamplePrices } from './sample-prices.js';
import { searchPriced, takenByOthers } from './sample-search.js';
import { createSampleChanges } from './sample-changes.js';
import { createSamplePolicy } from './sample-policy.js';
import { createSampleReminders } from './sample-reminders.js';
import type { SampleShop } from './sample-shops.js';
import { MINUTE_MS } from '../../platform/time-units.js';

const HOLD_MS = 15 * MINUTE_MS;
const LINK_MS = 31 * MINUTE_MS;
const BANK_MS = 60 * MINUTE_MS;

export interface Hold {
  readonly id: string;
  readonly slot: SlotOption;
  readonly serviceId: string;
  readonly untilUtc: Instant;
  readonly seats?: number | undefined;
}

interface Paying {
  readonly hold: Hold;
  readonly untilUtc: Instant;
  readonly contact: Contact;
  readonly arrivesUtc: Instant | null;
}

/** Times held, visits booked and paid: what the sample house agreed to, and what follows from it. */
export function createSampleVisits(shop: SampleShop, days: SampleDays, language: () => string) {
  const holds = new Map<string, Hold>();
  const others: Taken[] = [];
  let booked: Booked[] = [];
  let paying: Paying | null = null;
  let made = 0;
  /** Mails on their way. */
  let mails = 0;
  const policy = createSamplePolicy(shop, language);
  const prices = createSamplePrices(shop, language);

  const view = (one: Booked, nowUtc: Instant): BookingView => viewOf(one, nowUtc, shop, days, language());
  const taken = (): Taken[] => [
    ...others,
    ...booked.filter(isLive).flatMap((one) => days.spread(one.serviceId, one)),
    ...[...holds.values()].flatMap(({ slot, seats, serviceId }) => days.spread(serviceId, { ...slot, seats })),
  ];
  const change = (changed: Booked): Booked => {
    booked = booked.map((one) => (one.id === changed.id ? changed : one));
    return changed;
  };

  function book(
    { slot, serviceId, seats }: Hold,
    { name, email, forWhom }: Contact,
    isPaid: boolean,
    nowUtc: Instant,
  ): Booked {
    const { personId, startsAtUtc, endsAtUtc } = slot;
    const one: Booked = {
      ...{ id: `${++made}`, serviceId, personId, startsAtUtc, endsAtUtc, seats, name, email, isPaid },
      ...(forWhom === undefined ? {} : { isAnothers: true }),
      ...{ status: 'pending', version: 1, reminded: [], bookedAtUtc: nowUtc, acceptedAtUtc: null },
    };
    booked.push(one);
    return one;
  }

  function lost(serviceId: string, wantedUtc: Instant, nowUtc: Instant) {
    const query = { serviceId, personId: null, nowUtc, taken: taken() };
    return { alternatives: days.alternativesTo(wantedUtc, query), wanted: days.when(wantedUtc) };
  }

  function place(input: Extract<Call, { call: 'hold.place' }>['input'], nowUtc: Instant): Outcome {
    const call = 'hold.place';
    if (policy.isEmpty() && input.movingBookingId === null)
      return { call, exit: 'blocked', data: { tokens: policy.tokens(nowUtc) } };
    if (input.replaces !== null) holds.delete(input.replaces);
    const { serviceId, startsAtUtc, kind, seats } = input;
    const freeWith = (personId: string | null): SlotOption | undefined => {
      const query = { serviceId, personId, nowUtc, taken: taken(), fromUtc: startsAtUtc, kind, seats };
      const [first] = days.free(query);
      return first?.startsAtUtc === startsAtUtc ? first : undefined;
    };
    const slot = freeWith(input.personId) ?? (input.anyPerson ? freeWith(null) : undefined);
    if (!slot) return { call, exit: 'taken', data: lost(serviceId, startsAtUtc, nowUtc) };
    const priced = prices.priced(slot, slot.price, kind, days.items(serviceId));
    const hold = { id: `h${++made}`, slot: priced, serviceId, seats, untilUtc: nowUtc + HOLD_MS };
    holds.set(hold.id, hold);
    return { call, exit: 'held', data: heldOf(hold) };
  }

  const heldOf = ({ id: holdId, slot, untilUtc }: Hold): Held => ({
    holdId,
    slot,
    untilUtc,
    until: days.clock(untilUtc),
  });

  function takeCode({ code: typed, holdId, isPaying }: Extract<Call, { call: 'promo.apply' }>['input']): Outcome {
    const call = 'promo.apply';
    const code = typed.toUpperCase();
    const reason = isPaying ? 'paying' : prices.give(code);
    if (reason) return { call, exit: 'refused', data: { code, reason } };
    const found = holdId === null ? undefined : holds.get(holdId);
    if (!found) return { call, exit: 'kept', data: { code } };
    const { price } = days.service(found.serviceId);
    const hold = { ...found, slot: prices.priced(found.slot, price, undefined, days.items(found.serviceId)) };
    holds.set(hold.id, hold);
    return { call, exit: 'applied', data: { code, held: heldOf(hold) } };
  }

  /** A hold that has ended is taken again where nobody else has it. */
  function liveHold(holdId: string): Hold | null {
    const found = holds.get(holdId);
    if (!found) return null;
    const { personId, startsAtUtc, endsAtUtc } = found.slot;
    const isGone = others.some(
      (one) => one.personId === personId && one.startsAtUtc < endsAtUtc && one.endsAtUtc > startsAtUtc,
    );
    return isGone ? null : found;
  }

  function agree(call: Extract<Call, { call: 'booking.create' | 'payment.request' }>, nowUtc: Instant): Outcome {
    const { holdId, contact } = call.input;
    const found = liveHold(holdId);
    if (!found) return { call: call.call, exit: 'taken', data: { alternatives: [], wanted: '' } };
    if (call.call === 'booking.create') {
      holds.delete(holdId);
      return {
        call: call.call,
        exit: 'booked',
        data: { booking: view(book(found, contact, false, nowUtc), nowUtc) },
      };
    }
    const untilUtc = nowUtc + LINK_MS;
    paying = { hold: found, untilUtc, contact, arrivesUtc: null };
    const link = { url: 'https://pay.example/1', amount: found.slot.price, paymentId: `p${++made}` };
    return { call: call.call, exit: 'link', data: { ...link, until: days.clock(untilUtc), untilUtc } };
  }

  /** Visits ahead, or those that lie behind. */
  function list({ past, serviceId }: Extract<Call, { call: 'bookings.list' }>['input'], nowUtc: Instant): Outcome {
    const call = 'bookings.list';
    const wanted = booked
      .filter((one) => (past ? one.endsAtUtc <= nowUtc : isLive(one) && one.endsAtUtc > nowUtc))
      .filter((one) => serviceId === undefined || one.serviceId === serviceId);
    if (wanted.length === 0) return { call, exit: 'none', data: {} };
    const shown = past ? [...wanted].reverse() : wanted;
    return { call, exit: 'found', data: { bookings: shown.map((one) => view(one, nowUtc)) } };
  }

  const { alter, decide, drop } = createSampleChanges({
    ...{ days, policy, view, change, liveHold },
    find: (id) => booked.find((one) => one.id === id) ?? booked.at(-1),
    letGo: (holdId) => void holds.delete(holdId),
    lateRefundPercent: shop.lateRefundPercent,
  });

  function paid(nowUtc: Instant, isLate: boolean): readonly Notice[] {
    if (!paying) return [];
    const { hold, untilUtc, contact } = paying;
    paying = null;
    const isFree = liveHold(hold.id) !== null;
    holds.delete(hold.id);
    const { price } = hold.slot;
    if (isFree) {
      const booking = view(book(hold, contact, true, nowUtc), nowUtc);
      return [{ name: 'payment.booked', booking, paid: price, late: isLate }];
    }
    const { alternatives, wanted } = lost(hold.serviceId, hold.slot.startsAtUtc, nowUtc);
    const about = { wanted, lapsedAt: days.clock(untilUtc), refunded: price, serviceId: hold.serviceId };
    return [{ name: 'payment.refunded', ...about, alternatives }];
  }

  /** An operator presses a button on the newest job card. */
  function press(label: string, nowUtc: Instant): readonly Notice[] | null {
    const one = booked.findLast((visit) => isLive(visit) || ['in_progress', 'no_show'].includes(visit.status));
    if (!one) return null;
    const decided = decide(one, label, nowUtc);
    if (decided) return decided;
    const become = (status: Booked['status'], more: Partial<Booked> = {}): BookingView =>
      view(change({ ...one, ...more, status, version: one.version + 1 }), nowUtc);
    switch (label) {
      case 'Accept':
        if (one.email !== null) mails += 1;
        return [{ name: 'booking.accepted', booking: become('accepted', { acceptedAtUtc: nowUtc }) }];
      case 'Reject': {
        const refunded = one.isPaid ? days.service(one.serviceId).price : null;
        return [{ name: 'booking.rejected', booking: become('rejected'), refunded }];
      }
      case 'Start':
        return [{ name: 'booking.started', booking: become('in_progress') }];
      case 'Done':
        return [{ name: 'booking.done', booking: become('completed') }];
      case 'No-show':
        return [
          { name: 'booking.noShow', tokens: policy.spend() ? policy.tokens(nowUtc) : null, booking: become('no_show') },
        ];
      case 'They did come':
        policy.giveBack();
        return [{ name: 'booking.noShowUndone', booking: become('accepted'), tokens: policy.tokens(nowUtc) }];
      case 'Ask the customer': {
        const extra = policy.extra();
        return extra && [{ name: 'extra.asked', booking: become('in_progress'), extra }];
      }
      default:
        return null;
    }
  }

  const byTheClock = createSampleReminders({
    ...{ policy, view, change },
    visits: () => booked,
    mailed: () => void (mails += 1),
  });

  return {
    /** The visit made last, as it stands now. */
    newest: (nowUtc: Instant): BookingView | null => {
      const last = booked.at(-1);
      return last ? view(last, nowUtc) : null;
    },
    /** Reads the next mail. @returns whether there was one. */
    readMail(): boolean {
      if (mails === 0) return false;
      mails -= 1;
      return true;
    },
    mails: () => mails,
    answer(call: Call, nowUtc: Instant): Outcome | null {
      switch (call.call) {
        case 'slots.search':
          return searchPriced(days, prices, call.input, taken(), nowUtc);
        case 'hold.place':
          return place(call.input, nowUtc);
        case 'promo.apply':
          return takeCode(call.input);
        case 'hold.release':
          holds.delete(call.input.holdId);
          paying = null;
          return { call: call.call, exit: 'released', data: {} };
        case 'booking.create':
        case 'payment.request':
          return agree(call, nowUtc);
        case 'bookings.list':
          return list(call.input, nowUtc);
        case 'booking.weigh':
        case 'booking.move':
        case 'booking.drop':
        case 'booking.coming':
        case 'change.request':
        case 'extra.answer':
          return alter(call, nowUtc);
        case 'tokens.read':
          return { call: call.call, exit: 'found', data: { tokens: policy.tokens(nowUtc) } };
        default:
          return null;
      }
    },
    press,
    /** One of the others drops their visit. */
    othersDrop: (): Taken | undefined => others.shift(),
    happen(what: string, nowUtc: Instant): readonly Notice[] | null {
      const written = /^the operator writes "(.+)" under the job card$/.exec(what)?.[1];
      if (written !== undefined) return policy.writes(written) ? [] : null;
      const when = /^everybody else is booked on (.+)$/.exec(what)?.[1];
      if (when !== undefined) {
        others.push(...takenByOthers(shop, days, when, booked, nowUtc));
        return [];
      }
      if (what === 'everybody else is booked at the next free time') {
        const [next] = days.free({ serviceId: shop.services[0]!.id, personId: null, nowUtc, taken: taken() });
        if (next) others.push(...takenByOthers(shop, days, next.when, taken(), nowUtc));
        return [];
      }
      if (what === 'the person pays') return paid(nowUtc, false);
      const last = booked.findLast(isLive);
      if (what === 'the person drops it on its page')
        return last ? [{ name: 'booking.dropped', ...drop(last, nowUtc) }] : null;
      if (what === 'the person pays by bank' && paying) paying = { ...paying, arrivesUtc: nowUtc + BANK_MS };
      return ['the person pays by bank', 'the card is declined', 'the refund arrives'].includes(what) ? [] : null;
    },
    due(nowUtc: Instant): readonly Notice[] {
      const told: Notice[] = [];
      if (paying?.arrivesUtc != null) {
        if (paying.arrivesUtc <= nowUtc) told.push(...paid(nowUtc, true));
      } else if (paying && paying.untilUtc <= nowUtc) {
        const { id, slot, serviceId } = paying.hold;
        holds.delete(id);
        paying = null;
        told.push({ name: 'payment.lapsed', wanted: days.when(slot.startsAtUtc), serviceId });
      }
      told.push(...byTheClock.missedOf(nowUtc), ...byTheClock.remindersOf(nowUtc));
      return told;
    },
  };
}
