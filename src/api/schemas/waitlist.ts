import { z } from 'zod';
import { PARTS_OF_DAY } from '../../flow/protocol.js';
import type { Place } from '../../waitlist/index.js';
import {
  answers,
  bookingIdSchema,
  catalogueIdSchema,
  inputs,
  languageSchema,
  localDateSchema,
  momentOf,
  momentSchema,
  nextSchema,
  pageQuery,
  phoneSchema,
  serviceIdSchema,
} from './common.js';

/** The shape of a booking's id, and another thing. */
export const placeIdSchema = bookingIdSchema;

export const newPlaceSchema = z
  .strictObject({
    service: serviceIdSchema,
    phone: phoneSchema,
    from: localDateSchema.describe('The first day that would do, in the zone of the shop.'),
    to: localDateSchema.describe('The last one; within the horizon of the service.'),
    person: catalogueIdSchema.nullable().optional().describe('Null or left out: whoever is free.'),
    part: z.enum(PARTS_OF_DAY).optional().describe('Any part of the day unless told.'),
    seats: z.int().min(1).max(100).optional(),
    booking: bookingIdSchema.optional().describe('A booking of theirs that is to become earlier.'),
    atNight: z.boolean().optional().describe('They want to be written to between 21:00 and 8:00 as well.'),
    language: languageSchema.optional(),
  })
  .register(inputs, { id: 'NewPlace' });

export const placesQuery = pageQuery.extend({ phone: phoneSchema.optional().describe('Only those of this customer.') });

export const placeSchema = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'filled', 'left', 'over']),
    service: z.string(),
    person: z.string().nullable(),
    from: z.string(),
    to: z.string(),
    part: z.enum(PARTS_OF_DAY),
    seats: z.int(),
    booking: z.string().nullable().describe('The booking that is to become earlier.'),
    joinedAt: momentSchema,
    offer: z
      .object({
        nr: z.int(),
        startsAt: momentSchema,
        hold: z.string().nullable().describe('What to book or to move with; null for the moment before it is held.'),
        until: momentSchema,
      })
      .nullable()
      .describe('A time that is held for them.'),
    filledBy: z.string().nullable().describe('The booking that ended the waiting.'),
  })
  .register(answers, { id: 'Place' });

export const placesSchema = z
  .object({ items: z.array(placeSchema), next: nextSchema })
  .register(answers, { id: 'Places' });

export const declineSchema = z
  .strictObject({ offer: z.int().min(1).max(100_000).describe('`nr` of the offer that was seen.') })
  .register(inputs, { id: 'DeclineOffer' });

export function presentPlace(place: Place): z.input<typeof placeSchema> {
  const { offer } = place;
  return {
    id: place._id,
    state: place.state,
    service: place.serviceId,
    person: place.personId,
    from: place.fromDay,
    to: place.toDay,
    part: place.part,
    seats: place.seats,
    booking: place.bookingId,
    joinedAt: momentOf(place.joinedAtUtc),
    offer: offer && {
      nr: offer.nr,
      startsAt: momentOf(offer.startsAtUtc),
      hold: offer.holdId,
      until: momentOf(offer.untilUtc),
    },
    filledBy: place.filledBy,
  };
}
