import express, { type Response, type Router } from 'express';
import type { Json } from '../flow/protocol.js';
import type { Callbacks } from './callbacks.js';

const BODY_LIMIT = '64kb';

/** `POST /callbacks/:token`: the token is the permission, and works once. */
export function createCallbackRoutes({ callbacks }: { readonly callbacks: Pick<Callbacks, 'call'> }): Router {
  const router = express.Router();
  router.post('/callbacks/:token', express.raw({ type: () => true, limit: BODY_LIMIT }), async (req, res) => {
    const body = jsonOf(req.body);
    if (body === undefined) return answer(res, 400, 'The body is not JSON.');
    const called = await callbacks.call(req.params['token'] ?? '', body);
    switch (called.kind) {
      case 'taken':
        return void secured(res).status(200).json({ status: 'taken' });
      case 'unknown':
        return answer(res, 404, 'There is no such link.');
      case 'over':
        return answer(res, 410, 'This link has been called, or is over.');
      case 'wrong': {
        const { path, type } = called;
        return answer(res, 422, `The link waits for a ${type} at "${path}". Correct it and call again.`);
      }
    }
  });
  // Phones and chat apps look at links by themselves: what reads must never use one up.
  router.all('/callbacks/:token', (_req, res) => {
    res.set('Allow', 'POST');
    answer(res, 405, 'This link is called by a server, with a POST.');
  });
  return router;
}

/** Undefined when it is no JSON. Nothing at all is an answer too: that it came may be all there is to say. */
function jsonOf(body: unknown): Json | undefined {
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

function answer(res: Response, status: number, title: string): void {
  secured(res).status(status).json({ title, status });
}

function secured(res: Response): Response {
  return res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
}
