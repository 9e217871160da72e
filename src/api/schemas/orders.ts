import { z } from 'zod';
import { ORDER_STATUSES, type AnyOrder, type Order, type Stocked } from '../../orders/index.js';
import type { Shop } from '../../catalogue/index.js';
import type { Money } from '../../messaging/format.js';
import { customerSchema, guestBookingSchema } from './bookings.js';
import {
  answers,
  catalogueIdSchema,
  inputs,
  languageSchema,
  momentOf,
  momentOrNull,
  momentSchema,
  moneySchema,
  nextSchema,
  pageQuery,
  phoneSchema,
  wordsSchema,
} from './common.js';

export const orderIdSchema = z.string().regex(/^ord-[A-Za-z0-9_-]{20}$/);

export const productAnswer = z
  .object({
    id: z.string(),
    kind: z.enum(['physical', 'digital']),
    name: z.string(),
    names: z.record(z.string(), z.string()).describe('By language; where one is missing `name` stands.'),
    price: moneySchema,
    photoUrl: z.string().nullable().describe('The address of a picture; one that begins with / is below this server.'),
    left: z.int().nullable().describe('How many can be bought; null is endless.'),
    readyDays: z.int().describe('How many days after the order it is ready.'),
  })
  .register(answers, { id: 'Product' });
export const productsAnswer = z.object({ items: z.array(productAnswer) }).register(answers, { id: 'Products' });

export function presentProductAnswer(product: Stocked, currency: string): z.input<typeof productAnswer> {
  const { id, kind, name, names, priceMinor, photoUrl, left, readyDays } = product;
  return { id, kind, name, names, price: { amountMinor: priceMinor, currency }, photoUrl, left, readyDays };
}

export const newOrderSchema = z
  .strictObject({
    items: z
      .array(z.strictObject({ product: catalogueIdSchema, quantity: z.int().min(1).max(20) }))
      .min(1)
      .max(12),
    customer: customerSchema,
    deliverTo: z
      .strictObject({ text: wordsSchema(200), postcode: wordsSchema(12).nullable().optional() })
      .nullable()
      .optional()
      .describe('Where it is sent; collected when absent.'),
    language: languageSchema.optional().describe('For messages; the language of the shop unless told.'),
  })
  .register(inputs, { id: 'NewOrder' });

export const lateOrderSchema = z
  .strictObject({ why: wordsSchema(60).describe('Said to the customer as it is.') })
  .register(inputs, { id: 'LateOrder' });

export const ordersQuery = pageQuery.extend({
  kind: z.enum(['items', 'service']).optional().describe('Only orders of products, or only bookings.'),
  phone: phoneSchema.optional().describe('Of the customer with this number.'),
});

const customerAnswer = z.object({ name: z.string(), phone: z.string().nullable(), email: z.string().nullable() });

export const anyOrderSchema = z
  .object({
    kind: z.enum(['items', 'service']),
    id: z.string(),
    number: z.string().describe('OR-48210377 or BK-48210377.'),
    title: z.string(),
    customer: customerAnswer,
    status: z.string(),
    total: moneySchema,
    createdAt: momentSchema,
  })
  .register(answers, { id: 'AnyOrder' });
export const ordersSchema = z
  .object({ items: z.array(anyOrderSchema), next: nextSchema })
  .register(answers, { id: 'Orders' });

export function presentAnyOrder({ createdAtUtc, ...order }: AnyOrder): z.input<typeof anyOrderSchema> {
  return { ...order, createdAt: momentOf(createdAtUtc) };
}

