import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { BOOKINGS, type Booking } from './booking.model.js';

export interface NewestInput {
  readonly shopId: string;
  /** Those that count for this customer. */
  readonly customerKey?: string | undefined;
  /** The last row of the page before. */
  readonly after: { readonly createdAtUtc: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** One page of a shop's bookings by when they were made, latest first. */
export function createNewestBookings({ mongo }: { readonly mongo: Mongo }) {
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);

  return async ({ shopId, customerKey, after, limit }: NewestInput): Promise<readonly Booking[]> =>
    bookings
      .find({
        shopId,
        ...(customerKey === undefined ? {} : { customerKeys: customerKey }),
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
