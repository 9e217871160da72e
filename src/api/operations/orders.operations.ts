import { z } from 'zod';
import type { CheckoutInput, Order } from '../../orders/index.js';
import { customerKeyOf } from '../../people/index.js';
import { phoneOf, withoutChat, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Reply } from '../operation.js';
import { ApiProblem } from '../problems.js';
import {
  newOrderSchema,
  orderIdSchema,
  orderSchema,
  ordersQuery,
  ordersSchema,
  presentAnyOrder,
  presentOrderAnswer,
  presentProductAnswer,
  productsAnswer,
} from '../schemas/orders.js';
import { paymentSchema } from '../schemas/payments.js';
import { contactOf } from './bookings.operations.js';
import { linkProblem, linkReply } from './payments.operations.js';

const tag = 'Orders';
const params = z.object({ orderId: orderIdSchema });
const positionSchema = z.tuple([z.number(), z.string()]);

/** ORD-01, ORD-03, ORD-12: what is sold, and orders of it. */
export function orderOperations(services: ApiServices): AnyOperation[] {
  return [listProducts(services), listOrders(services), ...reading(services), ...making(services)];
}

export async function orderOf({ orders }: ApiServices, shopId: string, orderId: string): Promise<Order> {
  const order = await orders.find(orderId);
  if (order?.shopId !== shopId) throw new ApiProblem('order.unknown');
  return order;
}

/** With what goes back of it: settling that twice is settling it once. */
export async function answerOf({ payments, trackingLinks }: ApiServices, order: Order) {
  const isDropped = order.status === 'cancelled' || order.status === 'refunded';
  const refund = isDropped && order.paid ? ((await payments?.refundForBooking(order._id)) ?? null) : null;
  return presentOrderAnswer(order, { refund, trackUrl: trackingLinks.urlOf(order._id) });
}

function listProducts({ catalogue, orders }: ApiServices): AnyOperation {
  return defineOperation({
    id: 'listProducts',
    tag,
    method: 'get',
    path: '/products',
    summary: 'What is sold now',
    scope: 'read',
    answers: { 200: { description: 'In the order they are offered in.', schema: productsAnswer } },
    problems: ['shop.unknown'],
    async handle({ shopId }) {
      const { shop } = await catalogue.current(shopId);
      const products = await orders.products.list(shopId);
      return { status: 200, body: { items: products.map((one) => presentProductAnswer(one, shop.currency)) } };
    },
  });
}

function listOrders({ catalogue, allOrders, cursors }: ApiServices): AnyOperation {
  return defineOperation({
    id: 'listOrders',
    tag,
    method: 'get',
    path: '/orders',
    summary: 'Orders of products and bookings in one list, latest first',
    scope: 'read',
    query: ordersQuery,
    answers: { 200: { description: 'A page of them.', schema: ordersSchema } },
    problems: ['page.cursor', 'customer.invalid', 'shop.unknown'],
    async handle({ shopId, query: { cursor, limit, kind, phone } }) {
      const { shop } = await catalogue.current(shopId);
      const address = phone === undefined ? null : phoneOf(phone, shop, 'phone');
      const customerKey =
        address === null ? undefined : customerKeyOf({ phone: address, channel: 'sms', address: address });
      const filter = { shopId, customerKey, kind };
      const list = ['orders', filter];
      const after = cursor === undefined ? null : cursors.open(list, cursor, positionSchema);
      if (cursor !== undefined && !after) throw new ApiProblem('page.cursor');
      const found = await allOrders(filter, after && { createdAtUtc: after[0], id: after[1] }, limit + 1);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      const next = last ? cursors.seal(list, [last.createdAtUtc, last.id]) : null;
      return { status: 200, next, body: { items: shown.map(presentAnyOrder), next } };
    },
  });
}

function reading(services: ApiServices): AnyOperation[] {
  const { orders } = services;
  return [
    defineOperation({
      id: 'readOrder',
      tag,
      method: 'get',
      path: '/orders/{orderId}',
      summary: 'An order of products with its history',
      scope: 'read',
      params,
      answers: { 200: { description: 'The order.', schema: orderSchema } },
      problems: ['order.unknown'],
      async handle({ shopId, params: { orderId } }) {
        return { status: 200, body: await answerOf(services, await orderOf(services, shopId, orderId)) };
      },
    }),
    defineOperation({
      id: 'cancelOrder',
      tag,
      method: 'post',
      path: '/orders/{orderId}/cancel',
      summary: 'Drop an order, as its customer',
      description: 'By the rules of the shop for customers. What was paid goes back whole.',
      scope: 'write',
      params,
      answers: { 200: { description: 'Dropped.', schema: orderSchema } },
      problems: ['order.unknown', 'order.refused'],
      async handle({ shopId, params: { orderId }, key }) {
        const { customer } = await orderOf(services, shopId, orderId);
        const outcome = await orders.cancel({ orderId, actId: key, name: customer.name });
        if (outcome.kind === 'unknown') throw new ApiProblem('order.unknown');
        if (outcome.kind === 'refused') throw new ApiProblem('order.refused', { reason: outcome.reason });
        return { status: 200, body: await answerOf(services, outcome.order) };
      },
    }),
  ];
}

