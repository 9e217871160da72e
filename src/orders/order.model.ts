import type { Names } from '../catalogue/index.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { OrderAct, OrderActor, OrderStatus } from './order-status.rules.js';
import type { Product } from './product.model.js';

export interface OrderLine {
  readonly productId: string;
  readonly kind: Product['kind'];
  /** As it was called when it was bought. */
  readonly name: string;
  readonly names?: Names;
  readonly quantity: number;
  readonly unitMinor: number;
  readonly totalMinor: number;
  /** Where it is fetched once it is paid. */
  readonly downloadUrl?: string;
}

/** An order of products; a booking is the other kind of order (ORD-01). */
export interface Order {
  /** Made from the key of the call that began it: the same call finds the same row. */
  readonly _id: string;
  readonly shopId: string;
  /** OR-######## */
  readonly number: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  /** Whose it is (CF-25), and how to reach them: nobody needs an account (ORD-07). */
  readonly customerKey: string;
  readonly customer: { readonly name: string; readonly phone: string | null; readonly email: string | null };
  readonly isGuest: boolean;
  readonly linkedAtUtc: Instant | null;
  /** Where it is sent; null when it is collected. */
  readonly deliverTo: { readonly text: string; readonly postcode: string | null } | null;
  readonly lines: readonly OrderLine[];
  readonly currency: string;
  readonly totalMinor: number;
  readonly status: OrderStatus;
  /** Counts every change. */
  readonly version: number;
  /** Until when a checkout keeps its products; null once it is an order. */
  readonly untilUtc: Instant | null;
  /** Whether its products are out of the stock: the count changes with this and never without it. */
  readonly isTaken: boolean;
  /** The cart it was made of, at that revision: emptied when it is placed, unless it was changed since. */
  readonly cartRev: number | null;
  /** When it is to be ready (ORD-10 counts from here); set when it is placed. */
  readonly dueAtUtc: Instant | null;
  /** Until when the customer may drop it. */
  readonly freeUntilUtc: Instant | null;
  readonly paid: OrderPaid | null;
  /** What the shop said last of a delay. */
  readonly lateNote: string | null;
  readonly createdAtUtc: Instant;
  readonly placedAtUtc: Instant | null;
  readonly history: readonly OrderHistoryRow[];
}

export interface OrderPaid {
  readonly amountMinor: number;
  readonly currency: string;
  readonly paymentId: string;
  readonly atUtc: Instant;
}

export interface OrderHistoryRow {
  /** The same act twice has the same id and is done once. */
  readonly actId: string;
  readonly act: OrderAct | 'begin';
  readonly who: { readonly kind: OrderActor; readonly id: string; readonly name: string };
  readonly atUtc: Instant;
  readonly why: string | null;
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly version: number;
}

export const ORDERS = 'orders';
export const ORDER_PREFIX = 'ord-';

export const orderIndexes: IndexSpec[] = [
  { collection: ORDERS, key: { number: 1 }, options: { name: 'orders_by_number', unique: true } },
  { collection: ORDERS, key: { shopId: 1, createdAtUtc: -1, _id: -1 }, options: { name: 'orders_of_shop' } },
  {
    collection: ORDERS,
    key: { shopId: 1, customerKey: 1, createdAtUtc: -1, _id: -1 },
    options: { name: 'orders_of_customer' },
  },
  {
    collection: ORDERS,
    key: { untilUtc: 1 },
    options: { name: 'checkouts_by_end', partialFilterExpression: { untilUtc: { $gt: 0 } } },
  },
  {
    collection: ORDERS,
    key: { shopId: 1, 'customer.email': 1 },
    options: { name: 'orders_by_email', partialFilterExpression: { 'customer.email': { $gt: '' } } },
  },
  { collection: ORDERS, key: { conversationId: 1, status: 1 }, options: { name: 'orders_of_chat' } },
];
