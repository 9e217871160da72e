import { z } from 'zod';
import type { Booking } from '../../booking/index.js';
import type { Snapshot } from '../../catalogue/index.js';
import { bookingOf, holdOf, phoneOf, viewOf, withoutChat, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Reply } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { bookingIdSchema, presentPrice } from '../schemas/common.js';
import type { customerSchema } from '../schemas/bookings.js';
import {
  bookingsQuery,
  bookingSchema,
  bookingsSchema,
  moveSchema,
  newBookingSchema,
  presentBookingAnswer,
} from '../schemas/bookings.js';
import { dropCostSchema, dropSchema, presentDropCost, presentTokens } from '../schemas/policy.js';
import { alternativesOf } from './times.operations.js';

const tag = 'Bookings';
const params = z.object({ bookingId: bookingIdSchema });
const positionSchema = z.tuple([z.number(), z.string()]);

/** A booking as an answer. */
export function replyWith(services: ApiServices, snapshot: Snapshot, booking: Booking, status: 200 | 201 = 200): Reply {
  const { _id } = booking;
  const view = viewOf(services, booking, snapshot);
  const body = presentBookingAnswer(booking, view, services.trackingLinks.urlOf(_id));
  return { status, body, ...(status === 201 ? { location: `/api/v1/bookings/${_id}` } : {}) };
}

/** What a booking keeps of its customer. */
export function contactOf(
  { name, phone, email }: z.output<typeof customerSchema>,
  note: string | null | undefined,
  { shop }: Snapshot,
) {
  return {
    name,
    phone: phone == null ? null : phoneOf(phone, shop),
    email: email?.toLowerCase() ?? null,
    note: note ?? null,
  };
}

/** BK-21, BK-28: from a kept time to a visit, its reading, moving and dropping. */
export function bookingOperations(services: ApiServices): AnyOperation[] {
  return [createBooking(services), ...reading(services), ...changing(services)];
}

function createBooking(services: ApiServices): AnyOperation {
  const { catalogue, desk } = services;
  return defineOperation({
    id: 'createBooking',
    tag,
    method: 'post',
    path: '/bookings',
    summary: 'Book a kept time',
    description:
      'The time is checked once more: if the hold has lapsed it is taken again when it is still free, else the answer is ' +
      'a 409 with the closest times (`alternatives`).',
    scope: 'write',
    body: newBookingSchema,
    answers: { 201: { description: 'Booked, or asked for where the shop says yes itself.', schema: bookingSchema } },
    problems: [
      'hold.unknown',
      'slot.taken',
      'hold.repriced',
      'booking.payFirst',
      'booking.noTokens',
      'customer.invalid',
      'shop.unknown',
    ],
    async handle({ shopId, body, key }) {
      const snapshot = await catalogue.current(shopId);
      await holdOf(services, shopId, body.hold);
      const contact = contactOf(body.customer, body.note, snapshot);
      const chat = (contact.phone === null ? null : services.chatOf(contact.phone)) ?? withoutChat(shopId, key);
      const language = body.language ?? snapshot.shop.language;
      const gate = services.tokens.mayBook({ shopId, customer: { ...chat, phone: contact.phone } });
      const [may, outcome] = await Promise.all([
        gate,
        desk.createBooking({
          holdId: body.hold,
          contact,
          key,
          ...chat,
          language,
          paid: null,
          quoteId: body.quote,
          mayBook: gate.then(({ ok }) => ok),
        }),
      ]);
      if (outcome.kind === 'booked') return replyWith(services, snapshot, outcome.booking, 201);
      if (!may.ok) throw new ApiProblem('booking.noTokens', { tokens: presentTokens(may.balance) });
      if (outcome.kind === 'taken') throw new ApiProblem('slot.taken', alternativesOf(outcome.alternatives));
      if (outcome.kind === 'repriced') {
        const { quote } = await holdOf(services, shopId, body.hold);
        throw new ApiProblem('hold.repriced', { price: presentPrice(quote), quote: quote.id ?? null });
      }
      switch (outcome.reason) {
        case 'unknownHold':
          throw new ApiProblem('hold.unknown');
        case 'payFirst':
          throw new ApiProblem('booking.payFirst');
        case 'contact':
          throw new ApiProblem('customer.invalid');
        case 'barred':
          throw new Error('the gate let pass whom the booking refused');
      }
    },
  });
}

