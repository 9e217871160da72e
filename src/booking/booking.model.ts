import { z } from 'zod';
import type { Names, Quote, Terms } from '../catalogue/index.js';
import type { AnswerPair, BookingType } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { AssignReason } from '../scheduling/index.js';
import type { BookingAct, BookingStatus } from './status.rules.js';

/** One visit that was agreed or asked for (BK-08). Everything a customer was promised is copied in, never looked up later. */
export interface Booking {
  /** Made from the shop and the idempotency key: the same key twice is the same row (BK-29). */
  readonly _id: string;
  readonly shopId: string;
  /** BK-######## (BK-10). */
  readonly reference: string;
  /** The claim on the day sheets that secures its time. */
  readonly holdId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  readonly customer: { readonly name: string; readonly phone: string | null; readonly email: string | null };
  readonly note: string | null;
  /** What was asked and answered, readable, in the order asked; absent when there was nothing of the kind. */
  readonly answers?: readonly AnswerPair[];
  readonly service: {
    readonly id: string;
    readonly name: string;
    /** By language: another than the one it was booked in may be read later. */
    readonly names?: Names;
    readonly durationMin: number;
  };
  readonly price: Quote;
  /** Whose visit it is, by every name they are known by (CF-25); absent in rows from before prices asked. */
  readonly customerKeys?: readonly string[];
  /** Whoever begins the visit; named are all who have a part in it. */
  readonly person: { readonly id: string; readonly name: string };
  /** Of a visit of several services what falls on whom, in order (ORD-06); absent for one service. */
  readonly parts?: readonly BookedPart[];
  /** An ordinary visit when absent (BK-01). */
  readonly type?: BookingType;
  /** Places in a group; 1 when absent. */
  readonly seats?: number;
  /** Who chose the person, and why it was this one; absent in rows from before it was kept. */
  readonly assignment?: Assignment;
  /** The chat of somebody who made it for another: its own where that one has no chat. */
  readonly bookedBy?: string;
  /** Others who come along (BK-28). */
  readonly others?: readonly Booking['customer'][];
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  /** Time of the person and the rooms before and after it, which the customer is not shown. */
  readonly setupMs?: number;
  readonly cleanupMs?: number;
  /** The sheets of the rooms and devices it has. */
  readonly units?: readonly string[];
  /** Their names as they were. */
  readonly resources?: readonly string[];
  readonly bufferMs: number;
  readonly zone: string;
  /** The wall time as it was said: if the law moves the clocks, this shows what was promised. */
  readonly promisedWall: string;
  readonly scheduledMin: number;
  readonly status: BookingStatus;
  /** Counts the changes of what was agreed; a message about an older version is not sent any more. */
  readonly version: number;
  /** The version at which the present time was set: an act on an older card was meant for another time. */
  readonly timeVersion: number;
  /** Until when dropping and moving are free (CX-02). */
  readonly freeUntilUtc: Instant;
  /** What was promised about late drops; absent in rows from before there were terms. */
  readonly terms?: Terms;
  /** It has cost its customer a token that was not given back. */
  readonly isTokenTaken?: boolean;
  /** The time at which nobody began it, and the house did not count that as missed. */
  readonly leftOpenVersion?: number;
  /** The last work found on the way (BK-04). */
  readonly extra?: ExtraWork;
  readonly paid: Paid | null;
  /** When the customer said that they are coming. */
  readonly comingAtUtc: Instant | null;
  readonly createdAtUtc: Instant;
  readonly history: readonly HistoryRow[];
}

/** One service of a visit of several. */
export interface BookedPart {
  readonly service: { readonly id: string; readonly name: string; readonly names?: Names };
  readonly person: { readonly id: string; readonly name: string };
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  /** By the price list; what the visit costs is `price`. */
  readonly priceMinor: number;
  readonly bufferMs: number;
  readonly setupMs?: number;
  readonly cleanupMs?: number;
  /** The sheets of the rooms and devices it has. */
  readonly units?: readonly string[];
}

