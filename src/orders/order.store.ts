import type { ClientSession } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import type { DomainEvent, EventStore } from '../platform/events.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { createLanes } from './lanes.js';
import { ORDERS, type Order, type OrderHistoryRow } from './order.model.js';
import { nextOrderStatus, type OrderAct, type OrderStatus } from './order-status.rules.js';
import type { Short, Stock } from './stock.store.js';

export interface OrderStoreDeps {
  readonly mongo: Mongo;
  readonly stock: Stock;
  readonly events: EventStore;
  readonly newNumber: () => string;
}

export interface OrderChange {
  readonly act: OrderAct;
  readonly actId: string;
  readonly who: OrderHistoryRow['who'];
  readonly atUtc: Instant;
  readonly why: string | null;
  readonly set?: Partial<Pick<Order, 'untilUtc' | 'paid' | 'dueAtUtc' | 'freeUntilUtc' | 'placedAtUtc' | 'lateNote'>>;
  /** Looks at the row the change is written on; a reason ends it. */
  readonly refuse?: (order: Order) => string | null;
}

export type ChangeOutcome =
  /** `isNew` is false when this very act was done before. */
  | { readonly kind: 'done'; readonly order: Order; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly order: Order; readonly reason: string }
  | { readonly kind: 'short'; readonly order: Order; readonly short: Short }
  | { readonly kind: 'unknown' };

export type BeginOutcome =
  { readonly kind: 'begun'; readonly order: Order } | { readonly kind: 'short'; readonly short: Short };

export type OrderStore = ReturnType<typeof createOrderStore>;

class Stop extends Error {
  readonly outcome: Exclude<ChangeOutcome, { kind: 'done' }>;
  constructor(outcome: Stop['outcome']) {
    super('order not changed');
    this.outcome = outcome;
  }
}

const NUMBER_ATTEMPTS = 8;
const EVENTS: Readonly<Partial<Record<OrderAct, DomainEvent['type']>>> = {
  place: 'order.placed',
  accept: 'order.accepted',
  ready: 'order.ready',
  collect: 'order.done',
  deliver: 'order.done',
  handOver: 'order.done',
  late: 'order.late',
  soldOut: 'order.cancelled',
  cancel: 'order.cancelled',
  refund: 'order.refunded',
};

