import { z } from 'zod';
import type { BookingDesk } from '../../booking/index.js';
import type { ChangeRow } from '../../changes/index.js';
import type { Balance } from '../../tokens/index.js';
import {
  answers,
  bookingIdSchema,
  catalogueIdSchema,
  inputs,
  instantSchema,
  momentOf,
  momentOrNull,
  momentSchema,
  moneySchema,
  phoneSchema,
  wordsSchema,
} from './common.js';

const TOKENS_MAX = 100;

export const tokensSchema = z
  .object({
    left: z.int(),
    grant: z.int().describe('How many a month begins with.'),
    resetsAt: momentSchema,
    blockedUntil: momentSchema.nullable(),
  })
  .register(answers, { id: 'Tokens' });

export const tokensQuery = z.strictObject({ phone: phoneSchema });

export const issueTokensSchema = z
  .strictObject({
    phone: phoneSchema,
    to: z.int().min(0).max(TOKENS_MAX).optional().describe('How many there are then; a full purse unless told.'),
    why: wordsSchema(200).optional(),
  })
  .register(inputs, { id: 'IssueTokens' });

export const useTokenSchema = z
  .strictObject({ booking: bookingIdSchema, why: z.enum(['lateDrop', 'noShow']) })
  .register(inputs, { id: 'UseToken' });

export const usedTokenSchema = z
  .object({
    took: z.int().min(0).max(1).describe('0 when the purse was empty, or one was taken before.'),
    tokens: tokensSchema,
  })
  .register(answers, { id: 'UsedToken' });

export const dropSchema = z
  .strictObject({ acceptsCost: z.boolean().optional().describe('Drop it also when that costs a token.') })
  .register(inputs, { id: 'Drop' });

export const dropCostSchema = z
  .object({
    kind: z.enum(['free', 'late', 'refused']),
    reason: z.enum(['pastDeadline', 'noTokens', 'alreadyOver', 'gone']).nullable(),
    refund: moneySchema.nullable().describe('What of the money paid goes back.'),
    kept: moneySchema.nullable(),
    tokens: tokensSchema.nullable().describe('What the purse holds; a late drop takes one.'),
  })
  .register(answers, { id: 'DropCost' });

export const newChangeSchema = z
  .strictObject({
    wish: z.enum(['drop', 'move']),
    startsAt: instantSchema.optional().describe('The time wished for, with `move`.'),
    person: catalogueIdSchema.nullable().optional(),
  })
  .register(inputs, { id: 'NewChange' });

export const changeSchema = z
  .object({
    booking: z.string(),
    wish: z.enum(['drop', 'move']),
    state: z.enum(['waiting', 'deciding', 'approved', 'refused', 'expired', 'overtaken']),
    startsAt: momentSchema.nullable(),
    person: z.string().nullable(),
    askedAt: momentSchema,
    until: momentSchema.describe('Without an answer it ends with the start of the visit.'),
  })
  .register(answers, { id: 'Change' });

export const refuseChangeSchema = z
  .strictObject({ why: wordsSchema(200).optional().describe('Said to the customer.') })
  .register(inputs, { id: 'RefuseChange' });

export function presentTokens({ left, grant, resetsAtUtc, blockedUntilUtc }: Balance): z.input<typeof tokensSchema> {
  return { left, grant, resetsAt: momentOf(resetsAtUtc), blockedUntil: momentOrNull(blockedUntilUtc) };
}

export function presentDropCost(weight: Awaited<ReturnType<BookingDesk['weighDrop']>>): z.input<typeof dropCostSchema> {
  const { currency } = weight.booking.price;
  const money = (amountMinor: number) => ({ amountMinor, currency });
  const nothing = { reason: null, refund: null, kept: null, tokens: null };
  switch (weight.kind) {
    case 'free':
      return { ...nothing, kind: 'free', refund: money(weight.booking.paid?.amountMinor ?? 0), kept: money(0) };
    case 'late': {
      const { refundMinor, keptMinor, balance } = weight;
      return {
        ...nothing,
        kind: 'late',
        refund: money(refundMinor),
        kept: money(keptMinor),
        tokens: presentTokens(balance),
      };
    }
    case 'refused':
      return { ...nothing, kind: 'refused', reason: weight.reason };
  }
}

export function presentChange(row: ChangeRow): z.input<typeof changeSchema> {
  return {
    booking: row.bookingId,
    wish: row.wish,
    state: row.state,
    startsAt: momentOrNull(row.startsAtUtc),
    person: row.personId,
    askedAt: momentOf(row.askedAtUtc),
    until: momentOf(row.untilUtc),
  };
}
