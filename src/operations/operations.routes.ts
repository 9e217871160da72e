import express, { type Router } from 'express';
import { rawBody, toRawRequest } from '../platform/http.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { OperatorAct, OperatorPort, TalkAct, WrittenLine } from '../messaging/operator.js';

/** Slack gives three seconds; the click is acknowledged by then whatever the database does (QU-13). */
const ACK_PATIENCE_MS = 2_000;

/** The operators' webhook: verify, take every act, acknowledge in time, work on. */
export function createOperatorRoutes(deps: {
  path: string;
  operators: OperatorPort;
  take: (act: OperatorAct) => Promise<void>;
  /** What is done and written about chats that were given to a person. */
  talks?: { take(act: TalkAct): Promise<void>; hear(line: WrittenLine): Promise<void> };
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
    const { talks } = deps;
    const clicks = Promise.all([
      ...received.acts.map((act) => deps.take(act)),
      ...(talks ? received.talkActs.map((act) => talks.take(act)) : []),
    ]);
    const lines = Promise.all(talks ? received.written.map((line) => talks.hear(line)) : []);
    const patienceMs = deps.ackPatienceMs ?? ACK_PATIENCE_MS;
    await inTime(clicks, patienceMs);
    // Unlike a click, an event that is not acknowledged is delivered again: a line that is not stored is asked for again.
    const isHeard = await inTime(lines, patienceMs);
    if (!isHeard) return void res.status(503).end();
    const { status, contentType, body } = received.response;
    if (contentType) res.type(contentType);
    res.status(status).end(body);
  });
  return router;
}

/** Whether it was done before the provider's patience ends. */
async function inTime(work: Promise<unknown>, patienceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, patienceMs, false)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
