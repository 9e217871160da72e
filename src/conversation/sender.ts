import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { XRay } from '../platform/xray.js';
import type { DeliveryGate, Recipient } from '../messaging/delivery.js';
import type { Transcript } from '../messaging/transcript.js';
import type { ConversationDoc, Conversations, OutboxItem } from './conversation.model.js';

export interface SenderDeps {
  readonly conversations: Conversations;
  readonly gate: DeliveryGate;
  readonly transcript: Transcript;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly xray: XRay;
  readonly clock: Clock;
  readonly leaseClock: Clock;
  readonly leaseMs: number;
  readonly processId: string;
  /** Tells a channel that can edit what it showed which choice was taken. */
  readonly markAnswered?: (doc: ConversationDoc, stepId: string, choiceId: string | null) => void;
}

export interface Sender {
  /** Sends what the document's outbox holds and this process has not yet dealt with, in order, after earlier sends of this chat. */
  dispatch(doc: ConversationDoc): Promise<void>;
  /** Whether this process is at work on the outbox of that conversation. */
  busy(conversationId: string): boolean;
  /** The stored outbox of this revision has been emptied: what was remembered of it may go. */
  forget(conversationId: string, rev: number): void;
}

/** How long a reply waits for one that another process committed before it and has not yet sent. */
const ORDER_PATIENCE_MS = 3_000;
const ORDER_POLL_MS = 50;

type Say = Extract<OutboxItem, { kind: 'say' }>;

interface Lane {
  tail: Promise<void>;
  /**
   * Keys dealt with but perhaps still in the stored outbox, which is emptied in batches. Kept until the emptying is
   * certain: a turn that commits in between gets the old entries back and must not send them again.
   */
  readonly handled: Set<string>;
  waiting: number;
  rev: number;
}

export function createSender(deps: SenderDeps): Sender {
  const { conversations, gate, transcript, metrics, log, xray, clock, leaseClock, leaseMs, processId } = deps;
  const lanes = new Map<string, Lane>();

  function dispatch(doc: ConversationDoc): Promise<void> {
    const lane = lanes.get(doc._id) ?? {
      tail: Promise.resolve(),
      handled: new Set<string>(),
      waiting: 0,
      rev: doc.rev,
    };
    lanes.set(doc._id, lane);
    lane.waiting++;
    lane.rev = Math.max(lane.rev, doc.rev);
    lane.tail = lane.tail
      .then(() => work(doc, lane))
      .catch((error: unknown) =>
        log.error({ err: error, conversation: doc._id }, 'sending stopped; the sweeper will go on with it'),
      )
      .finally(() => lane.waiting--);
    return lane.tail;
  }

  async function work(doc: ConversationDoc, lane: Lane): Promise<void> {
    let recipient = recipientOf(doc);
    for (const item of doc.outbox) {
      if (lane.handled.has(item.key)) continue;
      if (item.kind === 'heard') transcript.add(withoutKind(item));
      else if (item.kind === 'answered') deps.markAnswered?.(doc, item.stepId, item.choiceId);
      else {
        if (item.by !== processId && (await otherProcessSends(doc._id, item))) {
          lane.handled.add(item.key);
          continue;
        }
        const result = await send(recipient, item);
        if (result === 'later') return;
        if (result === 'optedOut') recipient = { ...recipient, stopped: true };
      }
      lane.handled.add(item.key);
    }
    transcript.mark({ conversationId: doc._id, rev: doc.rev });
  }

  async function send(to: Recipient, item: Say): Promise<'done' | 'optedOut' | 'later'> {
    const verdict = await gate(to, item);
    if (verdict.kind === 'later') {
      metrics.sends.inc({ channel: to.channel, outcome: 'later' });
      xray.note('put off', verdict.reason);
      const waitMs = Math.max(0, verdict.notBeforeUtc - clock.nowUtc());
      await conversations.updateOne({ _id: to.conversationId, 'outbox.key': item.key }, {
        $set: { dueAt: leaseClock.nowUtc() + waitMs, 'outbox.$.notBeforeUtc': verdict.notBeforeUtc },
        ...(verdict.reason === 'waiting' ? {} : { $inc: { 'outbox.$.tries': 1 } }),
      } as never);
      return 'later';
    }
    transcript.add(verdict.record);
    xray.note(
      verdict.record.status,
      [verdict.record.reason, verdict.record.shape, ...verdict.record.reshaped].filter(Boolean).join(', '),
    );
    metrics.sends.inc({ channel: to.channel, outcome: verdict.record.status });
    if (!verdict.optedOut) return 'done';
    const consent = { stopped: true, atUtc: clock.nowUtc(), source: verdict.record.detail ?? 'provider' };
    await conversations.updateOne({ _id: to.conversationId }, { $set: { consent } });
    return 'optedOut';
  }

  /** True once the other process has sent it; false when it had its chance and the reply is now ours to send. */
  async function otherProcessSends(conversationId: string, item: Say): Promise<boolean> {
    const endsAt = leaseClock.nowUtc() + ORDER_PATIENCE_MS;
    while (leaseClock.nowUtc() < endsAt) {
      if ((await transcript.known([item.key])).has(item.key)) return true;
      const still = await conversations.findOne(
        { _id: conversationId, 'outbox.key': item.key },
        { projection: { _id: 1 } },
      );
      if (!still) return true;
      await new Promise((resolve) => setTimeout(resolve, ORDER_POLL_MS));
    }
    // Take it only if its process is not known to hold it: claim by putting our name on it.
    const claimed = await conversations.updateOne(
      { _id: conversationId, outbox: { $elemMatch: { key: item.key, by: item.by } } },
      { $set: { 'outbox.$.by': processId, dueAt: leaseClock.nowUtc() + leaseMs } } as never,
    );
    return claimed.modifiedCount === 0;
  }

  return {
    dispatch,
    busy: (conversationId) => (lanes.get(conversationId)?.waiting ?? 0) > 0,
    forget(conversationId, rev) {
      const lane = lanes.get(conversationId);
      if (lane && lane.waiting === 0 && lane.rev <= rev) lanes.delete(conversationId);
    },
  };
}

function recipientOf(doc: ConversationDoc): Recipient {
  const { _id, shopId, channel, account, address, lastInboundAtUtc } = doc;
  return {
    conversationId: _id,
    shopId,
    channel,
    account,
    address,
    lastInboundAtUtc,
    stopped: doc.consent?.stopped ?? false,
  };
}

function withoutKind({ kind: _kind, ...record }: Extract<OutboxItem, { kind: 'heard' }>) {
  return record;
}
