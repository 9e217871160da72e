import { randomUUID } from 'node:crypto';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { Mongo } from '../platform/mongo.js';
import { noXRay, type XRay } from '../platform/xray.js';
import { createDeliveryGate, type DeliveryGateDeps } from '../messaging/delivery.js';
import { createTranscript, type Mark } from '../messaging/transcript.js';
import type { ChannelEvent, DeliveryReceipt, InboundMessage } from '../messaging/channel.js';
import type { ChannelId } from '../messaging/message.js';
import type { Engine } from '../flow/index.js';
import type { CallHandlers, CallName, Notice } from '../flow/protocol.js';
import {
  conversationCollection,
  conversationId,
  type ConversationDoc,
  type PendingEvent,
} from './conversation.model.js';
import { createCommit } from './commit.js';
import { createInbox } from './inbox.js';
import { createSender, type SenderDeps } from './sender.js';
import { createSweeper } from './sweeper.js';
import { createTurnRunner } from './turn.js';

export interface ConversationsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  /** Real time for leases; never the movable clock. */
  readonly leaseClock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly engine: Engine;
  readonly handlers: CallHandlers<CallName>;
  readonly delivery: Omit<DeliveryGateDeps, 'clock' | 'log'>;
  /** Which shop a customer reaches through one of our accounts. */
  readonly shopOf: (channel: ChannelId, account: string) => string;
  readonly markAnswered?: SenderDeps['markAnswered'];
  readonly leaseMs?: number;
  readonly sweepEveryMs?: number;
  /** Turns handled at once; beyond it `busy` is answered and nothing is stored. */
  readonly maxInFlight?: number;
  /** Watches each message's way through the house. */
  readonly xray?: XRay;
  /** Called at named points between two effects; a fault test ends the process there. */
  readonly checkpoint?: (name: string) => void;
}

export type AcceptResult = 'accepted' | 'duplicate' | 'flooded' | 'busy';

