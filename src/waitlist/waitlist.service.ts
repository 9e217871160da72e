import type { Booking, BookingDesk } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import { splitAddOns } from '../flow/index.js';
import type { Notice, PartOfDay } from '../flow/protocol.js';
import type { ChannelId } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent, DomainEventType } from '../platform/events.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { customerKeyOf } from '../people/index.js';
import type { SlotSearch } from '../scheduling/index.js';
import { createJoin } from './join-wait.js';
import { createOffers, type Movable, type OffersDeps } from './offers.service.js';
import { createPlaceStore, type PlaceStore } from './place.store.js';
import { FILLED_LINE, MOVED_LINE } from './waitlist.text.js';
import type { Offer, Place } from './waitlist.model.js';
import type { Wish } from './wish.rules.js';

export interface JoinInput {
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  readonly serviceId: string;
  readonly personId: string | null;
  readonly part: PartOfDay;
  /** So many days from today on, or these days of the shop's calendar. */
  readonly days: number | Pick<Wish, 'fromDay' | 'toDay'>;
  readonly seats?: number;
  readonly atNight?: boolean;
  /** Waits for an earlier time than this booking's. */
  readonly bookingId?: string | null;
  /** Other chats of the same person: what they wait for there is one place with what is wished for here. */
  readonly alsoIn?: readonly string[];
  readonly key: string;
}

export type JoinOutcome =
  | { readonly kind: 'joined'; readonly place: Place }
  | { readonly kind: 'refused'; readonly reason: 'unknownService' | 'unknownPerson' | 'days' | 'seats' | 'booking' };

/** Whose place it has to be: nobody reaches another's. */
export interface PlaceOwner {
  readonly shopId: string;
  readonly customerKey: string;
  /** The person's other chats: what is waited for there is theirs too. */
  readonly chats?: readonly string[];
}

export interface Waitlist {
  /** One open place a customer and service: asking again changes the wish and keeps the place in the order. */
  join(input: JoinInput): Promise<JoinOutcome>;
  /** Off the list; a time held for it goes to the next. False when there is no such open place. */
  leave(owner: PlaceOwner, placeId: string): Promise<boolean>;
  /** No to offer `nr`: its time goes to the next, the place stays. Null when the place is not open any more. */
  decline(owner: PlaceOwner, placeId: string, nr: number): Promise<Place | null>;
  find(placeId: string): Promise<Place | null>;
  openOf(owner: PlaceOwner): Promise<readonly Place[]>;
  /** Open places of a shop in the order they came. */
  /** A person goes on in another chat, and what they wait for with them. */
  rehome(shopId: string, from: string, to: Pick<Place, 'conversationId' | 'channel' | 'address'>): Promise<void>;
  list(shopId: string, after: Pick<Place, 'joinedAtUtc' | '_id'> | null, limit: number): Promise<readonly Place[]>;
  /** Something may have become free: looks, or makes the process that is looking look once more. */
  look(shopId: string): Promise<void>;
  /** Looks for every shop somebody waits at. */
  sweep(): Promise<void>;
  /** Subscriber of `WAITLIST_EVENTS`. */
  readonly onBookingEvent: (event: DomainEvent) => Promise<void>;
}

export const WAITLIST_EVENTS: readonly DomainEventType[] = [
  'booking.created',
  'booking.moved',
  'booking.cancelled',
  'booking.rejected',
  'booking.expired',
  'booking.noShow',
];

export interface WaitlistDeps extends Omit<
  OffersDeps,
  'store' | 'tell' | 'findMovable' | 'mayBook' | 'desk' | 'slots'
> {
  readonly mongo: Mongo;
  readonly log: Log;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly slots: Pick<SlotSearch, 'search'>;
  readonly desk: OffersDeps['desk'] & Pick<BookingDesk, 'findBooking'>;
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
  /** What is said of an offer; null when its time, service or booking is no longer there. */
  readonly noticeOf: (place: Place, offer: Offer & { readonly holdId: string }) => Promise<Notice | null>;
  /** Whether a booking may still be moved by its customer. */
  readonly canMove: (booking: Booking) => Promise<boolean>;
  readonly mayBook?: (place: Place) => Promise<boolean>;
  /** All chats of whoever has this one; it alone unless told. */
  readonly chatsOf?: (conversationId: string) => Promise<readonly string[]>;
  /** Puts a line into the card of a booking. */
  readonly remark: (
    bookingId: string,
    line: { readonly key: string; readonly topic: string; readonly text: string },
  ) => Promise<void>;
}

const AHEAD: ReadonlySet<Booking['status']> = new Set(['pending', 'accepted']);
const FREEING: ReadonlySet<DomainEventType> = new Set(WAITLIST_EVENTS.filter((type) => type !== 'booking.created'));

