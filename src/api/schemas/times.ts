import { z } from 'zod';
import { BOOKING_TYPES } from '../../flow/protocol.js';
import type { HoldQuote } from '../../booking/index.js';
import type { FreeSlot } from '../../scheduling/index.js';
import {
  answers,
  bookingIdSchema,
  countSchema,
  holdIdSchema,
  inputs,
  instantSchema,
  localDateSchema,
  momentOf,
  momentSchema,
  moneySchema,
  phoneSchema,
  presentPrice,
  priceSchema,
  serviceIdSchema,
  whoSchema,
} from './common.js';

/** What kind of visit it is (BK-01); an ordinary one unless told. */
const kindSchema = z.enum(BOOKING_TYPES);

export const refusalSchema = z.enum(['past', 'tooSoon', 'tooFar', 'closed', 'full', 'nothingAhead']);

export const availabilityQuery = z.strictObject({
  service: serviceIdSchema.describe('Id of the service.'),
  date: localDateSchema.describe('The day, in the zone of the shop.'),
  person: whoSchema.optional().describe('Only times of this person; anybody unless told.'),
  duration: countSchema(5, 1440)
    .default(60)
    .describe('Minutes, for a service that has no length of its own. Where the service has one, that counts.'),
  limit: countSchema(1, 100).default(50),
  kind: kindSchema.optional(),
  seats: countSchema(1, 100).optional().describe('Places wanted together in a group.'),
});

const partSchema = z.object({
  service: z.string(),
  person: z.object({ id: z.string(), name: z.string() }),
  startsAt: momentSchema,
  endsAt: momentSchema,
});

export const slotSchema = z
  .object({
    startsAt: momentSchema,
    endsAt: momentSchema,
    person: z.object({ id: z.string(), name: z.string() }),
    price: moneySchema,
    recommended: z.boolean(),
    placesLeft: z.int(),
    parts: z
      .array(partSchema)
      .describe('Of several services in one visit, who does which part; empty for one service.'),
  })
  .register(answers, { id: 'Slot' });

export const availabilitySchema = z
  .object({
    service: z.string(),
    date: z.string(),
    zone: z.string(),
    durationMinutes: z.int(),
    slots: z.array(slotSchema),
    more: z.boolean().describe('There are more on this day than `limit`.'),
    reason: refusalSchema.nullable().describe('Why the day has no times; `nothingAhead`: no day has any.'),
    nearest: z.array(slotSchema).describe('Where the day has none: times of the nearest days that have some.'),
  })
  .register(answers, { id: 'Availability' });

export const newHoldSchema = z
  .strictObject({
    service: serviceIdSchema,
    startsAt: instantSchema.describe('A start from the availability.'),
    person: whoSchema.nullable().optional().describe('Null or left out: whoever is free, the least busy first.'),
    kind: kindSchema.optional(),
    seats: z.int().min(1).max(100).optional().describe('Places wanted together in a group; 1 unless told.'),
    phone: phoneSchema
      .optional()
      .describe('Of the customer, as far as it is known: the price may depend on who it is.'),
    code: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,30}$/)
      .optional()
      .describe('A code that lowers the price.'),
    replaces: holdIdSchema.optional().describe('An earlier hold that is given back in the same act.'),
    moving: bookingIdSchema.optional().describe('The booking this time is meant for: its own time is not in the way.'),
  })
  .register(inputs, { id: 'NewHold' });

export const holdSchema = z
  .object({
    id: z.string(),
    state: z.enum(['held', 'lapsed', 'booked']),
    until: momentSchema.nullable(),
    service: z.object({ id: z.string(), name: z.string() }),
    slot: slotSchema,
    total: moneySchema,
    price: priceSchema,
    quote: z.string().nullable().describe('Names this price.'),
    codeRefused: z.string().nullable().describe('Why the code that was given does not count.'),
    due: moneySchema.describe('What has to be paid before the visit.'),
  })
  .register(answers, { id: 'Hold' });

export function presentSlotAnswer(slot: FreeSlot): z.input<typeof slotSchema> {
  const { amountMinor, currency } = slot.price;
  return {
    startsAt: momentOf(slot.startsAtUtc),
    endsAt: momentOf(slot.endsAtUtc),
    person: { id: slot.personId, name: slot.personName },
    price: { amountMinor, currency },
    recommended: slot.recommended,
    placesLeft: slot.placesLeft,
    parts: (slot.parts ?? []).map((part) => ({
      service: part.serviceId,
      person: { id: part.personId, name: part.personName },
      startsAt: momentOf(part.startsAtUtc),
      endsAt: momentOf(part.endsAtUtc),
    })),
  };
}

export function presentHold(
  id: string,
  hold: HoldQuote,
  foreverUtc: number,
  codeRefused: string | null = null,
): z.input<typeof holdSchema> {
  const { service, slot, quote, total, due, untilUtc } = hold;
  const state = untilUtc === null ? 'lapsed' : untilUtc >= foreverUtc ? 'booked' : 'held';
  return {
    id,
    state,
    until: state === 'held' && untilUtc !== null ? momentOf(untilUtc) : null,
    service: { id: service.id, name: service.name },
    slot: presentSlotAnswer(slot),
    total: { amountMinor: total.amountMinor, currency: total.currency },
    price: presentPrice(quote),
    quote: quote.id ?? null,
    codeRefused,
    due: { amountMinor: due.amountMinor, currency: due.currency },
  };
}
