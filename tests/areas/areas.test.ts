import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { areaIndexes, createAreaBlocks, createAreas, seedDemoAreas, type Areas } from '../../src/areas/index.js';
import { readPostcode } from '../../src/areas/postcode.rules.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { openTestDatabase } from '../support/database.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let areas: Areas;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, areaIndexes);
  await seedDemoAreas(mongo);
  areas = createAreas({ mongo });
});
afterAll(() => mongo.drop());

const context = {
  shopId: 'cleaning',
  conversationId: 'sms:a:b',
  channel: 'sms' as const,
  address: 'b',
  language: 'en',
  key: 'k',
  nowUtc: 0,
};

describe('a postcode among words', () => {
  it.each([
    ['N1 7AA', 'N1 7AA'],
    ['n17aa', 'N1 7AA'],
    ['my postcode is n1 7aa, thanks', 'N1 7AA'],
    ['n1', 'N1'],
    ['NW10 please', 'NW10'],
  ])('is read from "%s"', (words, postcode) => {
    expect(readPostcode(words, 'GB')?.postcode).toBe(postcode);
  });

  it.each(['hello', '12 Mill Lane', '', '1'])('is not made up from "%s"', (words) => {
    expect(readPostcode(words, 'GB')).toBeNull();
  });

  it('is digits in other countries', () => {
    expect(readPostcode('vivo en 28013 Madrid', 'ES')?.beginnings).toEqual(['28013', '2801', '280', '28']);
  });
});

describe('where a shop goes', () => {
  it('covers a postcode by its first half and no other that begins alike [FL-06]', async () => {
    expect(await areas.find('cleaning', 'N1 7AA', 'GB')).toMatchObject({ kind: 'covered', area: { id: 'islington' } });
    expect(await areas.find('cleaning', 'N10 1AA', 'GB')).toEqual({ kind: 'outside', postcode: 'N10 1AA' });
    expect(await areas.find('cleaning', 'N19 5AB', 'GB')).toMatchObject({ kind: 'covered', area: { id: 'holloway' } });
    expect(await areas.find('cleaning', 'N19 4AB', 'GB')).toEqual({ kind: 'outside', postcode: 'N19 4AB' });
    expect(await areas.find('cleaning', 'over the hills', 'GB')).toEqual({ kind: 'unclear' });
    expect(await areas.find('willow', 'N1 7AA', 'GB')).toMatchObject({ kind: 'outside' });
  });

  it('lets the more exact of two areas win', async () => {
    await areas.save('exact', { id: 'wide', name: 'Wide', postcodes: ['N1'] });
    await areas.save('exact', { id: 'near', name: 'Near', postcodes: ['N1 7'] });
    expect(await areas.find('exact', 'N1 7AA', 'GB')).toMatchObject({ area: { id: 'near' } });
    expect(await areas.find('exact', 'N1 8AA', 'GB')).toMatchObject({ area: { id: 'wide' } });
  });

  it('refuses an area whose postcodes are none', async () => {
    await expect(areas.save('exact', { id: 'bad', name: 'Bad', postcodes: ['n1*'] })).rejects.toThrow();
  });

  it('says so in the words of a script, and lists the areas for those who cannot type letters', async () => {
    const blocks = createAreaBlocks({ areas, shopOf: () => Promise.resolve({ country: 'GB', language: 'en' }) });
    expect(await blocks['area.find']({ words: 'N5 1RA' }, context)).toEqual({
      call: 'area.find',
      exit: 'covered',
      data: {
        area: { id: 'highbury', name: 'Highbury', names: { en: 'Highbury', ar: 'هايبري' }, detail: 'N5' },
        postcode: 'N5 1RA',
      },
    });
    expect((await blocks['area.find']({ words: 'SE1 1AA' }, context)).exit).toBe('outside');
    expect((await blocks['area.find']({ words: 'what' }, context)).exit).toBe('unclear');
    expect((await blocks.listAreas('cleaning', 'en')).map(({ name }) => name)).toEqual([
      'Islington',
      'Highbury',
      'Holloway',
    ]);
  });
});
