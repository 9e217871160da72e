import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { assetIndexes, createAssets } from '../../src/people/index.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { openTestDatabase } from '../support/database.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, assetIndexes);
});
afterAll(() => mongo.drop());

it('keeps what a customer brings, once for the same words, the last used first, and for nobody else [CAT-13]', async () => {
  const assets = createAssets({ mongo });
  const keep = (words: string, nowUtc: number, conversationId = 'c1') =>
    assets['asset.keep'](
      { words },
      { shopId: 'workshop', conversationId, channel: 'sms', address: 'a', language: 'en', key: `k${nowUtc}`, nowUtc },
    );
  await keep('blue  Gazelle', 1);
  await keep('Red Brompton', 2);
  expect(await keep('Blue gazelle', 3)).toMatchObject({ exit: 'kept', data: { asset: { name: 'Blue gazelle' } } });
  await keep('Somebody else’s', 4, 'c2');
  expect((await assets.listAssets('workshop', 'c1')).map(({ name }) => name)).toEqual(['Blue gazelle', 'Red Brompton']);
  expect(await assets.listAssets('willow', 'c1')).toEqual([]);
});
