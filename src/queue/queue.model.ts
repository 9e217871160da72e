import type { Contact, Notice } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

/**
 * Glossary
 * - **queue**: the tickets of one person of a shop (QU-01). Its row counts places out; whoever changes an order touches it,
 *   so of two changes at once the database lets one go first.
 * - **order**: a ticket's rank among those of its queue, smaller first. Letting others go first gives a new one.
 */
export type TicketState = 'waiting' | 'called' | 'serving' | 'served' | 'left' | 'missed';

export interface Ticket {
  /** Made from the shop and the idempotency key: the same call twice is one ticket. */
  readonly _id: string;
  readonly shopId: string;
  readonly personId: string;
  readonly personName: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly language: string;
  readonly contact: Contact;
  readonly order: number;
  readonly state: TicketState;
  /** Present while it is waiting, called or being served: one of each customer at a time. */
  readonly isOpen?: true;
  readonly joinedAtUtc: Instant;
  readonly calledAtUtc: Instant | null;
  readonly startedAtUtc: Instant | null;
  readonly endedAtUtc: Instant | null;
  /** The call that asked for more time, and until when it was asked. */
  readonly later: { readonly key: string; readonly untilUtc: Instant } | null;
  /** "You are next" is said once (QU-07). */
  readonly toldNext: boolean;
  /** Counts its changes; a card shows one of them. */
  readonly rev: number;
  readonly last: { readonly what: string; readonly who: string; readonly atUtc: Instant };
  /** Clicks that have had their effect. */
  readonly actIds: readonly string[];
  /** What its customer has still to hear. */
  readonly toTell: readonly { readonly id: string; readonly name: QueueNotice }[];
  /** Its card shows an older state. */
  readonly isCardDue?: true;
}

export type QueueNotice = Extract<Notice, { ticket: unknown }>['name'];

export interface QueueRow {
  /** `<shop>/<person>` */
  readonly _id: string;
  readonly issued: number;
  readonly changes: number;
}

export const TICKETS = 'queue_tickets';
export const QUEUES = 'queues';

const open = { isOpen: true } as const;

export const queueIndexes: readonly IndexSpec[] = [
  {
    collection: TICKETS,
    key: { shopId: 1, conversationId: 1 },
    options: { name: 'one_open_place', unique: true, partialFilterExpression: open },
  },
  { collection: TICKETS, key: { shopId: 1, conversationId: 1, joinedAtUtc: -1 }, options: { name: 'by_customer' } },
  {
    collection: TICKETS,
    key: { shopId: 1, personId: 1, order: 1 },
    options: { name: 'in_order', partialFilterExpression: open },
  },
  {
    collection: TICKETS,
    key: { shopId: 1, personId: 1, endedAtUtc: -1 },
    options: { name: 'served', partialFilterExpression: { state: 'served' } },
  },
  {
    collection: TICKETS,
    key: { 'toTell.id': 1 },
    options: { name: 'untold', partialFilterExpression: { 'toTell.id': { $exists: true } } },
  },
  {
    collection: TICKETS,
    key: { isCardDue: 1 },
    options: { name: 'cards_due', partialFilterExpression: { isCardDue: true } },
  },
];
