import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { ConversationRef, DeliveryReceipt } from './channel.js';
import type { DeliveryGate, DeliveryReason, DeliveryRecord, OutboxEntry, Recipient } from './delivery.js';
import type { SentMessage, UndeliveredRow } from './delivery-rescue.model.js';
import { againKey, asNewsElsewhere, failureLine, isAgain, nextStep } from './delivery-rescue.rules.js';
import type { RescueEnd, UndeliveredStore } from './delivery-rescue.store.js';

/** What operators are shown of a message nobody got. */
export interface LostMessage {
  readonly id: string;
  readonly bookingId: string | null;
  readonly channel: ConversationRef['channel'];
  /** What happened, in one sentence. */
  readonly line: string;
  /** The words that did not arrive; null when we never knew them. */
  readonly text: string | null;
}

export interface DeliveryRescueDeps {
  readonly store: UndeliveredStore;
  readonly clock: Clock;
  /** Real time, for patience. */
  readonly leaseClock: Clock;
  readonly log: Log;
  readonly gate: DeliveryGate;
  /** The chat a message belonged to, as it is now. */
  readonly findRecipient: (conversationId: string) => Promise<Recipient | null>;
  /** The person's other chats, best first. */
  readonly otherChats: (failed: ConversationRef) => Promise<readonly Recipient[]>;
  /** Consent is off for that address, recorded once for the same event id. */
  readonly stopWriting: (ref: ConversationRef, eventId: string, source: string) => Promise<void>;
  /** Shows operators what nobody got; after a crash the same id may come again. Absent when nobody works here. */
  readonly show?: (lost: LostMessage) => Promise<void>;
}

export interface DeliveryRescue {
  /** Stores a report of failure; resolves once it is durable. Every other receipt is none of its business. */
  onReceipt(receipt: DeliveryReceipt): Promise<void>;
  /** A message refused at the moment of sending; see `DeliveryGateDeps.onUnreached`. */
  onUnreached(record: DeliveryRecord, to: ConversationRef, sentAs: DeliveryReason): Promise<void>;
  /** Does what is due, whoever else does so at the same time. Resolves with how many rows it took. */
  sweep(): Promise<number>;
  /** Resolves when nothing this process began is under way. */
  idle(): Promise<void>;
}

/** A report may be here before the message's own row, which is stored in batches. */
const UNKNOWN_POLL_MS = 50;
const UNKNOWN_PATIENCE_MS = 1_000;
const GIVE_UP_AFTER_TRIES = 20;
const CODE = /\d{4,6}/;

const STOPPED: RescueEnd = { state: 'stopped', reason: 'the person wants no messages there' };

/** One chat the words could go to; in another chat than the one they were meant for they are news without a question. */
interface Way {
  readonly to: Recipient;
  readonly isSameChat: boolean;
}

/**
 * What becomes of messages that did not arrive (NT-12, NT-23): sent once more another way, or shown to people.
 *
 * Reports come twice and in any order, and a message of several parts may fail several times: the report is a row under the
 * provider's id, and the row takes the message's key, which is unique. Providers have no idempotent send, so the row says
 * `sending` before anything leaves; a process that dies there leaves `uncertain`, never a second send.
 */
