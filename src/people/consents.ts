import type { CallHandlers } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Mongo } from '../platform/mongo.js';

/** What somebody agreed to or took back. Rows are only ever added; the newest of a chat and topic counts. */
interface TopicConsentRow {
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly topic: string;
  readonly granted: boolean;
  /** The words the person was shown when they answered. */
  readonly words: string;
  readonly language: string;
  readonly atUtc: Instant;
}

const TOPIC_CONSENTS = 'topic_consents';

export const consentIndexes: IndexSpec[] = [
  { collection: TOPIC_CONSENTS, key: { conversationId: 1, topic: 1, atUtc: -1 }, options: { name: 'newest_of_topic' } },
];

export type Consents = ReturnType<typeof createConsents>;

/** The ledger of consents, and `consent.record`, which adds to it. */
export function createConsents({ mongo }: { readonly mongo: Mongo }) {
  const rows = mongo.db.collection<TopicConsentRow>(TOPIC_CONSENTS);
  const blocks: CallHandlers<'consent.record'> = {
    async 'consent.record'({ topic, granted, words }, context) {
      const { key, shopId, conversationId, channel, language, nowUtc } = context;
      const row = { shopId, conversationId, channel, topic, granted, words, language, atUtc: nowUtc };
      await rows.updateOne({ _id: key }, { $setOnInsert: row }, { upsert: true });
      return { call: 'consent.record', exit: 'recorded', data: {} };
    },
  };
  return {
    blocks,
    /** Whether the person has taken this topic back. A topic nobody was asked about is not refused. */
    async isRefused(conversationId: string, topic: string): Promise<boolean> {
      const last = await rows.findOne({ conversationId, topic }, { sort: { atUtc: -1 } });
      return last?.granted === false;
    },
  };
}
