import type { ClientSession } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import type { DomainEvent, DomainEventType, EventStore } from '../platform/events.js';
import type { Mongo } from '../platform/mongo.js';
import { BookingError, BOOKINGS, type Booking, type HistoryRow } from './booking.model.js';

/** A change worked out from the booking as it was read. */
export interface Change {
  readonly set: Partial<Booking>;
  /** Whether what was agreed has changed: only then does the version move on. */
  readonly bumpsVersion: boolean;
  readonly history: Omit<HistoryRow, 'version' | 'from' | 'to'>;
  readonly event: DomainEventType | null;
  /** Work on the day sheets, in the same transaction, before the row is written. May throw to end it. */
  readonly onSheets?: (session: ClientSession) => Promise<Partial<Booking> | void>;
}

interface ChangeDeps {
  readonly mongo: Mongo;
  readonly events: EventStore;
}

class VersionMoved extends Error {}

const ATTEMPTS = 20;
const bookingId = /^[\w-]{20}$/;

export interface BookingWriter {
  /** Null for an unknown id, and for a booking of another chat when `owner` is given. */
  find(id: string, owner?: Owner): Promise<Booking | null>;
  /**
   * Reads, decides, writes under the version it read; when somebody else was quicker it reads and decides again.
   * `decide` is pure and returns either an answer or a change; after the change `answer` is made from the new row.
   */
  change<T>(
    id: string,
    owner: Owner | null,
    nowUtc: Instant,
    decide: (booking: Booking) => { readonly answer: T } | { readonly change: Change },
    answer: (booking: Booking) => T,
  ): Promise<T>;
}

/** Whose booking it has to be: customers reach only those of their own chats. */
export interface Owner {
  readonly shopId: string;
  readonly conversationId: string;
  /** Other chats that have proved to be the same person's. */
  readonly alsoIn?: readonly string[];
}

/** Every chat whose bookings are this customer's. */
export function chatsOf({ conversationId, alsoIn = [] }: Owner): string | { readonly $in: readonly string[] } {
  return alsoIn.length === 0 ? conversationId : { $in: [conversationId, ...alsoIn] };
}

/** Every change after creation goes through here: version in the filter, history, event and sheets in one transaction. */
export function createBookingWriter({ mongo, events }: ChangeDeps): BookingWriter {
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);

  async function find(id: string, owner?: Owner): Promise<Booking | null> {
    if (!bookingId.test(id)) return null;
    return bookings.findOne(owner ? { _id: id, shopId: owner.shopId, conversationId: chatsOf(owner) } : { _id: id });
  }

  async function write(session: ClientSession, booking: Booking, change: Change, nowUtc: Instant): Promise<Booking> {
    const fromSheets = (await change.onSheets?.(session)) ?? {};
    const version = change.bumpsVersion ? booking.version + 1 : booking.version;
    const set = { ...change.set, ...fromSheets, version };
    const row: HistoryRow = { ...change.history, from: booking.status, to: set.status ?? booking.status, version };
    const after = await bookings.findOneAndUpdate(
      // The act's id as well: changes that keep the version must not be written twice either.
      { _id: booking._id, version: booking.version, 'history.actId': { $ne: row.actId } },
      { $set: set, $push: { history: row } },
      { session, returnDocument: 'after' },
    );
    if (!after) throw new VersionMoved();
    if (change.event) await events.record(session, [eventOf(change.event, after, nowUtc)]);
    return after;
  }

  return {
    find,
    async change(id, owner, nowUtc, decide, answer) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const booking = await find(id, owner ?? undefined);
        if (!booking) throw new BookingError('booking.unknown', `no booking ${id} here`);
        const decision = decide(booking);
        if ('answer' in decision) return decision.answer;
        try {
          const after = await mongo.transaction((session) => write(session, booking, decision.change, nowUtc));
          events.wake();
          return answer(after);
        } catch (error) {
          if (!(error instanceof VersionMoved)) throw error;
        }
      }
      throw new BookingError('booking.contended', `booking ${id} changed ${ATTEMPTS} times while it was being changed`);
    },
  };
}

/** An event of this booking at its present version. */
export function eventOf(type: DomainEventType, booking: Booking, atUtc: Instant): DomainEvent {
  const { _id, shopId, version } = booking;
  return { id: `${type}:${_id}:${version}`, type, shopId, bookingId: _id, version, atUtc };
}
