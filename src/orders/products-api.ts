import { z } from 'zod';
import type { ProductSettings, ProductSettingsInput } from './product-admin.service.js';

/** What the panel and the server say to each other about the products of a shop. Browser-safe. */

const actIdSchema = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);
const countSchema = z.int().min(0).max(1_000_000).nullable();
/** Absent: as many as there are. */
const stockSchema = z.strictObject({ seen: countSchema, left: countSchema }).optional();

export const createProductSchema = z.strictObject({
  actId: actIdSchema,
  id: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
  settings: z.unknown(),
  stock: stockSchema,
});
export const editProductSchema = z.strictObject({
  actId: actIdSchema,
  seenVersion: z.int().min(0),
  settings: z.unknown(),
  stock: stockSchema,
});
export const orderProductsSchema = z.strictObject({
  actId: actIdSchema,
  productIds: z.array(z.string().max(32)).max(200),
});

export type ManagedProduct = ProductSettings & {
  readonly id: string;
  readonly version: number;
  /** How many are left; null is endless. */
  readonly left: number | null;
};

export interface ProductsAnswer {
  readonly shop: { readonly id: string; readonly name: string; readonly currency: string; readonly language: string };
  /** Languages that names can be given in besides the shop's own. */
  readonly languages: readonly string[];
  readonly products: readonly ManagedProduct[];
}

export type { ProductSettings, ProductSettingsInput };
