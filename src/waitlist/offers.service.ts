import type { BookingDesk } from '../booking/index.js';
import type { Catalogue, Shop } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { type SlotSearch } from '../scheduling/index.js';
import type { PlaceStore } from './place.store.js';
import { answerUntil, endOf, fits, isQuietAt, startOf } from './wish.rules.js';
import type { Offer, Place } from './waitlist.model.js';
import { FOREVER } from '../platform/time-units.js';

/** The booking a place wants to move to an earlier time. */
export interface Movable {
  readonly startsAtUtc: Instant;
  readonly canMove: boolean;
}

export interface OffersDeps {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly slots: Pick<SlotSearch, 'search'>;
  readonly desk: Pick<BookingDesk, 'placeHold' | 'extendHold' | 'releaseHold' | 'holdQuote'>;
  readonly store: PlaceStore;
  /** Null when that booking is no longer ahead. */
  readonly findMovable: (bookingId: string) => Promise<Movable | null>;
  /** Whether they may book at all (CX-07). */
  readonly mayBook: (place: Place) => Promise<boolean>;
  /** Tells the customer, once for each offer however often it is called. */
  readonly tell: (place: Place, offer: Offer & { readonly holdId: string }) => Promise<void>;
  readonly ringAt: (whenUtc: Instant) => Promise<void>;
}

export interface Offers {
  /** Ends what is over and offers what is free, in the order of the list. */
  look(shopId: string): Promise<void>;
  /** Free starts this place wishes for, soonest first. */
  wishedStarts(place: Place, shop: Shop, movable: Movable | null): Promise<readonly Instant[]>;
}

/** One look; a longer list goes on at the next. */
const MOST_PLACES = 500;
/** Free starts one place may choose from. */
const MOST_STARTS = 400;
/** Times that are gone by the time they are held. */
const TRIES = 3;

/**
 * What is free is asked of the search itself, not remembered from events: whatever freed a time, a drop, a lapsed hold, a
 * block that was lifted, longer hours, it is found. Events only say when to look.
 */
export function createOffers(deps: OffersDeps): Offers {
  const { clock, catalogue, slots, desk, store } = deps;

  async function wishedStarts(place: Place, shop: Shop, movable: Movable | null): Promise<readonly Instant[]> {
    const { shopId, serviceId, personId, seats, customerKey, bookingId } = place;
    const outcome = await slots.search({
      ...{ shopId, serviceId, personId, customerKey, movingBookingId: bookingId },
      ...(seats > 1 ? { seats } : {}),
      afterUtc: Math.max(clock.nowUtc(), startOf(place.fromDay, shop.zone)) - 1,
      localDate: null,
      limit: MOST_STARTS,
    });
    if (outcome.kind !== 'found') return [];
    const before = movable?.startsAtUtc ?? Infinity;
    return outcome.slots
      .map(({ startsAtUtc }) => startsAtUtc)
      .filter((startsAtUtc) => startsAtUtc < before && fits(place, startsAtUtc, shop.zone));
  }

  /** Brings a place up to now. @returns it when it waits without an offer, else null. */
  async function settle(place: Place, shop: Shop): Promise<{ place: Place; movable: Movable | null } | null> {
    const nowUtc = clock.nowUtc();
    const movable = place.bookingId === null ? null : await deps.findMovable(place.bookingId);
    const { offer } = place;
    if (offer?.holdId) {
      const keptUntilUtc = (await desk.holdQuote(offer.holdId))?.untilUtc ?? 0;
      // Taken: what the booking means for the place is told by the booking itself.
      if (keptUntilUtc === FOREVER) return null;
      if (keptUntilUtc > nowUtc) {
        await say(place, { ...offer, holdId: offer.holdId });
        // Somebody who is paying has longer.
        if (keptUntilUtc !== offer.untilUtc) await deps.ringAt(keptUntilUtc);
        return null;
      }
      const after = await store.change(place._id, { set: { offer: null }, refuse: offer.startsAtUtc }, offer);
      return after && settle(after, shop);
    }
    if (offer) {
      const held = await hold(place, offer);
      if (held) return null;
      const fresh = await store.find(place._id);
      return fresh?.isOpen && !fresh.offer ? settle(fresh, shop) : null;
    }
    if (nowUtc >= endOf(place.toDay, shop.zone) || (place.bookingId !== null && !movable)) {
      await store.change(place._id, { end: 'over' }, null);
      return null;
    }
    return { place, movable };
  }

  /** The hold of an offer that was decided on. Repeated it is the same hold. False when that time cannot be had. */
  async function hold(place: Place, offer: Offer): Promise<boolean> {
    const { shopId, serviceId, personId, seats, customerKey, bookingId } = place;
    const key = `wait:${place._id}:${offer.nr}`;
    const giveUp = async (): Promise<false> => {
      await store.change(place._id, { set: { offer: null } }, offer);
      return false;
    };
    if (offer.untilUtc <= clock.nowUtc()) return giveUp();
    const held = await desk.placeHold({
      ...{ shopId, serviceId, personId, customerKey, key },
      ...(seats > 1 ? { seats } : {}),
      startsAtUtc: offer.startsAtUtc,
      replaces: null,
      movingBookingId: bookingId,
    });
    if (held.kind !== 'held') return giveUp();
    const { holdId } = held;
    if ((await desk.extendHold(holdId, offer.untilUtc, { customerKey })) === 'gone') return giveUp();
    const made = { ...offer, holdId };
    const kept = await store.change(place._id, { set: { offer: made }, holdId }, offer);
    if (!kept) {
      // They left the list in this very moment.
      await desk.releaseHold(holdId);
      return false;
    }
    await deps.ringAt(offer.untilUtc);
    await say(kept, made);
    return true;
  }

  async function say(place: Place, offer: Offer & { readonly holdId: string }): Promise<void> {
    if (offer.isTold) return;
    await deps.tell(place, offer);
    await store.change(place._id, { set: { offer: { ...offer, isTold: true } } }, offer);
  }

  async function offerNext(given: Place, shop: Shop, movable: Movable | null): Promise<void> {
    const nowUtc = clock.nowUtc();
    if (!given.atNight && isQuietAt(nowUtc, shop.zone)) return;
    if (movable && !movable.canMove) return;
    const free = await wishedStarts(given, shop, movable);
    // A time they knew of that was taken meanwhile is news when it is free again.
    const known = given.known.filter((startsAtUtc) => free.includes(startsAtUtc));
    const place = known.length === given.known.length ? given : await store.change(given._id, { set: { known } }, null);
    const fresh = free.filter((start) => !known.includes(start) && !given.refused.includes(start));
    if (!place || fresh.length === 0 || !(await deps.mayBook(place))) return;
    for (const [index, startsAtUtc] of fresh.slice(0, TRIES).entries()) {
      const untilUtc = answerUntil(startsAtUtc, nowUtc);
      if (untilUtc === null) continue;
      const nr = place.offers + 1 + index;
      const offer: Offer = { nr, startsAtUtc, holdId: null, untilUtc, isTold: false };
      const decided = await store.change(place._id, { set: { offer, offers: nr } }, null);
      if (!decided || (await hold(decided, offer))) return;
    }
  }

  return {
    wishedStarts,

    async look(shopId) {
      const { shop } = await catalogue.current(shopId);
      const waiting = [];
      // What is over is given back first: it may be what somebody before them waits for.
      for (const place of await store.inOrder(shopId, MOST_PLACES)) {
        const settled = await settle(place, shop);
        if (settled) waiting.push(settled);
      }
      for (const { place, movable } of waiting) await offerNext(place, shop, movable);
    },
  };
}
