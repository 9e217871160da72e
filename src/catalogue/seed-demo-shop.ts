import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { createCatalogue, UnknownShopError } from './catalogue.service.js';
import type { PersonInput, ServiceInput, ShopInput, WeeklyHours } from './catalogue.model.js';

const DEMO_SHOP_ID = 'willow';

/** Monday to Saturday 9:00–17:30; `lunchMin` is when that person's half hour begins, so that somebody is always there. */
function salonHours(lunchMin: number): WeeklyHours {
  return [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
    working: weekday !== 0,
    startMin: 9 * 60,
    endMin: 17 * 60 + 30,
    breaks: [{ startMin: lunchMin, endMin: lunchMin + 30 }],
  }));
}

const shop: ShopInput = {
  id: DEMO_SHOP_ID,
  name: 'Willow Salon',
  place: '12 Mill Lane',
  zone: 'Europe/London',
  currency: 'GBP',
  country: 'GB',
  language: 'en',
};

/** One hour's notice instead of a day's, so that a visitor can see today's times being booked. */
const demoRules = { noticeMin: 60, dailyCap: null, bufferMin: 0, stepMin: 30 } satisfies Partial<ServiceInput>;

const services: readonly ServiceInput[] = [
  {
    id: 'haircut',
    name: 'Haircut',
    names: { es: 'Corte de pelo', ar: 'قص شعر' },
    durationMin: 30,
    priceMinor: 2500,
    order: 1,
    ...demoRules,
  },
  {
    id: 'colour',
    name: 'Colour',
    names: { es: 'Tinte', ar: 'صبغة شعر' },
    durationMin: 90,
    priceMinor: 8000,
    pay: 'before',
    order: 2,
    ...demoRules,
  },
  {
    id: 'shave',
    name: 'Shave',
    names: { es: 'Afeitado', ar: 'حلاقة ذقن' },
    durationMin: 20,
    priceMinor: 1500,
    order: 3,
    emergency: true,
    emergencyNoticeMin: 15,
    ...demoRules,
  },
];

const people: readonly PersonInput[] = [
  { id: 'asha', name: 'Asha', order: 1, serviceIds: ['haircut', 'colour'], weeklyHours: salonHours(12 * 60 + 30) },
  { id: 'ben', name: 'Ben', order: 2, serviceIds: ['haircut', 'shave'], weeklyHours: salonHours(13 * 60) },
  {
    id: 'chloe',
    name: 'Chloe',
    order: 3,
    serviceIds: ['haircut', 'colour', 'shave'],
    weeklyHours: salonHours(13 * 60 + 30),
  },
];

/**
 * The demo business. Safe at every start, and after a start that died half-way: only what is missing is written, so what
 * its owner changed stays.
 */
export async function seedDemoShop(mongo: Mongo, clock: Clock): Promise<void> {
  const catalogue = createCatalogue({ mongo, clock });
  const found = await catalogue.reload(DEMO_SHOP_ID).catch((error: unknown) => {
    if (error instanceof UnknownShopError) return null;
    throw error;
  });
  if (!found) await catalogue.saveShop(shop);
  for (const service of services) {
    if (!found?.services.some(({ id }) => id === service.id)) await catalogue.saveService(DEMO_SHOP_ID, service);
  }
  for (const person of people) {
    if (!found?.people.some(({ id }) => id === person.id)) await catalogue.savePerson(DEMO_SHOP_ID, person);
  }
}
