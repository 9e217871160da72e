import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import type { FoundPlace, Geocoder } from './geocoder.js';

const OFFERED = 3;

/** `place.find`. A position beats words: it is where the person is, or what they pointed at. */
export function createGeoBlocks({ geocoder }: { readonly geocoder: Geocoder }): CallHandlers<'place.find'> {
  return {
    async 'place.find'({ words, latitude, longitude }): Promise<OutcomeOf<'place.find'>> {
      const found = await find(words, latitude, longitude);
      const [best] = found;
      if (!best) return { call: 'place.find', exit: 'none', data: {} };
      if (best.isSure) return { call: 'place.find', exit: 'found', data: { place: best.place } };
      const places = found.slice(0, OFFERED).map(({ place }) => place);
      return { call: 'place.find', exit: 'unsure', data: { places } };
    },
  };

  async function find(
    words: string | null,
    latitude: number | null,
    longitude: number | null,
  ): Promise<readonly FoundPlace[]> {
    if (latitude !== null && longitude !== null) return geocoder.byPosition(latitude, longitude);
    return words === null || words.trim() === '' ? [] : geocoder.byWords(words);
  }
}
