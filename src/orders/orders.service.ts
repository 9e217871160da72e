import { z } from 'zod';
import type { Catalogue } from '../catalogue/index.js';
import type { OrderRefusal } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { EventStore } from '../platform/events.js';
import type { Mongo } from '../platform/mongo.js';
import { customerKeyOf } from '../people/index.js';
import { idFromKey } from '../platform/signer.js';
import { MINUTE_MS } from '../platform/time-units.js';
import { pricedLines, totalOf } from './cart.rules.js';
import { createCarts, type Carts } from './cart.store.js';
import { createOrderReader, type OrderReader } from './order.reader.js';
import { ORDER_PREFIX, type Order, type OrderPaid } from './order.model.js';
import { pageActId, promisedAt, randomNumber, refusalOf } from './order.rules.js';
import type { OrderAct } from './order-status.rules.js';
import { createOrderStore, lapse, type ChangeOutcome } from './order.store.js';
import { createProducts, type Products } from './products.service.js';
import { createStock, type Short, type Stock, type Wanted } from './stock.store.js';

export interface OrdersDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly events: EventStore;
  /** Rings the sweep at that moment. */
  readonly ringAt: (whenUtc: Instant) => Promise<void>;
  /** Broken on purpose by tests. */
  readonly spoil?: (stock: Stock) => Stock;
  readonly newNumber?: () => string;
}

export interface CheckoutInput {
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  readonly customer: { readonly name: string; readonly phone: string | null; readonly email: string | null };
  readonly deliverTo: Order['deliverTo'];
  readonly items: readonly Wanted[];
  /** The cart they come from, to be emptied when it becomes an order. */
  readonly cartRev: number | null;
  /** The same key twice is the same order. */
  readonly key: string;
}

export type CheckoutOutcome =
  | { readonly kind: 'kept'; readonly order: Order }
  | { readonly kind: 'short'; readonly short: Short }
  /** `items`: there is nothing in it that is sold; `customer`: a detail is missing or too long. */
  | { readonly kind: 'refused'; readonly reason: 'items' | 'customer' };

export type PlaceOutcome =
  | { readonly kind: 'placed'; readonly order: Order }
  /** What it holds was sold meanwhile. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly reason: string };

export interface Operator {
  readonly id: string;
  readonly name: string;
}

export interface Orders extends OrderReader {
  readonly products: Products;
  readonly carts: Carts;
  /** Keeps products for 15 minutes, all of them or none (ORD-13). */
  checkout(input: CheckoutInput): Promise<CheckoutOutcome>;
  /** Keeps them until then; takes them again where they had been let go and are still there. */
  keepUntil(orderId: string, untilUtc: Instant): Promise<boolean>;
  /** For sale again; nothing where it became an order meanwhile. */
  letGo(orderId: string, actId: string): Promise<void>;
  /** Makes it an order. After its time the products are taken again where they are still there. */
  place(input: { orderId: string; actId: string; paid: OrderPaid | null }): Promise<PlaceOutcome>;
  /** Its customer drops it, by the rule of the shop (ORD-10). Whose it is has been looked at. */
  cancel(input: {
    orderId: string;
    actId: string;
    name: string;
  }): Promise<
    | { readonly kind: 'cancelled'; readonly order: Order }
    | { readonly kind: 'refused'; readonly reason: OrderRefusal; readonly order: Order }
    | { readonly kind: 'unknown' }
  >;
  /** The same from its page, where nothing may have changed since it was shown. */
  cancelAsSeen(input: {
    orderId: string;
    name: string;
    seenVersion: number;
  }): Promise<'cancelled' | 'changed' | 'refused'>;
  /** What the people of the shop press (ORD-05). */
  operatorAct(input: {
    orderId: string;
    act: Exclude<OrderAct, 'place' | 'lapse' | 'handOver' | 'refund'>;
    actId: string;
    operator: Operator;
    why?: string | null;
  }): Promise<ChangeOutcome>;
  /** What is only fetched by its links is handed over at once; nothing happens to any other order. */
  handOver(orderId: string): Promise<void>;
  /** Whoever was buying in one chat goes on in another: what is under way is told there, and is theirs there. */
  rehome(from: string, to: Pick<Order, 'shopId' | 'conversationId' | 'channel' | 'address'>): Promise<void>;
  /** Its money is on the way back. */
  noteRefund(orderId: string): Promise<void>;
  /** Lets go what nobody paid for in time. */
  sweep(): Promise<void>;
}

