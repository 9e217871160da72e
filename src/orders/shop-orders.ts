import { DateTime } from 'luxon';
import { DESK_STANDING, BOOKING_STATUSES, isOver, type Booking, type BookingStatus } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { JobCard, PressedAct } from '../messaging/operator.js';
import type { Clock } from '../platform/clock.js';
import { searchedIn } from '../platform/search-words.js';
import { TICKET_PREFIX, type Queue } from '../queue/index.js';
import type { OrderPart, OrderRow, OrdersAnswer, OrderSheet, Press } from './api.js';
import { ORDER_STANDING, orderFacts, orderRefusal } from './order-card.rules.js';
import { ORDER_PREFIX, type Order } from './order.model.js';
import type { OrderPlace } from './order.reader.js';
import { isBeforeOrder, ORDER_STATUSES } from './order-status.rules.js';
import type { Orders } from './orders.service.js';
import { itemsSheet, rowOfItems, rowOfTicket, rowOfVisit, ticketSheet, visitSheet } from './present-shop-order.js';

export interface ShopOrdersDeps {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly orders: Pick<Orders, 'find' | 'list' | 'operatorAct'>;
  readonly newestBookings: (input: {
    readonly shopId: string;
    readonly status?: BookingStatus | undefined;
    readonly searched?: ReturnType<typeof searchedIn>;
    readonly after: OrderPlace | null;
    readonly limit: number;
  }) => Promise<readonly Booking[]>;
  readonly bookings: {
    findBooking(bookingId: string): Promise<Booking | null>;
    listBookings(input: {
      readonly shopId: string;
      readonly fromUtc: Instant;
      readonly toUtc: Instant;
      readonly after: null;
      readonly limit: number;
    }): Promise<readonly Booking[]>;
  };
  readonly queue: Pick<Queue, 'line' | 'findTicket'>;
  /** What the people of the shop see and press, in Slack as here. */
  readonly desk: {
    findCard(id: string): Promise<JobCard | null>;
    perform(
      act: PressedAct,
      nowUtc: Instant,
    ): Promise<{ readonly kind: 'done' } | { readonly kind: 'refused'; readonly reason: string }>;
  };
  /** What goes back of a paid order or visit that was dropped. */
  readonly refundOf: (id: string) => Promise<Money | null>;
}

export interface ShopOrdersInput {
  readonly shopId: string;
  readonly part: OrderPart;
  readonly status?: string | undefined;
  readonly search?: string | undefined;
  readonly after: OrderPlace | null;
}

export type PressOutcome =
  | { readonly kind: 'done'; readonly sheet: OrderSheet }
  /** As it is now, and why not. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown' };

export const PAGE_ROWS = 25;
/** Nobody has more visits on one day. */
const DAY_ROWS = 500;
const STILL_OPEN = BOOKING_STATUSES.filter((status) => !isOver(status));

export type ShopOrders = ReturnType<typeof createShopOrders>;

