import { describe, expect, it } from '@jest/globals';
import type { CallContext } from '../../src/flow/protocol.js';
import { createGeoBlocks, createOfflineGeocoder, DEMO_TOWN } from '../../src/geo/index.js';

const blocks = createGeoBlocks({ geocoder: createOfflineGeocoder({ streets: DEMO_TOWN }) });
const context = {} as CallContext;
const byWords = (words: string) => blocks['place.find']({ words, latitude: null, longitude: null }, context);
const at = (latitude: number, longitude: number) => blocks['place.find']({ words: null, latitude, longitude }, context);

describe('an address in words', () => {
  it.each([
    ['12 Mill Lane', '12 Mill Lane, London N1 7AA', 'N1 7AA'],
    ['12 mill ln, n17aa', '12 Mill Lane, London N1 7AA', 'N1 7AA'],
    ['Flat 2, 12 Mill Lane, London', '12 Mill Lane, London N1 7AA', 'N1 7AA'],
    ['n1 7aa', 'Mill Lane, London N1 7AA', 'N1 7AA'],
    ['5 Willow St', '5 Willow Street, London N1 7BT', 'N1 7BT'],
    ['3 Baker Row, SW1A 1AA', '3 Baker Row, SW1A 1AA', 'SW1A 1AA'],
    ['ec1a1bb', 'EC1A 1BB', 'EC1A 1BB'],
  ])('%s is one place', async (words, text, postcode) => {
    expect(await byWords(words)).toMatchObject({ exit: 'found', data: { place: { text, postcode } } });
  });

  it('that may be several is offered, three at most', async () => {
    const outcome = await byWords('Mill');
    expect(outcome).toMatchObject({ exit: 'unsure' });
    if (outcome.exit !== 'unsure') return;
    expect(outcome.data.places.map(({ text }) => text)).toEqual([
      'Mill Lane, London N1 7AA',
      'Mill Lane East, London N1 7AB',
      'Mill Road, London N1 8QD',
    ]);
    expect(await byWords('14 Church')).toMatchObject({ exit: 'unsure', data: { places: { length: 2 } } });
  });

  it.each(['', '   ', 'street', 'the moon', 'Nowhere Road', '900 Mill Lane', 'QQ9 9ZZZ', '🙂', 'x'.repeat(5_000)])(
    '%s is none we know',
    async (words) => {
      expect((await byWords(words)).exit).toBe('none');
    },
  );
});

describe('a position', () => {
  it('on a street is that street, between two it is asked about, and far away it is none', async () => {
    expect(await at(51.5352, -0.1031)).toMatchObject({ exit: 'found', data: { place: { postcode: 'N1 7AA' } } });
    expect(await at(51.5354, -0.10165)).toMatchObject({ exit: 'unsure' });
    expect((await at(40, 3)).exit).toBe('none');
  });

  it('keeps the exact point that was sent', async () => {
    expect(await at(51.53521, -0.10311)).toMatchObject({
      data: { place: { latitude: 51.53521, longitude: -0.10311 } },
    });
  });
});
