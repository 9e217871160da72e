import type { JobSpec } from '../platform/jobs.js';
import type { Tokens } from './tokens.service.js';

/** Fills purses whose month is over. Often enough that each zone's first of the month is met within the hour. */
export function tokenJobs({ tokens }: { readonly tokens: Pick<Tokens, 'refillDue'> }): JobSpec[] {
  return [{ name: 'tokens.refill', everyMs: 60 * 60_000, run: async () => void (await tokens.refillDue()) }];
}
