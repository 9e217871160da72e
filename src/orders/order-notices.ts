import type { Catalogue } from '../catalogue/index.js';
import type { Notice } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent, DomainEventType, EventHandler } from '../platform/events.js';
import { isPageAct } from './order.rules.js';
import type { Orders } from './orders.service.js';
import { presentOrder } from './present-order.js';

export const TOLD_ORDER_EVENTS: readonly DomainEventType[] = [
  'order.placed',
  'order.accepted',
  'order.ready',
  'order.done',
  'order.late',
  'order.cancelled',
];

/** Tells the customer each step of an order (ORD-05), and gives back the money of one that was dropped. */
export function createOrderNotices(deps: {
  readonly orders: Orders;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly refundOf: (orderId: string) => Promise<Money | null>;
  readonly trackUrlOf: (orderId: string) => string;
  readonly languageOf: (conversationId: string) => Promise<string | null>;
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
}): EventHandler {
  const { orders, catalogue, clock, notify } = deps;
  return async ({ id, type, bookingId: orderId, version }: DomainEvent) => {
    if (type === 'order.placed') return orders.handOver(orderId);
    const order = await orders.find(orderId);
    if (!order) return;
    const refunded = type === 'order.cancelled' ? await deps.refundOf(orderId) : null;
    if (refunded) await orders.noteRefund(orderId);
    // Who dropped it in the chat was told there; on its page, not yet. One whose order came over the API has no chat.
    const done = order.history.find((row) => row.version === version);
    const isPage = done !== undefined && isPageAct(done.actId);
    if ((done?.who.kind === 'customer' && !isPage) || !order.conversationId) return;
    // What the shop has done meanwhile is told by its own event: this one would only be yesterday's.
    const isOvertaken =
      order.version > version && order.history.some((row) => row.version > version && row.act !== 'refund');
    if (isOvertaken && type !== 'order.cancelled') return;
    const { shop } = await catalogue.current(order.shopId);
    const language = (await deps.languageOf(order.conversationId)) ?? order.language;
    const view = presentOrder(order, shop, language, clock.nowUtc(), deps.trackUrlOf(orderId));
    const notice: Notice | null = isPage
      ? { name: 'order.dropped', order: view, refunded }
      : noticeOf(type, view, refunded);
    if (notice) await notify(order.conversationId, id, notice);
  };
}

function noticeOf(
  type: DomainEventType,
  order: ReturnType<typeof presentOrder>,
  refunded: Money | null,
): Notice | null {
  switch (type) {
    case 'order.accepted':
    case 'order.ready':
    case 'order.done':
    case 'order.late':
      return { name: type, order };
    case 'order.cancelled':
      return { name: type, order, refunded };
    default:
      return null;
  }
}
