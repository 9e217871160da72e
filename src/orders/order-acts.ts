import type { Catalogue } from '../catalogue/index.js';
import type { JobCard, PressedAct } from '../messaging/operator.js';
import { orderActOf, orderRefusal, parseLateLine, presentOrderCard } from './order-card.rules.js';
import { ORDER_PREFIX } from './order.model.js';
import { isBeforeOrder } from './order-status.rules.js';
import type { Orders } from './orders.service.js';

export interface OrderCards {
  owns(id: string): boolean;
  /** Null for what is no order yet. */
  findCard(orderId: string): Promise<JobCard | null>;
  /** Does what a button says, once for each press. @returns why not, for the operator; null when it is done */
  act(act: PressedAct): Promise<string | null>;
  /** A line in an order's thread. @returns what the operator is told; null when it was only talk */
  hearLine(line: { orderId: string; lineId: string; operatorId: string; text: string }): Promise<string | null>;
}

/** Orders as the people of the shop see and work them (ORD-05). */
export function createOrderCards(deps: { readonly orders: Orders; readonly catalogue: Catalogue }): OrderCards {
  const { orders, catalogue } = deps;
  return {
    owns: (id) => id.startsWith(ORDER_PREFIX),

    async findCard(orderId) {
      const order = await orders.find(orderId);
      if (!order || isBeforeOrder(order.status)) return null;
      const { shop } = await catalogue.current(order.shopId);
      return presentOrderCard(order, shop.zone, shop.language);
    },

    async act({ bookingId: orderId, act: name, actId, operator }) {
      const order = await orders.find(orderId);
      const act = order && orderActOf(name, order);
      if (!act) return orderRefusal(order?.status ?? null);
      const outcome = await orders.operatorAct({ orderId, act, actId, operator });
      return outcome.kind === 'done' ? null : orderRefusal(outcome.kind === 'unknown' ? null : outcome.order.status);
    },

    async hearLine({ orderId, lineId, operatorId, text }) {
      const why = parseLateLine(text);
      if (why === null)
        return /^late\b/i.test(text.trim()) ? 'Write it like this: late the parcel is not here yet' : null;
      const operator = { id: operatorId, name: operatorId };
      const outcome = await orders.operatorAct({ orderId, act: 'late', actId: lineId, operator, why });
      if (outcome.kind === 'done') return 'The customer is told that it is late, and why.';
      return orderRefusal(outcome.kind === 'unknown' ? null : outcome.order.status);
    },
  };
}
