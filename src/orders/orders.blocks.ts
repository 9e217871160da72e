import type { Catalogue, Snapshot } from '../catalogue/index.js';
import type { CallContext, CallHandlers, OutcomeOf, ShoppingCalls, ThingOption } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import { customerKeyOf, ownOthers } from '../people/index.js';
import { mostOf, pricedLines, QUANTITY_MAX } from './cart.rules.js';
import type { Cart } from './cart.store.js';
import type { Order, OrderLine } from './order.model.js';
import { orderNumberIn, type OrderOwner } from './order.reader.js';
import { isBeforeOrder } from './order-status.rules.js';
import type { Orders } from './orders.service.js';
import { presentCart, presentLine, presentListed, presentOrder, presentProduct } from './present-order.js';

export interface OrderBlocksDeps {
  readonly orders: Orders;
  readonly catalogue: Catalogue;
  /** Makes the link; null where nobody takes money: then it is paid when it is collected or delivered. */
  readonly pay: CallHandlers<'payment.request'>['payment.request'] | null;
  readonly refundOf: (orderId: string) => Promise<Money | null>;
  readonly trackUrlOf: (orderId: string) => string;
  /** The address that channels fetch a picture from. */
  readonly pictureUrl: (photo: string) => string;
  /** Whether this chat has visits, ahead or behind. */
  readonly hasVisits: (context: CallContext) => Promise<boolean>;
}

const LISTED = 18;

export interface ShownCart {
  readonly cart: Cart;
  readonly lines: readonly OrderLine[];
  readonly snapshot: Snapshot;
}

