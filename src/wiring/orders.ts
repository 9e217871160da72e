import { createNewestBookings, type BookingDesk as VisitDesk } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { CallContext, CallHandlers, Notice } from '../flow/protocol.js';
import {
  createAllOrders,
  createOrderBlocks,
  createOrderCards,
  createOrderDesk,
  createOrderNotices,
  createOrders,
  createShopOrders,
  ORDER_PREFIX,
  orderJobs,
  ORDERS_JOB,
  type Orders,
} from '../orders/index.js';
import type { BookingDesk, Payments } from '../payments/index.js';
import type { Clock } from '../platform/clock.js';
import type { EventBus } from '../platform/event-store.js';
import type { Jobs } from '../platform/jobs.js';
import type { Mongo } from '../platform/mongo.js';
import type { Queue } from '../queue/index.js';
import type { OperatorDesk } from './operator-desk.js';

export interface OrderRoomDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly events: EventBus;
  readonly jobs: Jobs;
}

export function openOrders({ mongo, clock, catalogue, events, jobs }: OrderRoomDeps): Orders {
  return createOrders({ mongo, clock, catalogue, events, ringAt: (whenUtc) => jobs.at(ORDERS_JOB, whenUtc, {}) });
}

/** Orders of products and bookings in one list. */
export function joinLists({ mongo }: { readonly mongo: Mongo }, orders: Orders) {
  return createAllOrders({ orders, newestBookings: createNewestBookings({ mongo }) });
}

/** One desk for payments: what is paid says by its id whether it is a visit or an order. */
export function joinDesks(visits: BookingDesk, orders: BookingDesk): BookingDesk {
  const of = (id: string): BookingDesk => (id.startsWith(ORDER_PREFIX) ? orders : visits);
  return {
    quoteHold: (input) => of(input.holdId).quoteHold(input),
    extendHold: (input) => of(input.holdId).extendHold(input),
    releaseHold: (input) => of(input.holdId).releaseHold(input),
    createBooking: (input) => of(input.holdId).createBooking(input),
    viewBooking: (input) => of(input.bookingId).viewBooking(input),
    endingOf: (input) => of(input.bookingId).endingOf(input),
  };
}

/** Products and orders joined with the money, the chats and the people of the shop. */
export function createOrderRoom(
  deps: Pick<OrderRoomDeps, 'catalogue' | 'clock'> & {
    readonly orders: Orders;
    readonly payments: Payments | null;
    readonly visits: CallHandlers<'bookings.list'>;
    readonly languageOf: (conversationId: string) => Promise<string | null>;
    readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
    readonly trackUrlOf: (orderId: string) => string;
    readonly pictureUrl: (photo: string) => string;
  },
) {
  const { orders, payments, visits } = deps;
  const refundOf = async (orderId: string) => (payments ? payments.refundForBooking(orderId) : null);

  async function hasVisits(context: CallContext): Promise<boolean> {
    const list = visits['bookings.list'];
    if ((await list({}, context)).exit === 'found') return true;
    return (await list({ past: true }, context)).exit === 'found';
  }

  const pay = payments?.blocks['payment.request'] ?? null;
  const { listProducts, listCart, listOrders, ...blocks } = createOrderBlocks({ ...deps, pay, refundOf, hasVisits });
  return {
    blocks,
    things: { products: listProducts, cart: listCart, orders: listOrders },
    cards: createOrderCards(deps),
    onOrderEvent: createOrderNotices({ ...deps, refundOf }),
    jobs: orderJobs(orders),
  };
}

/** A shop's orders for its owner's panel: the same acts as on the cards in Slack. */
export function openShopOrders({ mongo, clock }: Pick<OrderRoomDeps, 'mongo' | 'clock'>, rooms: ShopOrderRooms) {
  const { catalogue, orders, queue, desk: bookings, payments, operatorDesk: desk } = rooms;
  const newestBookings = createNewestBookings({ mongo });
  const refundOf = async (id: string) => (payments ? payments.refundForBooking(id) : null);
  return createShopOrders({ clock, catalogue, orders, queue, bookings, desk, newestBookings, refundOf });
}

interface ShopOrderRooms {
  readonly catalogue: Catalogue;
  readonly orders: Orders;
  readonly queue: Queue;
  readonly desk: VisitDesk;
  readonly payments: Payments | null;
  readonly operatorDesk: OperatorDesk;
}

export { createOrderDesk };
