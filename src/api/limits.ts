import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { problemOf } from './problems.js';
import { sendProblem } from '../platform/problem.js';

export interface Limits {
  /** Requests one address may make in a minute, whoever it is. */
  readonly perAddress: number;
  /** Requests one key may make in a minute, from wherever. */
  readonly perKey: number;
}

export const LIMITS: Limits = { perAddress: 1_200, perKey: 600 };

/**
 * Told with every answer in `RateLimit` headers. Counted per process: it protects the process, nothing depends on its being
 * exact. What has to hold across processes, guessing, is counted in the database by those who are guessed at.
 * @param keyOf whom a request counts for.
 */
export function createLimit(
  identifier: string,
  perMinute: number,
  keyOf?: (req: Parameters<RequestHandler>[0], res: Parameters<RequestHandler>[1]) => string,
): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier,
    ...(keyOf ? { keyGenerator: keyOf } : {}),
    // Whether a proxy's header is believed is decided once, where the server is made.
    validate: { xForwardedForHeader: false },
    handler: (_req, res) => sendProblem(res, problemOf('rate.limited')),
  });
}
