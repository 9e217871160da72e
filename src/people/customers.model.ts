import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

/**
 * One person of a shop, without any account (GU-01, GU-02): the chats they have proved to be theirs. Somebody who never
 * booked has no row, and needs none.
 */
export interface CustomerRow {
  readonly _id: string;
  readonly shopId: string;
  readonly identities: readonly Identity[];
  /** As it was given with a booking last; a merge is never made by them. */
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  /** When they asked for their details to be kept, and proved their e-mail; absent for those who never did (GU-06). */
  readonly savedAtUtc?: Instant;
  /** Everything that was ever joined or taken apart, oldest first. */
  readonly history: readonly LinkRecord[];
  /** The person this one turned out to be; it has no chats of its own as long as that stands. */
  readonly mergedInto: string | null;
  readonly createdAtUtc: Instant;
}

export interface Identity {
  /** A chat's id: its channel and its address there. */
  readonly conversationId: string;
  readonly sinceUtc: Instant;
}

export interface LinkRecord {
  readonly linkId: string;
  /** A code that was sent from the other chat, or one that came to the e-mail a visit of it was booked with. */
  readonly proof: 'code' | 'email';
  readonly from: string;
  /** The chats that came with it. */
  readonly chats: readonly Identity[];
  readonly atUtc: Instant;
  readonly undoneAtUtc: Instant | null;
  /** The call that undid it. */
  readonly undoneBy: string | null;
}

export const CUSTOMERS = 'customers';

export const customerIndexes: readonly IndexSpec[] = [
  {
    collection: CUSTOMERS,
    key: { 'identities.conversationId': 1 },
    // A chat is never two people's. Those merged into another have none.
    options: { name: 'one_person_a_chat', unique: true, partialFilterExpression: { mergedInto: null } },
  },
  { collection: CUSTOMERS, key: { shopId: 1, createdAtUtc: -1 }, options: { name: 'newest_of_shop' } },
  { collection: CUSTOMERS, key: { 'history.undoneBy': 1 }, options: { name: 'by_split', sparse: true } },
];
