import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createMovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { waitlistIndexes } from '../../src/waitlist/index.js';
import { prepareIndexes } from '../booking/support/world.js';
import { seedOf } from '../scheduling/support/random.js';
import { openTestDatabase } from '../support/database.js';
import { playDay, type DayResult } from './support/day.js';
import { joinList, type ListOptions } from './support/list.js';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  await ensureIndexes(database, waitlistIndexes);
});
afterAll(() => database.drop());
beforeEach(() => database.clear());

function play(seed: number, spoil?: ListOptions['spoil']): Promise<DayResult> {
  const clock = createMovableClock(Date.UTC(2026, 10, 22, 10));
  return playDay(joinList({ mongo: database, clock, ...(spoil ? { spoil } : {}) }), clock, seed);
}

/** A day is some hundred looks at the list; on a machine with other work they take their time. */
const DAY_TIMEOUT_MS = 120_000;

describe('a day of cancellations', () => {
  it(
    'is filled from the list without anybody of the shop, in order, no time twice',
    async () => {
      const { freed, filled, wrong } = await play(seedOf('wait-list day'));
      expect(wrong).toEqual([]);
      expect(freed).toBeGreaterThan(2);
      expect(filled / freed).toBeGreaterThanOrEqual(0.8);
    },
    DAY_TIMEOUT_MS,
  );

  it(
    'is noticed when offers are made without a hold',
    async () => {
      const { wrong } = await play(7, (desk) => ({
        ...desk,
        async placeHold(input) {
          const held = await desk.placeHold(input);
          if (held.kind === 'held' && input.key.startsWith('wait:')) await desk.releaseHold(held.holdId);
          return held;
        },
        extendHold: () => Promise.resolve('extended'),
        async holdQuote(holdId) {
          const quote = await desk.holdQuote(holdId);
          return quote && { ...quote, untilUtc: quote.untilUtc ?? Date.UTC(2026, 10, 24, 9) };
        },
      }));
      expect(wrong).not.toEqual([]);
    },
    DAY_TIMEOUT_MS,
  );
});
