/**
 * The one state machine of an order of products (GP-34). `checkout` and `lapsed` come before it: what is being paid for
 * is kept, and goes back when nobody pays.
 */
export const ORDER_STATUSES = [
  'checkout',
  'lapsed',
  'placed',
  'accepted',
  'ready',
  'collected',
  'delivered',
  'cancelled',
  'refunded',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const ORDER_ACTS = [
  'place',
  'lapse',
  'accept',
  'ready',
  'collect',
  'deliver',
  'handOver',
  'late',
  'soldOut',
  'cancel',
  'refund',
] as const;
export type OrderAct = (typeof ORDER_ACTS)[number];

export type OrderActor = 'customer' | 'operator' | 'house';

interface Move {
  readonly from: readonly OrderStatus[];
  /** Null leaves it where it is. */
  readonly to: OrderStatus | null;
  readonly by: readonly OrderActor[];
}

const MOVES: Readonly<Record<OrderAct, Move>> = {
  place: { from: ['checkout', 'lapsed'], to: 'placed', by: ['customer', 'house'] },
  lapse: { from: ['checkout'], to: 'lapsed', by: ['customer', 'house'] },
  accept: { from: ['placed'], to: 'accepted', by: ['operator'] },
  ready: { from: ['accepted'], to: 'ready', by: ['operator'] },
  collect: { from: ['ready'], to: 'collected', by: ['operator'] },
  deliver: { from: ['ready'], to: 'delivered', by: ['operator'] },
  /** Fetched by its own link: nobody of the shop has to do anything. */
  handOver: { from: ['placed'], to: 'delivered', by: ['house'] },
  late: { from: ['placed', 'accepted'], to: null, by: ['operator'] },
  soldOut: { from: ['placed', 'accepted'], to: 'cancelled', by: ['operator'] },
  cancel: { from: ['placed', 'accepted', 'ready'], to: 'cancelled', by: ['customer', 'operator'] },
  refund: { from: ['cancelled'], to: 'refunded', by: ['house'] },
};

/** Where an act of somebody leads, or null when it is not theirs or not possible from there. */
export function nextOrderStatus(
  from: OrderStatus,
  act: OrderAct,
  by: OrderActor,
  isDelivered: boolean,
): OrderStatus | null {
  const move = MOVES[act];
  if (!move.from.includes(from) || !move.by.includes(by)) return null;
  // What is sent is delivered, what is fetched is collected: the other press would say what did not happen.
  if ((act === 'collect' && isDelivered) || (act === 'deliver' && !isDelivered)) return null;
  // What stands ready was made for them; the people of the shop may still take it back.
  if (act === 'cancel' && by === 'customer' && from === 'ready') return null;
  return move.to ?? from;
}

/** Nothing was agreed yet: such orders stand in no list. */
export function isBeforeOrder(status: OrderStatus): boolean {
  return status === 'checkout' || status === 'lapsed';
}

export function isOrderOver(status: OrderStatus): boolean {
  return ['collected', 'delivered', 'cancelled', 'refunded'].includes(status);
}
