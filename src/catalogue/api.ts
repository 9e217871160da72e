import { z } from 'zod';
import type { Service } from './catalogue.model.js';
import type { ShopSettings, ShopSettingsInput } from './shop-admin.service.js';
import type { ServiceSettings, ServiceSettingsInput } from './service-admin.schema.js';

/** What the panel and the server say to each other about the services of a shop. Browser-safe. */

/** Names one press of a button, so that a repeat of it changes nothing. */
const actIdSchema = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);
const serviceIdsSchema = z.array(z.string().max(32)).max(200);

export const shopIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/);
/** The settings are read by their own schema, whose complaints name the fields. */
export const createServiceSchema = z.strictObject({ actId: actIdSchema, id: shopIdSchema, settings: z.unknown() });
export const editServiceSchema = z.strictObject({
  actId: actIdSchema,
  seenVersion: z.int().min(0),
  settings: z.unknown(),
});
export const orderServicesSchema = z.strictObject({ actId: actIdSchema, serviceIds: serviceIdsSchema });

export const editShopSchema = z.strictObject({
  actId: actIdSchema,
  seenVersion: z.int().min(0),
  settings: z.unknown(),
});

export interface ShopLine {
  readonly id: string;
  readonly name: string;
}

export type ManagedService = Pick<Service, 'id' | 'order' | 'version'> & ServiceSettings;

export interface ServicesAnswer {
  readonly shop: ShopLine & { readonly currency: string; readonly language: string };
  /** Everyone who works there, in the order of the shop. */
  readonly people: readonly { readonly id: string; readonly name: string; readonly active: boolean }[];
  /** Languages that names can be given in besides the shop's own. */
  readonly languages: readonly string[];
  readonly services: readonly ManagedService[];
}

/** A shop as its owner sees it. */
export interface ShopAnswer {
  readonly shop: ShopLine & { readonly zone: string; readonly language: string };
  /** Languages that words can be given in besides the shop's own. */
  readonly languages: readonly string[];
  readonly version: number;
  readonly settings: ShopSettings;
}

export type { ServiceSettings, ServiceSettingsInput, ShopSettings, ShopSettingsInput };
