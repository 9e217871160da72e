import { z } from 'zod';
import { namesSchema } from '../catalogue/index.js';
import type { IndexSpec } from '../platform/indexes.js';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'ids are 1 to 32 letters, digits, - or _');

/** Where a shop that comes to its customers goes. */
export const areaSchema = z.object({
  id,
  name: z.string().min(1).max(40),
  names: namesSchema(40),
  /** Beginnings of postcodes as the post writes them: "N1", "N1 7"; elsewhere the first digits: "280". */
  postcodes: z
    .array(z.string().regex(/^[A-Z0-9]{1,6}(?: [A-Z0-9]{1,3})?$/, 'capital letters and digits, such as N1 or N1 7'))
    .min(1)
    .max(200),
  order: z.int().default(0),
});
export type Area = z.output<typeof areaSchema>;
export type AreaInput = z.input<typeof areaSchema>;

export const AREAS = 'areas';

export const areaIndexes: readonly IndexSpec[] = [
  { collection: AREAS, key: { shopId: 1, postcodes: 1 }, options: { name: 'by_postcode' } },
  { collection: AREAS, key: { shopId: 1, order: 1 }, options: { name: 'by_shop' } },
];
