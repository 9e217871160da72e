import { randomUUID } from 'node:crypto';
import { noXRay } from '../platform/xray.js';
import { createDeliveryGate } from '../messaging/delivery.js';
import { createTranscript, type Mark } from '../messaging/transcript.js';
import type { InboundMessage } from '../messaging/channel.js';
import {
  conversationCollection,
  conversationId,
  type ConversationDoc,
  type HouseEvent,
  type PendingEvent,
} from './conversation.model.js';
import type { AcceptResult, Conversations, ConversationsDeps } from './conversations.port.js';
import { createCommit } from './commit.js';
import { createInbox } from './inbox.js';
import { createRecords } from './records.js';
import { createSender } from './sender.js';
import { createStepLog } from './step-log.js';
import { createSweeper } from './sweeper.js';
import { createTimers } from './timers.js';
import { createTurnRunner, type TurnResult } from './turn.js';

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
  const { recordConsent, recordReceipt } = createRecords({ mongo, clock });
  const active = new Set<Promise<unknown>>();
  /** Conversations this process is at work on: slow is not failed, and a slow turn is not begun twice here. */
  const driving = new Set<string>();

  const transcript = createTranscript({ mongo, log, applyMarks });
  const gate = createDeliveryGate({ ...deps.delivery, clock, log });
  const inbox = createInbox({ conversations, leaseClock, leaseMs });
  const turns = createTurnRunner({
    engine: deps.engine,
    handlers: deps.handlers,
    metrics,
    log,
    xray,
    checkpoint,
    clock,
    ...(deps.dress ? { dress: deps.dress } : {}),
    ...(deps.typingAfterMs === undefined ? {} : { typingAfterMs: deps.typingAfterMs }),
    showTyping,
  });
  const keepsSteps = deps.recordSteps !== undefined;
  const commit = createCommit({ conversations, clock, leaseClock, leaseMs, processId, keepsSteps });
  const stepLog = createStepLog(deps.recordSteps);
  const timers = createTimers({ conversations, clock, log, tell: (id, eventId, event) => tell(id, eventId, event) });
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
    recordSteps: (record) => stepLog.add(record),
    ...(deps.markAnswered ? { markAnswered: deps.markAnswered } : {}),
    ...(deps.forward ? { forward: deps.forward } : {}),
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

  function showTyping({ channel, account, address }: ConversationDoc, eventId: string): void {
    const shown = deps.delivery.channels[channel]?.showTyping?.({ channel, account, address }, eventId);
    if (shown) track(shown).catch((error: unknown) => log.debug({ err: error, channel }, 'typing could not be shown'));
  }

  /** Everything said up to this revision has left: the outbox is emptied unless a newer turn has committed meanwhile. */
  async function applyMarks(marks: readonly Mark[]): Promise<void> {
    await stepLog.flush();
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

  async function lastResort(doc: ConversationDoc, event: PendingEvent): Promise<TurnResult> {
    log.error({ conversation: doc._id, event: event.id }, 'an event could not be handled; the person is told');
    return (await turns.rescue(doc, event)) ?? turns.apologise(doc);
  }

  async function oneTurn(doc: ConversationDoc, event: PendingEvent): Promise<ConversationDoc | null> {
    const stopTimer = metrics.turns.startTimer({ channel: doc.channel });
    const poisoned = (doc.tries ?? 0) >= POISON_AFTER_TRIES;
    const turn = poisoned ? await lastResort(doc, event) : await turns.run(doc, event);
    checkpoint('turn.ran');
    const next = await commit(doc, event, turn);
    if (!next) {
      metrics.conflicts.inc();
      return null;
    }
    checkpoint('turn.committed');
    xray.note('committed', `revision ${next.rev}, ${turn.says.length} to say`);
    const { heard, steps } = turn;
    if (heard) {
      const { _id: id, channel } = doc;
      deps.turnDone?.({ conversationId: id, rev: doc.rev, channel, atUtc: event.atUtc, steps, ...heard });
    }
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
        timers.wakeFor(doc);
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

  /** An event of the house for a chat that exists; once stored it is handled like what a person says. */
  async function putIn(id: string, event: PendingEvent, note: string): Promise<void> {
    const ref = { projection: { shopId: 1, channel: 1, account: 1, address: 1 } };
    const doc = await conversations.findOne({ _id: id }, ref);
    if (doc) await putInto(doc, event, note);
  }

  async function putInto(
    to: Parameters<typeof inbox.accept>[0],
    event: PendingEvent,
    note: string,
    opens = false,
  ): Promise<void> {
    await xray.follow({ conversationId: conversationId(to), eventId: event.id }, async () => {
      const accepted = await track(inbox.accept(to, event, opens));
      if (accepted.kind === 'flooded') {
        throw new Error('the conversation holds too many unhandled events; try again later');
      }
      if (accepted.kind !== 'accepted') return;
      xray.note('accepted', `from the house: ${note}`);
      if (accepted.mine) setImmediate(driveInBackground, accepted.doc);
    });
  }

  function tell(id: string, eventId: string, event: HouseEvent): Promise<void> {
    return putIn(id, { kind: 'flow', id: eventId, atUtc: clock.nowUtc(), event }, event.type);
  }

  async function sweepAll(): Promise<number> {
    const rung = await timers.ring();
    return rung + (await sweeper.sweep());
  }

  const isBusy = (): boolean => active.size >= maxInFlight;

  return {
    isBusy,
    async accept(event) {
      if (event.type === 'receipt') {
        await track(recordReceipt(event));
        return 'accepted';
      }
      const result = await acceptMessage(event);
      metrics.accepted.inc({ channel: event.channel, result });
      return result;
    },
    async notify(id, noticeId, notice) {
      await putIn(id, { kind: 'notice', id: noticeId, atUtc: clock.nowUtc(), notice }, `news: ${notice.name}`);
    },
    async open(to, noticeId, notice) {
      const event: PendingEvent = { kind: 'notice', id: noticeId, atUtc: clock.nowUtc(), notice };
      await putInto(to, event, `news: ${notice.name}`, true);
    },
    tell,
    sweep: () => track(sweepAll()),
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
    start() {
      sweeper.start();
      timers.start();
    },
    async stop() {
      await timers.stop();
      await sweeper.stop();
      await this.idle();
      await transcript.stop();
    },
  };
}