/** Writes of orders. A row, its history, the stock it takes or gives back and its event are one transaction. */
export function createOrderStore({ mongo, stock, events, newNumber }: OrderStoreDeps) {
  const rows = mongo.connection.collection<Order>(ORDERS);
  const inLane = createLanes();
  const byId = (orderId: string) => ({ _id: String(orderId) });

  /** Takes the products and keeps them; what the same chat kept before is given back first. */
  async function begin(order: Omit<Order, 'number'>): Promise<BeginOutcome> {
    const { _id, shopId, conversationId } = order;
    for (let attempt = 0; attempt < NUMBER_ATTEMPTS; attempt += 1) {
      const known = await rows.findOne(byId(_id));
      if (known) return { kind: 'begun', order: known };
      // Looked for outside: where many want the same thing at once, each further query makes all of them begin again more often.
      const others = await rows.find({ conversationId, shopId, status: 'checkout' }).toArray();
      try {
        return await inLane(shopId, () =>
          mongo.transaction(async (session): Promise<BeginOutcome> => {
            for (const other of others) await letGo(other._id, order, session);
            const short = await stock.take(shopId, order.lines, session);
            if (short) throw new ShortStock(short);
            const row = { ...order, number: newNumber() };
            await rows.insertOne(row, { session });
            return { kind: 'begun', order: row };
          }),
        );
      } catch (error) {
        if (error instanceof ShortStock) {
          // The last of it may have gone to this very order, begun by the same call elsewhere.
          const twin = await rows.findOne(byId(_id));
          return twin ? { kind: 'begun', order: twin } : { kind: 'short', short: error.short };
        }
        if (!isDuplicateKey(error)) throw error;
      }
    }
    throw new Error(`no free order number in ${NUMBER_ATTEMPTS} draws`);
  }

  async function letGo(
    otherId: string,
    { _id, createdAtUtc }: Pick<Order, '_id' | 'createdAtUtc'>,
    session: ClientSession,
  ): Promise<void> {
    const other = await rows.findOne({ _id: otherId, status: 'checkout' }, { session });
    if (other) await write(other, lapse(`replaced:${_id}`, createdAtUtc), session);
  }

  /** Does one act on what the row is now. A second click, a worker that was slow and a newer state all find the row as it is. */
  async function change(orderId: string, of: OrderChange): Promise<ChangeOutcome> {
    try {
      const done = await mongo.transaction(async (session): Promise<ChangeOutcome> => {
        const order = await rows.findOne(byId(orderId), { session });
        if (!order) return { kind: 'unknown' };
        if (order.history.some(({ actId }) => actId === of.actId)) return { kind: 'done', order, isNew: false };
        const reason = of.refuse?.(order) ?? null;
        if (reason !== null) return { kind: 'refused', order, reason };
        return write(order, of, session);
      });
      if (done.kind === 'done' && done.isNew) events.wake();
      return done;
    } catch (error) {
      if (error instanceof Stop) return error.outcome;
      throw error;
    }
  }

  async function write(order: Order, of: OrderChange, session: ClientSession): Promise<ChangeOutcome> {
    const to = nextOrderStatus(order.status, of.act, of.who.kind, order.deliverTo !== null);
    if (to === null) throw new Stop({ kind: 'refused', order, reason: 'status' });
    const isTaken = await moveStock(order, to, session);
    const { act, actId, who, atUtc, why } = of;
    const version = order.version + 1;
    const entry: OrderHistoryRow = { actId, act, who, atUtc, why, from: order.status, to, version };
    const after = await rows.findOneAndUpdate(
      { _id: order._id, version: order.version },
      { $set: { ...of.set, status: to, version, isTaken }, $push: { history: entry } },
      { session, returnDocument: 'after' },
    );
    // Inside one snapshot nobody else can have written it: the transaction would have been told to begin again.
    if (!after) throw new Error(`order ${order._id} changed inside its own transaction`);
    const type = EVENTS[act];
    if (type) {
      const { shopId, _id: bookingId } = order;
      await events.record(session, [
        { id: `${type}:${bookingId}:${version}`, type, shopId, bookingId, version, atUtc },
      ]);
    }
    return { kind: 'done', order: after, isNew: true };
  }

  /** Products are out of the stock exactly while somebody has them or may still get them. */
  async function moveStock(order: Order, to: OrderStatus, session: ClientSession): Promise<boolean> {
    const wants = to !== 'lapsed' && to !== 'cancelled' && to !== 'refunded';
    if (wants === order.isTaken) return wants;
    if (!wants) {
      await stock.giveBack(order.shopId, order.lines, session);
      return false;
    }
    const short = await stock.take(order.shopId, order.lines, session);
    if (short) throw new Stop({ kind: 'short', order, short });
    return true;
  }

  return {
    begin,
    change,
    find: (orderId: string): Promise<Order | null> => rows.findOne(byId(orderId)),
    /** Keeps a checkout until then; false when it is none any more. */
    async keepUntil(orderId: string, untilUtc: Instant): Promise<boolean> {
      const { matchedCount } = await rows.updateOne({ ...byId(orderId), status: 'checkout' }, { $set: { untilUtc } });
      return matchedCount === 1;
    },
    async keepAgain(orderId: string, untilUtc: Instant, atUtc: Instant): Promise<'kept' | Short | null> {
      return mongo
        .transaction(async (session) => {
          const order = await rows.findOne(byId(orderId), { session });
          if (order?.status !== 'lapsed') return null;
          const short = await stock.take(order.shopId, order.lines, session);
          if (short) throw new ShortStock(short);
          const version = order.version + 1;
          const who = { kind: 'house', id: 'house', name: 'Parley' } as const;
          const entry = { actId: `again:${version}`, act: 'begin', who, atUtc, why: null, version } as const;
          await rows.updateOne(
            { _id: order._id },
            {
              $set: { status: 'checkout', isTaken: true, untilUtc, version },
              $push: { history: { ...entry, from: 'lapsed', to: 'checkout' } },
            },
            { session },
          );
          return 'kept' as const;
        })
        .catch((error: unknown) => {
          if (error instanceof ShortStock) return error.short;
          throw error;
        });
    },
    async rehome(
      from: string,
      { shopId, ...to }: Pick<Order, 'shopId' | 'conversationId' | 'channel' | 'address' | 'customerKey'>,
    ): Promise<void> {
      const underWay = { $in: ['checkout', 'placed', 'accepted', 'ready'] satisfies OrderStatus[] };
      await rows.updateMany({ conversationId: String(from), shopId, status: underWay }, { $set: to });
    },
    async overdue(nowUtc: Instant, limit: number): Promise<readonly string[]> {
      const found = await rows
        .find({ untilUtc: { $gt: 0, $lte: nowUtc } }, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      return found.map(({ _id }) => _id);
    },
  };
}

class ShortStock extends Error {
  readonly short: Short;
  constructor(short: Short) {
    super('not enough in stock');
    this.short = short;
  }
}

/** Nobody paid in time, or another cart took its place. */
export function lapse(actId: string, atUtc: Instant): OrderChange {
  const who = { kind: 'house', id: 'house', name: 'Parley' } as const;
  return { act: 'lapse', actId, who, atUtc, why: null, set: { untilUtc: null } };
}
