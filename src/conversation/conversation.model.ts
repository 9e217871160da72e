import type { mongo } from 'mongoose';
import type { InboundContent, InboundMessage } from '../messaging/channel.js';
import type { OutboxEntry } from '../messaging/delivery.js';
import type { HeardRecord } from '../messaging/transcript.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { FlowState } from '../flow/index.js';
import type { FlowEvent, Forwarded, Notice } from '../flow/protocol.js';
import type { StepsGiven } from '../insights/index.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Mongo } from '../platform/mongo.js';

/**
 * One conversation is one document: what was heard and not yet handled, where the script stands, what is to be said.
 *
 * Glossary
 * - **pending**: accepted events in the order they came; the first is being handled or waits to be.
 * - **ring**: ids of the last events, so that a redelivery matches nothing.
 * - **rev**: counts commits; a commit names the one it read, so two can never both win.
 * - **timerAt**: from when a timer of the script may have to ring. Never later than the first one, sometimes earlier: a
 *   timer put off with every answer must not change an index with every answer. Absent when none is set.
 * - **dueAt**: from when any process may take the work up (a lease in real time). Absent when nothing is left to do.
 */
export interface ConversationDoc {
  readonly _id: string;
  readonly shopId: string;
  readonly channel: ChannelId;
  readonly account: string;
  readonly address: string;
  readonly rev: number;
  readonly ring?: readonly string[];
  readonly pending: readonly PendingEvent[];
  readonly state: FlowState | null;
  readonly outbox: readonly OutboxItem[];
  /** The number of the last message said. */
  readonly seq: number;
  readonly lastInboundAtUtc: Instant | null;
  readonly consent: { readonly stopped: boolean; readonly atUtc: Instant; readonly source: string } | null;
  readonly profile?: NonNullable<InboundMessage['profile']>;
  readonly dueAt?: number;
  readonly timerAt?: Instant;
  /** Other chats that have proved to be the same person's. Written by whoever joins chats, never by a turn. */
  readonly alsoIn?: readonly string[];
  /** Those of them that are somebody else's, who lets this person help. */
  readonly helps?: readonly string[];
  /** How often the work now pending was taken up and not finished. */
  readonly tries?: number;
}

export type PendingEvent = {
  readonly id: string;
  readonly atUtc: Instant;
} & (
  | { readonly kind: 'inbound'; readonly content: InboundContent; readonly profile?: InboundMessage['profile'] }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'flow'; readonly event: HouseEvent }
);

/** What the house itself tells a chat: a timer that rang, who has it, words of who has it, a file that came another way, a link that was called, another chat of the same person. */
export type HouseEvent = Extract<
  FlowEvent,
  {
    type: 'timer' | 'owner' | 'relay' | 'notPassed' | 'media' | 'location' | 'called' | 'leaves' | 'arrives' | 'joined';
  }
>;

/** Words of the customer for the person who has the chat. */
export interface ForwardRecord extends Forwarded {
  /** Unique to these words: told twice, they are passed on once. */
  readonly key: string;
  readonly atUtc: Instant;
}

/** What waits to leave, and what was heard in the same turn, kept together so that the transcript loses neither. */
export type OutboxItem =
  | ({ readonly kind: 'say' } & OutboxEntry)
  | ({ readonly kind: 'heard' } & HeardRecord)
  | ({ readonly kind: 'steps' } & StepsGiven)
  | ({ readonly kind: 'forward' } & ForwardRecord)
  | { readonly kind: 'answered'; readonly key: string; readonly stepId: string; readonly choiceId: string | null };

export const RING_SIZE = 50;
/** More unhandled events than this from one person are a flood. */
export const PENDING_MAX = 50;

export function conversationId(ref: { channel: ChannelId; account: string; address: string }): string {
  return `${ref.channel}:${ref.account}:${ref.address}`;
}

export type Conversations = mongo.Collection<ConversationDoc>;

export function conversationCollection(mongo: Mongo): Conversations {
  return mongo.db.collection<ConversationDoc>('conversations');
}

export const conversationIndexes: IndexSpec[] = [
  { collection: 'conversations', key: { dueAt: 1 }, options: { name: 'work_due', sparse: true } },
  { collection: 'conversations', key: { timerAt: 1 }, options: { name: 'timer_due', sparse: true } },
  { collection: 'consents', key: { conversationId: 1, atUtc: 1 }, options: { name: 'by_conversation' } },
];
