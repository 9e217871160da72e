import type { JobSpec } from '../platform/jobs.js';
import type { Changes } from './changes.service.js';

/** Looks once a minute for requests the start of a visit has overtaken, and for what a killed process left. */
export function changeJobs({ changes }: { readonly changes: Pick<Changes, 'sweep'> }): JobSpec[] {
  return [{ name: 'changes.sweep', everyMs: 60_000, run: async () => void (await changes.sweep()) }];
}
