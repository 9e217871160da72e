import type { Clock } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/mongo.js';
import type { ConversationRef } from '../messaging/channel.js';
import {
  conversationId,
  PENDING_MAX,
  RING_SIZE,
  type ConversationDoc,
  type Conversations,
  type PendingEvent,
} from './conversation.model.js';

export type Accepted =
  /** Stored. `mine` says that nobody else is at work on this conversation: the caller takes the turn. */
  | { readonly kind: 'accepted'; readonly doc: ConversationDoc; readonly mine: boolean }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'flooded' };

export interface InboxDeps {
  readonly conversations: Conversations;
  /** Real time, for leases: never the movable clock of the phones page. */
  readonly leaseClock: Clock;
  readonly leaseMs: number;
}

/** Everything but the ring, which only the filter needs. */
const PROJECTION = { ring: 0 } as const;

/**
 * Stores an event durably, once, in order, with ONE update; only then may the provider hear 2xx.
 *
 * The filter names the conversation and refuses a known event id. When the id is known the filter matches nothing, the
 * upsert tries to insert a second document under the same _id, and the duplicate-key error IS the answer "seen before":
 * no read is needed. Whoever appends to an empty `pending` owns the turn; everybody else's event waits in the array and
 * is found by the owner's commit, which returns what is still pending.
 */
export function createInbox(deps: InboxDeps) {
  const { conversations, leaseClock, leaseMs } = deps;

  /** @param opens whether a chat with somebody who has not written yet begins with this. */
  async function accept(
    ref: ConversationRef & { shopId: string },
    event: PendingEvent,
    opens = event.kind === 'inbound',
  ): Promise<Accepted> {
    const _id = conversationId(ref);
    const inbound = event.kind === 'inbound';
    let doc: ConversationDoc | null;
    try {
      doc = await conversations.findOneAndUpdate(
        { _id, ring: { $ne: event.id } },
        {
          $push: { pending: event, ring: { $each: [event.id], $slice: -RING_SIZE } },
          // $min sets a missing lease and never postpones one: a person who keeps writing cannot starve the sweeper.
          $min: { dueAt: leaseClock.nowUtc() + leaseMs },
          ...(inbound
            ? { $set: { lastInboundAtUtc: event.atUtc, ...(event.profile ? { profile: event.profile } : {}) } }
            : {}),
          $setOnInsert: {
            shopId: ref.shopId,
            channel: ref.channel,
            account: ref.account,
            address: ref.address,
            rev: 0,
            seq: 0,
            state: null,
            outbox: [],
            consent: null,
            ...(inbound ? {} : { lastInboundAtUtc: null }),
          },
        },
        // News for a chat that never was (a booking made elsewhere) does not open one, unless it is meant to.
        { upsert: opens, returnDocument: 'after', projection: PROJECTION },
      );
    } catch (error) {
      if (isDuplicateKey(error)) return { kind: 'duplicate' };
      throw error;
    }
    if (!doc) return { kind: 'duplicate' };
    if (doc.pending.length > PENDING_MAX) {
      await conversations.updateOne({ _id }, { $pull: { pending: { id: event.id }, ring: event.id } });
      return { kind: 'flooded' };
    }
    return { kind: 'accepted', doc, mine: doc.pending.length === 1 };
  }

  return { accept };
}
