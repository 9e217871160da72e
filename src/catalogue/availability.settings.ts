import { z } from 'zod';
import { catalogueId, weeklyHoursSchema, zoneName } from './hours.schema.js';

/**
 * Glossary
 * - **resource**: a room, a chair, a device: something a service needs beside the person. One of capacity 3 is three alike.
 * - **kind**: what a service asks for; any free resource of the kind will do.
 */
const resourceSchema = z.object({
  id: catalogueId,
  name: z.string().trim().min(1).max(60),
  kind: catalogueId,
  capacity: z.int().min(1).max(50).default(1),
  active: z.boolean().default(true),
  /** Null: whenever the person is there. */
  weeklyHours: weeklyHoursSchema.nullable().default(null),
});

/** What a shop adds to its rules of availability. Every field has a default, so older rows stay as they are. */
export const shopAvailability = {
  resources: z.array(resourceSchema).max(200).default([]),
  /**
   * Who chooses the person (CF-04). `auto`: among those with `autoAssign`, when there are any. `admin`: so does the house,
   * as a proposal; the customer is told no name, and the booking waits for an operator who keeps it or gives it to another.
   */
  assign: z.enum(['customer', 'auto', 'admin']).default('customer'),
  /** How one is chosen among several who are free: whose turn it is, by weight, or who has the least to do (GP-17). */
  chooseAny: z.enum(['fair', 'load']).default('fair'),
};

export const serviceAvailability = {
  needs: z
    .array(z.object({ kind: catalogueId, count: z.int().min(1).max(20).default(1) }))
    .max(8)
    .refine((needs) => new Set(needs.map(({ kind }) => kind)).size === needs.length, 'each kind is named once')
    .default([]),
  needsSkills: z.array(catalogueId).max(20).default([]),
  /** Minutes of the person and the resources before and after the visit; the customer is not shown them. */
  setupMin: z
    .int()
    .min(0)
    .max(12 * 60)
    .default(0),
  cleanupMin: z
    .int()
    .min(0)
    .max(12 * 60)
    .default(0),
  /** Whether "as soon as possible" is offered (BK-30), and with how much notice (CF-08). */
  emergency: z.boolean().default(false),
  emergencyNoticeMin: z.int().min(0).default(60),
  /** `stored`: only at the times kept for it one by one (AV-12), as classes have them. */
  times: z.enum(['grid', 'stored']).default('grid'),
};

/** AV-14. What is not set falls back to the shop's. */
export const personAvailability = {
  skills: z.array(catalogueId).max(50).default([]),
  /** The zone their own hours are written in; null: the shop's. */
  zone: zoneName.nullable().default(null),
  /** Jobs open at once where people queue; a visit with a time never shares it (CF-05). */
  maxJobs: z.int().min(1).max(50).default(5),
  autoAssign: z.boolean().default(false),
  /** Their share of what nobody in particular was asked for: 200 gets twice what 100 does. */
  weight: z.int().min(1).max(1_000).default(100),
  rating: z.number().min(0).max(5).nullable().default(null),
};

export type Resource = z.output<typeof resourceSchema>;
export type ResourceInput = z.input<typeof resourceSchema>;
