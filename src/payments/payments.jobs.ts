import type { JobSpec } from '../platform/jobs.js';
import type { Payments } from './payments.service.js';

/** Looks once a minute for what is past its end or was left undone. */
export function paymentJobs({ payments }: { readonly payments: Payments }): JobSpec[] {
  return [{ name: 'payments.sweep', everyMs: 60_000, run: async () => void (await payments.sweepPayments()) }];
}