function reading(services: ApiServices): AnyOperation[] {
  const { catalogue, desk, cursors } = services;
  return [
    defineOperation({
      id: 'listBookings',
      tag,
      method: 'get',
      path: '/bookings',
      summary: 'Bookings by their start',
      scope: 'read',
      query: bookingsQuery,
      answers: { 200: { description: 'A page of them.', schema: bookingsSchema } },
      problems: ['page.cursor', 'customer.invalid', 'shop.unknown'],
      async handle({ shopId, query: { cursor, limit, phone, email, person, status, from, to } }) {
        const snapshot = await catalogue.current(shopId);
        const filter = {
          shopId,
          phone: phone === undefined ? undefined : phoneOf(phone, snapshot.shop),
          email: email?.toLowerCase(),
          personId: person,
          status,
          fromUtc: from,
          toUtc: to,
        };
        const list = ['bookings', filter];
        const after = cursor === undefined ? null : cursors.open(list, cursor, positionSchema);
        if (cursor !== undefined && !after) throw new ApiProblem('page.cursor');
        const found = await desk.listBookings({
          ...filter,
          after: after && { startsAtUtc: after[0], id: after[1] },
          limit: limit + 1,
        });
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        const next = last ? cursors.seal(list, [last.startsAtUtc, last._id]) : null;
        return {
          status: 200,
          next,
          body: { items: shown.map((one) => replyWith(services, snapshot, one).body), next },
        };
      },
    }),
    defineOperation({
      id: 'readBooking',
      tag,
      method: 'get',
      path: '/bookings/{bookingId}',
      summary: 'A booking with its history',
      scope: 'read',
      params,
      answers: { 200: { description: 'The booking.', schema: bookingSchema } },
      problems: ['booking.unknown'],
      async handle({ shopId, params: { bookingId } }) {
        const booking = await bookingOf(services, shopId, bookingId);
        return replyWith(services, await catalogue.current(shopId), booking);
      },
    }),
  ];
}

function changing(services: ApiServices): AnyOperation[] {
  const { catalogue, desk } = services;
  return [
    defineOperation({
      id: 'moveBooking',
      tag,
      method: 'post',
      path: '/bookings/{bookingId}/move',
      summary: 'Move a booking to a kept time, as its customer',
      description: 'By the rules of the shop for customers. Place the hold with `moving` first.',
      scope: 'write',
      params,
      body: moveSchema,
      answers: { 200: { description: 'Moved.', schema: bookingSchema } },
      problems: ['booking.unknown', 'hold.unknown', 'slot.taken', 'booking.refused'],
      async handle({ shopId, params: { bookingId }, body, key }) {
        const { conversationId } = await bookingOf(services, shopId, bookingId);
        const outcome = await desk.moveBooking({ shopId, conversationId, bookingId, holdId: body.hold, key });
        if (outcome.kind === 'taken') throw new ApiProblem('slot.taken', alternativesOf(outcome.alternatives));
        if (outcome.kind === 'refused') throw new ApiProblem('booking.refused', { reason: outcome.reason });
        return replyWith(services, await catalogue.current(shopId), outcome.booking);
      },
    }),
    defineOperation({
      id: 'weighDrop',
      tag,
      method: 'get',
      path: '/bookings/{bookingId}/drop',
      summary: 'What dropping a booking would cost now',
      scope: 'read',
      params,
      answers: { 200: { description: 'Its cost, or why it is not possible.', schema: dropCostSchema } },
      problems: ['booking.unknown'],
      async handle({ shopId, params: { bookingId } }) {
        const { conversationId } = await bookingOf(services, shopId, bookingId);
        const weight = await desk.weighDrop({ shopId, conversationId, bookingId });
        return { status: 200, body: presentDropCost(weight) };
      },
    }),
    defineOperation({
      id: 'dropBooking',
      tag,
      method: 'post',
      path: '/bookings/{bookingId}/drop',
      summary: 'Drop a booking, as its customer',
      description: 'By the rules of the shop for customers. What costs something is only done with `acceptsCost`.',
      scope: 'write',
      params,
      body: dropSchema.optional(),
      answers: { 200: { description: 'Dropped.', schema: bookingSchema } },
      problems: ['booking.unknown', 'booking.refused', 'booking.costs'],
      async handle({ shopId, params: { bookingId }, body, key }) {
        const { conversationId } = await bookingOf(services, shopId, bookingId);
        const act = { shopId, conversationId, bookingId };
        const isAgreed = body?.acceptsCost === true;
        const outcome = await desk.dropBooking({ ...act, key, ...(isAgreed ? { lateAgreed: true } : {}) });
        if (outcome.kind === 'refused') {
          const weight = isAgreed ? null : await desk.weighDrop(act);
          if (weight?.kind === 'late') throw new ApiProblem('booking.costs', { cost: presentDropCost(weight) });
          throw new ApiProblem('booking.refused', {
            reason: weight?.kind === 'refused' ? weight.reason : outcome.reason,
          });
        }
        return replyWith(services, await catalogue.current(shopId), outcome.booking);
      },
    }),
  ];
}
