import { z } from 'zod';
import type { Quote } from '../catalogue/index.js';
import type { AnswerPair } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
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
  readonly service: { readonly id: string; readonly name: string; readonly durationMin: number };
  readonly price: Quote;
  readonly person: { readonly id: string; readonly name: string };
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
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
  readonly paid: Paid | null;
  /** When the customer said that they are coming. */
  readonly comingAtUtc: Instant | null;
  readonly createdAtUtc: Instant;
  readonly history: readonly HistoryRow[];
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
  readonly act: BookingAct | 'create' | 'move' | 'coming';
  readonly who: Actor;
  readonly atUtc: Instant;
  readonly why: string | null;
  readonly from: BookingStatus | null;
  readonly to: BookingStatus;
  /** The booking's version after the act. */
  readonly version: number;
  /** Where a move came from. */
  readonly wasStartsAtUtc: Instant | null;
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
});

export const BOOKINGS = 'bookings';

export const bookingIndexes: readonly IndexSpec[] = [
  { collection: BOOKINGS, key: { reference: 1 }, options: { name: 'bookings_by_reference', unique: true } },
  {
    collection: BOOKINGS,
    key: { shopId: 1, conversationId: 1, startsAtUtc: 1 },
    options: { name: 'bookings_by_conversation' },
  },
  { collection: BOOKINGS, key: { shopId: 1, startsAtUtc: 1 }, options: { name: 'bookings_by_time' } },
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
