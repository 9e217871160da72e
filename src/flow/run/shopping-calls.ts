import type { Call, Contact } from '../protocol.js';
import type { DoKind } from '../script/kinds.js';
import type { SHOPPING_KINDS } from '../script/shopping-kinds.js';
import { valueAt, type Draft } from './draft.js';

type ShoppingAct = Extract<DoKind, keyof typeof SHOPPING_KINDS>;

/** What an act about products asks of the house; null when a value it needs is not there. */
export function shoppingCall(draft: Draft, act: ShoppingAct, contactOf: (draft: Draft) => Contact | null): Call | null {
  const textAt = (...path: string[]): string | null => {
    const value = valueAt(draft, path);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const orderId = textAt(act === 'readOrder' ? 'listed' : 'order', 'id');
  switch (act) {
    case 'kinds':
      return { call: 'shop.kinds', input: {} };
    case 'mine':
      return { call: 'my.kinds', input: {} };
    case 'readCart':
      return { call: 'cart.read', input: {} };
    case 'emptyCart':
      return { call: 'cart.empty', input: {} };
    case 'putInCart': {
      const productId = textAt('product', 'id');
      const quantity = valueAt(draft, ['quantity']);
      if (productId === null || typeof quantity !== 'number') return null;
      return { call: 'cart.put', input: { productId, quantity } };
    }
    case 'checkOut': {
      const contact = contactOf(draft);
      const text = textAt('address', 'text');
      const deliverTo = text === null ? null : { text, postcode: textAt('address', 'postcode') };
      return contact && { call: 'order.place', input: { contact, deliverTo } };
    }
    case 'letGoOrder':
      return orderId === null ? null : { call: 'order.letGo', input: { orderId } };
    case 'readOrder':
      return orderId === null ? null : { call: 'order.read', input: { orderId } };
    case 'lookOrder': {
      const number = textAt('reference');
      return number === null ? null : { call: 'order.look', input: { number } };
    }
    case 'claimOrder': {
      const [number, email] = [textAt('reference'), textAt('email')];
      return number === null || email === null ? null : { call: 'order.claim', input: { number, email } };
    }
    case 'dropOrder':
      return orderId === null ? null : { call: 'order.cancel', input: { orderId } };
    case 'orderAgain':
      return orderId === null ? null : { call: 'order.again', input: { orderId } };
  }
}
