import { z } from 'zod';

/**
 * How a shop treats a late drop, a missed visit and the end of the work. Every field has the default of the ledger, so
 * shops stored before it need no change.
 */
export const policySettings = z.object({
  /** What a late drop is (CF-21): as free as any, not possible, or one token. */
  late: z.enum(['free', 'deny', 'token']).default('token'),
  /** When a drop is late (CF-22): inside the deadline once the shop has said yes, or as soon as it has. */
  lateMeans: z.enum(['deadline', 'confirmed']).default('deadline'),
  /** How much of what was paid goes back after a late drop, in percent (GP-07). */
  lateRefundPercent: z.int().min(0).max(100).default(0),
  /** Tokens a customer begins each month with (CX-04). */
  tokenGrant: z.int().min(1).max(100).default(2),
  /** Whether a customer has one purse for the whole house or one with each shop (CF-24). */
  tokenScope: z.enum(['global', 'shop']).default('global'),
  /** Minutes after its start at which an accepted visit nobody began counts as missed (GP-19); null: never by itself. */
  noShowAfterMin: z
    .int()
    .min(0)
    .max(24 * 60)
    .nullable()
    .default(15),
  /** Whether finished work is confirmed by a second press before the visit counts as done (CF-42). */
  confirmCompletion: z.boolean().default(false),
  /** Whom a customer without tokens may turn to, as it is said in messages; null: a person in the chat. */
  contact: z.string().min(1).max(40).nullable().default(null),
});

export type PolicySettings = z.output<typeof policySettings>;

/** What was promised with a booking, copied into it: a later change of the shop's rules moves no promise. */
export type Terms = Pick<PolicySettings, 'late' | 'lateMeans' | 'lateRefundPercent'>;

/** A whole percentage of an amount, rounded down to the minor unit; never through a fraction, so nothing is lost to it. */
export function shareMinor(amountMinor: number, percent: number): number {
  return Math.floor((amountMinor * percent) / 100);
}

export function termsOf({ late, lateMeans, lateRefundPercent }: PolicySettings): Terms {
  return { late, lateMeans, lateRefundPercent };
}
