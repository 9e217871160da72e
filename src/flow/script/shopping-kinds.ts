import type { KindSpec } from './kinds.js';

/** Acts about what is sold: products, the cart, orders. */
export const SHOPPING_KINDS = {
  /** What there is here, and what the person has: products, services or both. */
  kinds: { exits: { both: {}, items: {}, services: {} } },
  mine: { exits: { both: {}, items: {}, services: {} } },
  readCart: { exits: { found: { writes: { cart: 'cart' } }, empty: {} } },
  /** Makes it `quantity` of `product`; 0 takes it out. */
  putInCart: {
    exits: { kept: { writes: { cart: 'cart' } }, empty: {}, short: { writes: { left: 'number' } }, gone: {} },
    needs: ['product', 'quantity'],
  },
  emptyCart: { exits: { emptied: {} } },
  /** Keeps what is in the cart until it is paid; sent to `address` where there is one. */
  checkOut: {
    exits: {
      link: { writes: { order: 'order', payment: 'payment' } },
      placed: { writes: { order: 'order' } },
      short: { writes: { cart: 'cart' } },
      empty: {},
      failed: { writes: { reason: 'text' } },
    },
    needs: ['name'],
  },
  letGoOrder: { exits: { letGo: {} }, needs: ['order'] },
  /** The order that was chosen from the list. */
  readOrder: { exits: { found: { writes: { order: 'order' } }, gone: {} }, needs: ['listed'] },
  /** The order that is meant by its number. */
  lookOrder: { exits: { mine: { writes: { order: 'order' } }, other: {} }, needs: ['reference'] },
  claimOrder: { exits: { found: { writes: { order: 'order' } }, none: {} }, needs: ['reference', 'email'] },
  dropOrder: {
    exits: {
      cancelled: { writes: { order: 'order' } },
      refused: { writes: { order: 'order', reason: 'text' } },
      gone: {},
    },
    needs: ['order'],
  },
  orderAgain: { exits: { found: { writes: { cart: 'cart' } }, empty: {} }, needs: ['order'] },
} as const satisfies Record<string, KindSpec>;
