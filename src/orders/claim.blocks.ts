import type { Shop } from '../catalogue/index.js';
import type { CallContext, CallHandlers, OutcomeOf } from '../flow/protocol.js';
import type { Codes, Customers } from '../people/index.js';
import { DAY_MS } from '../platform/time-units.js';
import type { Order } from './order.model.js';
import { isOrderOver } from './order-status.rules.js';
import type { Orders } from './orders.service.js';
import { presentOrder } from './present-order.js';

export interface OrderClaimDeps {
  readonly orders: Pick<Orders, 'findByAnyNumber'>;
  readonly codes: Pick<Codes, 'isProved'>;
  readonly customers: Pick<Customers, 'link'>;
  readonly findShop: (shopId: string) => Promise<Shop>;
  readonly trackUrlOf: (orderId: string) => string;
  /** Tells the chat it was ordered in that it is shown in another as well. */
  readonly tellJoined: (conversationId: string, eventId: string, context: CallContext) => Promise<void>;
}

/** As long as the page of an order. */
const LIFE_MS = 90 * DAY_MS;

/**
 * An order by its number, once the e-mail it was made with has been proved (ORD-08). A number that is not there, one of
 * somebody else's and one long past are answered alike (GU-13).
 */
export function createOrderClaim(deps: OrderClaimDeps): CallHandlers<'order.claim'> {
  const call = 'order.claim';
  return {
    async 'order.claim'({ number, email }, context): Promise<OutcomeOf<'order.claim'>> {
      const { shopId, conversationId, language, nowUtc, key } = context;
      const address = email.trim().toLowerCase();
      // The code was asked for by the script; that it was answered is looked up, never believed.
      if (!(await deps.codes.isProved({ conversationId, address, nowUtc }))) return { call, exit: 'none', data: {} };
      const order = await deps.orders.findByAnyNumber(number);
      const isTheirs = order?.shopId === shopId && order.customer.email === address;
      if (!isTheirs || isLongPast(order, nowUtc)) return { call, exit: 'none', data: {} };
      if (order.conversationId !== conversationId) {
        const chats = [order.conversationId, conversationId] as const;
        await deps.customers.link({ linkId: `order:${key}`, shopId, chats, nowUtc, proof: 'email' });
        await deps.tellJoined(order.conversationId, `joined:order:${key}`, context);
      }
      const view = presentOrder(order, await deps.findShop(shopId), language, nowUtc, deps.trackUrlOf(order._id));
      return { call, exit: 'found', data: { order: view } };
    },
  };
}

function isLongPast({ status, history, createdAtUtc }: Order, nowUtc: number): boolean {
  return isOrderOver(status) && nowUtc >= (history.at(-1)?.atUtc ?? createdAtUtc) + LIFE_MS;
}
