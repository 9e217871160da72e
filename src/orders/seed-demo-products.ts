import type { Mongo } from '../platform/mongo.js';
import { productSchema, PRODUCTS, rowIdOf, STOCK, type ProductInput } from './product.model.js';

/** What the demo shop sells beside its services; the brushes are few, so that a visitor can buy the last one. */
export const DEMO_PRODUCTS: readonly (ProductInput & { readonly stock: number | null })[] = [
  {
    id: 'shampoo',
    name: 'Dog shampoo',
    names: { es: 'Champú para perros', ar: 'شامبو للكلاب' },
    photoUrl: '/pictures/shampoo.jpg',
    priceMinor: 900,
    order: 1,
    stock: 40,
  },
  {
    id: 'brush',
    name: 'Soft brush',
    names: { es: 'Cepillo suave', ar: 'فرشاة ناعمة' },
    photoUrl: '/pictures/brush.jpg',
    priceMinor: 1_250,
    order: 2,
    stock: 3,
  },
  {
    id: 'guide',
    kind: 'digital',
    name: 'Puppy guide',
    names: { es: 'Guía del cachorro', ar: 'دليل الجرو' },
    photoUrl: '/pictures/puppy-guide.jpg',
    priceMinor: 500,
    order: 3,
    readyDays: 0,
    downloadUrl: 'https://fernpets.example/puppy-guide.pdf',
    stock: null,
  },
];

export const DEMO_PRODUCT_SHOP = 'pets';

/** Adds the demo products where that shop has none. What its owner has made of them stays. Safe at every start. */
export async function seedDemoProducts({ connection }: Mongo): Promise<void> {
  const rows = connection.collection<{ _id: string }>(PRODUCTS);
  const shopId = DEMO_PRODUCT_SHOP;
  if (await rows.findOne({ shopId }, { projection: { _id: 1 } })) return;
  const counted = DEMO_PRODUCTS.flatMap(({ id, stock }) =>
    stock === null ? [] : [{ _id: rowIdOf(shopId, id), left: stock }],
  );
  await connection.collection<{ _id: string }>(STOCK).bulkWrite(
    counted.map(({ _id, left }) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: { left } }, upsert: true },
    })),
  );
  await rows.bulkWrite(
    DEMO_PRODUCTS.map(({ stock: _stock, ...input }) => {
      const product = productSchema.parse(input);
      const row = { ...product, shopId };
      return {
        updateOne: { filter: { _id: rowIdOf(shopId, product.id) }, update: { $setOnInsert: row }, upsert: true },
      };
    }),
  );
}

/** The shelves as they were at first: orders that were forgotten give nothing back. */
export async function restockDemoProducts({ connection }: Mongo): Promise<void> {
  const rows = connection.collection<{ _id: string; left: number }>(STOCK);
  for (const { id, stock } of DEMO_PRODUCTS) {
    if (stock !== null) await rows.updateOne({ _id: rowIdOf(DEMO_PRODUCT_SHOP, id) }, { $set: { left: stock } });
  }
}
