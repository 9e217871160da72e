import { presentBooking, type Booking, type BookingDesk } from '../booking/index.js';
import type { Shop } from '../catalogue/index.js';
import type { Changes } from '../changes/index.js';
import type { BookingWords } from '../flow/index.js';
import type { BookingView, ChangeWish } from '../flow/protocol.js';
import type { ChannelId } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { PAGE_ACT } from './page-act.js';
import type { TrackingLinks } from './tracking-links.js';

export interface TrackingDeps {
  readonly links: TrackingLinks;
  readonly clock: Clock;
  readonly desk: Pick<BookingDesk, 'findBooking' | 'dropAsSeen'>;
  readonly findShop: (shopId: string) => Promise<Shop>;
  /** Asks the shop for what is past the deadline (GU-10). */
  readonly changes?: Pick<Changes, 'ask' | 'findOpen'>;
  /** The visit's state and steps in the words of the scripts, so that page and chat say the same. */
  readonly wordsOf: (view: BookingView, shop: Shop, language: string) => BookingWords;
  /** The visit's file for calendars, when the house makes them. */
  readonly calendarUrlOf?: (booking: Booking, shop: Shop) => Promise<string>;
}

/** A visit as its page shows it. */
export interface TrackedVisit {
  readonly view: BookingView;
  readonly words: BookingWords;
  readonly shopId: string;
  readonly channel: ChannelId;
  readonly language: string;
  readonly calendarUrl: string | null;
  /** What only the shop can still allow: it may be asked, or has been asked for that. Null when nothing need be asked. */
  readonly asking: 'possible' | ChangeWish | null;
  /** Changes whenever anything on the page may have changed. */
  readonly stamp: string;
}

export type Opened =
  | { readonly kind: 'visit'; readonly visit: TrackedVisit }
  /** Signed by us once; the visit is long over. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'unknown' };

/** `changed`: what was agreed is no longer what the page showed. `refused`: it cannot be dropped any more. */
export type PageDrop = 'dropped' | 'changed' | 'refused';

export interface Tracking {
  /** The visit behind a link as it stands now. Changes nothing, however often robots ask. */
  open(token: string): Promise<Opened>;
  /** Asks the shop to drop it where that is not free any more, once however often it is pressed. Null for an unknown link. */
  ask(token: string): Promise<'asked' | 'refused' | null>;
  /** Drops it once, under the version the page showed, by the same rules as the chat (CX-01). Null for an unknown link. */
  drop(token: string, seenVersion: number): Promise<PageDrop | null>;
}

const LIFE_MS = 90 * 86_400_000;

export function createTracking(deps: TrackingDeps): Tracking {
  const { links, clock, desk } = deps;

  async function find(token: string): Promise<Booking | null> {
    const bookingId = links.bookingOf(token);
    return bookingId === null ? null : desk.findBooking(bookingId);
  }

  async function askingOf({ _id, status, startsAtUtc }: Booking): Promise<TrackedVisit['asking']> {
    if (!deps.changes || status !== 'accepted' || clock.nowUtc() >= startsAtUtc) return null;
    return (await deps.changes.findOpen(_id))?.wish ?? 'possible';
  }

  async function present(booking: Booking): Promise<TrackedVisit> {
    const { language, shopId, channel, version, history } = booking;
    const shop = await deps.findShop(shopId);
    const shown = presentBooking(booking, shop, language, clock.nowUtc());
    // What a late drop costs is asked and agreed to in the chat; the page does only what is free.
    const view = { ...shown, canDrop: shown.canDrop && shown.lateDrop !== true };
    const isAgreed = view.status === 'accepted';
    const asking = view.canDrop ? null : await askingOf(booking);
    return {
      view,
      words: deps.wordsOf(view, shop, language),
      shopId,
      channel,
      language,
      calendarUrl: isAgreed && deps.calendarUrlOf ? await deps.calendarUrlOf(booking, shop) : null,
      asking,
      stamp: [version, history.length, view.canDrop ? 'free' : 'fixed', ...(asking ? [asking] : [])].join('.'),
    };
  }

  return {
    async open(token) {
      const booking = await find(token);
      if (!booking) return { kind: 'unknown' };
      if (clock.nowUtc() >= booking.endsAtUtc + LIFE_MS) return { kind: 'ended' };
      return { kind: 'visit', visit: await present(booking) };
    },

    async ask(token) {
      const booking = await find(token);
      if (!booking) return null;
      if ((await askingOf(booking)) === null) return 'refused';
      const { _id: bookingId, shopId, conversationId, version } = booking;
      // Of one version one request: pressing twice, or a form sent again, asks once.
      const key = `${PAGE_ACT}ask:${bookingId}:${version}`;
      const wish = { wish: 'drop', startsAtUtc: null, personId: null } as const;
      const asked = await deps.changes?.ask({ shopId, conversationId, bookingId, key, ...wish });
      return asked && asked.kind !== 'gone' ? 'asked' : 'refused';
    },

    async drop(token, seenVersion) {
      const booking = await find(token);
      if (!booking) return null;
      const { _id: bookingId, shopId, conversationId } = booking;
      // One key for one version seen: pressing twice, or a request sent again, is one act with one answer.
      const key = `${PAGE_ACT}${bookingId}:${seenVersion}`;
      const outcome = await desk.dropAsSeen({ bookingId, shopId, conversationId, key, seenVersion });
      return outcome.kind;
    },
  };
}