/** People who wait for a time, and what becomes free for them. Who holds a time is settled by the day sheets alone. */
export function createWaitlist(deps: WaitlistDeps): Waitlist {
  const { clock, desk, log } = deps;
  const store = createPlaceStore(deps);
  const offers = createOffers({
    ...deps,
    store,
    mayBook: deps.mayBook ?? (() => Promise.resolve(true)),
    findMovable: async (bookingId) => movableOf(await desk.findBooking(bookingId)),
    async tell(place, offer) {
      const notice = await deps.noticeOf(place, offer);
      if (notice) await deps.notify(place.conversationId, `wait:${place._id}:${offer.nr}`, notice);
    },
  });

  async function movableOf(booking: Booking | null): Promise<Movable | null> {
    if (!booking || !AHEAD.has(booking.status) || booking.startsAtUtc <= clock.nowUtc()) return null;
    return { startsAtUtc: booking.startsAtUtc, canMove: await deps.canMove(booking) };
  }

  async function look(shopId: string): Promise<void> {
    await store.ask(shopId);
    await store.inTurn(shopId, clock.nowUtc, () => offers.look(shopId));
  }

  /** The act itself is done; what follows from it is looked for again by the sweep. */
  async function lookAfter(shopId: string): Promise<void> {
    try {
      await look(shopId);
    } catch (error) {
      log.error({ err: error, shop: shopId }, 'the wait-list could not be gone through now');
    }
  }

  async function openPlace({ shopId, customerKey, chats = [] }: PlaceOwner, placeId: string): Promise<Place | null> {
    const place = await store.find(placeId);
    if (!place?.isOpen || place.shopId !== shopId) return null;
    return place.customerKey === customerKey || chats.includes(place.conversationId) ? place : null;
  }

  /** The booking that was made or moved ends the waiting it was waited for. */
  async function fill(booking: Booking, place: Place): Promise<void> {
    const { offer, holdIds } = place;
    const filled = await store.change(place._id, { end: 'filled', set: { filledBy: booking._id } });
    if (offer?.holdId && offer.holdId !== booking.holdId) await desk.releaseHold(offer.holdId);
    if (!holdIds.includes(booking.holdId) || (!filled && place.filledBy !== booking._id)) return;
    const text = place.bookingId === null ? FILLED_LINE : MOVED_LINE;
    await deps.remark(booking._id, { key: `wait:${place._id}`, topic: 'wait-list', text });
  }

  return {
    look,
    join: createJoin({ ...deps, store, offers, movableOf, lookAfter }),
    find: (placeId) => store.find(placeId),
    openOf: (owner) => store.openOf(owner),
    rehome: (shopId, from, { conversationId, channel, address }) =>
      store.rehome(shopId, from, {
        ...{ conversationId, channel, address },
        customerKey: customerKeyOf({ phone: null, channel, address }),
      }),

    list: (shopId, after, limit) => store.list(shopId, after, limit),

    async leave(owner, placeId) {
      const place = await openPlace(owner, placeId);
      const left = place && (await store.change(place._id, { end: 'left' }));
      if (!left) return false;
      if (place.offer?.holdId) await desk.releaseHold(place.offer.holdId);
      await lookAfter(place.shopId);
      return true;
    },

    async decline(owner, placeId, nr) {
      const place = await openPlace(owner, placeId);
      if (!place) return null;
      const { offer } = place;
      // An older offer has gone to somebody else already.
      if (offer?.nr !== nr) return place;
      const after = await store.change(place._id, { set: { offer: null }, refuse: offer.startsAtUtc }, offer);
      if (offer.holdId) await desk.releaseHold(offer.holdId);
      await lookAfter(place.shopId);
      return after ?? place;
    },

    async sweep() {
      for (const shopId of await store.shops()) await lookAfter(shopId);
    },

    async onBookingEvent({ type, shopId, bookingId }) {
      const booking = await desk.findBooking(bookingId);
      if (booking && (type === 'booking.created' || type === 'booking.moved')) {
        for (const place of await endedBy(deps, store, booking, type)) await fill(booking, place);
      }
      if (FREEING.has(type)) await look(shopId);
    },
  };
}

/** Places a booking ends: the one it was offered to, and once it is made the same customer's for the same service. */
async function endedBy(
  { chatsOf }: Pick<WaitlistDeps, 'chatsOf'>,
  store: PlaceStore,
  booking: Booking,
  type: DomainEventType,
): Promise<readonly Place[]> {
  const { shopId, holdId, channel, address, conversationId } = booking;
  const chats = await chatsOf?.(conversationId);
  const offered = await store.byHold(holdId);
  const customerKey = customerKeyOf({ phone: null, channel, address });
  const open = await store.openOf({ shopId, customerKey, ...(chats && { chats }) });
  const { serviceId } = splitAddOns(booking.service.id);
  const wanted = open.filter(
    (place) =>
      type === 'booking.created' &&
      place._id !== offered?._id &&
      place.bookingId === null &&
      splitAddOns(place.serviceId).serviceId === serviceId,
  );
  return offered ? [offered, ...wanted] : wanted;
}
