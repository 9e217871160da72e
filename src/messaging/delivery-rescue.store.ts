import { randomUUID } from 'node:crypto';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import type { ConversationRef } from './channel.js';
import type { DeliveryRecord } from './delivery.js';
import { UNDELIVERED, type SentMessage, type UndeliveredRow } from './delivery-rescue.model.js';

export type RescueEnd = Pick<UndeliveredRow, 'state' | 'reason'>;

/** Longer than a send and its fallback may take together. */
const LEASE_MS = 90_000;
const PAUSE_MS = 30_000;

/** The rows of undelivered messages. Every write names the lease it was made under: whoever lost it changes nothing. */
export function createUndeliveredStore(deps: { mongo: Mongo; clock: Clock; leaseClock: Clock }) {
  const { clock, leaseClock } = deps;
  const rows = deps.mongo.db.collection<UndeliveredRow>(UNDELIVERED);
  const messages = deps.mongo.db.collection<SentMessage & { providerMessageIds: readonly string[] }>('messages');
  const receipts = deps.mongo.db.collection<{ _id: string; providerMessageId: string; status: string }>('receipts');

  const mine = ({ _id, leaseToken }: UndeliveredRow): { _id: string; leaseToken: string } => ({ _id, leaseToken });

  return {
    /** Told twice it is one row. */
    async add(id: string, ref: ConversationRef, told: Partial<UndeliveredRow>): Promise<void> {
      const fresh: Omit<UndeliveredRow, '_id'> = {
        channel: ref.channel,
        account: ref.account,
        address: ref.address,
        cause: 'other',
        code: null,
        toldAtUtc: clock.nowUtc(),
        state: 'waiting',
        reason: null,
        decidedAtUtc: null,
        conversationId: null,
        bookingId: null,
        text: null,
        toShow: false,
        dueAt: 0,
        leaseToken: '',
        tries: 0,
        ...told,
      };
      await rows.updateOne({ _id: id }, { $setOnInsert: fresh }, { upsert: true });
    },

    /** One update decides who works on a row. */
    async claim(filter: { state: 'waiting' | 'sending' } | { toShow: true }): Promise<UndeliveredRow | null> {
      const now = leaseClock.nowUtc();
      return rows.findOneAndUpdate(
        { ...filter, dueAt: { $lte: now } },
        { $set: { dueAt: now + LEASE_MS, leaseToken: randomUUID() }, $inc: { tries: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      );
    },

    /** Before anything leaves. False when the row is not ours any more. */
    async markSending(row: UndeliveredRow): Promise<boolean> {
      const result = await rows.updateOne({ ...mine(row), state: 'waiting' }, { $set: { state: 'sending' } });
      return result.modifiedCount === 1;
    },

    /** Nothing left the house: the row waits, and everything is judged afresh. */
    async putOff(row: UndeliveredRow): Promise<void> {
      await rows.updateOne(mine(row), { $set: { state: 'waiting', dueAt: leaseClock.nowUtc() + PAUSE_MS } });
    },

    /** Recorded for good; what nobody got is to be shown to people. */
    async end(row: UndeliveredRow, { state, reason }: RescueEnd): Promise<void> {
      const toShow = state === 'dead' || state === 'uncertain';
      const again = toShow ? { dueAt: 0, tries: 0 } : {};
      await rows.updateOne(mine(row), { $set: { state, reason, toShow, decidedAtUtc: clock.nowUtc(), ...again } });
    },

    async markShown(row: UndeliveredRow): Promise<void> {
      await rows.updateOne(mine(row), { $set: { toShow: false } });
    },

    findMessage({ _id, messageKey }: UndeliveredRow): Promise<SentMessage | null> {
      return messages.findOne(messageKey === undefined ? { providerMessageIds: _id } : { _id: messageKey });
    },

    /** False when another part of the same message brought it here before: the key is unique. */
    async takeMessage(row: UndeliveredRow, { _id, conversationId, about, text }: SentMessage): Promise<boolean> {
      const bookingId = about?.bookingId ?? null;
      try {
        await rows.updateOne(mine(row), { $set: { messageKey: _id, conversationId, bookingId, text } });
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },

    /** Reports come in any order: one that says it was delivered outweighs one that says it was not. */
    async hasArrived({ _id }: UndeliveredRow): Promise<boolean> {
      const good = { providerMessageId: _id, status: { $in: ['delivered', 'read'] } };
      return (await receipts.findOne(good, { projection: { _id: 1 } })) !== null;
    },

    /** The second attempt, in the transcript beside the first. */
    async keepRecord({ key, ...record }: DeliveryRecord, insteadOf: string): Promise<void> {
      const transcript = deps.mongo.db.collection<{ _id: string }>('messages');
      await transcript.updateOne({ _id: key }, { $setOnInsert: { ...record, insteadOf } }, { upsert: true });
    },
  };
}

export type UndeliveredStore = ReturnType<typeof createUndeliveredStore>;
