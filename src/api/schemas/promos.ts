import { z } from 'zod';
import type { Promo, PromoInput, PromoRow } from '../../pricing/index.js';
import {
  answers,
  catalogueIdSchema,
  inputs,
  instantSchema,
  momentOf,
  momentSchema,
  nextSchema,
  wordsSchema,
} from './common.js';

const AMOUNT_MAX = 100_000_000;
const goalSchema = z.enum(['volume', 'revenue', 'newCustomers', 'fewerCancellations', 'other']);

/** As it is kept: customers may type it in any case. */
export const promoCodeSchema = z.string().regex(/^[A-Z0-9]{3,20}$/);

const discountSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), basisPoints: z.int().min(1).max(10_000).describe('1,000 is 10 %.') }),
  z.strictObject({ kind: z.literal('fixed'), amountMinor: z.int().min(1).max(AMOUNT_MAX) }),
]);

export const newPromoSchema = z
  .strictObject({
    code: promoCodeSchema,
    name: wordsSchema(60),
    discount: discountSchema,
    startsAt: instantSchema,
    endsAt: instantSchema.describe('After the start.'),
    services: z.array(catalogueIdSchema).max(100).optional().describe('Every service unless told.'),
    minAmountMinor: z.int().min(0).max(AMOUNT_MAX).optional().describe('The least the visit has to cost.'),
    maxUses: z.int().min(1).max(1_000_000).nullable().optional().describe('In all; no limit unless told.'),
    perCustomer: z.int().min(1).max(1_000).optional().describe('1 unless told.'),
    firstTimeOnly: z.boolean().optional(),
    goal: goalSchema.optional().describe('What the shop wants with it.'),
  })
  .register(inputs, { id: 'NewPromo' });

export const promoSchema = z
  .object({
    code: z.string(),
    name: z.string(),
    active: z.boolean().describe('False once it was ended.'),
    discount: z.union([
      z.object({ kind: z.literal('percent'), basisPoints: z.int() }),
      z.object({ kind: z.literal('fixed'), amountMinor: z.int() }),
    ]),
    startsAt: momentSchema,
    endsAt: momentSchema,
    services: z.array(z.string()),
    minAmountMinor: z.int(),
    maxUses: z.int().nullable(),
    perCustomer: z.int(),
    firstTimeOnly: z.boolean(),
    goal: goalSchema,
    used: z.int().describe('Bookings made with it.'),
  })
  .register(answers, { id: 'Promo' });

export const promosSchema = z
  .object({ items: z.array(promoSchema), next: nextSchema })
  .register(answers, { id: 'Promos' });

export function promoOf(body: z.output<typeof newPromoSchema>): PromoInput {
  const { startsAt, endsAt, services, ...rest } = body;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...(given as Pick<Promo, 'code' | 'name' | 'discount'>),
    startsAtUtc: startsAt,
    endsAtUtc: endsAt,
    ...(services ? { serviceIds: services } : {}),
  };
}

export function presentPromo(row: PromoRow): z.input<typeof promoSchema> {
  const { code, name, active, discount, minAmountMinor, maxUses, perCustomer, firstTimeOnly, goal, used } = row;
  return {
    ...{ code, name, active, discount, minAmountMinor, maxUses, perCustomer, firstTimeOnly, goal, used },
    startsAt: momentOf(row.startsAtUtc),
    endsAt: momentOf(row.endsAtUtc),
    services: [...row.serviceIds],
  };
}
