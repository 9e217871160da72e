import type { Mongo } from '../platform/mongo.js';
import { AREAS, areaSchema, type AreaInput } from './areas.model.js';

const SHOP_ID = 'cleaning';

const DEMO_AREAS: readonly AreaInput[] = [
  { id: 'islington', name: 'Islington', names: { ar: 'إزلنغتون' }, postcodes: ['N1'], order: 1 },
  { id: 'highbury', name: 'Highbury', names: { ar: 'هايبري' }, postcodes: ['N5'], order: 2 },
  { id: 'holloway', name: 'Holloway', names: { ar: 'هولواي' }, postcodes: ['N7', 'N19 5'], order: 3 },
];

/** Where the demo cleaners go. What is there stays as its owner has made it. */
export async function seedDemoAreas({ connection }: Mongo): Promise<void> {
  const areas = connection.collection<{ _id: string }>(AREAS);
  await areas.bulkWrite(
    DEMO_AREAS.map((input) => {
      const area = areaSchema.parse(input);
      const row = { $setOnInsert: { ...area, shopId: SHOP_ID } };
      return { updateOne: { filter: { _id: `${SHOP_ID}/${area.id}` }, update: row, upsert: true } };
    }),
  );
}
