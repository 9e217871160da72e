import { createHash } from 'node:crypto';
import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { takeValues } from './answer.rules.js';
import type { createAskServer } from './ask-server.js';
import { OUTSIDE_CALLS, type OutsideCallRow } from './outside.model.js';

/**
 * `http.request`. The first answer of a call is kept and given again when the turn is run again; a process killed between
 * the answer and its record asks once more under the same `Idempotency-Key`, which is all one can do for a foreign server.
 */
export function createOutsideBlocks(deps: {
  readonly ask: ReturnType<typeof createAskServer>;
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
}): CallHandlers<'http.request'> {
  const rows = deps.mongo.db.collection<OutsideCallRow>(OUTSIDE_CALLS);
  const { ask } = deps;
  return {
    async 'http.request'({ method, url, body, take }, { key }) {
      // A call's key holds an address of a person: what leaves the house does not.
      const _id = createHash('sha256').update(key).digest('hex');
      const known = await rows.findOne({ _id });
      if (known) return known.outcome;
      const answer = await ask({ method, url, body, idempotencyKey: _id.slice(0, 32) });
      const outcome: OutcomeOf<'http.request'> =
        answer.kind === 'answered'
          ? {
              call: 'http.request',
              exit: 'done',
              data: { status: answer.status, values: takeValues(answer.json, take) },
            }
          : { call: 'http.request', exit: 'failed', data: { reason: answer.reason } };
      const host = URL.canParse(url) ? new URL(url).host : '';
      if (answer.kind === 'failed') deps.log.warn({ host, reason: answer.reason }, 'a server outside did not help');
      const row = await rows.findOneAndUpdate(
        { _id },
        { $setOnInsert: { host, outcome, storedAt: new Date(deps.clock.nowUtc()) } },
        { upsert: true, returnDocument: 'after' },
      );
      return row?.outcome ?? outcome;
    },
  };
}
