import type { JobSpec } from '../platform/jobs.js';
import { DAY_MS } from '../platform/time-units.js';
import type { Proofs } from './proofs.service.js';

/** Once a day the books are looked at by somebody who had no part in keeping them. */
export function sandboxJobs({ proofs }: { readonly proofs: Pick<Proofs, 'auditAll'> }): JobSpec[] {
  return [{ name: 'sandbox.audit', everyMs: DAY_MS, run: async () => void (await proofs.auditAll()) }];
}
