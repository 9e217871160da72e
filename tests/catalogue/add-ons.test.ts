import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bookableService, peopleFor, seedDemoTrades, serviceOf, type ServiceInput } from '../../src/catalogue/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { chat, everyDay, joinWorld, openShop, prepareIndexes, ROSA, type World } from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';

const NOW_UTC = Date.UTC(2026, 10, 23, 8, 0);
const TAX: ServiceInput = {
  id: 'tax',
  name: 'Tax return',
  durationMin: 60,
  priceMinor: 12_000,
  noticeMin: 0,
  dailyCap: 2,
  bufferMin: 0,
  stepMin: 30,
  addOns: [
    { id: 'rush', name: 'Rush', priceMinor: 4_000 },
    { id: 'sort', name: 'Sorting', priceMinor: 3_000, durationMin: 30 },
    { id: 'old', name: 'Old', priceMinor: 1, active: false },
  ],
};

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let world: World;
beforeEach(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
  world = joinWorld({ mongo, clock: createMovableClock(NOW_UTC) });
  const people = [{ id: 'grace', name: 'Grace', serviceIds: ['tax'], weeklyHours: everyDay(9 * 60, 18 * 60) }];
  await openShop(world, { shop: { id: 'shop', zone: 'UTC' }, services: [TAX], people });
});
afterEach(() => mongo.drop());

const at = (hour: number, minute = 0): number => Date.UTC(2026, 10, 24, hour, minute);
const search = (serviceId: string) =>
  world.slots.search({
    ...{ shopId: 'shop', serviceId, personId: null, afterUtc: null, localDate: '2026-11-24', limit: 20 },
    movingBookingId: null,
  });

async function book(serviceId: string, startsAtUtc: number, key: string) {
  const held = await world.blocks['hold.place'](
    { serviceId, personId: null, startsAtUtc, replaces: null, movingBookingId: null },
    chat({ key: `hold-${key}`, conversationId: key }),
  );
  if (held.exit !== 'held') return held.exit;
  const made = await world.blocks['booking.create'](
    { holdId: held.data.holdId, contact: { ...ROSA, answers: [{ label: 'Extras', value: 'Sorting' }] } },
    chat({ key, conversationId: key }),
  );
  return made.exit === 'booked' ? made.data.booking : made.exit;
}

describe('what is added to a service', () => {
  it('makes the visit longer and dearer, and travels with the booking [CAT-08] [GP-31]', async () => {
    const booking = await book('tax~rush~sort', at(9), 'b1');
    expect(booking).toMatchObject({
      serviceId: 'tax~rush~sort',
      serviceName: 'Tax return + Rush + Sorting',
      startsAtUtc: at(9),
      endsAtUtc: at(10, 30),
      priceText: '£190',
    });
    if (typeof booking === 'string') throw new Error(booking);
    expect(await world.desk.findBooking(booking.id)).toMatchObject({
      answers: [{ label: 'Extras', value: 'Sorting' }],
      price: { totalMinor: 19_000 },
      scheduledMin: 90,
    });
    expect(await book('tax', at(10), 'b2')).toBe('taken');
    expect(await book('tax', at(10, 30), 'b3')).toMatchObject({ priceText: '£120' });
  });

  it('offers only starts after which the longer visit still fits', async () => {
    const plain = await search('tax');
    const longer = await search('tax~sort');
    const starts = (found: typeof plain) => (found.kind === 'found' ? found.slots.map((one) => one.startsAtUtc) : []);
    expect(starts(plain)).toContain(at(17));
    expect(starts(longer)).not.toContain(at(17));
    expect(starts(longer)).toContain(at(16, 30));
  });

  it('counts towards the daily cap of the service, whatever is added', async () => {
    expect(await book('tax', at(9), 'c1')).toMatchObject({ startsAtUtc: at(9) });
    expect(await book('tax~rush', at(12), 'c2')).toMatchObject({ startsAtUtc: at(12) });
    expect(await book('tax~sort', at(14), 'c3')).toBe('taken');
  });

  it('is refused when it is unknown or switched off', async () => {
    const snapshot = await world.catalogue.current('shop');
    expect(serviceOf(snapshot, 'tax~nothing')).toBeNull();
    expect(serviceOf(snapshot, 'tax~rush~rush')).toBeNull();
    expect(bookableService(snapshot, 'tax~old')).toBeNull();
    expect(serviceOf(snapshot, 'tax~rush')).toBe(serviceOf(snapshot, 'tax~rush'));
    expect(peopleFor(snapshot, 'tax~rush').map(({ id }) => id)).toEqual(['grace']);
    expect(await book('tax~old', at(9), 'd1')).toBe('refused');
  });
});

it('seeds a demo business for each trade, once, and leaves what an owner changed [CAT-12]', async () => {
  await seedDemoTrades(mongo);
  const before = await world.catalogue.reload('accounting');
  await world.catalogue.saveShop({ ...before.shop, name: 'Our Accounts' });
  await seedDemoTrades(mongo);
  expect((await world.catalogue.reload('accounting')).shop.name).toBe('Our Accounts');
  for (const [id, script] of [
    ['accounting', 'accounting'],
    ['cleaning', 'cleaning'],
    ['workshop', 'workshop'],
    ['walkin', 'walkin'],
  ] as const) {
    const { shop, services, people } = await world.catalogue.reload(id);
    expect(shop.script).toBe(script);
    expect(services.length).toBeGreaterThan(0);
    expect(people.length).toBeGreaterThan(1);
  }
});
