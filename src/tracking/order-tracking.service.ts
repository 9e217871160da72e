import type { Shop } from '../catalogue/index.js';
import type { OrderView } from '../flow/protocol.js';
import type { ChannelId } from '../messaging/message.js';
import { isBeforeOrder, isOrderOver, presentCart, presentOrder, type Order, type Orders } from '../orders/index.js';
import type { Clock } from '../platform/clock.js';
import { DAY_MS } from '../platform/time-units.js';
import type { TrackingLinks } from './tracking-links.js';

export interface OrderTrackingDeps {
  readonly links: Pick<TrackingLinks, 'orderOf'>;
  readonly clock: Clock;
  readonly orders: Pick<Orders, 'find' | 'cancelAsSeen'>;
  readonly findShop: (shopId: string) => Promise<Shop>;
}

/** An order as its page shows it. */
export interface TrackedOrder {
  readonly view: OrderView;
  /** "2 x Dog shampoo, £18", one for each product. */
  readonly lines: readonly string[];
  readonly shopName: string;
  readonly shopId: string;
  readonly channel: ChannelId;
  readonly language: string;
  readonly version: number;
  /** Changes whenever anything on the page may have changed. */
  readonly stamp: string;
}

export type OpenedOrder =
  | { readonly kind: 'order'; readonly order: TrackedOrder }
  /** Signed by us once; long over. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'unknown' };

export interface OrderTracking {
  /** The order behind a link as it stands now (ORD-07, ORD-08). Changes nothing. */
  open(token: string): Promise<OpenedOrder>;
  /** Drops it once, under the version the page showed, by the rule of the chat (ORD-10). Null for an unknown link. */
  drop(token: string, seenVersion: number): Promise<'cancelled' | 'changed' | 'refused' | null>;
}

/** As long as the page of a visit (GP-33), counted from the last thing that happened. */
const LIFE_MS = 90 * DAY_MS;

export function createOrderTracking({ links, clock, orders, findShop }: OrderTrackingDeps): OrderTracking {
  async function find(token: string): Promise<Order | null> {
    const orderId = links.orderOf(token);
    const order = orderId === null ? null : await orders.find(orderId);
    return order && !isBeforeOrder(order.status) ? order : null;
  }

  return {
    async open(token) {
      const order = await find(token);
      if (!order) return { kind: 'unknown' };
      const lastUtc = order.history.at(-1)?.atUtc ?? order.createdAtUtc;
      if (isOrderOver(order.status) && clock.nowUtc() >= lastUtc + LIFE_MS) return { kind: 'ended' };
      const { language, shopId, channel, version } = order;
      const shop = await findShop(shopId);
      const view = presentOrder(order, shop, language, clock.nowUtc());
      const lines = presentCart(order.lines, shop, language).lines.split('\n');
      const stamp = `${version}.${view.canCancel ? 'free' : 'fixed'}`;
      return { kind: 'order', order: { view, lines, shopName: shop.name, shopId, channel, language, version, stamp } };
    },

    async drop(token, seenVersion) {
      const order = await find(token);
      if (!order) return null;
      return orders.cancelAsSeen({ orderId: order._id, name: order.customer.name, seenVersion });
    },
  };
}
