import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { presentBooking } from '../../src/booking/index.js';
import { createCalendars } from '../../src/calendars/index.js';
import { SERVICES } from '../../src/catalogue/catalogue.model.js';
import { seedDemoShop, seedDemoTrades, type ServiceInput } from '../../src/catalogue/index.js';
import { LONGEST_NAMES } from '../../src/flow/checks/longest-defaults.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { chat, everyDay, joinWorld, openShop, prepareIndexes, ROSA, type World } from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';

const NOW_UTC = Date.UTC(2026, 10, 23, 8, 0);
const TAX: ServiceInput = {
  id: 'tax',
  name: 'Tax return',
  names: { es: 'Declaración de la renta', ar: 'إقرار ضريبي' },
  durationMin: 60,
  priceMinor: 12_000,
  noticeMin: 0,
  dailyCap: null,
  bufferMin: 0,
  addOns: [
    { id: 'rush', name: 'Done within 2 days', names: { es: 'Lista en 2 días' }, priceMinor: 4_000 },
    { id: 'letter', name: 'Letter', priceMinor: 2_500 },
  ],
};

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let world: World;
beforeEach(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
  clock = createMovableClock(NOW_UTC);
  world = joinWorld({ mongo, clock });
  await openShop(world, {
    shop: { zone: 'UTC', place: 'at your home', placeNames: { es: 'en su casa' } },
    services: [TAX],
    people: [{ id: 'grace', name: 'Grace', serviceIds: ['tax'], weeklyHours: everyDay(9 * 60, 18 * 60) }],
  });
});
afterEach(() => mongo.drop());

async function offered(language: string) {
  const listed = await world.blocks['services.list']({}, chat({ language }));
  return listed.exit === 'found' ? listed.data.services[0]! : null;
}

async function book(serviceId: string, language: string) {
  const held = await world.blocks['hold.place'](
    { serviceId, personId: null, startsAtUtc: Date.UTC(2026, 10, 24, 9), replaces: null, movingBookingId: null },
    chat({ language }),
  );
  if (held.exit !== 'held') throw new Error(held.exit);
  const made = await world.blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, chat({ language }));
  if (made.exit !== 'booked') throw new Error(made.exit);
  return made.data.booking;
}

describe('a service with names by language', () => {
  it('is offered, with what can be added, in the language of the chat, else under its own name [FL-13]', async () => {
    expect(await offered('es')).toMatchObject({
      name: 'Declaración de la renta',
      addOns: [{ name: 'Lista en 2 días' }, { name: 'Letter' }],
    });
    expect((await offered('ar'))?.name).toBe('إقرار ضريبي');
    expect((await offered('fr'))?.name).toBe('Tax return');
  });

  it('is offered with all its names, the shop’s own among them, and an add-on that has only one without', async () => {
    const service = await offered('es');
    expect(service?.names).toEqual({ en: 'Tax return', es: 'Declaración de la renta', ar: 'إقرار ضريبي' });
    expect(service?.addOns?.[1]).not.toHaveProperty('names');
  });

  it('refuses a language that is none, and a name that is empty', async () => {
    await expect(world.catalogue.saveService('shop', { ...TAX, names: { spanish: 'Renta' } })).rejects.toThrow(/es/);
    await expect(world.catalogue.saveService('shop', { ...TAX, names: { es: ' ' } })).rejects.toThrow();
  });

  it('is kept in a booking with every name, so that it reads right in another language later [FL-13]', async () => {
    const { id, serviceName, place } = await book('tax~rush~letter', 'es');
    expect(serviceName).toBe('Declaración de la renta + Lista en 2 días + Letter');
    expect(place).toBe('en su casa');
    // What was promised is what was promised, whatever it is called from now on.
    await world.catalogue.saveService('shop', { ...TAX, name: 'Yearly tax', names: { es: 'Impuestos' } });
    const booking = (await world.desk.findBooking(id))!;
    const { shop } = await world.catalogue.current('shop');
    const nameIn = (language: string): string => presentBooking(booking, shop, language, NOW_UTC).serviceName;
    expect(nameIn('en')).toBe('Tax return + Done within 2 days + Letter');
    expect(nameIn('ar')).toBe('إقرار ضريبي + Done within 2 days + Letter');
    expect(nameIn('es')).toBe(serviceName);
  });

  it('stands in the calendar file in the language of the booking', async () => {
    const { id } = await book('tax', 'es');
    const calendars = createCalendars({
      secret: 'a secret of more than thirty-two characters',
      publicUrl: 'https://book.example',
      clock,
      organiserEmail: 'shop@example.com',
      findBooking: (bookingId) => world.desk.findBooking(bookingId),
      findShop: async (shopId) => (await world.catalogue.current(shopId)).shop,
    });
    const booking = (await world.desk.findBooking(id))!;
    const { shop } = await world.catalogue.current('shop');
    const content = calendars.fileFor(booking, shop, 'publish').replaceAll('\r\n ', '');
    expect(content).toMatch(/SUMMARY:Declaración de la renta/);
    expect(content).toMatch(/LOCATION:en su casa/);
  });
});

describe('the demo shops', () => {
  it('name every service and add-on in Spanish and Arabic, none longer than what texts are measured with', async () => {
    await seedDemoShop(mongo, clock);
    await seedDemoTrades(mongo);
    type Row = { name: string; names: Record<string, string>; shopId: string };
    const rows = await mongo.connection
      .collection<Row & { addOns: readonly Row[] }>(SERVICES)
      .find({ shopId: { $ne: 'shop' } })
      .toArray();
    expect(rows.length).toBeGreaterThanOrEqual(13);
    const lengthsOf = (named: readonly Row[], language: 'es' | 'ar'): number[] =>
      named.map(({ names }) => [...(names[language] ?? '-'.repeat(99))].length);
    const addOns = rows.flatMap((row) => row.addOns);
    for (const language of ['es', 'ar'] as const) {
      const { service, extras } = LONGEST_NAMES[language];
      expect(Math.max(...lengthsOf(rows, language))).toBeLessThanOrEqual([...service].length);
      expect(Math.max(...lengthsOf(addOns, language))).toBeLessThanOrEqual(
        Math.max(...extras.map((name) => [...name].length)),
      );
    }
  });
});
