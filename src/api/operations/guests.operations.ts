import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Booking } from '../../booking/index.js';
import { viewOf, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Reply } from '../operation.js';
import { ApiProblem } from '../problems.js';
import {
  guestBookingSchema,
  guestLinkSentSchema,
  guestLookupSchema,
  presentGuestBooking,
} from '../schemas/bookings.js';

const tag = 'Guests';
/** As long as a page of the visit lives (GP-33). */
const LIFE_MS = 90 * 86_400_000;
const LOOKUPS_PER_MINUTE = 20;
const LINK_SENT = 'If the number and the e-mail belong together, a link is on its way to that e-mail.';
/** Longer than the look-up takes: whether there was something to find cannot be told by the clock. */
const LOOKUP_MS = 120;

/**
 * GU-09: for whoever holds a tracking token, or number and e-mail of a booking. One answer for a number that is not there and
 * an e-mail that is not its own, after the same time: nobody learns who is a customer (GU-13).
 */
export function guestOperations(services: ApiServices): AnyOperation[] {
  const { catalogue, desk, trackingLinks, clock } = services;

  async function reply(booking: Booking): Promise<Reply> {
    const snapshot = await catalogue.current(booking.shopId);
    const view = viewOf(services, booking, snapshot);
    return {
      status: 200,
      body: presentGuestBooking(booking, snapshot.shop, view, trackingLinks.urlOf(booking._id)),
    };
  }

  const isOver = ({ endsAtUtc }: Booking): boolean => clock.nowUtc() >= endsAtUtc + LIFE_MS;

  async function find(reference: string, email: string): Promise<Booking | null> {
    // Counted before looking, for numbers that are there and not: many places must not guess at one together.
    if (!(await services.mayGuess(reference.replace(/^BK-/, '')))) throw new ApiProblem('rate.limited');
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
      summary: 'A one-time link to a booking, sent to the e-mail it was made with',
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
      summary: 'A booking by its tracking token',
      scope: null,
      guessesPerMinute: 120,
      params: z.object({ token: z.string().regex(/^[\w-]{20}\.[\w-]{22}$/) }),
      answers: { 200: { description: 'The booking, without the person.', schema: guestBookingSchema } },
      problems: ['guest.unknown'],
      async handle({ params: { token } }) {
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
      summary: 'A booking by its number and e-mail',
      scope: null,
      guessesPerMinute: LOOKUPS_PER_MINUTE,
      body: guestLookupSchema,
      answers: { 200: { description: 'The booking, without the person.', schema: guestBookingSchema } },
      problems: ['guest.unknown'],
      async handle({ body: { reference, email } }) {
        const [booking] = await Promise.all([find(reference, email), pause(LOOKUP_MS)]);
        if (!booking) throw new ApiProblem('guest.unknown');
        return reply(booking);
      },
    }),
  ];
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text.toLowerCase()).digest();
  return timingSafeEqual(hash(one), hash(other)) && one !== '';
}
