import type { OrderActName } from './acts.js';
import { KEPT_MS, OIL, SHOP_FACTS } from './facts.js';
import type { Seen, State } from './model.js';

/** One customer's bottles, from the shelf to the door. */
export interface Sale {
  readonly id: string;
  readonly chat: number;
  readonly quantity: number;
  status: 'checkout' | 'lapsed' | 'placed' | 'accepted' | 'cancelled';
  untilUtc: number | null;
  /** Until when its customer may give it up after the shop has said yes. */
  freeUntilUtc: number;
}

export type OrderDeed =
  | { readonly act: 'want'; readonly chat: number; readonly quantity: number; readonly seen: Seen }
  | { readonly act: OrderActName; readonly order: string; readonly seen: Seen }
  | { readonly act: 'sweepOrders'; readonly seen: Seen };

const HELD = new Set<Sale['status']>(['checkout', 'placed', 'accepted']);

/** What is on the shelf: everything but what somebody has or may still get. */
export function leftOf({ sales }: Pick<State, 'sales'>): number {
  return [...sales.values()].reduce(
    (left, { status, quantity }) => left - (HELD.has(status) ? quantity : 0),
    OIL.stock,
  );
}

/** Does the deed to the books. Returns what the product should have said. */
export function applyOrder(state: State, deed: OrderDeed): string {
  switch (deed.act) {
    case 'want':
      return want(state, deed);
    case 'sweepOrders':
      for (const sale of state.sales.values()) {
        if (sale.untilUtc !== null && sale.untilUtc <= state.nowUtc) lapse(sale);
      }
      return 'swept';
    case 'letGo': {
      const sale = state.sales.get(deed.order);
      if (sale?.status === 'checkout') lapse(sale);
      return 'let go';
    }
    case 'buy':
      return buy(state, deed.order);
    case 'acceptOrder':
      return become(state, deed.order, ['placed'], 'accepted');
    case 'soldOut':
      return become(state, deed.order, ['placed', 'accepted'], 'cancelled');
    case 'giveUp':
      return giveUp(state, deed.order);
  }
}

function want(state: State, { chat, quantity, seen }: Extract<OrderDeed, { act: 'want' }>): string {
  const own = [...state.sales.values()].filter((sale) => sale.chat === chat && sale.status === 'checkout');
  const left = own.reduce((sum, sale) => sum + sale.quantity, leftOf(state));
  if (left < quantity) return `short ${left}`;
  // A hand holds one thing: what it held before goes back.
  own.forEach(lapse);
  const id = String(seen.id);
  state.sales.set(id, { id, chat, quantity, status: 'checkout', untilUtc: state.nowUtc + KEPT_MS, freeUntilUtc: 0 });
  return 'kept';
}

function lapse(sale: Sale): void {
  [sale.status, sale.untilUtc] = ['lapsed', null];
}

function buy(state: State, id: string): string {
  const sale = state.sales.get(id);
  if (sale?.status !== 'checkout' && sale?.status !== 'lapsed') return 'refused';
  if (sale.status === 'lapsed' && leftOf(state) < sale.quantity) return 'gone';
  [sale.status, sale.untilUtc] = ['placed', null];
  sale.freeUntilUtc = state.nowUtc + OIL.readyMs - SHOP_FACTS.freeMs;
  return 'placed';
}

function become({ sales }: State, id: string, from: readonly Sale['status'][], to: Sale['status']): string {
  const sale = sales.get(id);
  if (!sale || !from.includes(sale.status)) return 'refused';
  sale.status = to;
  return 'done';
}

/** Free until the shop has said yes, and after that until a day before it is ready. */
function giveUp({ sales, nowUtc }: State, id: string): string {
  const sale = sales.get(id);
  if (sale?.status === 'accepted' && nowUtc > sale.freeUntilUtc) return 'refused tooLate';
  if (sale?.status !== 'placed' && sale?.status !== 'accepted') return 'refused alreadyOver';
  sale.status = 'cancelled';
  return 'cancelled';
}
