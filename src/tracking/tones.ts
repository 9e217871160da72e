import type { BookingView, OrderView } from '../flow/protocol.js';

/** The colour and the mark of a visit's state. */
export const TONES: Readonly<Record<BookingView['status'], string>> = {
  pending: 'waiting',
  accepted: 'agreed',
  in_progress: 'underway',
  completed: 'done',
  rejected: 'off',
  cancelled: 'off',
  no_show: 'off',
  expired: 'off',
};

/** The same for an order of products. */
export const ORDER_TONES: Readonly<Record<OrderView['status'], string>> = {
  checkout: 'waiting',
  lapsed: 'off',
  placed: 'waiting',
  accepted: 'agreed',
  ready: 'underway',
  collected: 'done',
  delivered: 'done',
  cancelled: 'off',
  refunded: 'off',
};
