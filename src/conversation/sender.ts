import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { XRay } from '../platform/xray.js';
import type { DeliveryGate, Recipient } from '../messaging/delivery.js';
import type { Transcript } from '../messaging/transcript.js';
import type { StepsGiven } from '../insights/index.js';
import type { ConversationDoc, Conversations, ForwardRecord, OutboxItem } from './conversation.model.js';

export interface SenderDeps {
  readonly conversations: Conversations;
  readonly gate: DeliveryGate;
  readonly transcript: Transcript;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly xray: XRay;
  readonly checkpoint: (name: string) => void;
  readonly clock: Clock;
  readonly leaseClock: Clock;
  readonly leaseMs: number;
  readonly processId: string;
  /** Tells a channel that can edit what it showed which choice was taken. */
  readonly markAnswered?: (doc: ConversationDoc, stepId: string, choiceId: string | null) => void;
  /** Queues what happened at the blocks; stored before the outbox is emptied. */
  readonly recordSteps?: (record: StepsGiven) => void;
  /** Passes the customer's words to the person who has the chat. A rejection keeps them here: they are tried again. */
  readonly forward?: (doc: ConversationDoc, record: ForwardRecord) => Promise<void>;
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
    const foreign = await settleForeign(doc, lane);
    let recipient = recipientOf(doc);
    let isComplete = true;
    for (const item of doc.outbox) {
      if (lane.handled.has(item.key)) continue;
      if (item.kind === 'heard') transcript.add(withoutKind(item));
      else if (item.kind === 'answered') deps.markAnswered?.(doc, item.stepId, item.choiceId);
      else if (item.kind === 'steps') deps.recordSteps?.(withoutKind(item));
      else if (item.kind === 'forward') await deps.forward?.(doc, withoutKind(item));
      else if (foreign.has(item.key) || !(await mayStillSend(doc._id, item))) {
        isComplete = false;
        continue;
      } else {
        const result = await send(recipient, item);
        if (result === 'later') return;
        if (result === 'optedOut') recipient = { ...recipient, stopped: true };
      }
      lane.handled.add(item.key);
    }
    // Something another process still holds keeps the outbox and with it the lease: the sweeper looks again.
    if (isComplete) transcript.mark({ conversationId: doc._id, rev: doc.rev });
  }

  /**
   * What other processes committed to this chat before us must leave before ours does. What they have recorded is done;
   * what they have just committed gets a moment; what they have held longer than a lease is taken over.
   * @returns the keys that are still theirs: neither sent by us nor forgotten.
   */
  async function settleForeign(doc: ConversationDoc, lane: Lane): Promise<ReadonlySet<string>> {
    let open = doc.outbox.filter(
      (item): item is Say => item.kind === 'say' && item.by !== processId && !lane.handled.has(item.key),
    );
    const endsAt = leaseClock.nowUtc() + ORDER_PATIENCE_MS;
    while (open.length > 0) {
      const known = await transcript.known(open.map(({ key }) => key));
      for (const key of known) lane.handled.add(key);
      const left: Say[] = [];
      for (const item of open) {
        if (known.has(item.key) || (isLeaseOver(item) && (await claim(doc._id, item)))) continue;
        left.push(item);
      }
      open = left;
      if (open.length === 0 || leaseClock.nowUtc() >= endsAt) break;
      await new Promise((resolve) => setTimeout(resolve, ORDER_POLL_MS));
    }
    return new Set(open.map(({ key }) => key));
  }

  const isLeaseOver = (item: Say): boolean => leaseClock.nowUtc() - item.heldSince > leaseMs;

  /** Puts our name on it, unless its holder renewed it or somebody else was quicker. */
  async function claim(conversationId: string, { key, by, heldSince }: Say): Promise<boolean> {
    const result = await conversations.updateOne(
      { _id: conversationId, outbox: { $elemMatch: { key, by, heldSince } } },
      { $set: { 'outbox.$.by': processId, 'outbox.$.heldSince': leaseClock.nowUtc() } },
    );
    return result.modifiedCount === 1;
  }

  /** Our own lease may have run out while earlier messages were slow: then somebody may have taken it over. */
  async function mayStillSend(conversationId: string, item: Say): Promise<boolean> {
    return item.by !== processId || !isLeaseOver(item) || claim(conversationId, item);
  }

  async function send(to: Recipient, item: Say): Promise<'done' | 'optedOut' | 'later'> {
    const verdict = await gate(to, item);
    if (verdict.kind === 'later') {
      metrics.sends.inc({ channel: to.channel, outcome: 'later' });
      xray.note('put off', verdict.reason);
      const waitMs = Math.max(0, verdict.notBeforeUtc - clock.nowUtc());
      await conversations.updateOne(
        { _id: to.conversationId, 'outbox.key': item.key },
        {
          $set: { dueAt: leaseClock.nowUtc() + waitMs, 'outbox.$.notBeforeUtc': verdict.notBeforeUtc },
          ...(verdict.reason === 'waiting' ? {} : { $inc: { 'outbox.$.tries': 1 } }),
        },
      );
      return 'later';
    }
    deps.checkpoint('sent');
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

function withoutKind<T extends OutboxItem>({ kind: _kind, ...record }: T): Omit<T, 'kind'> {
  return record;
}
