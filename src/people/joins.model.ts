import type { ChannelId, Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

export interface JoinChat {
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
}

/** A code that was made in one chat, to be sent from another. Its `_id` is a keyed hash of shop and digits: the code itself is in no row. */
export interface JoinCodeRow {
  readonly _id: string;
  readonly shopId: string;
  /** `help`: whoever sends it may act for the person of the chat that made it. */
  readonly of: 'move' | 'link' | 'help';
  /** Names what the code leads to, for ever: a hash may be used again for another code. */
  readonly joinId: string;
  /** The chat that asked for it, and the call that did. */
  readonly conversationId: string;
  readonly channel: ChannelId;
  /** Where that chat is written to; absent in rows from before codes led to help. */
  readonly address?: string;
  readonly key: string;
  readonly state: 'open' | 'used' | 'replaced';
  readonly usedBy: (JoinChat & { readonly key: string }) | null;
  readonly untilUtc: Instant;
  readonly storedAt: Date;
}

export const JOIN_CODES = 'join_codes';
const KEPT_FOR_S = 24 * 60 * 60;

export const joinIndexes: readonly IndexSpec[] = [
  { collection: JOIN_CODES, key: { conversationId: 1, state: 1 }, options: { name: 'open_of_chat' } },
  { collection: JOIN_CODES, key: { key: 1 }, options: { name: 'by_call' } },
  { collection: JOIN_CODES, key: { joinId: 1 }, options: { name: 'by_join' } },
  { collection: JOIN_CODES, key: { storedAt: 1 }, options: { name: 'expire', expireAfterSeconds: KEPT_FOR_S } },
];
