import type { Act, OrderActName } from './acts.js';
import { OIL } from './facts.js';
import type { House, Process } from './house.js';
import { chatOf, NOTHING, pick, type Known, type Plan } from './perform.js';

type OrderAct = Extract<Act, { act: 'want' | 'sweepOrders' | OrderActName }>;

/** @param key unique in the house. */
export function planOrder(act: OrderAct, house: House, known: Known, key: string): Plan {
  if (act.act === 'sweepOrders') {
    return {
      twice: false,
      async perform({ orders }) {
        await orders.sweep();
        return { act: 'sweepOrders', seen: { said: 'swept' } };
      },
    };
  }
  if (act.act === 'want') {
    const { chat, quantity } = act;
    const customer = { name: `Person ${chat}`, phone: null, email: null };
    return {
      twice: true,
      async perform({ orders }) {
        const items = [{ productId: OIL.id, quantity }];
        const outcome = await orders.checkout({
          ...{ shopId: house.shopId, customer, deliverTo: null, items, cartRev: null, key },
          ...chatOf(house, chat),
        });
        if (outcome.kind === 'kept')
          return { act: 'want', chat, quantity, seen: { said: 'kept', id: outcome.order._id } };
        const said = outcome.kind === 'short' ? `short ${outcome.short.left}` : outcome.reason;
        return { act: 'want', chat, quantity, seen: { said } };
      },
    };
  }
  const order = pick(known.orders, act.nth % 4);
  if (order === undefined) return NOTHING;
  return {
    twice: true,
    perform: async (process) => ({ act: act.act, order, seen: { said: await saidTo(act.act, process, order, key) } }),
  };
}

async function saidTo(act: OrderActName, { orders }: Process, orderId: string, actId: string): Promise<string> {
  const operator = { id: 'mia', name: 'Mia' };
  switch (act) {
    case 'buy':
      return (await orders.place({ orderId, actId, paid: null })).kind;
    case 'letGo':
      await orders.letGo(orderId, actId);
      return 'let go';
    case 'acceptOrder':
      return (await orders.operatorAct({ orderId, act: 'accept', actId, operator })).kind;
    case 'soldOut':
      return (await orders.operatorAct({ orderId, act: 'soldOut', actId, operator })).kind;
    case 'giveUp': {
      const outcome = await orders.cancel({ orderId, actId, name: 'A person' });
      return outcome.kind === 'refused' ? `refused ${outcome.reason}` : outcome.kind;
    }
  }
}
