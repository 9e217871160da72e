import { z } from 'zod';
import type { Payments } from '../../payments/index.js';
import { holdOf, withoutChat, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Reply } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { paymentIdSchema, presentPrice } from '../schemas/common.js';
import { newPaymentSchema, paymentSchema, presentPayment } from '../schemas/payments.js';
import { contactOf } from './bookings.operations.js';
import { alternativesOf } from './times.operations.js';

const tag = 'Payments';

/** Not the asker's doing: the same may go well later. */
const HOUSE_REASONS = new Set(['gatewayDown', 'refused']);

/** Why no link could be made. */
export function linkProblem(reason: string): ApiProblem {
  return new ApiProblem(HOUSE_REASONS.has(reason) ? 'payment.unavailable' : 'payment.refused', { reason });
}

/** The answer to whoever asked for a link that was made. */
export async function linkReply(payments: Pick<Payments, 'findPayment'>, paymentId: string): Promise<Reply> {
  const row = await payments.findPayment(paymentId);
  if (!row) throw new Error(`payment ${paymentId} has a link and no row`);
  return { status: 201, location: `/api/v1/payments/${paymentId}`, body: presentPayment(row) };
}

export function paymentOperations(services: ApiServices): AnyOperation[] {
  const { catalogue, payments, slots } = services;
  return [
    defineOperation({
      id: 'requestPayment',
      tag,
      method: 'post',
      path: '/payments',
      summary: 'A link to pay a kept time by',
      description:
        'The time is kept until the link ends. The booking is made when the money has arrived: ask for the payment to ' +
        'learn of it. Money that comes too late for its time goes back.',
      scope: 'write',
      body: newPaymentSchema,
      answers: { 201: { description: 'The link.', schema: paymentSchema } },
      problems: [
        'hold.unknown',
        'slot.taken',
        'hold.repriced',
        'customer.invalid',
        'payment.refused',
        'payment.unavailable',
        'shop.unknown',
      ],
      async handle({ shopId, body, key, nowUtc }) {
        if (!payments) throw new ApiProblem('payment.refused', { reason: 'noProvider' });
        const snapshot = await catalogue.current(shopId);
        const quote = await holdOf(services, shopId, body.hold);
        const contact = contactOf(body.customer, body.note, snapshot);
        const chat = (contact.phone === null ? null : services.chatOf(contact.phone)) ?? withoutChat(shopId, key);
        const language = body.language ?? snapshot.shop.language;
        const input = { holdId: body.hold, contact, ...(body.quote === undefined ? {} : { quoteId: body.quote }) };
        const outcome = await payments.blocks['payment.request'](input, { shopId, ...chat, language, key, nowUtc });
        switch (outcome.exit) {
          case 'failed':
            throw linkProblem(outcome.data.reason);
          case 'taken': {
            const { personId, startsAtUtc } = quote.slot;
            const question = { shopId, serviceId: quote.service.id, personId, movingBookingId: null };
            throw new ApiProblem('slot.taken', alternativesOf(await slots.closest(question, startsAtUtc, 3)));
          }
          case 'repriced': {
            const { quote: now } = await holdOf(services, shopId, body.hold);
            throw new ApiProblem('hold.repriced', { price: presentPrice(now), quote: now.id ?? null });
          }
          case 'link':
            return linkReply(payments, outcome.data.paymentId);
        }
      },
    }),
    defineOperation({
      id: 'readPayment',
      tag,
      method: 'get',
      path: '/payments/{paymentId}',
      summary: 'A payment, and what became of it',
      scope: 'read',
      params: z.object({ paymentId: paymentIdSchema }),
      answers: { 200: { description: 'The payment.', schema: paymentSchema } },
      problems: ['payment.unknown'],
      async handle({ shopId, params: { paymentId } }) {
        const row = (await payments?.findPayment(paymentId)) ?? null;
        if (row?.shopId !== shopId) throw new ApiProblem('payment.unknown');
        return { status: 200, body: presentPayment(row) };
      },
    }),
  ];
}
