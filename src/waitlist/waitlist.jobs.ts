import type { JobSpec } from '../platform/jobs.js';
import type { Waitlist } from './waitlist.service.js';

export const WAITLIST_JOB = 'waitlist.sweep';

/** Looks once a minute for what became free without an event, for offers that ran out and for what a killed process left. */
export function waitlistJobs(waitlist: Pick<Waitlist, 'sweep'>): JobSpec[] {
  return [{ name: WAITLIST_JOB, everyMs: 60_000, run: () => waitlist.sweep() }];
}
