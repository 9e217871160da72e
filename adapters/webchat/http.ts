import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { Log } from '../../src/platform/log.js';
import type { Gate } from './gate.js';
import type { TokenClaims } from './tokens.js';

export const BODY_LIMIT_BYTES = 64 * 1024;

/** A body no client of ours ever exceeds; nothing is parsed here. */
export const small: RequestHandler = express.raw({ type: () => true, limit: BODY_LIMIT_BYTES });

export function bodyOf(req: Request): Uint8Array {
  return Buffer.isBuffer(req.body) ? req.body : new Uint8Array();
}

export function fail(res: Response, status: number, message: string): void {
  res.status(status).json({ error: { code: CODES[status] ?? 'ServiceError', message } });
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BadArgument',
  403: 'BadToken',
  404: 'NotFound',
  413: 'MessageSizeTooBig',
  429: 'TooManyRequests',
};

/** Answers preflights, names the page's origin where it is one we know, and lets pages of other sites load what is public. */
export function cors(gate: Gate): RequestHandler {
  return (req, res, next) => {
    const { origin } = req.headers;
    res.vary('Origin').set('Cross-Origin-Resource-Policy', 'cross-origin').set('Cache-Control', 'no-store');
    if (origin !== undefined && gate.isAllowedOrigin(origin)) {
      res.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
        'Access-Control-Allow-Headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
        'Access-Control-Expose-Headers': 'retry-after',
        'Access-Control-Max-Age': '600',
      });
    }
    if (req.method === 'OPTIONS') return void res.status(204).end();
    next();
  };
}

/** Body and path errors keep their status; a database that is away is said to be so, and nothing else is told. */
export function createFailureHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
    if (status === 413) return fail(res, 413, 'this is too long to send at once');
    if (typeof status === 'number' && status >= 400 && status < 500)
      return fail(res, 400, 'the request cannot be read');
    log.error({ err: error, provider: 'webchat' }, 'a web chat request failed');
    res.set('Retry-After', '1');
    fail(res, 503, 'not now, please try again');
  };
}

/** A client is told "not now" in time to try again, instead of waiting on a database that is away. */
export async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Both clients read Retry-After as they please: one as seconds, Microsoft's as milliseconds. */
export function flooded(res: Response): void {
  res.set('Retry-After', '5');
  fail(res, 429, 'too many messages at once, please wait a moment');
}

/** Whom the request speaks for. */
export function claimsOf(res: Response): TokenClaims {
  return res.locals['claims'] as TokenClaims; // set by `admit`, which every such route has in front
}