function making(services: ApiServices): AnyOperation[] {
  const { catalogue, orders, payments } = services;

  /** All of it kept for as long as it takes to pay. */
  async function keep(input: CheckoutInput): Promise<Order> {
    const outcome = await orders.checkout(input);
    if (outcome.kind === 'kept') return outcome.order;
    if (outcome.kind === 'refused') {
      throw new ApiProblem(outcome.reason === 'customer' ? 'customer.invalid' : 'product.unknown');
    }
    const { productId: product, left } = outcome.short;
    throw new ApiProblem('stock.short', { product, left });
  }

  async function wanted(shopId: string, body: z.output<typeof newOrderSchema>, key: string): Promise<CheckoutInput> {
    const snapshot = await catalogue.current(shopId);
    const { name, phone, email } = contactOf(body.customer, null, snapshot);
    const chat = (phone === null ? null : services.chatOf(phone)) ?? withoutChat(shopId, key);
    const { deliverTo } = body;
    return {
      ...{ shopId, ...chat, customer: { name, phone, email }, cartRev: null, key },
      language: body.language ?? snapshot.shop.language,
      deliverTo: deliverTo ? { text: deliverTo.text, postcode: deliverTo.postcode ?? null } : null,
      items: body.items.map(({ product: productId, quantity }) => ({ productId, quantity })),
    };
  }

  async function make(input: CheckoutInput): Promise<Reply> {
    const kept = await keep(input);
    const { _id: orderId } = kept;
    const placed = await orders.place({ orderId, actId: `${input.key}:place`, paid: null });
    if (placed.kind === 'gone') throw new ApiProblem('stock.short', { product: null, left: null });
    // Asked for again long after: the order has moved on, and is the answer as it is.
    const order = placed.kind === 'placed' ? placed.order : kept;
    return { status: 201, body: await answerOf(services, order), location: `/api/v1/orders/${orderId}` };
  }

  return [
    defineOperation({
      id: 'createOrder',
      tag,
      method: 'post',
      path: '/orders',
      summary: 'Order products, to be paid when they are handed over',
      description:
        'All of them or none: where there are fewer than wanted the answer is a 409 with how many there are.',
      scope: 'write',
      body: newOrderSchema,
      answers: { 201: { description: 'Ordered.', schema: orderSchema } },
      problems: ['product.unknown', 'stock.short', 'customer.invalid', 'shop.unknown'],
      handle: async ({ shopId, body, key }) => make(await wanted(shopId, body, key)),
    }),
    defineOperation({
      id: 'payForOrder',
      tag,
      method: 'post',
      path: '/orders/payments',
      summary: 'A link to pay an order of products by',
      description:
        'The products are kept until the link ends, and the order is made when the money has arrived: ask for the ' +
        'payment to learn of it. Money that comes when they were sold goes back.',
      scope: 'write',
      body: newOrderSchema,
      answers: { 201: { description: 'The link.', schema: paymentSchema } },
      problems: [
        'product.unknown',
        'stock.short',
        'customer.invalid',
        'payment.refused',
        'payment.unavailable',
        'shop.unknown',
      ],
      async handle({ shopId, body, key, nowUtc }) {
        if (!payments) throw new ApiProblem('payment.refused', { reason: 'noProvider' });
        const input = await wanted(shopId, body, key);
        const { _id: holdId } = await keep(input);
        const { conversationId, channel, address, language, customer } = input;
        const context = { shopId, conversationId, channel, address, language, key, nowUtc };
        const contact = { ...customer, note: null };
        const outcome = await payments.blocks['payment.request']({ holdId, contact }, context);
        switch (outcome.exit) {
          case 'failed':
            // Nobody can pay for it now: it is for sale again.
            await orders.letGo(holdId, `${key}:letGo`);
            throw linkProblem(outcome.data.reason);
          case 'taken':
            throw new ApiProblem('stock.short', { product: null, left: null });
          case 'repriced':
            throw new Error('an order has one price: it was made with it');
          case 'link':
            return linkReply(payments, outcome.data.paymentId);
        }
      },
    }),
    defineOperation({
      id: 'reorder',
      tag,
      method: 'post',
      path: '/orders/{orderId}/reorder',
      summary: 'Order the same once more, at the prices of today',
      scope: 'write',
      params,
      answers: { 201: { description: 'Ordered.', schema: orderSchema } },
      problems: ['order.unknown', 'product.unknown', 'stock.short'],
      async handle({ shopId, params: { orderId }, key }) {
        const { conversationId, channel, address, language, customer, deliverTo, lines } = await orderOf(
          services,
          shopId,
          orderId,
        );
        const items = lines.map(({ productId, quantity }) => ({ productId, quantity }));
        return make({
          ...{ shopId, conversationId, channel, address, language, customer, deliverTo, items, cartRev: null, key },
        });
      },
    }),
  ];
}
