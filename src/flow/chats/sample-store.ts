import { formatClock } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import { HOUR_MS, MINUTE_MS } from '../../platform/time-units.js';
import type { Call, CartView, Notice, OrderView, Outcome, ThingOption } from '../protocol.js';
import type { SampleDays } from './sample-days.js';
import type { SampleShop } from './sample-shops.js';
import { createStoreWords, type Line, type Sold } from './sample-store-words.js';

const LINK_MS = 31 * MINUTE_MS;
const BANK_MS = HOUR_MS;
const MOST = 20;
const FEW = 5;

/** What the sample house sells: a cart, a stock that runs out, orders that are paid, made and handed over. */
export function createSampleStore(
  shop: SampleShop,
  days: SampleDays,
  language: () => string,
  hasVisits: (nowUtc: Instant) => boolean,
) {
  const products = shop.products ?? [];
  const stock = new Map(products.map(({ id, left }) => [id, left]));
  let cart: readonly Line[] = [];
  let orders: readonly Sold[] = [];

  const { comma, word, money, priceOf, nameOf, sumOf, itemsOf, ...words } = createStoreWords(shop, days, language);
  const viewCart = (): CartView => words.cart(cart);
  const view = (one: Sold, nowUtc: Instant): OrderView => words.order(one, nowUtc);
  const mostOf = (id: string): number => Math.min(stock.get(id) ?? MOST, MOST);

  function change(one: Sold, how: Partial<Sold>): Sold {
    const after = { ...one, ...how };
    orders = orders.map((other) => (other.id === one.id ? after : other));
    return after;
  }

  /** Out of the stock, or back into it. @returns false when there are fewer than that */
  function move(lines: readonly Line[], sign: 1 | -1): boolean {
    if (sign < 0 && lines.some(({ product, quantity }) => quantity > mostOf(product.id))) return false;
    for (const { product, quantity } of lines) {
      const left = stock.get(product.id);
      if (left != null) stock.set(product.id, left + sign * quantity);
    }
    return true;
  }

  function put({ productId, quantity }: Extract<Call, { call: 'cart.put' }>['input']): Outcome {
    const call = 'cart.put';
    const product = products.find(({ id }) => id === productId);
    if (!product) return { call, exit: 'gone', data: {} };
    if (quantity > mostOf(productId)) return { call, exit: 'short', data: { left: mostOf(productId) } };
    const isThere = cart.some((one) => one.product.id === productId);
    const changed = cart.map((one) => (one.product.id === productId ? { product, quantity } : one));
    cart = (isThere ? changed : [...cart, { product, quantity }]).filter((one) => one.quantity > 0);
    return cart.length === 0 ? { call, exit: 'empty', data: {} } : { call, exit: 'kept', data: { cart: viewCart() } };
  }

  function place({ deliverTo }: Extract<Call, { call: 'order.place' }>['input'], nowUtc: Instant): Outcome {
    const call = 'order.place';
    for (const one of orders.filter(({ status }) => status === 'checkout')) letGo(one);
    if (!move(cart, -1)) {
      cart = cart.flatMap((one) => {
        const quantity = Math.min(one.quantity, mostOf(one.product.id));
        return quantity > 0 ? [{ ...one, quantity }] : [];
      });
      return cart.length === 0
        ? { call, exit: 'empty', data: {} }
        : { call, exit: 'short', data: { cart: viewCart() } };
    }
    const untilUtc = nowUtc + LINK_MS;
    const one: Sold = {
      ...{ id: `o${orders.length + 1}`, number: `OR-0000000${orders.length + 1}`, lines: cart, status: 'checkout' },
      ...{
        deliverTo: deliverTo?.text ?? null,
        isPaid: false,
        untilUtc,
        placedUtc: nowUtc,
        note: null,
        arrivesUtc: null,
      },
    };
    orders = [...orders, one];
    const link = { url: 'https://pay.example/2', amount: priceOf(sumOf(cart)), paymentId: `p-${one.id}` };
    const until = formatClock(untilUtc, shop.facts.zone, language());
    return { call, exit: 'link', data: { ...link, order: view(one, nowUtc), until, untilUtc } };
  }

  function letGo(one: Sold): void {
    if (one.status !== 'checkout') return;
    move(one.lines, 1);
    change(one, { status: 'lapsed' });
  }

  function paid(one: Sold, nowUtc: Instant): readonly Notice[] {
    const isLate = nowUtc > one.untilUtc;
    const refunded = priceOf(sumOf(one.lines));
    if (one.status === 'lapsed' && !move(one.lines, -1)) {
      const lapsedAt = formatClock(one.untilUtc, shop.facts.zone, language());
      return [{ name: 'order.refunded', order: view(change(one, { arrivesUtc: null }), nowUtc), refunded, lapsedAt }];
    }
    cart = [];
    const placed = change(one, { status: 'placed', isPaid: true, placedUtc: nowUtc, arrivesUtc: null });
    const news: Notice = { name: 'order.paid', order: view(placed, nowUtc), paid: refunded, late: isLate };
    if (!placed.lines.every(({ product }) => product.downloadUrl !== undefined)) return [news];
    return [news, { name: 'order.done', order: view(change(placed, { status: 'delivered' }), nowUtc) }];
  }

  const waiting = (): Sold | undefined => orders.findLast((one) => ['checkout', 'lapsed'].includes(one.status));
  const find = (orderId: string): Sold | undefined => orders.find(({ id }) => id === orderId);
  const made = (): readonly Sold[] =>
    orders.filter(({ status }) => status !== 'checkout' && status !== 'lapsed').toReversed();

  function cancel(one: Sold, nowUtc: Instant): Outcome {
    const call = 'order.cancel';
    const shown = view(one, nowUtc);
    if (!shown.canCancel) {
      const reason = one.status === 'ready' ? 'made' : one.status === 'accepted' ? 'tooLate' : 'alreadyOver';
      return { call, exit: 'refused', data: { order: shown, reason } };
    }
    move(one.lines, 1);
    const order = view(change(one, { status: 'cancelled' }), nowUtc);
    return { call, exit: 'cancelled', data: { order, refunded: one.isPaid ? priceOf(sumOf(one.lines)) : null } };
  }

  function again(one: Sold | undefined): Outcome {
    cart = (one?.lines ?? []).flatMap(({ product, quantity }) => {
      const had = Math.min(quantity, mostOf(product.id));
      return had > 0 ? [{ product, quantity: had }] : [];
    });
    if (cart.length === 0) return { call: 'order.again', exit: 'empty', data: {} };
    return { call: 'order.again', exit: 'found', data: { cart: viewCart() } };
  }

  function listed(of: string): readonly ThingOption[] | null {
    switch (of) {
      case 'products':
        return products
          .filter(({ id }) => stock.get(id) !== 0)
          .map((one) => {
            const left = stock.get(one.id) ?? null;
            const few =
              left === null || left > FEW
                ? ''
                : comma() + (language() === 'en' ? `${left} ${word('left')}` : `${word('left')} ${left}`);
            const photo = one.photo === undefined ? {} : { photo: one.photo };
            return { id: one.id, name: nameOf(one), detail: `${money(one.priceMinor)}${few}`, ...photo };
          });
      case 'cart':
        return cart.map(({ product, quantity }) => {
          const detail = `${quantity} x${comma()}${money(product.priceMinor * quantity)}`;
          return { id: product.id, name: nameOf(product), detail };
        });
      case 'orders':
        return made().map((one) => ({ id: one.id, name: itemsOf(one.lines), detail: word(one.status) }));
      default:
        return null;
    }
  }

  return {
    /** Null for calls of other rooms. */
    answer(call: Call, nowUtc: Instant): Outcome | null {
      switch (call.call) {
        case 'things.list': {
          const things = listed(call.input.of);
          if (!things) return null;
          if (things.length === 0) return { call: call.call, exit: 'none', data: {} };
          return { call: call.call, exit: 'found', data: { things } };
        }
        case 'shop.kinds':
          return { call: call.call, exit: products.length > 0 ? 'both' : 'services', data: {} };
        case 'my.kinds': {
          const exit = made().length === 0 ? 'services' : hasVisits(nowUtc) ? 'both' : 'items';
          return { call: call.call, exit, data: {} };
        }
        case 'cart.read':
          if (cart.length === 0) return { call: call.call, exit: 'empty', data: {} };
          return { call: call.call, exit: 'found', data: { cart: viewCart() } };
        case 'cart.put':
          return put(call.input);
        case 'cart.empty':
          cart = [];
          return { call: call.call, exit: 'emptied', data: {} };
        case 'order.place':
          return place(call.input, nowUtc);
        case 'order.letGo': {
          const one = find(call.input.orderId);
          if (one) letGo(one);
          return { call: call.call, exit: 'letGo', data: {} };
        }
        case 'order.read': {
          const one = find(call.input.orderId);
          if (!one) return { call: call.call, exit: 'gone', data: {} };
          return { call: call.call, exit: 'found', data: { order: view(one, nowUtc) } };
        }
        case 'order.look': {
          const one = made().find(({ number }) => number === call.input.number);
          if (!one) return { call: call.call, exit: 'other', data: {} };
          return { call: call.call, exit: 'mine', data: { order: view(one, nowUtc) } };
        }
        case 'order.claim':
          return { call: call.call, exit: 'none', data: {} };
        case 'order.cancel': {
          const one = find(call.input.orderId);
          return one ? cancel(one, nowUtc) : { call: call.call, exit: 'gone', data: {} };
        }
        case 'order.again':
          return again(find(call.input.orderId));
        default:
          return null;
      }
    },

    /** A button on the card of the newest order; null when there is none of that name. */
    press(label: string, nowUtc: Instant): readonly Notice[] | null {
      const one = orders.findLast(({ status }) => ['placed', 'accepted', 'ready'].includes(status));
      const order = (status: OrderView['status']): OrderView => view(change(one!, { status }), nowUtc);
      if (!one) return null;
      switch (label) {
        case 'Accept':
          return [{ name: 'order.accepted', order: order('accepted') }];
        case 'Ready':
          return [{ name: 'order.ready', order: order('ready') }];
        case 'Collected':
        case 'Delivered':
          return [{ name: 'order.done', order: order(label === 'Collected' ? 'collected' : 'delivered') }];
        case 'Out of stock':
        case 'Cancel':
          move(one.lines, 1);
          return [{ name: 'order.cancelled', order: order('cancelled'), refunded: priceOf(sumOf(one.lines)) }];
        default:
          return null;
      }
    },

    happen(what: string, nowUtc: Instant): readonly Notice[] | null {
      const late = /^the operator writes "late (.+)" under the order's card$/.exec(what)?.[1];
      const one = late === undefined ? waiting() : orders.findLast(({ status }) => status === 'accepted');
      if (late !== undefined)
        return one ? [{ name: 'order.late', order: view(change(one, { note: late }), nowUtc) }] : null;
      const gone = /^somebody else buys all of (\w+)$/.exec(what)?.[1];
      if (gone !== undefined && stock.has(gone)) {
        stock.set(gone, 0);
        return [];
      }
      if (one?.status !== 'checkout') return null;
      if (what === 'the person pays') return paid(one, nowUtc);
      if (what !== 'the person pays by bank') return null;
      change(one, { arrivesUtc: nowUtc + BANK_MS });
      return [];
    },

    due(nowUtc: Instant): readonly Notice[] {
      const one = waiting();
      if (!one) return [];
      if (one.arrivesUtc !== null && one.arrivesUtc <= nowUtc) return paid(one, nowUtc);
      if (one.status !== 'checkout' || one.untilUtc > nowUtc) return [];
      letGo(one);
      // Money that is under way is waited for: nobody is told that none came.
      return one.arrivesUtc === null
        ? [{ name: 'order.lapsed', order: view({ ...one, status: 'lapsed' }, nowUtc) }]
        : [];
    },
  };
}
