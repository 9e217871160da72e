import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { searchFilter, type Searched } from '../platform/search-words.js';
import { ORDERS, type Order } from './order.model.js';

export interface OrderFilter {
  readonly shopId: string;
  readonly customerKey?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly status?: Order['status'] | undefined;
  /** By its number, or by whom it is for. */
  readonly searched?: Searched | null | undefined;
}

/** Where a page ended. */
export interface OrderPlace {
  readonly createdAtUtc: Instant;
  readonly id: string;
}

/** A person, as whoever has these chats. */
export interface OrderOwner {
  readonly shopId: string;
  /** Of the chat they write from; null where only the chats are known. */
  readonly customerKey: string | null;
  readonly chats: readonly string[];
}

export interface OrderReader {
  find(orderId: string): Promise<Order | null>;
  /** Latest first, after that place; checkouts are no orders yet and not among them (ORD-12). */
  list(filter: OrderFilter, after: OrderPlace | null, limit: number): Promise<readonly Order[]>;
  /** What a person ordered in all their chats, latest first. */
  listOfPerson(owner: OrderOwner, limit: number): Promise<readonly Order[]>;
  findByNumber(shopId: string, number: string): Promise<Order | null>;
  /** By a number as people write it, of whatever shop: whose it is has to be proved then (ORD-08). */
  findByAnyNumber(text: string): Promise<Order | null>;
  /** The chats in which something was ordered with that e-mail. */
  chatsWith(shopId: string, email: string, limit: number): Promise<readonly string[]>;
}

const BEFORE_ORDERS: Order['status'][] = ['checkout', 'lapsed'];

export function createOrderReader(deps: { readonly mongo: Mongo; readonly find: OrderReader['find'] }): OrderReader {
  const rows = deps.mongo.connection.collection<Order>(ORDERS);
  return {
    find: deps.find,
    findByNumber: (shopId, number) => rows.findOne({ shopId: String(shopId), number: String(number) }),
    async findByAnyNumber(text) {
      const number = orderNumberIn(text);
      return number === null ? null : rows.findOne({ number, status: { $nin: BEFORE_ORDERS } });
    },
    async chatsWith(shopId, email, limit) {
      const found = await rows
        .find({ shopId: String(shopId), 'customer.email': String(email) }, { projection: { conversationId: 1 } })
        .limit(limit)
        .toArray();
      return [...new Set(found.map(({ conversationId }) => conversationId))];
    },
    listOfPerson({ shopId, customerKey, chats }, limit) {
      const ofChats = { conversationId: { $in: chats.map(String) } };
      return rows
        .find({
          shopId: String(shopId),
          status: { $nin: BEFORE_ORDERS },
          ...(customerKey === null ? ofChats : { $or: [{ customerKey: String(customerKey) }, ofChats] }),
        })
        .sort({ createdAtUtc: -1, _id: -1 })
        .limit(limit)
        .toArray();
    },
    list({ shopId, customerKey, conversationId, status, searched }, after, limit) {
      return rows
        .find({
          shopId,
          ...(customerKey === undefined ? {} : { customerKey }),
          ...(conversationId === undefined ? {} : { conversationId }),
          status: status ?? { $nin: BEFORE_ORDERS },
          ...searchFilter(searched, { number: 'number', prefix: 'OR', name: 'customer.name' }),
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

/** "or 48210377", "OR-48210377": as it is kept, or null for anything else. */
export function orderNumberIn(text: string): string | null {
  const digits = /^\s*OR[-\s]*(\d{8})\s*$/i.exec(text)?.[1];
  return digits === undefined ? null : `OR-${digits}`;
}