export interface Assignment {
  readonly by: 'customer' | 'auto' | 'operator';
  readonly reason: AssignReason;
}

export interface ExtraWork {
  readonly words: string;
  readonly amountMinor: number;
  /** `draft`: written down by an operator, and nobody was asked yet. */
  readonly state: 'draft' | 'asked' | 'approved' | 'declined' | 'withdrawn';
}

export interface Paid {
  readonly amountMinor: number;
  readonly currency: string;
  readonly paymentId: string;
  readonly atUtc: Instant;
}

export interface Actor {
  readonly kind: 'customer' | 'operator' | 'system';
  readonly id: string;
  readonly name: string;
}

export interface HistoryRow {
  /** The idempotency key of the act: the same click or call twice is one row. */
  readonly actId: string;
  readonly act: BookingAct | 'create' | 'move' | 'coming' | 'noteExtra' | 'assign';
  readonly who: Actor;
  readonly atUtc: Instant;
  readonly why: string | null;
  readonly from: BookingStatus | null;
  readonly to: BookingStatus;
  /** The booking's version after the act. */
  readonly version: number;
  /** The shop allowed what was past the deadline: it is as free as before it. */
  readonly isGranted?: true;
  /** Where a move came from. */
  readonly wasStartsAtUtc: Instant | null;
  /** Who it was given on by, as they were called. */
  readonly wasPerson?: string;
}

/** BK-08: phone at most 20 characters; control characters never. */
export const contactSchema = z.object({
  name: z.string().trim().min(1).max(80),
  phone: z.string().trim().min(1).max(20).nullable(),
  email: z.string().trim().min(3).max(254).nullable(),
  note: z.string().trim().max(1_000).nullable(),
  answers: z
    .array(z.object({ label: z.string().max(80), value: z.string().max(1_000) }))
    .max(40)
    .optional(),
  forWhom: z.string().trim().min(1).max(40).optional(),
});

export const BOOKINGS = 'bookings';

export const bookingIndexes: readonly IndexSpec[] = [
  { collection: BOOKINGS, key: { reference: 1 }, options: { name: 'bookings_by_reference', unique: true } },
  {
    collection: BOOKINGS,
    key: { shopId: 1, conversationId: 1, startsAtUtc: 1 },
    options: { name: 'bookings_by_conversation' },
  },
  {
    collection: BOOKINGS,
    key: { shopId: 1, createdAtUtc: 1, 'person.id': 1 },
    options: { name: 'bookings_given' },
  },
  { collection: BOOKINGS, key: { shopId: 1, startsAtUtc: 1 }, options: { name: 'bookings_by_time' } },
  {
    collection: BOOKINGS,
    key: { shopId: 1, customerKeys: 1, status: 1 },
    options: { name: 'bookings_by_customer' },
  },
  {
    collection: BOOKINGS,
    key: { shopId: 1, createdAtUtc: 1, 'parts.person.id': 1 },
    options: { name: 'bookings_given_parts', partialFilterExpression: { parts: { $exists: true } } },
  },
  {
    collection: BOOKINGS,
    key: { startsAtUtc: 1 },
    options: { name: 'bookings_awaited', partialFilterExpression: { status: 'accepted' } },
  },
  {
    collection: BOOKINGS,
    key: { shopId: 1, 'customer.phone': 1, startsAtUtc: 1, _id: 1 },
    options: { name: 'bookings_by_phone' },
  },
  {
    collection: BOOKINGS,
    key: { shopId: 1, 'customer.email': 1, startsAtUtc: 1, _id: 1 },
    options: { name: 'bookings_by_email' },
  },
];

/** Stable codes; the words for people are made at the edge. */
export class BookingError extends Error {
  readonly code: 'booking.unknown' | 'booking.unknownHold' | 'booking.contended';
  constructor(code: BookingError['code'], message: string) {
    super(message);
    this.name = 'BookingError';
    this.code = code;
  }
}
