import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pricedLines, totalOf } from '../../src/orders/cart.rules.js';
import { createCarts } from '../../src/orders/cart.store.js';
import { productSchema } from '../../src/orders/product.model.js';
import { openTestDatabase } from '../support/database.js';

describe('what a cart costs', () => {
  it('is the sum of its lines in whole minor units, each its price times how many [PR-20]', () => {
    const priced = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-z]{1,8}$/),
        priceMinor: fc.integer({ min: 0, max: 100_000_000 }),
        quantity: fc.integer({ min: 1, max: 20 }),
      }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(priced, (wanted) => {
        const products = new Map(
          wanted.map(({ id, priceMinor }) => [
            id,
            { ...productSchema.parse({ id, name: id, priceMinor }), left: null },
          ]),
        );
        const items = wanted.map(({ id: productId, quantity }) => ({ productId, quantity }));
        const total = totalOf(pricedLines(items, products, 'en'));
        const exact = wanted.reduce((sum, { priceMinor, quantity }) => sum + BigInt(priceMinor) * BigInt(quantity), 0n);
        return Number.isSafeInteger(total) && BigInt(total) === exact;
      }),
    );
  });
});

describe('a cart', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => database.clear());
  const OWNER = { shopId: 'shop', conversationId: 'c1' };

  it('says of each thing how many it is to be, so that a call that comes twice changes nothing', async () => {
    const carts = createCarts({ mongo: database });
    const put = (productId: string, quantity: number) => carts.put(OWNER, { productId, quantity }, 0);
    await put('a', 2);
    await put('b', 1);
    await put('a', 3);
    await put('a', 3);
    expect((await carts.read(OWNER)).items).toEqual([
      { productId: 'a', quantity: 3 },
      { productId: 'b', quantity: 1 },
    ]);
    await put('a', 0);
    expect((await carts.read(OWNER)).items).toEqual([{ productId: 'b', quantity: 1 }]);
  });

  it('is emptied by the order it became only while nothing was put in since', async () => {
    const carts = createCarts({ mongo: database });
    const { rev } = (await carts.put(OWNER, { productId: 'a', quantity: 1 }, 0))!;
    await carts.put(OWNER, { productId: 'b', quantity: 1 }, 0);
    await carts.empty(OWNER, rev);
    expect((await carts.read(OWNER)).items).toHaveLength(2);
    await carts.empty(OWNER, rev + 1);
    expect((await carts.read(OWNER)).items).toEqual([]);
  });

  it('holds twelve things and says so of the next', async () => {
    const carts = createCarts({ mongo: database });
    for (let nr = 0; nr < 12; nr += 1) await carts.put(OWNER, { productId: `p${nr}`, quantity: 1 }, 0);
    expect(await carts.put(OWNER, { productId: 'p12', quantity: 1 }, 0)).toBeNull();
  });
});
