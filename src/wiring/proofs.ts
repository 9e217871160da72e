import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { Mongo } from '../platform/mongo.js';
import { createProofs, createProver, sandboxJobs } from '../sandbox/index.js';

/** Proofs that nobody is booked twice: on demand with a crowd, and once a day in the books as they are. */
export function createProofRoom(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly metrics: Metrics;
}) {
  const proofs = createProofs({
    ...deps,
    prover: createProver(deps),
    onAudited: (overlaps) => deps.metrics.overlaps.set(overlaps),
  });
  return { proofs, jobs: sandboxJobs({ proofs }), idle: () => proofs.idle() };
}
