import type { KindSpec } from './kinds.js';

/** Exits of a question that also waits for the payment of an order. */
export const AWAITS_ORDER = {
  paid: { writes: { order: 'order', paid: 'text', late: 'any' } },
  lapsed: { writes: { order: 'order' } },
} as const satisfies KindSpec['exits'];

/** Exits of a question that also waits for a payment. The third, money sent back, ends the run: its notice takes over. */
export const AWAITS_PAYMENT = {
  booked: { writes: { booking: 'booking', paid: 'text', late: 'any' } },
  lapsed: { writes: { wanted: 'text' } },
} as const satisfies KindSpec['exits'];