export function createDeliveryRescue(deps: DeliveryRescueDeps): DeliveryRescue {
  const { store, clock, leaseClock, log } = deps;
  const active = new Set<Promise<unknown>>();

  function workSoon(): void {
    const work: Promise<unknown> = sweep()
      .catch((error: unknown) => log.error({ err: error }, 'undelivered messages wait for the next sweep'))
      .finally(() => active.delete(work));
    active.add(work);
  }

  async function end(row: UndeliveredRow, outcome: RescueEnd): Promise<void> {
    await store.end(row, outcome);
    log.warn({ undelivered: row._id, code: row.code, ...outcome }, 'a message did not arrive');
  }

  const dead = (row: UndeliveredRow, reason: string): Promise<void> => end(row, { state: 'dead', reason });

  async function findMessage(row: UndeliveredRow): Promise<SentMessage | null> {
    const endsAt = leaseClock.nowUtc() + UNKNOWN_PATIENCE_MS;
    for (;;) {
      const found = await store.findMessage(row);
      if (found || leaseClock.nowUtc() >= endsAt) return found;
      await new Promise((resolve) => setTimeout(resolve, UNKNOWN_POLL_MS));
    }
  }

  async function rescue(row: UndeliveredRow): Promise<void> {
    const { _id, channel, account, address, cause, code } = row;
    const ref: ConversationRef = { channel, account, address };
    const message = await findMessage(row);
    if (!message && row.tries < GIVE_UP_AFTER_TRIES) return store.putOff(row);
    if (cause === 'optedOut') await deps.stopWriting(ref, `${_id}:optedOut`, `${channel} provider ${code ?? 'report'}`);
    if (!message) return cause === 'optedOut' ? end(row, STOPPED) : dead(row, 'we have no record of it');
    if (!(await store.takeMessage(row, message)))
      return end(row, { state: 'skipped', reason: 'another part of it failed too' });
    if (await store.hasArrived(row)) return end(row, { state: 'skipped', reason: 'it arrived after all' });
    const step = nextStep({
      key: message._id,
      cause,
      channel,
      // Refused at once, it never left; then the row knows the way that was tried.
      sentAs: row.messageKey === undefined ? message.reason : (row.reason ?? message.reason),
      committedAtUtc: message.committedAtUtc,
      nowUtc: clock.nowUtc(),
    });
    switch (step.kind) {
      case 'stop':
        return end(row, STOPPED);
      case 'dead':
        return dead(row, step.reason);
      case 'again':
      case 'elsewhere':
        return sendAgain(row, message, await waysFor(step.kind, message.conversationId, ref));
    }
  }

  async function waysFor(kind: 'again' | 'elsewhere', conversationId: string, ref: ConversationRef): Promise<Way[]> {
    const others = (await deps.otherChats(ref)).map((to) => ({ to, isSameChat: false }));
    const chat = kind === 'again' ? await deps.findRecipient(conversationId) : null;
    // The provider's word counts, whatever we believe of the window.
    return chat ? [{ to: { ...chat, lastInboundAtUtc: null }, isSameChat: true }, ...others] : others;
  }

  async function sendAgain(row: UndeliveredRow, sent: SentMessage, ways: readonly Way[]): Promise<void> {
    const { message } = sent;
    if (!message || ways.length === 0)
      return dead(row, message ? 'no other way to this person' : 'its words were not kept');
    if (!(await store.markSending(row))) return;
    let last: DeliveryRecord | null = null;
    for (const { to, isSameChat } of ways) {
      const words = isSameChat ? message : asNewsElsewhere(message, row.channel);
      const verdict = await deps.gate(to, againEntry(sent, words), { maySms: row.channel !== 'sms' });
      if (verdict.kind === 'later')
        return row.tries < GIVE_UP_AFTER_TRIES ? store.putOff(row) : dead(row, `gave up: ${verdict.reason}`);
      last = verdict.record;
      if (!mayTryNext(last, isSameChat)) break;
    }
    if (!last) return;
    await store.keepRecord(last, sent._id);
    await end(row, endOf(last));
  }

  async function show(row: UndeliveredRow): Promise<void> {
    const { _id: id, bookingId, channel, text } = row;
    await deps.show?.({ id, bookingId, channel, text, line: failureLine(row) });
    await store.markShown(row);
  }

  async function each(
    filter: Parameters<UndeliveredStore['claim']>[0],
    work: (row: UndeliveredRow) => Promise<void>,
  ): Promise<number> {
    let taken = 0;
    for (let row = await store.claim(filter); row; row = await store.claim(filter)) {
      const { _id } = row;
      await work(row).catch((error: unknown) =>
        log.error({ err: error, undelivered: _id }, 'an undelivered message waits for its lease to end'),
      );
      taken++;
    }
    return taken;
  }

  async function sweep(): Promise<number> {
    // Whoever sent these is gone, and nobody can say whether the provider took them.
    const left = await each({ state: 'sending' }, (row) =>
      end(row, { state: 'uncertain', reason: 'the process ended while sending it again' }),
    );
    const tried = await each({ state: 'waiting' }, rescue);
    const shown = deps.show ? await each({ toShow: true }, show) : 0;
    return left + tried + shown;
  }

  return {
    async onReceipt({ providerMessageId, status, errorCode, cause, channel, account, address }) {
      if (status !== 'failed') return;
      const told = { cause: cause ?? 'other', code: errorCode ?? null } as const;
      await store.add(providerMessageId, { channel, account, address }, told);
      workSoon();
    },
    async onUnreached({ key, detail }, to, sentAs) {
      // The second way is judged by the row that tries it.
      if (isAgain(key)) return;
      const code = CODE.exec(detail ?? '')?.[0] ?? null;
      await store.add(key, to, { messageKey: key, cause: 'unreachable', code, reason: sentAs });
      workSoon();
    },
    sweep,
    async idle() {
      while (active.size > 0) await Promise.all([...active]);
    },
  };
}

/** What was refused by SMS in place of WhatsApp would be refused by SMS again. */
function mayTryNext({ status, reason }: DeliveryRecord, isSameChat: boolean): boolean {
  if (reason === 'skipped: overtaken') return false;
  if (isSameChat) return reason === 'skipped: window closed';
  return status === 'failed' || status === 'skipped';
}

function endOf({ status, reason }: DeliveryRecord): RescueEnd {
  if (status === 'sent') return { state: 'resent', reason };
  if (status === 'uncertain') return { state: 'uncertain', reason };
  return { state: reason === 'skipped: overtaken' ? 'skipped' : 'dead', reason };
}

/** Only what the gate looks at; it is no entry of an outbox. */
function againEntry(sent: SentMessage, message: NonNullable<SentMessage['message']>): OutboxEntry {
  const { _id, committedAtUtc } = sent;
  return { key: againKey(_id), seq: 0, message, committedAtUtc, tries: 0, notBeforeUtc: 0, by: '', heldSince: 0 };
}
