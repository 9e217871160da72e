import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { searchFilter, type Searched } from '../platform/search-words.js';
import { BOOKINGS, type Booking } from './booking.model.js';
import type { BookingStatus } from './status.rules.js';

export interface NewestInput {
  readonly shopId: string;
  /** Those that count for this customer. */
  readonly customerKey?: string | undefined;
  readonly status?: BookingStatus | undefined;
  /** By its number, or by whom it is for. */
  readonly searched?: Searched | null | undefined;
  /** The last row of the page before. */
  readonly after: { readonly createdAtUtc: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** One page of a shop's bookings by when they were made, latest first. */
export function createNewestBookings({ mongo }: { readonly mongo: Mongo }) {
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);

  return async ({ shopId, customerKey, status, searched, after, limit }: NewestInput): Promise<readonly Booking[]> =>
    bookings
      .find({
        shopId,
        ...(customerKey === undefined ? {} : { customerKeys: customerKey }),
        ...(status === undefined ? {} : { status }),
        ...searchFilter(searched, { number: 'reference', prefix: 'BK', name: 'customer.name' }),
        ...(after && {
          $or: [
            { createdAtUtc: { $lt: after.createdAtUtc } },
            { createdAtUtc: after.createdAtUtc, _id: { $lt: after.id } },
          ],
        }),
      })
      .sort({ createdAtUtc: -1, _id: -1 })
      .limit(limit)
      .toArray();
}
