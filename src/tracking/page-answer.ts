import { randomBytes, randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Log } from '../platform/log.js';
import { plainPage } from './tracking.page.js';

/** Nothing on the way may keep a page, and nobody may find it. */
export const PRIVATE = { 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' } as const;

/** A page with a policy that lets only its own style and script work. */
export function answer(res: Response, status: number, page: (nonce: string) => string): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  res
    .status(status)
    .set({ ...PRIVATE, 'Content-Security-Policy': policy, 'Referrer-Policy': 'no-referrer' })
    .type('html')
    .send(page(nonce));
}

/** Guessing is hopeless anyway; this keeps a flood of guesses from the database. Per process: nothing depends on its being exact. */
export function limitOf(requestsPerMinute: number) {
  return rateLimit({
    windowMs: 60_000,
    limit: requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Whether a proxy's header is believed is decided once, where the server is made.
    validate: { xForwardedForHeader: false },
    handler: (_req, res) => answer(res, 429, (nonce) => plainPage('busy', nonce)),
  });
}

/** What cannot be read is a link we did not make; anything else is ours, and says so without saying what. */
export function createFailure(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
    if (typeof status === 'number' && status >= 400 && status < 500)
      return answer(res, 404, (nonce) => plainPage('unknown', nonce));
    log.error({ err: error, id: randomUUID(), route: req.path }, 'a page of a guest failed');
    answer(res, 500, (nonce) => plainPage('failed', nonce));
  };
}
