import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { BOOKINGS, type Booking } from './booking.model.js';
import type { BookingStatus } from './status.rules.js';

export interface ListBookingsInput {
  readonly shopId: string;
  /** As it is kept: +447700900001. */
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly personId?: string | undefined;
  readonly status?: BookingStatus | undefined;
  /** Starting then or later. */
  readonly fromUtc?: Instant | undefined;
  /** Starting before then. */
  readonly toUtc?: Instant | undefined;
  /** The last row of the page before. */
  readonly after: { readonly startsAtUtc: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** One page of a shop's bookings by their start: keyed by the last row, so that what comes or goes meanwhile repeats and hides nothing. */
export function createListBookings({ mongo }: { readonly mongo: Mongo }) {
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);

  return async (input: ListBookingsInput): Promise<readonly Booking[]> => {
    const { shopId, phone, email, personId, status, fromUtc, toUtc, after, limit } = input;
    const beyond = after && {
      $or: [{ startsAtUtc: { $gt: after.startsAtUtc } }, { startsAtUtc: after.startsAtUtc, _id: { $gt: after.id } }],
    };
    const startsAtUtc = {
      ...(fromUtc === undefined ? {} : { $gte: fromUtc }),
      ...(toUtc === undefined ? {} : { $lt: toUtc }),
    };
    return bookings
      .find({
        shopId,
        ...(phone === undefined ? {} : { 'customer.phone': phone }),
        ...(email === undefined ? {} : { 'customer.email': email }),
        ...(personId === undefined
          ? {}
          : { $and: [{ $or: [{ 'person.id': personId }, { 'parts.person.id': personId }] }] }),
        ...(status === undefined ? {} : { status }),
        ...(Object.keys(startsAtUtc).length > 0 ? { startsAtUtc } : {}),
        ...beyond,
      })
      .sort({ startsAtUtc: 1, _id: 1 })
      .limit(limit)
      .toArray();
  };
}
