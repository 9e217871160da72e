import { z } from 'zod';
import { BOOKING_STATUSES, type Booking } from '../../booking/index.js';
import { BOOKING_TYPES, type BookingView } from '../../flow/protocol.js';
import {
  answers,
  catalogueIdSchema,
  holdIdSchema,
  inputs,
  instantSchema,
  languageSchema,
  momentOf,
  momentOrNull,
  momentSchema,
  nextSchema,
  pageQuery,
  phoneSchema,
  presentPrice,
  priceSchema,
  quoteIdSchema,
  wordsSchema,
} from './common.js';

export const statusSchema = z.enum(BOOKING_STATUSES);
const emailSchema = z
  .string()
  .max(254)
  .regex(/^[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}$/);
export const customerSchema = z
  .strictObject({
    name: wordsSchema(80),
    phone: phoneSchema.nullable().optional(),
    email: emailSchema.nullable().optional(),
  })
  .register(inputs, { id: 'Customer' });

export const newBookingSchema = z
  .strictObject({
    hold: holdIdSchema,
    customer: customerSchema,
    note: z
      .string()
      .max(1_000)
      // eslint-disable-next-line no-control-regex -- refusing control characters is what it is for
      .regex(/^[^\u0000-\u0009\u000b-\u001f\u007f]*$/)
      .nullable()
      .optional(),
    quote: quoteIdSchema.optional(),
    language: languageSchema.optional().describe('For messages; the language of the shop unless told.'),
  })
  .register(inputs, { id: 'NewBooking' });

export const moveSchema = z
  .strictObject({ hold: holdIdSchema.describe('A hold placed with `moving` set to this booking.') })
  .register(inputs, { id: 'Move' });

export const staffActSchema = z
  .strictObject({
    seenVersion: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('The version that was looked at: if its time has changed since, nothing is done.'),
  })
  .register(inputs, { id: 'StaffAct' });

export const bookingsQuery = pageQuery.extend({
  phone: phoneSchema.optional().describe('Bookings of the customer with this number.'),
  email: emailSchema.optional().describe('Bookings of the customer with this address.'),
  person: catalogueIdSchema.optional().describe('Bookings with this person of the shop.'),
  status: statusSchema.optional(),
  from: instantSchema.optional().describe('Starting at this moment or later.'),
  to: instantSchema.optional().describe('Starting before this moment.'),
});

const personSchema = z.object({ name: z.string(), phone: z.string().nullable(), email: z.string().nullable() });

export const bookingSchema = z
  .object({
    id: z.string(),
    reference: z.string().describe('What people call it: BK-48210377.'),
    version: z.int(),
    status: statusSchema,
    kind: z.enum(BOOKING_TYPES),
    service: z.object({ id: z.string(), name: z.string(), durationMinutes: z.int() }),
    seats: z.int(),
    person: z.object({ id: z.string(), name: z.string() }),
    parts: z
      .array(
        z.object({
          service: z.object({ id: z.string(), name: z.string() }),
          person: z.object({ id: z.string(), name: z.string() }),
          startsAt: momentSchema,
          endsAt: momentSchema,
        }),
      )
      .describe('Of several services in one visit, what falls on whom; empty for one service.'),
    startsAt: momentSchema,
    endsAt: momentSchema,
    zone: z.string(),
    promised: z.string().describe('The wall time as it was said to the customer.'),
    customer: personSchema,
    others: z.array(personSchema).describe('Who comes along.'),
    note: z.string().nullable(),
    answers: z.array(z.object({ label: z.string(), value: z.string() })),
    price: priceSchema,
    paid: z.object({ amountMinor: z.int(), currency: z.string(), payment: z.string(), at: momentSchema }).nullable(),
    freeUntil: momentSchema.describe('Until when moving and dropping cost nothing.'),
    canMove: z.boolean(),
    canDrop: z.boolean(),
    channel: z.string(),
    language: z.string(),
    trackingUrl: z.string(),
    comingAt: momentSchema.nullable().describe('When the customer said that they are coming.'),
    createdAt: momentSchema,
    history: z.array(
      z.object({
        act: z.string(),
        by: z.enum(['customer', 'operator', 'system']),
        name: z.string(),
        at: momentSchema,
        why: z.string().nullable(),
        from: statusSchema.nullable(),
        to: statusSchema,
        version: z.int(),
      }),
    ),
  })
  .register(answers, { id: 'Booking' });

