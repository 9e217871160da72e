import type { Mongo } from '../platform/mongo.js';
import { personSchema, serviceSchema, shopSchema, SERVICES, SHOPS, STAFF } from './catalogue.model.js';
import { london, open, rules, type Trade } from './demo-trade.js';
import { WORKSHOP } from './demo-workshop.js';

const TRADES: readonly Trade[] = [
  {
    shop: {
      id: 'cleaning',
      pricing: { weekend: { on: true } },
      name: 'Sparrow Cleaning',
      place: 'at your home',
      placeNames: { es: 'en su casa', ar: 'في منزلك' },
      script: 'cleaning',
      ...london,
    },
    services: [
      {
        id: 'small',
        name: '1 or 2 rooms',
        names: { es: '1 o 2 habitaciones', ar: 'غرفة أو غرفتان' },
        durationMin: 120,
        priceMinor: 4800,
        pay: 'before',
        order: 1,
        ...rules,
      },
      {
        id: 'medium',
        name: '3 or 4 rooms',
        names: { es: '3 o 4 habitaciones', ar: '3 أو 4 غرف' },
        durationMin: 180,
        priceMinor: 7200,
        pay: 'before',
        order: 2,
        ...rules,
      },
      {
        id: 'large',
        name: '5 rooms or more',
        names: { es: '5 habitaciones o más', ar: '5 غرف أو أكثر' },
        durationMin: 240,
        priceMinor: 9600,
        pay: 'before',
        order: 3,
        ...rules,
      },
    ],
    people: [
      { id: 'dora', name: 'Dora', order: 1, serviceIds: ['small', 'medium', 'large'], weeklyHours: open(8, 18, 6) },
      { id: 'emil', name: 'Emil', order: 2, serviceIds: ['small', 'medium', 'large'], weeklyHours: open(9, 17, 5) },
    ],
  },
  {
    shop: {
      ...{ id: 'accounting', name: 'Quill Accounts', place: '4 Market Place', script: 'accounting', ...london },
      // A paid visit that is dropped late costs half.
      policy: { lateRefundPercent: 50 },
    },
    services: [
      {
        id: 'tax',
        name: 'Tax return',
        names: { es: 'Declaración de la renta', ar: 'إقرار ضريبي' },
        durationMin: 60,
        priceMinor: 12000,
        pay: 'before',
        order: 1,
        ...rules,
        addOns: [
          {
            id: 'rush',
            name: 'Done within 2 days',
            names: { es: 'Lista en 2 días', ar: 'إنجاز خلال يومين' },
            priceMinor: 4000,
          },
          {
            id: 'receipts',
            name: 'Sorting of receipts',
            names: { es: 'Ordenar los recibos', ar: 'ترتيب الإيصالات' },
            priceMinor: 3000,
            durationMin: 30,
          },
          {
            id: 'letter',
            name: 'Letter to the bank',
            names: { es: 'Carta al banco', ar: 'رسالة إلى البنك' },
            priceMinor: 2500,
          },
        ],
      },
      {
        id: 'books',
        name: 'Bookkeeping, a month',
        names: { es: 'Contabilidad, un mes', ar: 'مسك الدفاتر لشهر' },
        durationMin: 90,
        priceMinor: 9000,
        pay: 'before',
        order: 2,
        ...rules,
        addOns: [
          {
            id: 'payroll',
            name: 'Payroll',
            names: { es: 'Nóminas', ar: 'كشف الرواتب' },
            priceMinor: 5000,
            durationMin: 30,
          },
        ],
      },
      {
        id: 'advice',
        name: 'Advice',
        names: { es: 'Asesoría', ar: 'استشارة' },
        durationMin: 30,
        priceMinor: 4500,
        pay: 'before',
        order: 3,
        ...rules,
      },
    ],
    people: [
      { id: 'grace', name: 'Grace', order: 1, serviceIds: ['tax', 'books', 'advice'], weeklyHours: open(9, 17, 5) },
      { id: 'hugo', name: 'Hugo', order: 2, serviceIds: ['tax', 'advice'], weeklyHours: open(10, 18, 5) },
    ],
  },
  WORKSHOP,
  {
    shop: {
      id: 'walkin',
      name: 'Corner Chair',
      place: '21 High Street',
      script: 'walkin',
      profile: 'queue',
      acceptance: 'instant',
      phone: '020 7946 0958',
      photo: '/pictures/corner-chair.jpg',
      ...london,
    },
    services: [
      {
        id: 'cut',
        name: 'Cut',
        names: { es: 'Corte', ar: 'قصة شعر' },
        durationMin: 25,
        priceMinor: 1800,
        order: 1,
        ...rules,
      },
    ],
    people: [
      { id: 'asha', name: 'Asha', order: 1, serviceIds: ['cut'], weeklyHours: open(8, 20, 6) },
      { id: 'ben', name: 'Ben', order: 2, serviceIds: ['cut'], weeklyHours: open(8, 20, 6) },
    ],
  },
  {
    shop: {
      id: 'pets',
      name: 'Fern Pets',
      place: '5 Fern Lane',
      script: 'shop',
      ...london,
    },
    services: [
      {
        id: 'bath',
        name: 'Dog bath',
        names: { es: 'Baño para perros', ar: 'استحمام الكلب' },
        durationMin: 45,
        priceMinor: 3000,
        order: 1,
        ...rules,
      },
      {
        id: 'nails',
        name: 'Nail trim',
        names: { es: 'Corte de uñas', ar: 'قص الأظافر' },
        durationMin: 20,
        priceMinor: 1200,
        order: 2,
        ...rules,
      },
    ],
    people: [{ id: 'lena', name: 'Lena', order: 1, serviceIds: ['bath', 'nails'], weeklyHours: open(9, 17, 6) }],
  },
];

/** Adds the demo businesses that are missing. What is there stays as its owner has made it. Safe at every start. */
export async function seedDemoTrades({ connection }: Mongo): Promise<void> {
  const shops = connection.collection<{ _id: string }>(SHOPS);
  const rowsOf = (name: string) => connection.collection<{ _id: string }>(name);
  const known = await shops.find({}, { projection: { _id: 1 } }).toArray();
  const missing = TRADES.filter(({ shop }) => !known.some(({ _id }) => _id === shop.id));
  if (missing.length === 0) return;
  const add = <T extends { readonly id: string }>(row: T, _id: string, extra: object) => ({
    updateOne: { filter: { _id }, update: { $setOnInsert: { ...row, ...extra } }, upsert: true },
  });
  const rows = missing.flatMap(({ shop, services, people }) => ({
    services: services.map((one) => add(serviceSchema.parse(one), `${shop.id}/${one.id}`, { shopId: shop.id })),
    people: people.map((one) => add(personSchema.parse(one), `${shop.id}/${one.id}`, { shopId: shop.id })),
  }));
  await Promise.all([
    rowsOf(SERVICES).bulkWrite(rows.flatMap(({ services }) => services)),
    rowsOf(STAFF).bulkWrite(rows.flatMap(({ people }) => people)),
  ]);
  // The shops last: one that is there has all of its rows.
  await shops.bulkWrite(
    missing.map(({ shop }) => {
      const row = shopSchema.parse(shop);
      return add(row, row.id, { revision: 1, dayZone: row.zone });
    }),
  );
}
