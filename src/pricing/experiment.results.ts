import type { Quote } from '../catalogue/index.js';
import type { Mongo } from '../platform/mongo.js';
import type { FactsSource } from './facts.js';
import { EXPOSURES, type ExposureRow } from './promo.model.js';

type Arm = NonNullable<Quote['experiment']>['arm'];

export interface ArmResult {
  readonly arm: Arm;
  /** Customers who held a time at a price of this side. */
  readonly customers: number;
  /** Bookings made at such a price, and what they are worth together. */
  readonly bookings: number;
  readonly worthMinor: number;
}

export interface Experiments {
  /** Somebody is shown a price of an experiment; the same person twice counts once. */
  expose(shopId: string, customerKey: string, experiment: NonNullable<Quote['experiment']>): Promise<void>;
  /** What came of it by side, the usual one first (PR-21). */
  results(shopId: string, experimentId: string): Promise<readonly ArmResult[]>;
}

export function createExperiments({
  mongo,
  source,
}: {
  readonly mongo: Mongo;
  readonly source: FactsSource;
}): Experiments {
  const exposures = mongo.connection.collection<ExposureRow>(EXPOSURES);
  return {
    async expose(shopId, customerKey, { id, arm }) {
      const row = { shopId, experimentId: id, arm };
      await exposures.updateOne({ _id: `${shopId}|${id}|${customerKey}` }, { $setOnInsert: row }, { upsert: true });
    },

    async results(shopId, experimentId) {
      const booked = await source.bookingsByArm(String(shopId), String(experimentId));
      const arms: readonly Arm[] = ['usual', 'changed'];
      const rows: ArmResult[] = [];
      for (const arm of arms) {
        const customers = await exposures.countDocuments({
          shopId: String(shopId),
          experimentId: String(experimentId),
          arm,
        });
        const found = booked.find((one) => one.arm === arm);
        rows.push({ arm, customers, bookings: found?.bookings ?? 0, worthMinor: found?.worthMinor ?? 0 });
      }
      return rows;
    },
  };
}