const CHECKOUT_MS = 15 * MINUTE_MS;
const SWEEP_BATCH = 200;
const CHANGED = 'changed';
const HOUSE = { kind: 'house', id: 'house', name: 'Parley' } as const;

const customerSchema = z.object({
  name: z.string().trim().min(1).max(80),
  phone: z.string().trim().min(1).max(20).nullable(),
  email: z.string().trim().toLowerCase().min(3).max(254).nullable(),
});

/** Orders of products, from the cart to the hand that takes them. Who has what is settled by the stock alone. */
export function createOrders(deps: OrdersDeps): Orders {
  const { mongo, clock, catalogue, events, spoil = (stock) => stock } = deps;
  const products = createProducts({ mongo });
  const carts = createCarts({ mongo });
  const stock = spoil(createStock({ mongo }));
  const store = createOrderStore({ mongo, stock, events, newNumber: deps.newNumber ?? randomNumber });

  return {
    ...createOrderReader({ mongo, find: store.find }),
    products,
    carts,
    checkout: createCheckout({ ...deps, products, store }),

    async keepUntil(orderId, untilUtc) {
      if (!(await store.keepUntil(orderId, untilUtc))) {
        const again = await store.keepAgain(orderId, untilUtc, clock.nowUtc());
        if (again !== 'kept') return false;
      }
      await deps.ringAt(untilUtc);
      return true;
    },

    async letGo(orderId, actId) {
      await store.change(orderId, lapse(actId, clock.nowUtc()));
    },

    async place({ orderId, actId, paid }) {
      const order = await store.find(orderId);
      if (!order) return { kind: 'refused', reason: 'unknown' };
      const { shop } = await catalogue.current(order.shopId);
      const known = await products.find(
        order.shopId,
        order.lines.map(({ productId }) => productId),
      );
      const atUtc = clock.nowUtc();
      const { name } = order.customer;
      const outcome = await store.change(orderId, {
        act: 'place',
        actId,
        who: paid ? HOUSE : { kind: 'customer', id: order.conversationId, name },
        atUtc,
        why: null,
        set: { paid, untilUtc: null, placedAtUtc: atUtc, ...promisedAt(order.lines, known, shop, atUtc) },
      });
      if (outcome.kind === 'short') return { kind: 'gone' };
      if (outcome.kind !== 'done') {
        return { kind: 'refused', reason: outcome.kind === 'refused' ? outcome.reason : 'unknown' };
      }
      if (order.cartRev !== null) await carts.empty(order, order.cartRev);
      return { kind: 'placed', order: outcome.order };
    },

    async cancel({ orderId, actId, name }) {
      const order = await store.find(orderId);
      if (!order) return { kind: 'unknown' };
      const atUtc = clock.nowUtc();
      const outcome = await store.change(orderId, {
        act: 'cancel',
        actId,
        who: { kind: 'customer', id: order.conversationId, name },
        atUtc,
        why: null,
        refuse: (now) => refusalOf(now, atUtc),
      });
      if (outcome.kind === 'done') return { kind: 'cancelled', order: outcome.order };
      if (outcome.kind === 'unknown' || outcome.kind === 'short') return { kind: 'unknown' };
      return { kind: 'refused', order: outcome.order, reason: refusalOf(outcome.order, atUtc) ?? 'alreadyOver' };
    },

    async cancelAsSeen({ orderId, name, seenVersion }) {
      const atUtc = clock.nowUtc();
      const outcome = await store.change(orderId, {
        act: 'cancel',
        // Of one version one act: pressing twice, or a form sent again, is answered alike.
        actId: pageActId(orderId, seenVersion),
        who: { kind: 'customer', id: 'page', name },
        atUtc,
        why: null,
        refuse: (now) => (now.version === seenVersion ? refusalOf(now, atUtc) : CHANGED),
      });
      if (outcome.kind === 'done') return 'cancelled';
      return outcome.kind === 'refused' && outcome.reason === CHANGED ? 'changed' : 'refused';
    },

    async operatorAct({ orderId, act, actId, operator, why = null }) {
      return store.change(orderId, {
        act,
        actId,
        who: { kind: 'operator', ...operator },
        atUtc: clock.nowUtc(),
        why,
        ...(act === 'late' ? { set: { lateNote: why } } : {}),
      });
    },

    async handOver(orderId) {
      const order = await store.find(orderId);
      if (!order?.lines.every(({ downloadUrl }) => downloadUrl !== undefined)) return;
      const atUtc = clock.nowUtc();
      await store.change(orderId, { act: 'handOver', actId: 'handOver', who: HOUSE, atUtc, why: null });
    },

    async rehome(from, to) {
      await store.rehome(from, { ...to, customerKey: customerKeyOf({ phone: null, ...to }) });
      await carts.rehome({ shopId: to.shopId, conversationId: from }, to);
    },

    async noteRefund(orderId) {
      const atUtc = clock.nowUtc();
      await store.change(orderId, { act: 'refund', actId: 'refund', who: HOUSE, atUtc, why: null });
    },

    async sweep() {
      for (;;) {
        const due = await store.overdue(clock.nowUtc(), SWEEP_BATCH);
        for (const orderId of due) {
          const nowUtc = clock.nowUtc();
          await store.change(orderId, {
            ...lapse(`lapse:${nowUtc}`, nowUtc),
            refuse: ({ untilUtc }) => (untilUtc !== null && untilUtc <= nowUtc ? null : 'kept on'),
          });
        }
        if (due.length < SWEEP_BATCH) return;
      }
    },
  };
}

