import type { Money } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { Empty } from './json.js';
import type { CartView, OrderRefusal, OrderView } from './order-views.js';
import type { Contact } from './views.js';

/** What a script asks of what is sold: products, the cart, and orders of them. */
export interface ShoppingCalls {
  /** What there is here: products, services or both (CAT-02). */
  'shop.kinds': { input: Empty; outcomes: { both: Empty; items: Empty; services: Empty } };
  /** What this person has: orders of products, visits or both (ORD-02). */
  'my.kinds': { input: Empty; outcomes: { both: Empty; items: Empty; services: Empty } };
  'cart.read': { input: Empty; outcomes: { found: { cart: CartView }; empty: Empty } };
  /** Makes it so many of a product; 0 takes it out. */
  'cart.put': {
    input: { productId: string; quantity: number };
    outcomes: {
      kept: { cart: CartView };
      /** The last of it was taken out. */
      empty: Empty;
      /** There are only so many. */
      short: { left: number };
      /** It is not sold any more, or the cart is full. */
      gone: Empty;
    };
  };
  'cart.empty': { input: Empty; outcomes: { emptied: Empty } };
  /** Keeps what is in the cart, and makes the link where it is paid before. */
  'order.place': {
    input: { contact: Contact; deliverTo: { text: string; postcode: string | null } | null };
    outcomes: {
      link: { order: OrderView; url: string; amount: Money; until: string; untilUtc: Instant; paymentId: string };
      /** Nothing has to be paid now. */
      placed: { order: OrderView };
      /** Of one thing there are fewer than wanted: the cart has as many now. */
      short: { cart: CartView };
      /** Everything in it has gone meanwhile. */
      empty: Empty;
      failed: { reason: string };
    };
  };
  /** What was kept to be paid for is for sale again; the cart stays. */
  'order.letGo': { input: { orderId: string }; outcomes: { letGo: Empty } };
  'order.read': { input: { orderId: string }; outcomes: { found: { order: OrderView }; gone: Empty } };
  /** An order by its number: this person's own, or not one of theirs as far as is known. */
  'order.look': { input: { number: string }; outcomes: { mine: { order: OrderView }; other: Empty } };
  /** Whose e-mail has been proved gets the order that was made with it, in this chat too (ORD-08). */
  'order.claim': {
    input: { number: string; email: string };
    outcomes: { found: { order: OrderView }; none: Empty };
  };
  'order.cancel': {
    input: { orderId: string };
    outcomes: {
      cancelled: { order: OrderView; refunded: Money | null };
      refused: { order: OrderView; reason: OrderRefusal };
      gone: Empty;
    };
  };
  /** Puts what an earlier order had into the cart, at the prices of today. */
  'order.again': { input: { orderId: string }; outcomes: { found: { cart: CartView }; empty: Empty } };
}
