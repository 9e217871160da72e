import type { LongestValues } from '../checks/longest-values.js';
import type { Money } from '../../messaging/format.js';
import type { Call, CartView, Notice, OrderView, ShoppingCalls } from '../protocol.js';
import { HOUR_MS } from '../../platform/time-units.js';
import { wordsOf } from '../script/text.js';
import type { Happening } from './outcomes.js';

const MONEY: Money = { amountMinor: 12_550, currency: 'GBP' };

type ShoppingCall = Extract<Call, { call: keyof ShoppingCalls }>;

/** Every answer there is to a call about products. */
export function shoppingAnswers<Said>(
  call: ShoppingCall,
  { byType, byName }: LongestValues,
  say: (exit: string, data: object, about?: string) => Said,
): Said[] {
  const carts = cartsLike(byType.cart);
  const orders = ordersLike(byType.order);
  const [first] = orders;
  switch (call.call) {
    case 'shop.kinds':
    case 'my.kinds':
      return [say('both', {}), say('items', {}), say('services', {})];
    case 'cart.read':
    case 'order.again':
      return [...carts.map((cart, index) => say('found', { cart }, ` ${index + 1}`)), say('empty', {})];
    case 'cart.put':
      return [
        ...carts.map((cart, index) => say('kept', { cart }, ` ${index + 1}`)),
        say('empty', {}),
        say('short', { left: 2 }),
        say('short', { left: 0 }, ' none left'),
        say('gone', {}),
      ];
    case 'cart.empty':
      return [say('emptied', {})];
    case 'order.place': {
      const untilUtc = Date.UTC(2026, 10, 25, 16, 30) + HOUR_MS;
      const link = { url: wordsOf(byType.payment, 'url'), amount: MONEY, until: wordsOf(byType.payment, 'until') };
      return [
        say('link', { ...link, order: { ...first, status: 'checkout' }, untilUtc, paymentId: 'p1' }),
        ...orders.slice(0, 2).map((order, index) => say('placed', { order }, ` ${index + 1}`)),
        ...carts.map((cart, index) => say('short', { cart }, ` ${index + 1}`)),
        say('empty', {}),
        say('failed', { reason: wordsOf({ reason: byName['reason'] ?? '' }, 'reason') }),
      ];
    }
    case 'order.letGo':
      return [say('letGo', {})];
    case 'order.read':
      return [...orders.map((order, index) => say('found', { order }, ` ${index + 1}`)), say('gone', {})];
    case 'order.look':
      return [...orders.map((order, index) => say('mine', { order }, ` ${index + 1}`)), say('other', {})];
    case 'order.claim':
      return [...orders.map((order, index) => say('found', { order }, ` ${index + 1}`)), say('none', {})];
    case 'order.cancel': {
      const order = { ...first, status: 'cancelled', canCancel: false, freeUntil: null };
      return [
        say('cancelled', { order, refunded: MONEY }, ' with money back'),
        say('cancelled', { order, refunded: null }),
        ...(['tooLate', 'made', 'alreadyOver'] as const).map((reason) =>
          say('refused', { order, reason }, ` ${reason}`),
        ),
        say('gone', {}),
      ];
    }
  }
}

/** What may come while an order is paid for. */
export function orderNews({ byType }: LongestValues, orderId: string): Happening[] {
  const orders = ordersLike(byType.order).slice(0, 2);
  const news: (readonly [string, Notice])[] = [
    ...orders.flatMap((one, index) =>
      [false, true].map((late) => {
        const order = { ...one, id: orderId };
        return [
          `order.paid ${index + 1}${late ? ' late' : ''}`,
          { name: 'order.paid', order, paid: MONEY, late },
        ] as const;
      }),
    ),
    ['order.lapsed', { name: 'order.lapsed', order: { ...orders[0]!, id: orderId, status: 'lapsed' } }],
  ];
  return news.map(([name, notice]) => ({ name, event: { type: 'notice', notice } }));
}

// The longest cart and order hold every field of their views.
function cartsLike(given: LongestValues['byType']['cart']): readonly CartView[] {
  const cart = given as unknown as CartView;
  return [cart, { ...cart, isPhysical: false }];
}

/** An order in each of the ways it may stand, as far as scripts tell them apart. */
function ordersLike(given: LongestValues['byType']['order']): readonly OrderView[] {
  const like = given as unknown as OrderView;
  const ways: Partial<OrderView>[] = [
    { status: 'placed' },
    { status: 'placed', deliverTo: null },
    { status: 'accepted', note: null },
    { status: 'accepted', canCancel: false, freeUntil: null },
    { status: 'ready', deliverTo: null, canCancel: false, freeUntil: null },
    { status: 'collected', deliverTo: null, canCancel: false, freeUntil: null },
    { status: 'cancelled', paidText: null, canCancel: false, freeUntil: null },
  ];
  return ways.map((way) => ({ ...like, ...way }));
}