function createCheckout(
  deps: OrdersDeps & { readonly products: Products; readonly store: ReturnType<typeof createOrderStore> },
): Orders['checkout'] {
  const { clock, catalogue, products, store } = deps;
  return async (input) => {
    const { shopId, conversationId, channel, address, language, deliverTo, cartRev, key } = input;
    const customer = customerSchema.safeParse(input.customer);
    if (!customer.success) return { kind: 'refused', reason: 'customer' };
    const { shop } = await catalogue.current(shopId);
    const known = await products.find(
      shopId,
      input.items.map(({ productId }) => productId),
    );
    const lines = pricedLines(input.items, known, shop.language);
    if (lines.length === 0 || lines.length < input.items.length) return { kind: 'refused', reason: 'items' };
    const nowUtc = clock.nowUtc();
    const untilUtc = nowUtc + CHECKOUT_MS;
    const who = { kind: 'customer', id: conversationId, name: customer.data.name } as const;
    const outcome = await store.begin({
      _id: `${ORDER_PREFIX}${idFromKey(shopId, key)}`,
      ...{ shopId, conversationId, channel, address, language, customer: customer.data },
      customerKey: customerKeyOf({ phone: null, channel, address }),
      isGuest: true,
      linkedAtUtc: null,
      deliverTo: lines.some(({ kind }) => kind === 'physical') ? deliverTo : null,
      lines,
      currency: shop.currency,
      totalMinor: totalOf(lines),
      status: 'checkout',
      version: 1,
      untilUtc,
      isTaken: true,
      cartRev,
      ...{ dueAtUtc: null, freeUntilUtc: null, paid: null, lateNote: null, placedAtUtc: null },
      createdAtUtc: nowUtc,
      history: [{ actId: key, act: 'begin', who, atUtc: nowUtc, why: null, from: null, to: 'checkout', version: 1 }],
    });
    if (outcome.kind === 'short') return outcome;
    await deps.ringAt(untilUtc);
    return { kind: 'kept', order: outcome.order };
  };
}
