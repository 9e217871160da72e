import { z } from 'zod';
import type { IndexSpec } from '../platform/indexes.js';
import { personAvailability, serviceAvailability, shopAvailability } from './availability.settings.js';
import { catalogueId, localDate, weeklyHoursSchema, zoneName } from './hours.schema.js';
import { namesSchema } from './names.settings.js';
import { policySettings } from './policy.settings.js';
import { pricingSettings, servicePricing } from './pricing.settings.js';
import { scheduleIndexes } from './schedule.model.js';
import { serviceWindow, shopWindow } from './window.settings.js';

/**
 * Glossary
 * - **weekly hours**: seven days, 0 = Sunday, in wall time of the shop's zone (AV-06). An end past 24:00 is a night shift.
 * - **revision**: counts every change of a shop's catalogue; a stored copy with the same revision is current.
 */

export { catalogueId };

export const shopSchema = z.object({
  id: catalogueId,
  name: z.string().min(1).max(80),
  /** The address as it is said in messages. */
  place: z.string().min(1).max(120),
  placeNames: namesSchema(120),
  zone: zoneName.default('UTC'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 currency code'),
  country: z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166 country code'),
  language: z.string().min(2).max(10).default('en'),
  /** Whether a booking waits for the shop's yes (CF-45) or is accepted at once. */
  acceptance: z.enum(['operator', 'instant']).default('operator'),
  /** Which states of the work this trade uses (CF-01). */
  profile: z.enum(['queue', 'appointment', 'workshop']).default('appointment'),
  /** The script that speaks for it. */
  script: z
    .string()
    .regex(/^[a-z][A-Za-z0-9-]{0,39}$/, 'the id of a script')
    .default('salon'),
  /** Until how long before the start dropping and moving are free (CX-01). */
  cancelFreeHours: z.number().min(0).default(24),
  /** Late drops, missed visits and the end of the work. */
  policy: policySettings.prefault({}),
  /** Surcharges, discounts and what a code may do. */
  pricing: pricingSettings,
  ...shopAvailability,
  ...shopWindow,
  /** How long a time is kept while the person is talking. */
  holdMin: z
    .int()
    .min(1)
    .max(24 * 60)
    .default(15),
});

/** Something that can be added to a service, with its own price and minutes (CAT-08, GP-31). */
const addOnSchema = z.object({
  id: catalogueId,
  name: z.string().min(1).max(40),
  names: namesSchema(40),
  priceMinor: z.int().min(0),
  durationMin: z
    .int()
    .min(0)
    .max(12 * 60)
    .default(0),
  active: z.boolean().default(true),
});

/** The defaults are CAT-05's. */
export const serviceSchema = z.object({
  id: catalogueId,
  /** Counts its changes: whoever saves says which one they have seen. */
  version: z.int().min(0).default(0),
  name: z.string().min(1).max(60),
  names: namesSchema(60),
  durationMin: z
    .int()
    .min(5)
    .max(24 * 60),
  priceMinor: z.int().min(0),
  pay: z.enum(['before', 'deposit', 'after']).default('after'),
  depositMinor: z.int().min(0).default(0),
  ...servicePricing,
  bookable: z.boolean().default(true),
  active: z.boolean().default(true),
  order: z.int().default(0),
  horizonDays: z.int().min(1).max(365).default(30),
  noticeMin: z
    .int()
    .min(0)
    .default(24 * 60),
  /** Bookings of this service on one local day; null is no limit. */
  dailyCap: z.int().min(1).nullable().default(10),
  /** Kept free on both sides of a booking unless the person has a value of their own; null falls back to 15 (CF-06). */
  bufferMin: z.int().min(0).nullable().default(30),
  /** Distance between starts; null is duration + buffer (AV-07). */
  stepMin: z.int().min(1).nullable().default(null),
  /** Places in one time; more than 1 makes it a group (AV-13). */
  capacity: z.int().min(1).default(1),
  /** Used by people without hours of their own. */
  weeklyHours: weeklyHoursSchema.nullable().default(null),
  blackoutDates: z.array(localDate).default([]),
  addOns: z.array(addOnSchema).max(12).default([]),
  ...serviceAvailability,
  ...serviceWindow,
});

export const personSchema = z.object({
  id: catalogueId,
  name: z.string().min(1).max(40),
  order: z.int().default(0),
  active: z.boolean().default(true),
  serviceIds: z.array(catalogueId),
  weeklyHours: weeklyHoursSchema.nullable().default(null),
  daysOff: z.array(localDate).default([]),
  bufferMin: z.int().min(0).nullable().default(null),
  ...personAvailability,
});

export type WeeklyHours = z.output<typeof weeklyHoursSchema>;
export type Shop = z.output<typeof shopSchema>;
export type Service = z.output<typeof serviceSchema>;
export type Person = z.output<typeof personSchema>;
export type ShopInput = z.input<typeof shopSchema>;
export type ServiceInput = z.input<typeof serviceSchema>;
export type PersonInput = z.input<typeof personSchema>;

export const SHOPS = 'shops';
export const SERVICES = 'services';
export const STAFF = 'staff';
export const CATALOGUE_CHANGES = 'catalogue_changes';

/** Rows are keyed `<shopId>/<id>`, so no other unique index is needed. */
export const catalogueIndexes: readonly IndexSpec[] = [
  { collection: SHOPS, key: { name: 1 }, options: { name: 'shops_by_name' } },
  { collection: SERVICES, key: { shopId: 1, order: 1 }, options: { name: 'services_by_shop' } },
  { collection: STAFF, key: { shopId: 1, order: 1 }, options: { name: 'staff_by_shop' } },
  { collection: CATALOGUE_CHANGES, key: { shopId: 1, atUtc: -1 }, options: { name: 'changes_by_shop' } },
  ...scheduleIndexes,
];