export interface Conversations {
  /** Stores an event; resolves once it is durable, before it is handled. */
  accept(event: ChannelEvent): Promise<AcceptResult>;
  /** As much is under way as this process takes: what comes now is told to come again, before anything is spent on it. */
  isBusy(): boolean;
  /** News from the house for one conversation, told once however often the same `noticeId` comes. */
  notify(conversationId: string, noticeId: string, notice: Notice): Promise<void>;
  /** Takes up what other processes left. Resolves with the number of conversations taken. */
  sweep(): Promise<number>;
  /** Resolves when this process has nothing in hand: every accepted event handled, sent and recorded. */
  idle(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

const POISON_AFTER_TRIES = 5;

/** Plain operators and not a pipeline: this runs for every turn, on the server that answers all of them. */
const EMPTY_OUTBOX = { $set: { outbox: [] }, $unset: { dueAt: 1 } } as const;

export function createConversations(deps: ConversationsDeps): Conversations {
  const { mongo, clock, leaseClock, log, metrics } = deps;
  const leaseMs = deps.leaseMs ?? 15_000;
  const maxInFlight = deps.maxInFlight ?? 128;
  const checkpoint = deps.checkpoint ?? (() => undefined);
  const xray = deps.xray ?? noXRay;
  const processId = randomUUID();
  const conversations = conversationCollection(mongo);
  const receipts = mongo.db.collection<{ _id: string }>('receipts');
  const consents = mongo.db.collection<{ _id: string }>('consents');
  const active = new Set<Promise<unknown>>();
  /** Conversations this process is at work on: slow is not failed, and a slow turn is not begun twice here. */
  const driving = new Set<string>();

  const transcript = createTranscript({ mongo, log, applyMarks });
  const gate = createDeliveryGate({ ...deps.delivery, clock, log });
  const inbox = createInbox({ conversations, leaseClock, leaseMs });
  const turns = createTurnRunner({ engine: deps.engine, handlers: deps.handlers, metrics, log, xray, checkpoint });
  const commit = createCommit({ conversations, clock, leaseClock, leaseMs, processId });
  const markAnswered = deps.markAnswered ? { markAnswered: deps.markAnswered } : {};
  const sender = createSender({
    conversations,
    gate,
    transcript,
    metrics,
    log,
    xray,
    checkpoint,
    clock,
    leaseClock,
    leaseMs,
    processId,
    ...markAnswered,
  });
  const sweeper = createSweeper({
    conversations,
    leaseClock,
    leaseMs,
    metrics,
    log,
    resume: resumeInBackground,
    everyMs: deps.sweepEveryMs ?? 1_000,
  });

  /** Everything said up to this revision has left: the outbox is emptied unless a newer turn has committed meanwhile. */
  async function applyMarks(marks: readonly Mark[]): Promise<void> {
    const result = await conversations.bulkWrite(
      marks.map(({ conversationId, rev }) => ({
        // An accepted event keeps the lease, and with it the outbox, until its own turn is marked.
        updateOne: { filter: { _id: conversationId, rev, 'pending.0': { $exists: false } }, update: EMPTY_OUTBOX },
      })),
      { ordered: false },
    );
    const full = result.matchedCount === marks.length ? new Set<string>() : await stillFull(marks);
    for (const { conversationId, rev } of marks) if (!full.has(conversationId)) sender.forget(conversationId, rev);
  }

  async function stillFull(marks: readonly Mark[]): Promise<Set<string>> {
    const ids = marks.map(({ conversationId }) => conversationId);
    const docs = await conversations
      .find({ _id: { $in: ids }, 'outbox.0': { $exists: true } }, { projection: { _id: 1 } })
      .toArray();
    return new Set(docs.map(({ _id }) => _id));
  }

  function track<T>(work: Promise<T>): Promise<T> {
    active.add(work);
    const forget = (): void => void active.delete(work);
    work.then(forget, forget);
    return work;
  }

  async function oneTurn(doc: ConversationDoc, event: PendingEvent): Promise<ConversationDoc | null> {
    const stopTimer = metrics.turns.startTimer({ channel: doc.channel });
    const poisoned = (doc.tries ?? 0) >= POISON_AFTER_TRIES;
    if (poisoned)
      log.error({ conversation: doc._id, event: event.id }, 'an event could not be handled; the person is told');
    const turn = poisoned ? turns.apologise(doc) : await turns.run(doc, event);
    checkpoint('turn.ran');
    const next = await commit(doc, event, turn);
    if (!next) {
      metrics.conflicts.inc();
      return null;
    }
    checkpoint('turn.committed');
    xray.note('committed', `revision ${next.rev}, ${turn.says.length} to say`);
    if (turn.consent) await recordConsent(doc, event, turn.consent);
    stopTimer();
    return next;
  }

  /** Handles pending events in order until none is left. Ends quietly when another process turns out to be ahead of it. */
  async function drive(first: ConversationDoc): Promise<void> {
    driving.add(first._id);
    try {
      let doc: ConversationDoc | null = first;
      while (doc) {
        const event: PendingEvent | undefined = doc.pending[0];
        if (!event) return;
        // Null: this event's turn is another process's, and so is whatever comes after it.
        doc = await oneTurn(doc, event);
        if (!doc) return;
        if (doc.outbox.length > 0) void track(sender.dispatch(doc));
        else transcript.mark({ conversationId: doc._id, rev: doc.rev });
      }
    } finally {
      driving.delete(first._id);
    }
  }

  function driveInBackground(doc: ConversationDoc): void {
    track(drive(doc)).catch((error: unknown) => {
      log.error({ err: error, conversation: doc._id }, 'a turn failed; the sweeper will run it again');
    });
  }

  async function resume(doc: ConversationDoc): Promise<void> {
    if (doc.pending.length === 0) {
      if (!sender.busy(doc._id)) await sender.dispatch(doc);
      return;
    }
    if (driving.has(doc._id)) return;
    const tries = (doc.tries ?? 0) + 1;
    await conversations.updateOne({ _id: doc._id, rev: doc.rev }, { $set: { tries } });
    await drive({ ...doc, tries });
  }

  function resumeInBackground(doc: ConversationDoc): void {
    track(resume(doc)).catch((error: unknown) =>
      log.error({ err: error, conversation: doc._id }, 'a turn failed again'),
    );
  }

  async function recordConsent(
    doc: ConversationDoc,
    event: PendingEvent,
    consent: { stopped: boolean; source: string },
  ): Promise<void> {
    const row = {
      conversationId: doc._id,
      shopId: doc.shopId,
      channel: doc.channel,
      ...consent,
      eventId: event.id,
      atUtc: event.atUtc,
    };
    await consents.updateOne({ _id: `${doc._id}:${event.id}` }, { $setOnInsert: row }, { upsert: true });
  }

  async function acceptReceipt(receipt: DeliveryReceipt): Promise<void> {
    const { channel, providerMessageId, status, errorCode } = receipt;
    const row = { channel, providerMessageId, status, errorCode: errorCode ?? null, atUtc: clock.nowUtc() };
    await receipts.updateOne({ _id: receipt.eventId }, { $setOnInsert: row }, { upsert: true });
  }

  async function acceptMessage(message: InboundMessage): Promise<AcceptResult> {
    if (isBusy()) return 'busy';
    const { channel, account, address, eventId, content, profile } = message;
    const event: PendingEvent = {
      kind: 'inbound',
      id: eventId,
      atUtc: clock.nowUtc(),
      content,
      ...(profile ? { profile } : {}),
    };
    const ref = { channel, account, address, shopId: deps.shopOf(channel, account) };
    return xray.follow({ conversationId: conversationId(ref), eventId }, async () => {
      xray.note('webhook verified', 'the signature holds');
      const accepted = await track(inbox.accept(ref, event));
      if (accepted.kind !== 'accepted') {
        xray.note('refused', accepted.kind === 'duplicate' ? 'seen before' : 'too many waiting');
        return accepted.kind;
      }
      checkpoint('accepted');
      xray.note(
        'accepted',
        accepted.mine ? 'stored; nobody else is at work here' : 'stored; waits for the message before it',
      );
      if (accepted.mine) setImmediate(driveInBackground, accepted.doc);
      return 'accepted';
    });
  }

  const isBusy = (): boolean => active.size >= maxInFlight;

  return {
    isBusy,
    async accept(event) {
      if (event.type === 'receipt') {
        await track(acceptReceipt(event));
        return 'accepted';
      }
      const result = await acceptMessage(event);
      metrics.accepted.inc({ channel: event.channel, result });
      return result;
    },
    async notify(id, noticeId, notice) {
      const doc = await conversations.findOne(
        { _id: id },
        { projection: { shopId: 1, channel: 1, account: 1, address: 1 } },
      );
      if (!doc) return;
      await xray.follow({ conversationId: id, eventId: noticeId }, async () => {
        const event: PendingEvent = { kind: 'notice', id: noticeId, atUtc: clock.nowUtc(), notice };
        const accepted = await track(inbox.accept(doc, event));
        if (accepted.kind === 'flooded') {
          throw new Error('the conversation holds too many unhandled events; try again later');
        }
        if (accepted.kind !== 'accepted') return;
        xray.note('accepted', `news from the house: ${notice.name}`);
        if (accepted.mine) setImmediate(driveInBackground, accepted.doc);
      });
    },
    sweep: () => track(sweeper.sweep()),
    async idle() {
      for (let quiet = 0; quiet < 2; quiet++) {
        await new Promise((resolve) => setImmediate(resolve));
        while (active.size > 0) {
          quiet = 0;
          await Promise.allSettled([...active]);
        }
      }
      await transcript.flush();
    },
    start: () => sweeper.start(),
    async stop() {
      await sweeper.stop();
      await this.idle();
      await transcript.stop();
    },
  };
}
