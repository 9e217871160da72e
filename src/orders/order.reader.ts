import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { ORDERS, type Order } from './order.model.js';

export interface OrderFilter {
  readonly shopId: string;
  readonly customerKey?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly status?: Order['status'] | undefined;
}

/** Where a page ended. */
export interface OrderPlace {
  readonly createdAtUtc: Instant;
  readonly id: string;
}

export interface OrderReader {
  find(orderId: string): Promise<Order | null>;
  /** Latest first, after that place; checkouts are no orders yet and not among them (ORD-12). */
  list(filter: OrderFilter, after: OrderPlace | null, limit: number): Promise<readonly Order[]>;
  findByNumber(shopId: string, number: string): Promise<Order | null>;
}

const BEFORE_ORDERS: Order['status'][] = ['checkout', 'lapsed'];

export function createOrderReader(deps: { readonly mongo: Mongo; readonly find: OrderReader['find'] }): OrderReader {
  const rows = deps.mongo.connection.collection<Order>(ORDERS);
  return {
    find: deps.find,
    findByNumber: (shopId, number) => rows.findOne({ shopId: String(shopId), number: String(number) }),
    list({ shopId, customerKey, conversationId, status }, after, limit) {
      return rows
        .find({
          shopId,
          ...(customerKey === undefined ? {} : { customerKey }),
          ...(conversationId === undefined ? {} : { conversationId }),
          status: status ?? { $nin: BEFORE_ORDERS },
          ...(after && {
            $or: [
              { createdAtUtc: { $lt: after.createdAtUtc } },
              { createdAtUtc: after.createdAtUtc, _id: { $lt: after.id } },
            ],
          }),
        })
        .sort({ createdAtUtc: -1, _id: -1 })
        .limit(limit)
        .toArray();
    },
  };
}