/** Says what is sold, what is in the cart and what became of an order in the engine's words. Nothing is decided here. */
export function createOrderBlocks(deps: OrderBlocksDeps): CallHandlers<Exclude<keyof ShoppingCalls, 'order.claim'>> & {
  readonly listProducts: (context: CallContext) => Promise<readonly ThingOption[]>;
  readonly listCart: (context: CallContext) => Promise<readonly ThingOption[]>;
  readonly listOrders: (context: CallContext) => Promise<readonly ThingOption[]>;
} {
  const { orders, catalogue } = deps;

  async function show(context: CallContext, given?: Cart): Promise<ShownCart> {
    const { shopId } = context;
    const snapshot = await catalogue.current(shopId);
    const cart = given ?? (await orders.carts.read(context));
    const products = await orders.products.find(
      shopId,
      cart.items.map(({ productId }) => productId),
    );
    return { cart, lines: pricedLines(cart.items, products, snapshot.shop.language), snapshot };
  }

  async function ownOrder(context: CallContext, orderId: string): Promise<Order | null> {
    const order = await orders.find(orderId);
    return order && isOwn(order, ownerOf(context)) ? order : null;
  }

  const viewOf = async (order: Order, { shopId, language, nowUtc }: CallContext) =>
    presentOrder(order, (await catalogue.current(shopId)).shop, language, nowUtc, deps.trackUrlOf(order._id));
  const cartOf = ({ lines, snapshot }: ShownCart, { language }: CallContext) =>
    presentCart(lines, snapshot.shop, language);

  return {
    async 'shop.kinds'(_input, { shopId }): Promise<OutcomeOf<'shop.kinds'>> {
      const { services } = await catalogue.current(shopId);
      const hasServices = services.some(({ bookable, active }) => bookable && active);
      const hasItems = (await orders.products.list(shopId)).length > 0;
      return { call: 'shop.kinds', exit: hasItems ? (hasServices ? 'both' : 'items') : 'services', data: {} };
    },

    async 'my.kinds'(_input, context): Promise<OutcomeOf<'my.kinds'>> {
      const [listed, hasVisits] = await Promise.all([listOf(orders, context, 1), deps.hasVisits(context)]);
      const exit = listed.length === 0 ? 'services' : hasVisits ? 'both' : 'items';
      return { call: 'my.kinds', exit, data: {} };
    },

    async 'cart.read'(_input, context): Promise<OutcomeOf<'cart.read'>> {
      const shown = await show(context);
      if (shown.lines.length === 0) return { call: 'cart.read', exit: 'empty', data: {} };
      return { call: 'cart.read', exit: 'found', data: { cart: cartOf(shown, context) } };
    },

    async 'cart.put'({ productId, quantity }, context): Promise<OutcomeOf<'cart.put'>> {
      const call = 'cart.put';
      const wanted = Math.min(Math.max(0, Math.trunc(quantity)), QUANTITY_MAX);
      const product = (await orders.products.find(context.shopId, [productId])).get(productId);
      if (wanted > 0 && !product?.active) return { call, exit: 'gone', data: {} };
      if (product && wanted > mostOf(product)) return { call, exit: 'short', data: { left: mostOf(product) } };
      const cart = await orders.carts.put(context, { productId, quantity: wanted }, context.nowUtc);
      if (!cart) return { call, exit: 'gone', data: {} };
      const shown = await show(context, cart);
      if (shown.lines.length === 0) return { call, exit: 'empty', data: {} };
      return { call, exit: 'kept', data: { cart: cartOf(shown, context) } };
    },

    async 'cart.empty'(_input, context): Promise<OutcomeOf<'cart.empty'>> {
      await orders.carts.empty(context);
      return { call: 'cart.empty', exit: 'emptied', data: {} };
    },

    'order.place': createPlace({ ...deps, show, viewOf, cartOf }),

    async 'order.letGo'({ orderId }, context): Promise<OutcomeOf<'order.letGo'>> {
      if (await ownOrder(context, orderId)) await orders.letGo(orderId, context.key);
      return { call: 'order.letGo', exit: 'letGo', data: {} };
    },

    async 'order.read'({ orderId }, context): Promise<OutcomeOf<'order.read'>> {
      const order = await ownOrder(context, orderId);
      if (!order) return { call: 'order.read', exit: 'gone', data: {} };
      return { call: 'order.read', exit: 'found', data: { order: await viewOf(order, context) } };
    },

    async 'order.look'({ number: given }, context): Promise<OutcomeOf<'order.look'>> {
      const number = orderNumberIn(given);
      const order = number === null ? null : await orders.findByNumber(context.shopId, number);
      const isMine = order !== null && !isBeforeOrder(order.status) && isOwn(order, ownerOf(context));
      if (!isMine) return { call: 'order.look', exit: 'other', data: {} };
      return { call: 'order.look', exit: 'mine', data: { order: await viewOf(order, context) } };
    },

    async 'order.cancel'({ orderId }, context): Promise<OutcomeOf<'order.cancel'>> {
      const call = 'order.cancel';
      const own = await ownOrder(context, orderId);
      if (!own) return { call, exit: 'gone', data: {} };
      const outcome = await orders.cancel({ orderId, actId: context.key, name: own.customer.name });
      if (outcome.kind === 'unknown') return { call, exit: 'gone', data: {} };
      const order = await viewOf(outcome.order, context);
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { order, reason: outcome.reason } };
      return { call, exit: 'cancelled', data: { order, refunded: await deps.refundOf(orderId) } };
    },

    async 'order.again'({ orderId }, context): Promise<OutcomeOf<'order.again'>> {
      const order = await ownOrder(context, orderId);
      const cart = order && (await refill(orders, context, order.lines));
      const shown = cart && (await show(context, cart));
      if (!shown || shown.lines.length === 0) return { call: 'order.again', exit: 'empty', data: {} };
      return { call: 'order.again', exit: 'found', data: { cart: cartOf(shown, context) } };
    },

    async listProducts({ shopId, language }) {
      const { shop } = await catalogue.current(shopId);
      const sold = await orders.products.list(shopId);
      // What is sold out cannot be chosen, so it takes no digit.
      return sold
        .filter(({ left }) => left !== 0)
        .map((product) => presentProduct(product, shop, language, deps.pictureUrl));
    },

    async listCart(context) {
      const { lines, snapshot } = await show(context);
      return lines.map((line) => presentLine(line, snapshot.shop, context.language));
    },

    async listOrders(context) {
      return (await listOf(orders, context, LISTED)).map((order) => presentListed(order, context.language));
    },
  };
}

