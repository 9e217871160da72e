import { asWhose, isAnothers, presentBooking, type Booking, type BookingDesk } from '../booking/index.js';
import type { Shop } from '../catalogue/index.js';
import type { BookingView, OrderView } from '../flow/protocol.js';
import { formatDay, formatMoney } from '../messaging/format.js';
import { presentOrder, type Orders } from '../orders/index.js';
import type { Clock } from '../platform/clock.js';
import type { GuestOf } from './guest-links.js';

/** A person's own page: what is ahead and behind, what was paid, and what is known of them (ORD-11). */
export interface Portal {
  readonly shopName: string;
  readonly language: string;
  readonly upcoming: readonly PortalVisit[];
  readonly past: readonly PortalVisit[];
  readonly orders: readonly PortalOrder[];
  readonly payments: readonly { readonly amount: string; readonly when: string; readonly what: string }[];
  readonly profile: { readonly name: string | null; readonly email: string | null; readonly language: string };
}

export interface PortalVisit {
  readonly view: BookingView;
  readonly url: string;
}

/** What was bought, in the latest order first (ORD-02). */
export interface PortalOrder {
  readonly view: OrderView;
  readonly url: string;
}

export interface PortalDeps {
  readonly desk: Pick<BookingDesk, 'upcoming' | 'past'>;
  readonly orders: Pick<Orders, 'listOfPerson'>;
  readonly clock: Clock;
  readonly findShop: (shopId: string) => Promise<Shop>;
  readonly trackUrlOf: (id: string) => string;
  /** All chats of whoever has this one: never those of people they only help. */
  readonly chatsOf: (conversationId: string) => Promise<readonly string[]>;
  readonly profileOf: (
    conversationId: string,
  ) => Promise<{ readonly name: string | null; readonly email: string | null; readonly language: string }>;
}

const PAST_SHOWN = 20;
const ORDERS_SHOWN = 20;

/** Reads a person's page as it stands now. Nothing is changed here: each visit has a page of its own for that. */
export function createPortal(deps: PortalDeps) {
  const { desk, orders, clock, findShop, trackUrlOf, chatsOf, profileOf } = deps;
  return {
    async read({ shopId, conversationId }: GuestOf): Promise<Portal> {
      const nowUtc = clock.nowUtc();
      const owner = { shopId, conversationId, alsoIn: await chatsOf(conversationId) };
      const [shop, profile] = await Promise.all([findShop(shopId), profileOf(conversationId)]);
      const chats = [...new Set([conversationId, ...owner.alsoIn])];
      const [upcoming, past, bought] = await Promise.all([
        desk.upcoming(owner, nowUtc),
        desk.past(owner, nowUtc, null),
        orders.listOfPerson({ shopId, customerKey: null, chats }, ORDERS_SHOWN),
      ]);
      const { language } = profile;
      const visit = (booking: Booking): PortalVisit => ({
        view: asWhose(presentBooking(booking, shop, language, nowUtc), isAnothers(booking)),
        url: trackUrlOf(booking._id),
      });
      const settled = [
        ...upcoming,
        ...past,
        ...bought.map(({ paid: money, number: reference }) => ({ paid: money, reference })),
      ];
      const paid = settled
        .flatMap(({ paid: money, reference }) => (money ? [{ money, reference }] : []))
        .sort((one, other) => other.money.atUtc - one.money.atUtc);
      return {
        shopName: shop.name,
        language,
        upcoming: upcoming.map(visit),
        past: past.slice(0, PAST_SHOWN).map(visit),
        orders: bought.map((order) => ({
          view: presentOrder(order, shop, language, nowUtc),
          url: trackUrlOf(order._id),
        })),
        payments: paid.map(({ money, reference }) => ({
          amount: formatMoney(money, language),
          when: formatDay(money.atUtc, shop.zone, language),
          what: reference,
        })),
        profile,
      };
    },
  };
}

export type Portals = ReturnType<typeof createPortal>;
