import type { JobSpec } from '../platform/jobs.js';
import type { Orders } from './orders.service.js';

export const ORDERS_JOB = 'orders.sweep';

/** Looks once a minute for checkouts whose alarm was lost. */
export function orderJobs(orders: Pick<Orders, 'sweep'>): JobSpec[] {
  return [{ name: ORDERS_JOB, everyMs: 60_000, run: () => orders.sweep() }];
}
