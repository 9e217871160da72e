import { z } from 'zod';
import type { Quote } from '../../catalogue/index.js';

/** Schemas with a name of their own in the document: what may be sent, and what is answered. */
export const inputs = z.registry<{ id: string }>();
export const answers = z.registry<{ id: string }>();

export const catalogueIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/);
/** A service, or one with what is added to it: `tax~rush`. */
export const serviceIdSchema = z.string().regex(/^[A-Za-z0-9_~-]{1,160}$/);
export const bookingIdSchema = z.string().regex(/^[A-Za-z0-9_-]{20}$/);
export const holdIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_~-]{1,160}\.[A-Za-z0-9_~-]{1,140}\.[0-9a-z]{1,11}\.[A-Za-z0-9_-]{12}(\.[0-9]{1,3}[srec])?$/,
  );
/** Of several services in one visit, who does which: as the times name them. */
export const whoSchema = z.string().regex(/^[A-Za-z0-9_~-]{1,140}$/);
export const paymentIdSchema = z.string().regex(/^pay_[0-9a-f]{32}$/);
export const languageSchema = z.string().regex(/^[a-z]{2}$/);
export const localDateSchema = z.iso.date();

/** Without control characters, and with something that can be seen at its beginning. */
export const wordsSchema = (max: number) =>
  z
    .string()
    .max(max)
    // eslint-disable-next-line no-control-regex -- refusing control characters is what it is for
    .regex(/^[!-~\u00a1-\u1fff\u2030-\ud7ff][^\u0000-\u001f\u007f]*$/);

/** A whole number in a query, where everything is text. */
export const countSchema = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/** A moment as programs write it; its offset may be any. UTC milliseconds inside. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .refine((text) => Math.abs(Date.parse(text)) < LATEST_MS, 'a moment between the years 1850 and 2150')
  .transform((text) => Date.parse(text));
const LATEST_MS = Date.UTC(2150, 0, 1);

/** A moment in an answer. */
export const momentSchema = z.iso.datetime();

export const pageQuery = z.strictObject({
  limit: countSchema(1, 100).default(20).describe('How many at most; 20 unless told.'),
  cursor: z
    .string()
    .regex(/^[\w-]{1,400}\.[\w-]{22}$/)
    .optional()
    .describe('`next` of the page before.'),
});

export const nextSchema = z.string().nullable().describe('What to ask with for the next page; null on the last.');

export const moneySchema = z
  .object({
    amountMinor: z.int().describe('In the smallest unit of the currency, e.g. pence.'),
    currency: z.string().regex(/^[A-Z]{3}$/),
  })
  .register(answers, { id: 'Money' });

export const priceSchema = z
  .object({
    currency: z.string(),
    totalMinor: z.int(),
    lines: z
      .array(z.object({ label: z.string(), amountMinor: z.int() }))
      .describe(
        'The base, what is added and, below zero, what is taken off. They add up unless the floor was reached.',
      ),
  })
  .register(answers, { id: 'Price' });

export function presentPrice({
  currency,
  totalMinor,
  baseMinor,
  items,
  surcharges,
  discounts,
}: Quote): z.input<typeof priceSchema> {
  const lines = [
    ...(items?.map(({ name, amountMinor }) => ({ label: name, amountMinor })) ?? [
      { label: 'Base', amountMinor: baseMinor },
    ]),
    ...surcharges.map(({ label, amountMinor }) => ({ label, amountMinor })),
    ...discounts.map(({ label, amountMinor }) => ({ label, amountMinor: -amountMinor })),
  ];
  return { currency, totalMinor, lines };
}

/** With + and country, or as it is dialled in the country of the shop. */
export const phoneSchema = z
  .string()
  .regex(/^\+?[0-9][0-9 ().-]{4,18}$/)
  .describe('With + and country, or as it is dialled in the country of the shop.');

/** Names a price that was shown. */
export const quoteIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,80}$/)
  .describe('`quote` of the hold: with another price nothing is done.');

/** Every refusal (RFC 9457); referred to by its name only. */
z.looseObject({
  status: z.int().min(400).max(599),
  code: z.string().describe('Stable: for programs.'),
  title: z.string(),
  detail: z.string().optional(),
  fields: z
    .array(z.object({ in: z.enum(['path', 'query', 'header', 'body']), path: z.string(), message: z.string() }))
    .optional()
    .describe('What was wrong, one line a field.'),
}).register(answers, { id: 'Problem' });

export const momentOf = (utcMs: number): string => new Date(utcMs).toISOString();
export const momentOrNull = (utcMs: number | null): string | null => (utcMs === null ? null : momentOf(utcMs));
