import type { Booking, BookingDesk } from '../booking/index.js';
import { bookableService, serviceOf, type Catalogue, type Snapshot } from '../catalogue/index.js';
import { splitAddOns } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import { customerKeyOf } from '../people/index.js';
import type { Clock } from '../platform/clock.js';
import type { Movable, Offers } from './offers.service.js';
import { placeIdOf, type PlaceStore } from './place.store.js';
import type { Place } from './waitlist.model.js';
import type { JoinInput, JoinOutcome, Waitlist } from './waitlist.service.js';
import { checkedDays, daysFrom } from './wish.rules.js';

/** A place on the list: one a customer and service, whatever chat of theirs it is wished for in. */
export function createJoin(deps: {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly desk: Pick<BookingDesk, 'findBooking'>;
  readonly store: PlaceStore;
  readonly offers: Pick<Offers, 'wishedStarts'>;
  readonly movableOf: (booking: Booking | null) => Promise<Movable | null>;
  readonly lookAfter: (shopId: string) => Promise<void>;
}): Waitlist['join'] {
  const { clock, catalogue, desk, store, offers, movableOf, lookAfter } = deps;
  return async (input) => {
    const { shopId, conversationId, channel, address, language, bookingId = null, alsoIn = [], key } = input;
    const snapshot = await catalogue.current(shopId);
    const booking = bookingId === null ? null : await desk.findBooking(bookingId);
    const customerKey = customerKeyOf({ phone: null, channel, address });
    const own = [conversationId, ...alsoIn];
    const movable = await movableOf(booking && own.includes(booking.conversationId) ? booking : null);
    if (bookingId !== null && !movable) return { kind: 'refused', reason: 'booking' };
    const wish = wishOf(input, snapshot, clock.nowUtc(), movable);
    if ('kind' in wish) return wish;
    const before = await store.find(placeIdOf(shopId, key));
    if (before) return { kind: 'joined', place: before };
    for (;;) {
      const open = await store.findOf({ shopId, customerKey, serviceId: wish.serviceId, chats: alsoIn });
      if (open) {
        const isSame = WISHED.every((field) => open[field] === wish[field]);
        const known = isSame ? open.known : await offers.wishedStarts({ ...open, ...wish }, snapshot.shop, movable);
        // Where it was asked last is where they are told.
        const here = { conversationId, channel, address, language, customerKey };
        const changed = await store.change(open._id, { set: { ...wish, known, ...here } });
        if (!changed) continue;
        await lookAfter(shopId);
        return { kind: 'joined', place: (await store.find(open._id)) ?? changed };
      }
      const place: Place = {
        ...{ _id: placeIdOf(shopId, key), shopId, conversationId, channel, address, language, customerKey, ...wish },
        joinedAtUtc: clock.nowUtc(),
        state: 'waiting',
        isOpen: true,
        known: [],
        refused: [],
        offers: 0,
        offer: null,
        holdIds: [],
        filledBy: null,
      };
      const known = await offers.wishedStarts(place, snapshot.shop, movable);
      if (await store.insert({ ...place, known })) return { kind: 'joined', place: { ...place, known } };
      // The same call again, or another of the same customer, was quicker: theirs is changed.
      const same = await store.find(place._id);
      if (same) return { kind: 'joined', place: same };
    }
  };
}

/** Another wish means that what is free for it now was seen and not wanted. */
const WISHED = ['serviceId', 'personId', 'part', 'fromDay', 'toDay', 'seats', 'bookingId'] as const;

type WishFields = Pick<
  Place,
  'serviceId' | 'personId' | 'part' | 'fromDay' | 'toDay' | 'seats' | 'atNight' | 'bookingId'
>;

function wishOf(
  input: JoinInput,
  snapshot: Snapshot,
  nowUtc: Instant,
  movable: Movable | null,
): WishFields | Extract<JoinOutcome, { kind: 'refused' }> {
  const { serviceId, personId, part, days, seats = 1, atNight = false, bookingId = null } = input;
  const { zone } = snapshot.shop;
  const service = serviceOf(snapshot, serviceId);
  if (!service || !bookableService(snapshot, splitAddOns(serviceId).serviceId)) {
    return { kind: 'refused', reason: 'unknownService' };
  }
  if (personId !== null && !snapshot.people.some(({ id, active }) => id === personId && active)) {
    return { kind: 'refused', reason: 'unknownPerson' };
  }
  if (!Number.isInteger(seats) || seats < 1 || seats > service.capacity) return { kind: 'refused', reason: 'seats' };
  const asked = typeof days === 'number' ? daysFrom(nowUtc, days, zone) : days;
  const last = movable ? daysFrom(movable.startsAtUtc, 1, zone).toDay : asked.toDay;
  const until = { ...asked, toDay: last < asked.toDay ? last : asked.toDay };
  const checked = checkedDays(until, nowUtc, service.horizonDays, zone);
  if (!checked) return { kind: 'refused', reason: 'days' };
  return { serviceId, personId, part, ...checked, seats, atNight, bookingId };
}
