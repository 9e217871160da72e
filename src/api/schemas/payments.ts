import { z } from 'zod';
import { PAYMENT_STATUSES, type PaymentRow } from '../../payments/index.js';
import { customerSchema, newBookingSchema } from './bookings.js';
import {
  answers,
  holdIdSchema,
  inputs,
  languageSchema,
  momentOf,
  momentSchema,
  moneySchema,
  quoteIdSchema,
} from './common.js';

export const newPaymentSchema = z
  .strictObject({
    hold: holdIdSchema,
    customer: customerSchema,
    note: newBookingSchema.shape.note,
    quote: quoteIdSchema.optional(),
    language: languageSchema.optional(),
  })
  .register(inputs, { id: 'NewPayment' });

export const paymentSchema = z
  .object({
    id: z.string(),
    status: z.enum(PAYMENT_STATUSES),
    hold: z.string().describe('The kept time, or the order that is being paid for.'),
    due: moneySchema,
    url: z.string().nullable().describe('Where it is paid; null when no link could be made.'),
    until: momentSchema,
    booking: z.string().nullable().describe('The booking or the order it made.'),
    refund: moneySchema.nullable().describe('What goes back, or has gone.'),
    createdAt: momentSchema,
  })
  .register(answers, { id: 'Payment' });

export function presentPayment(row: PaymentRow): z.input<typeof paymentSchema> {
  const { due, decision, giveBack } = row;
  return {
    id: row._id,
    status: row.status,
    hold: row.holdId,
    due: { amountMinor: due.amountMinor, currency: due.currency },
    url: row.checkout?.url ?? null,
    until: momentOf(row.untilUtc),
    booking: decision?.kind === 'booked' ? decision.bookingId : null,
    refund: giveBack && { amountMinor: giveBack.amount.amountMinor, currency: giveBack.amount.currency },
    createdAt: momentOf(row.createdAtUtc),
  };
}