/** A shop's orders as its owner works on them (ORD-02, ORD-05): what was bought, and what is to be done. */
export function createShopOrders(deps: ShopOrdersDeps) {
  const { clock, catalogue, orders, newestBookings, bookings, desk } = deps;

  async function products({ shopId, status, search = '', after }: ShopOrdersInput): Promise<readonly OrderRow[]> {
    const known = ORDER_STATUSES.find((one) => one === status && !isBeforeOrder(one));
    if (status !== undefined && !known) return [];
    const found = await orders.list({ shopId, status: known, searched: searchedIn(search) }, after, PAGE_ROWS + 1);
    return found.map(rowOfItems);
  }

  async function services({ shopId, status, search = '', after }: ShopOrdersInput): Promise<readonly OrderRow[]> {
    const known = BOOKING_STATUSES.find((one) => one === status);
    if (status !== undefined && !known) return [];
    const searched = searchedIn(search);
    const found = await newestBookings({ shopId, status: known, searched, after, limit: PAGE_ROWS + 1 });
    const placeOf = await placesToday(shopId, found);
    return found.map((booking) => rowOfVisit(booking, placeOf.get(booking._id) ?? null));
  }

  /** Of the visits of today which are not over, the how manieth of its person each is; asked only where one of them is among these. */
  async function placesToday(shopId: string, found: readonly Booking[]): Promise<ReadonlyMap<string, number>> {
    const { shop } = await catalogue.current(shopId);
    const today = DateTime.fromMillis(clock.nowUtc(), { zone: shop.zone }).startOf('day');
    const [fromUtc, toUtc] = [today.toMillis(), today.plus({ days: 1 }).toMillis()];
    const isToday = ({ startsAtUtc }: Booking): boolean => startsAtUtc >= fromUtc && startsAtUtc < toUtc;
    if (!found.some(isToday)) return new Map();
    const ofToday = await bookings.listBookings({ shopId, fromUtc, toUtc, after: null, limit: DAY_ROWS });
    const counts = new Map<string, number>();
    const places = new Map<string, number>();
    for (const { _id, person, status } of ofToday) {
      if (!STILL_OPEN.includes(status)) continue;
      const place = (counts.get(person.id) ?? 0) + 1;
      counts.set(person.id, place);
      places.set(_id, place);
    }
    return places;
  }

  async function queueOf(shopId: string): Promise<readonly OrderRow[]> {
    const counts = new Map<string, number>();
    return (await deps.queue.line(shopId)).map((ticket) => {
      // Whoever is being served waits no more.
      if (ticket.state === 'serving') return rowOfTicket(ticket, null);
      const place = (counts.get(ticket.personId) ?? 0) + 1;
      counts.set(ticket.personId, place);
      return rowOfTicket(ticket, place);
    });
  }

  async function sheetOf(shopId: string, id: string): Promise<OrderSheet | null> {
    const { shop } = await catalogue.current(shopId);
    const card = await desk.findCard(id);
    if (!card) return null;
    const { acts, ...shown } = card;
    const common = { id, zone: shop.zone, card: shown, acts, refund: null };
    if (id.startsWith(ORDER_PREFIX)) {
      const order = await orders.find(id);
      if (order?.shopId !== shopId) return null;
      const facts = orderFacts(order, shop.zone, shop.language);
      return { ...common, ...itemsSheet(order, acts), card: { ...shown, facts }, refund: await refundOf(order) };
    }
    if (id.startsWith(TICKET_PREFIX)) {
      const ticket = await deps.queue.findTicket(id);
      return ticket?.shopId === shopId ? { ...common, ...ticketSheet(ticket) } : null;
    }
    const booking = await bookings.findBooking(id);
    return booking?.shopId === shopId ? { ...common, ...visitSheet(booking), refund: await refundOf(booking) } : null;
  }

  const refundOf = async ({ _id, paid, status }: Pick<Order | Booking, '_id' | 'paid' | 'status'>) =>
    paid && (['cancelled', 'refunded', 'rejected', 'expired'] as readonly string[]).includes(status)
      ? deps.refundOf(_id)
      : null;

  /** @returns why not, in words for whoever pressed; null when it is done */
  async function carryOut(id: string, press: Press, who: string): Promise<string | null> {
    const { actId, act, seenVersion, why } = press;
    const operator = { id: `panel:${who}`, name: who };
    if (act === 'late') {
      if (!id.startsWith(ORDER_PREFIX)) return 'Only an order of products can be said to be late.';
      const outcome = await orders.operatorAct({ orderId: id, act, actId, operator, why: why ?? null });
      if (outcome.kind === 'done') return null;
      return orderRefusal(outcome.kind === 'unknown' ? null : outcome.order.status);
    }
    const outcome = await desk.perform({ actId, act, bookingId: id, seenVersion, operator }, clock.nowUtc());
    return outcome.kind === 'done' ? null : outcome.reason;
  }

  return {
    /** Latest first, page after page (ORD-12). Throws `UnknownShopError`. */
    async list(input: ShopOrdersInput): Promise<OrdersAnswer> {
      const { shop } = await catalogue.current(input.shopId);
      const isWhole = input.after === null && input.status === undefined && !input.search?.trim();
      const found = await (input.part === 'products' ? products(input) : services(input));
      const rows = found.slice(0, PAGE_ROWS);
      const last = found.length > PAGE_ROWS ? rows.at(-1) : undefined;
      return {
        zone: shop.zone,
        statuses: input.part === 'products' ? ITEM_STATUSES : VISIT_STATUSES,
        queue: input.part === 'services' && isWhole ? await queueOf(input.shopId) : [],
        rows,
        next: last ? `${last.createdAtUtc}.${last.id}` : null,
      };
    },

    sheet: sheetOf,

    /** Does what a button says, once for each press, and says who did it (ORD-05). */
    async press(shopId: string, id: string, press: Press, who: string): Promise<PressOutcome> {
      if (!(await sheetOf(shopId, id))) return { kind: 'unknown' };
      const reason = await carryOut(id, press, who);
      if (reason !== null) return { kind: 'refused', reason };
      const sheet = await sheetOf(shopId, id);
      return sheet ? { kind: 'done', sheet } : { kind: 'unknown' };
    },
  };
}

const ITEM_STATUSES = ORDER_STATUSES.filter((id) => !isBeforeOrder(id)).map((id) => ({
  id,
  label: ORDER_STANDING[id].label,
}));
const VISIT_STATUSES = BOOKING_STATUSES.map((id) => ({ id, label: DESK_STANDING[id].label }));
