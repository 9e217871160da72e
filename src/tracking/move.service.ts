import type { Booking, BookingDesk } from '../booking/index.js';
import type { Shop } from '../catalogue/index.js';
import type { Changes } from '../changes/index.js';
import type { SlotOption } from '../flow/protocol.js';
import { formatDay } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import { customerKeyOf } from '../people/index.js';
import { DAY_MS } from '../platform/time-units.js';
import { presentSlot, type SlotSearch } from '../scheduling/index.js';
import { PAGE_ACT } from './page-act.js';
import type { TrackingLinks } from './tracking-links.js';
import type { TrackedVisit } from './tracking.service.js';

export interface MovesDeps {
  readonly links: Pick<TrackingLinks, 'bookingOf'>;
  readonly desk: Pick<BookingDesk, 'findBooking' | 'placeHold' | 'releaseHold' | 'moveBooking'>;
  readonly slots: Pick<SlotSearch, 'search' | 'freeDays'>;
  readonly findShop: (shopId: string) => Promise<Shop>;
  /** Asks the shop for what is past the deadline (CX-15). */
  readonly changes: Pick<Changes, 'ask'>;
}

/** A day on the shop's calendar that has room. */
export interface FreeDay {
  /** YYYY-MM-DD */
  readonly day: string;
  /** "Tue 24 Nov" */
  readonly label: string;
}

/** A time somebody has chosen on the page, for the visit as it was shown. */
export interface WantedTime {
  readonly startsAtUtc: Instant;
  readonly personId: string;
  readonly seenVersion: number;
}

/**
 * `changed`: the visit is no longer what was shown. `taken`: the time has gone, the visit is as it was. `refused`: it
 * cannot be moved any more.
 */
export type PageMove = 'moved' | 'asked' | 'changed' | 'taken' | 'refused';

export type Moves = ReturnType<typeof createMoves>;

/** More free times than any day has. */
const TIMES_MAX = 300;

/** What its customer may do about the time: move it, ask the shop to, or neither. */
export function movableOf({ view, asking }: TrackedVisit): 'free' | 'ask' | null {
  if (view.canMove) return 'free';
  return asking === 'possible' ? 'ask' : null;
}

/** Another time for a visit, chosen on its page: the same search, the same hold and the same rules as in the chat. */
export function createMoves({ links, desk, slots, findShop, changes }: MovesDeps) {
  async function find(token: string): Promise<Booking | null> {
    const bookingId = links.bookingOf(token);
    return bookingId === null ? null : desk.findBooking(bookingId);
  }

  const customerKeyIn = ({ channel, address }: Booking): string => customerKeyOf({ phone: null, channel, address });

  function questionOf(booking: Booking) {
    const { shopId, service, _id: movingBookingId, seats } = booking;
    const customerKey = customerKeyIn(booking);
    const places = seats === undefined ? {} : { seats };
    return { shopId, serviceId: service.id, personId: null, movingBookingId, customerKey, ...places };
  }

  async function move(booking: Booking, wanted: WantedTime, key: string): Promise<PageMove> {
    const { _id: bookingId, shopId, conversationId, service } = booking;
    const { startsAtUtc, personId } = wanted;
    const held = await desk.placeHold({
      ...{ shopId, serviceId: service.id, personId, startsAtUtc, replaces: null, movingBookingId: bookingId },
      ...{ key: `${key}:hold`, customerKey: customerKeyIn(booking) },
    });
    if (held.kind !== 'held') return 'taken';
    const { holdId } = held;
    const outcome = await desk.moveBooking({ shopId, conversationId, bookingId, holdId, key });
    if (outcome.kind !== 'moved') await desk.releaseHold(holdId);
    return outcome.kind;
  }

  return {
    /** Days with room, soonest first. */
    async days(token: string, language: string): Promise<readonly FreeDay[]> {
      const booking = await find(token);
      const found = booking && (await slots.freeDays(questionOf(booking)));
      if (!found) return [];
      // A calendar day has no zone: its noon in UTC is that day for everybody.
      const noonUtc = Date.parse(`${found.firstDay}T12:00:00Z`);
      return [...found.free].flatMap((sign, index) => {
        const atUtc = noonUtc + index * DAY_MS;
        const day = new Date(atUtc).toISOString().slice(0, 10);
        return sign === '1' ? [{ day, label: formatDay(atUtc, 'UTC', language) }] : [];
      });
    },

    /** Free times of a day, but for the one the visit has. */
    async times(token: string, day: string, language: string): Promise<readonly SlotOption[]> {
      const booking = await find(token);
      if (!booking) return [];
      const wish = { ...questionOf(booking), afterUtc: null, localDate: day, limit: TIMES_MAX };
      const found = await slots.search(wish);
      if (found.kind !== 'found') return [];
      const shop = await findShop(booking.shopId);
      return found.slots
        .filter(({ startsAtUtc }) => startsAtUtc !== booking.startsAtUtc)
        .map((slot) => presentSlot(slot, shop, language));
    },

    /**
     * Moves it once, or asks the shop once where that is late: pressing twice, or a form sent again, is one act with one
     * answer. Null for an unknown link.
     */
    async move(token: string, mode: 'free' | 'ask', wanted: WantedTime): Promise<PageMove | null> {
      const booking = await find(token);
      if (!booking) return null;
      const { _id: bookingId, shopId, conversationId, version, history } = booking;
      const { seenVersion, startsAtUtc, personId } = wanted;
      const key = `${PAGE_ACT}move:${bookingId}:${seenVersion}:${startsAtUtc}:${personId}`;
      if (history.some(({ actId }) => actId === key)) return 'moved';
      if (version !== seenVersion) return 'changed';
      if (mode === 'free') return move(booking, wanted, key);
      const asked = await changes.ask({
        ...{ shopId, conversationId, bookingId, key, startsAtUtc, personId },
        wish: 'move',
      });
      return asked.kind === 'gone' ? 'refused' : 'asked';
    },
  };
}
