import type { Mongo } from '../platform/mongo.js';
import { AREAS, areaSchema, type Area, type AreaInput } from './areas.model.js';
import { readPostcode } from './postcode.rules.js';

export interface Areas {
  /** The areas of a shop in their order. */
  list(shopId: string): Promise<readonly Area[]>;
  /** `unclear`: there is no postcode in the words. Where areas overlap the longest beginning wins. */
  find(shopId: string, words: string, country: string): Promise<FoundArea>;
  /** Validates (zod error with the field's path). */
  save(shopId: string, input: AreaInput): Promise<Area>;
}

export type FoundArea =
  | { readonly kind: 'covered'; readonly area: Area; readonly postcode: string }
  | { readonly kind: 'outside'; readonly postcode: string }
  | { readonly kind: 'unclear' };

type Row = Area & { readonly _id: string; readonly shopId: string };
const LISTED_MAX = 50;

export function createAreas({ mongo }: { readonly mongo: Mongo }): Areas {
  const areas = mongo.connection.collection<Row>(AREAS);
  return {
    async list(shopId) {
      const rows = await areas
        .find({ shopId: String(shopId) })
        .sort({ order: 1, _id: 1 })
        .limit(LISTED_MAX)
        .toArray();
      return rows.map((row) => areaSchema.parse(row));
    },

    async find(shopId, words, country) {
      const read = readPostcode(words, country);
      if (!read) return { kind: 'unclear' };
      const rows = await areas.find({ shopId: String(shopId), postcodes: { $in: [...read.beginnings] } }).toArray();
      for (const beginning of read.beginnings) {
        const row = rows.find(({ postcodes }) => postcodes.includes(beginning));
        if (row) return { kind: 'covered', area: areaSchema.parse(row), postcode: read.postcode };
      }
      return { kind: 'outside', postcode: read.postcode };
    },

    async save(shopId, input) {
      const area = areaSchema.parse(input);
      await areas.replaceOne({ _id: `${shopId}/${area.id}` }, { ...area, shopId }, { upsert: true });
      return area;
    },
  };
}
