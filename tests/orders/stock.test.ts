import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrdersDeps } from '../../src/orders/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';
import { openTestDatabase } from '../support/database.js';
import { checkoutOf, joinOrders, openStore } from './support/shop.js';

const NOW_UTC = Date.UTC(2026, 10, 23, 10);
const BUYERS = 200;
const LEFT = 10;

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let second: Mongo;
beforeAll(async () => {
  database = await openTestDatabase();
  await database.connection.createCollection('test_events');
  second = await connectMongo(process.env['MONGODB_TEST_URI']!, database.db.databaseName);
});
afterAll(async () => {
  await second.close();
  await database.drop();
});
beforeEach(() => database.clear());

/** So many people buy one of ten at once, through two processes. */
async function rush(buyers: number, spoil?: OrdersDeps['spoil']): Promise<{ kept: number; left: number | null }> {
  const clock = createMovableClock(NOW_UTC);
  const worlds = [database, second].map((mongo) => joinOrders({ mongo, clock, ...(spoil ? { spoil } : {}) }));
  const [world] = worlds;
  await openStore(database, world!, LEFT);
  const outcomes = await Promise.all(
    Array.from({ length: buyers }, (_, nr) => worlds[nr % 2]!.orders.checkout(checkoutOf({ shampoo: 1 }))),
  );
  return { kept: outcomes.filter(({ kind }) => kind === 'kept').length, left: await world!.left('shampoo') };
}

describe('two hundred buyers of ten', () => {
  it('leave ten orders and nothing in the stock [ORD-13]', async () => {
    expect(await rush(BUYERS)).toEqual({ kept: LEFT, left: 0 });
  }, 60_000);

  it('oversell when the count is read first and written after', async () => {
    const readThenWrite: OrdersDeps['spoil'] = (stock) => ({
      ...stock,
      async take(shopId, wanted) {
        const [{ productId, quantity }] = wanted as [{ productId: string; quantity: number }];
        const rows = database.connection.collection<{ _id: string; left: number }>('product_stock');
        const row = await rows.findOne({ _id: `${shopId}/${productId}` });
        if (row!.left < quantity) return { productId, left: row!.left };
        await rows.updateOne({ _id: row!._id }, { $set: { left: row!.left - quantity } });
        return null;
      },
    });
    let kept = 0;
    // Who is careless may be lucky once.
    for (let round = 0; round < 20 && kept <= LEFT; round += 1) {
      await database.clear();
      kept = (await rush(3 * LEFT, readThenWrite)).kept;
    }
    expect(kept).toBeGreaterThan(LEFT);
  }, 60_000);
});
