import express, { type Router } from 'express';
import { rawBody, toRawRequest } from '../platform/http.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { OperatorAct, OperatorPort } from '../messaging/operator.js';

/** Slack gives three seconds; the click is acknowledged by then whatever the database does (QU-13). */
const ACK_PATIENCE_MS = 2_000;

/** The operators' webhook: verify, take every act, acknowledge in time, work on. */
export function createOperatorRoutes(deps: {
  path: string;
  operators: OperatorPort;
  take: (act: OperatorAct) => Promise<void>;
  log: Log;
  metrics: Metrics;
  ackPatienceMs?: number;
}): Router {
  const router = express.Router();
  router.post(deps.path, rawBody, async (req, res) => {
    const received = await deps.operators.receive(toRawRequest(req));
    if (received.kind === 'refused') {
      deps.metrics.refused.inc({ provider: deps.operators.id, reason: received.reason.slice(0, 40) });
      deps.log.warn({ provider: deps.operators.id, reason: received.reason }, 'a webhook was refused');
      res.status(received.status).end();
      return;
    }
    const taken = Promise.all(received.acts.map((act) => deps.take(act)));
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      taken,
      new Promise((resolve) => (timer = setTimeout(resolve, deps.ackPatienceMs ?? ACK_PATIENCE_MS))),
    ]);
    clearTimeout(timer);
    const { status, contentType, body } = received.response;
    if (contentType) res.type(contentType);
    res.status(status).end(body);
  });
  return router;
}
