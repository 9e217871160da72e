import { z } from 'zod';
import { BOOKING_TYPES } from '../../flow/protocol.js';
import type { Conflict, ConflictReport } from '../../scheduling/index.js';
import { bookingSchema, customerSchema, newBookingSchema } from './bookings.js';
import {
  answers,
  bookingIdSchema,
  catalogueIdSchema,
  countSchema,
  inputs,
  instantSchema,
  languageSchema,
  serviceIdSchema,
  whoSchema,
  wordsSchema,
} from './common.js';

const OTHERS_MAX = 50;
const kindSchema = z.enum(BOOKING_TYPES);

export const conflictsQuery = z.strictObject({
  service: serviceIdSchema,
  person: whoSchema,
  startsAt: instantSchema,
  kind: kindSchema.optional(),
  seats: countSchema(1, 100).optional(),
  moving: bookingIdSchema.optional().describe('A booking whose own time is not in the way.'),
});

const conflictSchema = z
  .object({
    rule: z.string(),
    name: z.string(),
    message: z.string(),
    count: z.int().describe('How many things stand in the way.'),
  })
  .register(answers, { id: 'Conflict' });

export const conflictsSchema = z
  .object({
    errors: z.array(conflictSchema).describe('Nobody can go on with one of these.'),
    warnings: z.array(conflictSchema).describe('Staff can go on, with a reason; customers are not offered it.'),
    mayProceed: z.boolean(),
  })
  .register(answers, { id: 'Conflicts' });

export const staffBookingSchema = z
  .strictObject({
    service: serviceIdSchema,
    startsAt: instantSchema,
    person: whoSchema
      .nullable()
      .optional()
      .describe('Of several services one for all or one for each. Null or left out: whoever is free, in their turn.'),
    kind: kindSchema.optional(),
    seats: z.int().min(1).max(100).optional(),
    customer: customerSchema,
    others: z.array(customerSchema).max(OTHERS_MAX).optional().describe('Who comes along.'),
    note: newBookingSchema.shape.note,
    language: languageSchema.optional(),
    override: wordsSchema(200).optional().describe('Why it is booked although there are warnings.'),
  })
  .register(inputs, { id: 'StaffBooking' });

export const assignSchema = z
  .strictObject({
    person: catalogueIdSchema,
    override: wordsSchema(200).optional().describe('Why it is done although there are warnings.'),
  })
  .register(inputs, { id: 'Assign' });

export const staffBookedSchema = z
  .object({ booking: bookingSchema, conflicts: conflictsSchema })
  .register(answers, { id: 'StaffBooked' });

export function presentConflicts({ errors, warnings, mayProceed }: ConflictReport): z.input<typeof conflictsSchema> {
  return { errors: errors.map(presentConflict), warnings: warnings.map(presentConflict), mayProceed };
}

function presentConflict({ ruleId, name, message, count }: Conflict): z.input<typeof conflictSchema> {
  return { rule: ruleId, name, message, count };
}
