import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Booking } from '../../booking/index.js';
import { isBeforeOrder, isOrderOver, orderNumberIn, presentOrder, type Order } from '../../orders/index.js';
import { viewOf, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Reply } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { guestLinkSentSchema, guestLookupSchema, presentGuestBooking } from '../schemas/bookings.js';
import { guestFoundSchema, presentGuestOrder } from '../schemas/orders.js';

const tag = 'Guests';
/** As long as a page of the visit lives (GP-33). */
const LIFE_MS = 90 * 86_400_000;
const LOOKUPS_PER_MINUTE = 20;
const LINK_SENT = 'If the number and the e-mail belong together, a link is on its way to that e-mail.';
/** Longer than the look-up takes: whether there was something to find cannot be told by the clock. */
const LOOKUP_MS = 120;
const SHOWN = {
  description: 'The booking, or the order for a number that begins with OR-; without the person.',
  schema: guestFoundSchema,
};

/**
 * GU-09: for whoever holds a tracking token, or number and e-mail of a booking. One answer for a number that is not there and
 * an e-mail that is not its own, after the same time: nobody learns who is a customer (GU-13).
 */
export function guestOperations(services: ApiServices): AnyOperation[] {
  const { catalogue, desk, orders, trackingLinks, clock } = services;

  async function reply(booking: Booking): Promise<Reply> {
    const snapshot = await catalogue.current(booking.shopId);
    const view = viewOf(services, booking, snapshot);
    return {
      status: 200,
      body: presentGuestBooking(booking, snapshot.shop, view, trackingLinks.urlOf(booking._id)),
    };
  }

  async function replyOrder(order: Order): Promise<Reply> {
    const { shop } = await catalogue.current(order.shopId);
    const { canCancel: canDrop } = presentOrder(order, shop, order.language, clock.nowUtc());
    return {
      status: 200,
      body: presentGuestOrder(order, { shop, canDrop, trackingUrl: trackingLinks.urlOf(order._id) }),
    };
  }

  const isOver = ({ endsAtUtc }: Booking): boolean => clock.nowUtc() >= endsAtUtc + LIFE_MS;
  const isShown = ({ status, history, createdAtUtc }: Order): boolean =>
    !isBeforeOrder(status) &&
    (!isOrderOver(status) || clock.nowUtc() < (history.at(-1)?.atUtc ?? createdAtUtc) + LIFE_MS);

  async function findOrder(number: string, email: string): Promise<Order | null> {
    const order = await orders.findByAnyNumber(number);
    const isTheirs = isSame(order?.customer.email ?? '', email);
    return order && isTheirs && isShown(order) ? order : null;
  }

  async function find(reference: string, email: string): Promise<Reply | null> {
    // Counted before looking, for numbers that are there and not: many places must not guess at one together.
    if (!(await services.mayGuess(reference.replace(/^BK-/, '')))) throw new ApiProblem('rate.limited');
    const number = orderNumberIn(reference);
    if (number !== null) {
      const order = await findOrder(number, email);
      return order && replyOrder(order);
    }
    const booking = await findBooking(reference, email);
    return booking && reply(booking);
  }

  async function findBooking(reference: string, email: string): Promise<Booking | null> {
    const booking = await desk.findByAnyReference(reference);
    const isTheirs = isSame(booking?.customer.email ?? '', email);
    return booking && isTheirs && !isOver(booking) ? booking : null;
  }

  return [
    defineOperation({
      id: 'sendGuestLink',
      tag,
      method: 'post',
      path: '/guests/lookup',
      summary: 'A one-time link to a booking or an order of products, sent to the e-mail it was made with',
      description: 'The answer is the same, and as quick, whether number and e-mail belong together or not.',
      scope: null,
      guessesPerMinute: LOOKUPS_PER_MINUTE,
      body: guestLookupSchema,
      answers: {
        202: { description: 'If they belong together, the link is on its way.', schema: guestLinkSentSchema },
      },
      handle({ body: { reference, email } }) {
        services.guestLookup.ask(reference, email);
        return Promise.resolve({ status: 202, body: { message: LINK_SENT } });
      },
    }),
    defineOperation({
      id: 'readGuestBooking',
      tag,
      method: 'get',
      path: '/guests/bookings/{token}',
      summary: 'A booking, or an order of products, by its tracking token',
      scope: null,
      guessesPerMinute: 120,
      params: z.object({ token: z.string().regex(/^(?:ord-)?[\w-]{20}\.[\w-]{22}$/) }),
      answers: { 200: SHOWN },
      problems: ['guest.unknown'],
      async handle({ params: { token } }) {
        const orderId = trackingLinks.orderOf(token);
        const order = orderId === null ? null : await orders.find(orderId);
        if (order && isShown(order)) return replyOrder(order);
        const bookingId = trackingLinks.bookingOf(token);
        const booking = bookingId === null ? null : await desk.findBooking(bookingId);
        if (!booking || isOver(booking)) throw new ApiProblem('guest.unknown');
        return reply(booking);
      },
    }),
    defineOperation({
      id: 'findGuestBooking',
      tag,
      method: 'post',
      path: '/guests/bookings/lookup',
      summary: 'A booking, or an order of products, by its number and e-mail',
      scope: null,
      guessesPerMinute: LOOKUPS_PER_MINUTE,
      body: guestLookupSchema,
      answers: { 200: SHOWN },
      problems: ['guest.unknown'],
      async handle({ body: { reference, email } }) {
        const [found] = await Promise.all([find(reference, email), pause(LOOKUP_MS)]);
        if (!found) throw new ApiProblem('guest.unknown');
        return found;
      },
    }),
  ];
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text.toLowerCase()).digest();
  return timingSafeEqual(hash(one), hash(other)) && one !== '';
}
