import type { IndexSpec } from '../platform/indexes.js';
import type { ChannelId, Instant, OutboundMessage } from './message.js';
import type { FailureCause } from './delivery-rescue.rules.js';

export const UNDELIVERED = 'undelivered';

/** A message that did not arrive, from the moment we were told to the recorded end of what we did about it (NT-12, NT-24). */
export interface UndeliveredRow {
  /** The provider's id of the message, or our own key when it was refused at once: told twice it is one row. */
  readonly _id: string;
  /** Set when the message is known; unique, so a message of several parts is sent again once. */
  readonly messageKey?: string;
  readonly channel: ChannelId;
  readonly account: string;
  readonly address: string;
  readonly cause: FailureCause;
  /** What the provider said: its code, never its words. */
  readonly code: string | null;
  readonly toldAtUtc: Instant;
  /**
   * `resent`: went out another way. `stopped`: the person wants no messages there. `skipped`: not worth sending any more.
   * `dead`: nobody got it. `uncertain`: sent again, perhaps; it is not tried a third time.
   */
  readonly state: 'waiting' | 'sending' | 'resent' | 'stopped' | 'skipped' | 'dead' | 'uncertain';
  readonly reason: string | null;
  readonly decidedAtUtc: Instant | null;
  readonly conversationId: string | null;
  readonly bookingId: string | null;
  readonly text: string | null;
  /** Operators have still to be shown this. */
  readonly toShow: boolean;
  /** Real time, as leases are. */
  readonly dueAt: number;
  readonly leaseToken: string;
  readonly tries: number;
}

/** What is needed of a sent message to send it again. */
export interface SentMessage {
  readonly _id: string;
  readonly conversationId: string;
  readonly shopId: string;
  readonly text: string;
  readonly reason: string;
  readonly message: OutboundMessage | null;
  readonly about: { readonly bookingId: string; readonly version: number } | null;
  readonly committedAtUtc: Instant;
}

export const deliveryRescueIndexes: IndexSpec[] = [
  {
    collection: UNDELIVERED,
    key: { messageKey: 1 },
    options: {
      name: 'one_rescue_a_message',
      unique: true,
      partialFilterExpression: { messageKey: { $exists: true } },
    },
  },
  {
    collection: UNDELIVERED,
    key: { dueAt: 1 },
    options: { name: 'unfinished', partialFilterExpression: { state: { $in: ['waiting', 'sending'] } } },
  },
  {
    collection: UNDELIVERED,
    key: { toShow: 1, dueAt: 1 },
    options: { name: 'to_show', partialFilterExpression: { toShow: true } },
  },
];