export const bookingsSchema = z
  .object({ items: z.array(bookingSchema), next: nextSchema })
  .register(answers, { id: 'Bookings' });

/** What somebody who is not the shop may see: nothing of the person. */
export const guestBookingSchema = z
  .object({
    reference: z.string(),
    status: statusSchema,
    service: z.string(),
    person: z.string(),
    startsAt: momentSchema,
    endsAt: momentSchema,
    zone: z.string(),
    shop: z.object({ name: z.string(), place: z.string() }),
    price: priceSchema,
    isPaid: z.boolean(),
    freeUntil: momentSchema,
    canMove: z.boolean(),
    canDrop: z.boolean(),
    trackingUrl: z.string(),
  })
  .register(answers, { id: 'GuestBooking' });

/** The same whatever was asked for. */
export const guestLinkSentSchema = z.object({ message: z.string() });

export const guestLookupSchema = z
  .strictObject({
    reference: z
      .string()
      .regex(/^(?:(?:BK|OR)-)?[0-9]{8}$/)
      .describe('Of a booking, or of an order of products: BK-48210377, OR-48210377.'),
    email: emailSchema,
  })
  .register(inputs, { id: 'GuestLookup' });

function presentCustomer({ name, phone, email }: Booking['customer']): z.input<typeof personSchema> {
  return { name, phone, email };
}

/** What the rules say of it at this moment, as the chats say it. */
type Possible = Pick<BookingView, 'canMove' | 'canDrop'>;

export function presentBookingAnswer(
  booking: Booking,
  { canMove, canDrop }: Possible,
  trackingUrl: string,
): z.input<typeof bookingSchema> {
  const { service, person, customer, paid } = booking;
  return {
    id: booking._id,
    reference: booking.reference,
    version: booking.version,
    status: booking.status,
    kind: booking.type ?? 'standard',
    seats: booking.seats ?? 1,
    service: { id: service.id, name: service.name, durationMinutes: service.durationMin },
    person: { id: person.id, name: person.name },
    parts: (booking.parts ?? []).map((part) => ({
      service: { id: part.service.id, name: part.service.name },
      person: { id: part.person.id, name: part.person.name },
      startsAt: momentOf(part.startsAtUtc),
      endsAt: momentOf(part.endsAtUtc),
    })),
    startsAt: momentOf(booking.startsAtUtc),
    endsAt: momentOf(booking.endsAtUtc),
    zone: booking.zone,
    promised: booking.promisedWall,
    customer: presentCustomer(customer),
    others: (booking.others ?? []).map(presentCustomer),
    note: booking.note,
    answers: (booking.answers ?? []).map(({ label, value }) => ({ label, value })),
    price: presentPrice(booking.price),
    paid: paid && {
      amountMinor: paid.amountMinor,
      currency: paid.currency,
      payment: paid.paymentId,
      at: momentOf(paid.atUtc),
    },
    freeUntil: momentOf(booking.freeUntilUtc),
    canMove,
    canDrop,
    channel: booking.channel,
    language: booking.language,
    trackingUrl,
    comingAt: momentOrNull(booking.comingAtUtc),
    createdAt: momentOf(booking.createdAtUtc),
    history: booking.history.map(({ act, who, atUtc, why, from, to, version }) => ({
      act,
      by: who.kind,
      name: who.name,
      at: momentOf(atUtc),
      why,
      from,
      to,
      version,
    })),
  };
}

export function presentGuestBooking(
  booking: Booking,
  shop: { readonly name: string; readonly place: string },
  { canMove, canDrop }: Possible,
  trackingUrl: string,
): z.input<typeof guestBookingSchema> {
  return {
    reference: booking.reference,
    status: booking.status,
    service: booking.service.name,
    person: booking.person.name,
    startsAt: momentOf(booking.startsAtUtc),
    endsAt: momentOf(booking.endsAtUtc),
    zone: booking.zone,
    shop: { name: shop.name, place: shop.place },
    price: presentPrice(booking.price),
    isPaid: booking.paid !== null,
    freeUntil: momentOf(booking.freeUntilUtc),
    canMove,
    canDrop,
    trackingUrl,
  };
}
