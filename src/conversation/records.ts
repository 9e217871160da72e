import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import type { DeliveryReceipt } from '../messaging/channel.js';
import type { ConversationDoc, PendingEvent } from './conversation.model.js';

/** What is kept for ever beside a conversation: each word about being written to, and what providers say of our messages. */
export function createRecords({ mongo, clock }: { readonly mongo: Mongo; readonly clock: Clock }) {
  const receipts = mongo.db.collection<{ _id: string }>('receipts');
  const consents = mongo.db.collection<{ _id: string }>('consents');

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

  async function recordReceipt(receipt: DeliveryReceipt): Promise<void> {
    const { channel, providerMessageId, status, errorCode } = receipt;
    const row = { channel, providerMessageId, status, errorCode: errorCode ?? null, atUtc: clock.nowUtc() };
    await receipts.updateOne({ _id: receipt.eventId }, { $setOnInsert: row }, { upsert: true });
  }

  return { recordConsent, recordReceipt };
}
