import { z } from 'zod';
import { catalogueId, namesSchema } from '../catalogue/index.js';
import type { IndexSpec } from '../platform/indexes.js';

/**
 * Glossary
 * - **product**: something that is bought outright, beside the services that are booked (CAT-01).
 * - **stock**: how many are left to be sold, counted apart from what the product is; a product without a count is endless.
 */
export const productSchema = z.object({
  id: catalogueId,
  /** Counts its changes: whoever saves says which one they have seen. */
  version: z.int().min(0).default(0),
  kind: z.enum(['physical', 'digital']).default('physical'),
  name: z.string().trim().min(1).max(40),
  names: namesSchema(40),
  priceMinor: z.int().min(0).max(100_000_000),
  /** Where its picture is; shown where the channel shows pictures. */
  photoUrl: z
    .union([z.url({ protocol: /^https$/ }), z.string().regex(/^\/[\w./-]+$/)])
    .nullable()
    .default(null),
  /** Where a digital one is fetched once it is paid: then nobody of the shop has to do anything. */
  downloadUrl: z
    .url({ protocol: /^https$/ })
    .max(120)
    .nullable()
    .default(null),
  active: z.boolean().default(true),
  order: z.int().default(0),
  /** How many days after the order it is ready. */
  readyDays: z.int().min(0).max(90).default(2),
});

export type Product = z.output<typeof productSchema>;
export type ProductInput = z.input<typeof productSchema>;

/** Keyed `<shopId>/<id>`, as everything of a catalogue. */
export type ProductRow = Product & { readonly _id: string; readonly shopId: string };

export interface StockRow {
  readonly _id: string;
  readonly left: number;
}

export const PRODUCTS = 'products';
export const STOCK = 'product_stock';

export const productIndexes: IndexSpec[] = [
  { collection: PRODUCTS, key: { shopId: 1, order: 1 }, options: { name: 'products_by_shop' } },
];

export function rowIdOf(shopId: string, productId: string): string {
  return `${shopId}/${productId}`;
}
