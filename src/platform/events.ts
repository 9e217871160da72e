import type mongoose from 'mongoose';

/**
 * What has happened, stored in the same transaction as the change itself and told to every subscriber afterwards,
 * at least once and in the order of one booking's versions. Subscribers are idempotent.
 */
export interface DomainEvent {
  /** `<type>:<bookingId>:<version>`: written twice it is one event. */
  readonly id: string;
  readonly type: DomainEventType;
  readonly shopId: string;
  readonly bookingId: string;
  readonly version: number;
  /** UTC epoch milliseconds. */
  readonly atUtc: number;
}

export const DOMAIN_EVENT_TYPES = [
  'booking.created',
  'booking.accepted',
  'booking.rejected',
  'booking.expired',
  'booking.started',
  'booking.completed',
  'booking.cancelled',
  'booking.moved',
  'booking.noShow',
  'booking.noShowUndone',
  'booking.extraAsked',
  /** Something the operators' card shows has changed; the customer is told by other means or not at all. */
  'booking.changed',
  'booking.coming',
  /** Another person does it, at the same time. */
  'booking.assigned',
] as const;
/** Of an order of products, whose id then stands in `bookingId`. */
export const ORDER_EVENT_TYPES = [
  'order.placed',
  'order.accepted',
  'order.ready',
  'order.done',
  'order.late',
  'order.cancelled',
  'order.refunded',
] as const;
export type DomainEventType = (typeof DOMAIN_EVENT_TYPES)[number] | (typeof ORDER_EVENT_TYPES)[number];

export interface EventStore {
  /** Stores events inside the caller's transaction. */
  record(session: mongoose.ClientSession, events: readonly DomainEvent[]): Promise<void>;
  /** Call once the transaction has committed: delivery starts now instead of at the next sweep. */
  wake(): void;
}

export type EventHandler = (event: DomainEvent) => Promise<void>;