export const orderSchema = z
  .object({
    id: z.string(),
    number: z.string().describe('What people call it: OR-48210377.'),
    version: z.int(),
    status: z.enum(ORDER_STATUSES),
    customer: customerAnswer,
    guest: z.boolean(),
    deliverTo: z.object({ text: z.string(), postcode: z.string().nullable() }).nullable(),
    lines: z.array(
      z.object({
        product: z.string(),
        name: z.string(),
        quantity: z.int(),
        unitMinor: z.int(),
        totalMinor: z.int(),
      }),
    ),
    total: moneySchema.describe('The sum of the lines.'),
    paid: z.object({ amountMinor: z.int(), currency: z.string(), payment: z.string(), at: momentSchema }).nullable(),
    refund: moneySchema.nullable().describe('What goes back, or has gone back, of an order that was dropped.'),
    trackUrl: z.url().describe('Its own page: whoever has the address can see it, and drop it by the rules.'),
    late: z.string().nullable().describe('What the shop last said of a delay.'),
    promisedFor: momentSchema.nullable(),
    freeUntil: momentSchema.nullable().describe('Until when its customer may drop it, once the shop has said yes.'),
    createdAt: momentSchema,
    history: z.array(
      z.object({
        act: z.string(),
        by: z.enum(['customer', 'operator', 'house']),
        name: z.string(),
        at: momentSchema,
        why: z.string().nullable(),
        status: z.enum(ORDER_STATUSES),
      }),
    ),
  })
  .register(answers, { id: 'Order' });

/** What whoever holds its link sees of an order: nothing of the person, not even where it is sent. */
export const guestOrderSchema = z
  .object({
    number: z.string(),
    status: z.enum(ORDER_STATUSES),
    lines: z.array(z.object({ name: z.string(), quantity: z.int(), totalMinor: z.int() })),
    shop: z.object({ name: z.string(), place: z.string() }),
    total: moneySchema,
    isPaid: z.boolean(),
    promisedFor: momentSchema.nullable(),
    freeUntil: momentSchema.nullable(),
    canDrop: z.boolean(),
    trackingUrl: z.string(),
  })
  .register(answers, { id: 'GuestOrder' });

/** What lies behind a number or a token. */
export const guestFoundSchema = z.union([guestBookingSchema, guestOrderSchema]).register(answers, { id: 'GuestFound' });

export function presentGuestOrder(
  { number, status, lines, currency, totalMinor, paid, dueAtUtc, freeUntilUtc }: Order,
  { shop, canDrop, trackingUrl }: { readonly shop: Shop; readonly canDrop: boolean; readonly trackingUrl: string },
): z.input<typeof guestOrderSchema> {
  return {
    ...{ number, status, canDrop, trackingUrl },
    lines: lines.map(({ name, quantity, totalMinor: sum }) => ({ name, quantity, totalMinor: sum })),
    shop: { name: shop.name, place: shop.place },
    total: { amountMinor: totalMinor, currency },
    isPaid: paid !== null,
    promisedFor: momentOrNull(dueAtUtc),
    freeUntil: momentOrNull(freeUntilUtc),
  };
}

export function presentOrderAnswer(
  order: Order,
  { refund, trackUrl }: { readonly refund: Money | null; readonly trackUrl: string },
): z.input<typeof orderSchema> {
  const { _id: id, number, version, status, customer, isGuest: guest, deliverTo, currency, totalMinor, paid } = order;
  return {
    ...{ id, number, version, status, customer, guest, deliverTo },
    lines: order.lines.map(({ productId: product, name, quantity, unitMinor, totalMinor: sum }) => ({
      ...{ product, name, quantity, unitMinor, totalMinor: sum },
    })),
    total: { amountMinor: totalMinor, currency },
    paid: paid && {
      ...{ amountMinor: paid.amountMinor, currency: paid.currency, payment: paid.paymentId },
      at: momentOf(paid.atUtc),
    },
    ...{ refund: refund && { ...refund }, trackUrl, late: order.lateNote },
    promisedFor: momentOrNull(order.dueAtUtc),
    freeUntil: momentOrNull(order.freeUntilUtc),
    createdAt: momentOf(order.createdAtUtc),
    history: order.history.map(({ act, who, atUtc, why, to }) => ({
      ...{ act, by: who.kind, name: who.name, at: momentOf(atUtc), why, status: to },
    })),
  };
}
