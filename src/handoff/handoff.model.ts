import type { FlowEvent, Forwarded } from '../flow/protocol.js';
import type { InboundFile } from '../messaging/channel.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { CardRef } from '../messaging/operator.js';
import type { IndexSpec } from '../platform/indexes.js';

/**
 * Glossary
 * - **epoch**: counts the changes of hands of one conversation; only grows.
 * - **toTell**: events the conversation has not certainly heard yet, written with the change they tell of.
 * - **rev**: counts changes of anything that is shown; the message shows `shownRev`.
 * - **dueAt**: from when any process may finish what is left to tell or to show (real time). Absent when nothing is.
 */
export interface HandOffRow {
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly language: string;
  readonly reason: string;
  readonly note: string | null;
  readonly state: 'waiting' | 'taken' | 'closed';
  /** True until closed: the unique index on it allows one open hand-off a chat. */
  readonly isOpen: boolean;
  readonly epoch: number;
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly openedAtUtc: Instant;
  readonly takenAtUtc: Instant | null;
  readonly closedAtUtc: Instant | null;
  /** Nobody took it by then, or nothing was said until then: it goes back to its script. */
  readonly lapseAtUtc: Instant;
  readonly closedBy: string | null;
  readonly toTell: readonly { readonly id: string; readonly event: TalkEvent }[];
  readonly sentLineIds: readonly string[];
  readonly lineCount: number;
  readonly rev: number;
  readonly card: CardRef | null;
  readonly shownRev: number;
  readonly leaseUntil: number;
  readonly dueAt?: number;
}

export interface LineRow {
  readonly _id: string;
  readonly handOffId: string;
  readonly seq: number;
  readonly from: 'customer' | 'operator';
  readonly text: string;
  readonly atUtc: Instant;
  readonly sentBy: string | null;
  /** What the customer sent; `text` is its caption. */
  readonly sent?: Forwarded['sent'];
  /** What the operator added, as the operators' place names it. */
  readonly files?: readonly InboundFile[];
  /** Why what the operator added is not sent. */
  readonly problem?: string;
  readonly ref: CardRef | null;
  /** Not shown yet as it is. */
  readonly isNews: boolean;
}

/** What a conversation is told of its hand-off. */
export type TalkEvent = Extract<FlowEvent, { type: 'owner' | 'relay' | 'notPassed' }>;

export const HAND_OFFS = 'hand_offs';
export const HAND_OFF_LINES = 'hand_off_lines';

export const handOffIndexes: IndexSpec[] = [
  {
    collection: HAND_OFFS,
    key: { conversationId: 1 },
    options: { name: 'one_open', unique: true, partialFilterExpression: { isOpen: true } },
  },
  { collection: HAND_OFFS, key: { conversationId: 1, epoch: -1 }, options: { name: 'by_epoch' } },
  { collection: HAND_OFFS, key: { dueAt: 1 }, options: { name: 'work_due', sparse: true } },
  {
    collection: HAND_OFFS,
    key: { lapseAtUtc: 1 },
    options: { name: 'open_lapse', partialFilterExpression: { isOpen: true } },
  },
  {
    collection: HAND_OFFS,
    key: { 'card.messageId': 1 },
    options: { name: 'by_card_message', partialFilterExpression: { 'card.messageId': { $gt: '' } } },
  },
  { collection: HAND_OFF_LINES, key: { handOffId: 1, seq: 1 }, options: { name: 'by_hand_off' } },
];