/** Chats that were joined are one person's; what somebody else bought is theirs, also for those who help them. */
function ownerOf(context: CallContext): OrderOwner {
  const { shopId, conversationId, channel, address } = context;
  const customerKey = customerKeyOf({ phone: null, channel, address });
  return { shopId, customerKey, chats: [conversationId, ...ownOthers(context)] };
}

function isOwn({ shopId, customerKey, conversationId }: Order, owner: OrderOwner): boolean {
  const isTheirs = customerKey === owner.customerKey || owner.chats.includes(conversationId);
  return shopId === owner.shopId && isTheirs;
}

function listOf(orders: Orders, context: CallContext, limit: number): Promise<readonly Order[]> {
  return orders.listOfPerson(ownerOf(context), limit);
}

/** What of an earlier order can still be had goes into the cart, as many as there are (ORD-03). */
async function refill(orders: Orders, context: CallContext, lines: readonly OrderLine[]): Promise<Cart> {
  const products = await orders.products.find(
    context.shopId,
    lines.map(({ productId }) => productId),
  );
  const items = lines.flatMap(({ productId, quantity }) => {
    const product = products.get(productId);
    const had = product?.active ? Math.min(quantity, mostOf(product)) : 0;
    return had > 0 ? [{ productId, quantity: had }] : [];
  });
  return orders.carts.fill(context, items, context.nowUtc);
}

function createPlace(
  deps: OrderBlocksDeps & {
    readonly show: (context: CallContext, given?: Cart) => Promise<ShownCart>;
    readonly viewOf: (order: Order, context: CallContext) => Promise<ReturnType<typeof presentOrder>>;
    readonly cartOf: (shown: ShownCart, context: CallContext) => ReturnType<typeof presentCart>;
  },
): CallHandlers<'order.place'>['order.place'] {
  const { orders, pay, show, viewOf, cartOf } = deps;
  const call = 'order.place';

  /** There are fewer than wanted: the cart says what can be had now. */
  async function shorten(context: CallContext, { cart }: ShownCart): Promise<OutcomeOf<'order.place'>> {
    const products = await orders.products.find(
      context.shopId,
      cart.items.map(({ productId }) => productId),
    );
    let left: Cart = cart;
    for (const { productId, quantity } of cart.items) {
      const product = products.get(productId);
      const most = product?.active ? mostOf(product) : 0;
      if (most < quantity)
        left = (await orders.carts.put(context, { productId, quantity: most }, context.nowUtc)) ?? left;
    }
    const shown = await show(context, left);
    if (shown.lines.length === 0) return { call, exit: 'empty', data: {} };
    return { call, exit: 'short', data: { cart: cartOf(shown, context) } };
  }

  return async ({ contact, deliverTo }, context): Promise<OutcomeOf<'order.place'>> => {
    const shown = await show(context);
    const { cart, lines } = shown;
    if (cart.items.length === 0) return { call, exit: 'empty', data: {} };
    if (lines.length < cart.items.length) return shorten(context, shown);
    const { shopId, conversationId, channel, address, language, key } = context;
    const { name, phone, email } = contact;
    const outcome = await orders.checkout({
      ...{ shopId, conversationId, channel, address, language, key, deliverTo },
      customer: { name, phone, email },
      items: cart.items,
      cartRev: cart.rev,
    });
    if (outcome.kind === 'short') return shorten(context, shown);
    if (outcome.kind === 'refused') return { call, exit: 'failed', data: { reason: outcome.reason } };
    const { order } = outcome;
    if (!pay || order.totalMinor === 0) {
      const placed = await orders.place({ orderId: order._id, actId: `${key}:place`, paid: null });
      if (placed.kind === 'gone') return shorten(context, shown);
      if (placed.kind === 'refused') return { call, exit: 'failed', data: { reason: placed.reason } };
      return { call, exit: 'placed', data: { order: await viewOf(placed.order, context) } };
    }
    const link = await pay({ holdId: order._id, contact }, context);
    switch (link.exit) {
      case 'link':
        return { call, exit: 'link', data: { ...link.data, order: await viewOf(order, context) } };
      case 'taken':
        return shorten(context, shown);
      case 'failed':
        return { call, exit: 'failed', data: link.data };
      case 'repriced':
        throw new Error('an order has one price: it was made with it');
    }
  };
}
