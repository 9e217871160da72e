import { createHash, createHmac } from 'node:crypto';
import type { CallHandlers } from '../flow/protocol.js';
import type { Clock } from '../platform/clock.js';
import type { JobSpec } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { ServerAnswer, ServerRequest } from './ask-server.js';
import { OUTSIDE_EVENTS, type OutsideEventRow } from './outside.model.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** Where events go, and what signs them. */
export interface EventHook {
  readonly url: string;
  readonly secret: string;
}

export interface OutgoingEventsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly ask: (asked: ServerRequest) => Promise<ServerAnswer>;
  /** Null: events are kept and go nowhere. */
  readonly hook: EventHook | null;
  /** Makes the opaque name of a chat. */
  readonly secret: string;
}

const SWEEP_MS = 5_000;
/** A process that took a row and died gives it back after this. */
const LEASE_MS = 60_000;
const AT_ONCE_MAX = 50;
/** After the first try and each one after it; about a day and a half in all. */
const RETRY_MS = [
  10_000,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  3 * 60 * MINUTE_MS,
  8 * 60 * MINUTE_MS,
  24 * 60 * MINUTE_MS,
];
/** What an answer that came, but not as JSON, means: the event arrived. */
const ARRIVED: ReadonlySet<string> = new Set(['notJson', 'tooLong']);

/**
 * `event.emit`: what a script tells servers outside. The row is the truth: it is written once a call, sent until it is
 * taken, and kept for a month. Each try carries the same id, so a receiver that was slow to answer can tell a repeat; two
 * events may arrive in either order, and each says when it happened.
 */
export function createOutgoingEvents(deps: OutgoingEventsDeps) {
  const { mongo, clock, log, ask, hook, secret } = deps;
  const rows = mongo.db.collection<OutsideEventRow>(OUTSIDE_EVENTS);

  const blocks: CallHandlers<'event.emit'> = {
    async 'event.emit'({ event, data }, { key, shopId, conversationId, channel, nowUtc }) {
      // A call's key holds an address of a person, and so does a conversation's id: neither leaves the house.
      const _id = createHash('sha256').update(key).digest('hex').slice(0, 32);
      const chat = createHmac('sha256', secret).update(`chat\n${conversationId}`).digest('base64url').slice(0, 22);
      const body = { id: _id, event, at: new Date(nowUtc).toISOString(), shop: shopId, channel, chat, data };
      const row = { body, tries: 0, storedAt: new Date(clock.nowUtc()), ...(hook ? { dueAtUtc: clock.nowUtc() } : {}) };
      await rows.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
      return { call: 'event.emit', exit: 'emitted', data: {} };
    },
  };

  /** Sends what is due. Resolves with how many were tried. */
  async function sweep(): Promise<number> {
    for (let sent = 0; ; sent++) {
      const nowUtc = clock.nowUtc();
      const row =
        hook && sent < AT_ONCE_MAX
          ? await rows.findOneAndUpdate(
              { dueAtUtc: { $lte: nowUtc } },
              { $set: { dueAtUtc: nowUtc + LEASE_MS }, $inc: { tries: 1 } },
              { sort: { dueAtUtc: 1 }, returnDocument: 'after' },
            )
          : null;
      if (!row || !hook) return sent;
      await settle(row, await deliver(row, hook));
    }
  }

  function deliver({ _id, body }: OutsideEventRow, { url, secret: key }: EventHook): Promise<ServerAnswer> {
    const seconds = Math.floor(clock.nowUtc() / 1_000);
    const signature = createHmac('sha256', key)
      .update(`${seconds}.${JSON.stringify(body)}`)
      .digest('hex');
    return ask({
      method: 'POST',
      url,
      body,
      idempotencyKey: _id,
      headers: { 'Parley-Event': body.event, 'Parley-Signature': `t=${seconds},v1=${signature}` },
    });
  }

  /** `tries` in the filter: whoever outlived the lease has nothing to say any more. */
  async function settle({ _id, tries, body }: OutsideEventRow, answer: ServerAnswer): Promise<void> {
    const mine = { _id, tries };
    if (answer.kind === 'answered' || ARRIVED.has(answer.reason)) {
      await rows.updateOne(mine, { $set: { sentAtUtc: clock.nowUtc() }, $unset: { dueAtUtc: 1, reason: 1 } });
      return;
    }
    const { reason } = answer;
    const waitMs = RETRY_MS[tries - 1];
    if (waitMs === undefined) {
      log.error({ event: body.event, id: _id, reason }, 'an event never reached the server outside; it is kept');
      await rows.updateOne(mine, { $set: { reason }, $unset: { dueAtUtc: 1 } });
      return;
    }
    log.warn({ event: body.event, id: _id, reason, tries }, 'an event did not reach the server outside yet');
    await rows.updateOne(mine, { $set: { reason, dueAtUtc: clock.nowUtc() + waitMs } });
  }

  const job: JobSpec = {
    name: 'outside.events',
    everyMs: SWEEP_MS,
    run: async () => {
      await sweep();
    },
  };

  return { blocks, sweep, job };
}
