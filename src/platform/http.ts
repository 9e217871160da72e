import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Log } from './log.js';

/** Webhook bodies larger than this are refused before they are read to the end. */
const BODY_LIMIT_BYTES = 256 * 1024;

/** The raw bytes of a webhook, nothing parsed: signatures are checked on exactly what came. */
export const rawBody: RequestHandler = express.raw({ type: () => true, limit: BODY_LIMIT_BYTES });

/** The request as adapters take it. */
export function toRawRequest(req: Request): {
  method: string;
  path: string;
  headers: Request['headers'];
  body: Uint8Array;
} {
  return {
    method: req.method,
    path: req.originalUrl,
    headers: distinctHeaders(req),
    body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
  };
}

/** Node joins some doubled headers and drops others; a doubled signature must be seen as two. */
function distinctHeaders(req: Request): Request['headers'] {
  const headers: Request['headers'] = { ...req.headers };
  for (const [name, values] of Object.entries(req.headersDistinct))
    if (values && values.length > 1) headers[name] = values;
  return headers;
}

/** The last handler: an unknown error becomes a status and an id; its message never leaves the house. */
export function createErrorHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, req: Request, res: Response, next) => {
    if (res.headersSent) return next(error);
    const status = statusOf(error);
    const id = randomUUID();
    if (status >= 500) log.error({ err: error, id, route: req.path }, 'request failed');
    res
      .status(status)
      .json({ title: status >= 500 ? 'Something went wrong on our side' : 'The request cannot be read', status, id });
  };
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

export interface HttpServer {
  readonly port: number;
  readonly server: Server;
  /** Stops accepting, lets running requests end, then closes idle connections. */
  stop(): Promise<void>;
}

/** @param port 0 takes any free port. */
export async function listen(app: Express, port: number): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 30_000 }, app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 3_000).unref();
      }),
  };
}
