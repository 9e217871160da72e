import { z } from 'zod';
import type { OrderAct } from '../../orders/index.js';
import type { ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Reply } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { lateOrderSchema, orderIdSchema, orderSchema } from '../schemas/orders.js';
import { answerOf, orderOf } from './orders.operations.js';

const params = z.object({ orderId: orderIdSchema });

type SellerAct = Extract<OrderAct, 'accept' | 'ready' | 'collect' | 'deliver' | 'soldOut' | 'cancel'>;

const ACTS: readonly {
  readonly id: string;
  readonly act: SellerAct;
  readonly path: string;
  readonly summary: string;
}[] = [
  { id: 'acceptOrder', act: 'accept', path: 'accept', summary: 'Say yes to an order' },
  { id: 'readyOrder', act: 'ready', path: 'ready', summary: 'It is ready to be collected, or on its way' },
  { id: 'collectedOrder', act: 'collect', path: 'collected', summary: 'Its customer has it' },
  { id: 'deliveredOrder', act: 'deliver', path: 'delivered', summary: 'It was brought to its address' },
  { id: 'soldOutOrder', act: 'soldOut', path: 'sold-out', summary: 'It cannot be given; what was paid goes back' },
  { id: 'withdrawOrder', act: 'cancel', path: 'withdraw', summary: 'Drop it, as the shop; what was paid goes back' },
];

/** What sellers press in Slack (ORD-05): the customer hears of it either way. */
export function orderActOperations(services: ApiServices): AnyOperation[] {
  const { orders } = services;

  async function press(
    {
      shopId,
      orderId,
      key,
      caller,
    }: { shopId: string; orderId: string; key: string; caller: { id: string; name: string } },
    act: SellerAct | 'late',
    why: string | null,
  ): Promise<Reply> {
    await orderOf(services, shopId, orderId);
    const operator = { id: `api:${caller.id}`, name: caller.name };
    const outcome = await orders.operatorAct({ orderId, act, actId: key, operator, why });
    switch (outcome.kind) {
      case 'done':
        return { status: 200, body: await answerOf(services, outcome.order) };
      case 'refused':
        throw new ApiProblem('order.refused', { reason: outcome.order.status });
      case 'unknown':
      case 'short':
        throw new ApiProblem('order.unknown');
    }
  }

  const common = {
    tag: 'Orders',
    method: 'post',
    scope: 'staff',
    params,
    answers: { 200: { description: 'Done; the order as it is now.', schema: orderSchema } },
    problems: ['order.unknown', 'order.refused'],
  } as const;
  return [
    ...ACTS.map(({ id, act, path, summary }) =>
      defineOperation({
        ...common,
        id,
        path: `/orders/{orderId}/${path}`,
        summary,
        handle: ({ shopId, params: { orderId }, key, caller }) => press({ shopId, orderId, key, caller }, act, null),
      }),
    ),
    defineOperation({
      ...common,
      id: 'lateOrder',
      path: '/orders/{orderId}/late',
      summary: 'Say that it is late, and why',
      body: lateOrderSchema,
      handle: ({ shopId, params: { orderId }, body, key, caller }) =>
        press({ shopId, orderId, key, caller }, 'late', body.why),
    }),
  ];
}
