import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { handOffIndexes } from '../../src/handoff/index.js';
import { paymentIndexes } from '../../src/payments/index.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { pricingIndexes } from '../../src/pricing/index.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

/** Queries that lean on a partial index: the planner takes one only where the query itself implies its filter. */
const QUERIES = [
  { collection: 'payments', filter: { dueAtUtc: { $gt: 0, $lte: 5 }, leaseUntilUtc: { $lte: 5 } }, by: 'due_soonest' },
  { collection: 'payments', filter: { 'decision.bookingId': 'b1' }, by: 'decided_by_booking' },
  { collection: 'payments', filter: { intentId: 'pi_1' }, by: 'by_gateway_intent' },
  { collection: 'payments', filter: { bookingHoldId: 'h1' }, by: 'one_payment_books_a_hold' },
  { collection: 'hand_offs', filter: { 'card.messageId': '1.2', 'card.channel': 'C1' }, by: 'by_card_message' },
  { collection: 'promo_customers', filter: { 'uses.bookingId': 'b1' }, by: 'promo_uses_by_booking' },
];

describe('partial indexes', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
    await ensureIndexes(database, [...paymentIndexes, ...handOffIndexes, ...pricingIndexes]);
  });
  afterAll(() => database.drop());

  it.each(QUERIES)('serve the query on $collection by $by', async ({ collection, filter, by }) => {
    const plan: unknown = await database.db.collection(collection).find(filter).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain(`"indexName":"${by}"`);
  });
});
