import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import type { FactsSource } from '../pricing/index.js';
import { BOOKINGS, type Booking } from './booking.model.js';
import type { BookingStatus } from './status.rules.js';

/** Standing, under way or done: what counts as demand (DF-15). */
const WANTED: readonly BookingStatus[] = [
  'pending',
  'accepted',
  'arrived',
  'in_progress',
  'extra_pending',
  'work_done',
  'completed',
  'billed',
];
const COMPLETED: readonly BookingStatus[] = ['completed', 'billed'];

/** What prices depend on, each in one query on an index. */
export function createPriceFacts({ mongo }: { readonly mongo: Mongo }): FactsSource {
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);

  return {
    async startsBetween(shopId, fromUtc, toUtc) {
      const rows = await bookings
        .aggregate<{ _id: Instant; count: number }>([
          {
            $match: {
              shopId: String(shopId),
              startsAtUtc: { $gte: fromUtc, $lt: toUtc },
              status: { $in: [...WANTED] },
            },
          },
          { $group: { _id: '$startsAtUtc', count: { $sum: 1 } } },
        ])
        .toArray();
      return rows.map(({ _id, count }) => ({ startsAtUtc: _id, count }));
    },

    async historyOf(shopId, customerKey) {
      const [row] = await bookings
        .aggregate<{ completed: number; spentMinor: number }>([
          {
            $match: { shopId: String(shopId), customerKeys: String(customerKey), status: { $in: [...COMPLETED] } },
          },
          { $group: { _id: null, completed: { $sum: 1 }, spentMinor: { $sum: '$price.totalMinor' } } },
        ])
        .toArray();
      return { completed: row?.completed ?? 0, spentMinor: row?.spentMinor ?? 0 };
    },

    async bookingsByArm(shopId, experimentId) {
      const rows = await bookings
        .aggregate<{ _id: string; bookings: number; worthMinor: number }>([
          {
            $match: {
              shopId: String(shopId),
              'price.experiment.id': String(experimentId),
              status: { $in: [...WANTED] },
            },
          },
          {
            $group: {
              _id: '$price.experiment.arm',
              bookings: { $sum: 1 },
              worthMinor: { $sum: '$price.totalMinor' },
            },
          },
        ])
        .toArray();
      return rows.map(({ _id: arm, ...sums }) => ({ arm, ...sums }));
    },

    async worthBetween(shopId, fromUtc, toUtc) {
      const [row] = await bookings
        .aggregate<{ bookings: number; worthMinor: number }>([
          {
            $match: {
              shopId: String(shopId),
              startsAtUtc: { $gte: fromUtc, $lt: toUtc },
              status: { $in: [...WANTED] },
            },
          },
          { $group: { _id: null, bookings: { $sum: 1 }, worthMinor: { $sum: '$price.totalMinor' } } },
        ])
        .toArray();
      return { bookings: row?.bookings ?? 0, worthMinor: row?.worthMinor ?? 0 };
    },
  };
}
