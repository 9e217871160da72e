import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createCatalogue, quoteOf, seedDemoShop, UnknownShopError, type Catalogue } from '../../src/catalogue/index.js';
import { serviceSchema } from '../../src/catalogue/catalogue.model.js';
import { formatMoney } from '../../src/messaging/format.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { chat, joinWorld, prepareIndexes, SHOP } from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';

/** Saturday 21 November 2026, 8:00 in London. */
const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let catalogue: Catalogue;

beforeEach(async () => {
  database = await openTestDatabase();
  clock = createMovableClock(NOW_UTC);
  catalogue = createCatalogue({ mongo: database, clock });
});
afterEach(() => database.drop());

describe('a service', () => {
  it('has the booking defaults of the house unless it says otherwise [CAT-05]', () => {
    expect(serviceSchema.parse({ id: 'cut', name: 'Cut', durationMin: 30, priceMinor: 0 })).toMatchObject({
      bookable: true,
      horizonDays: 30,
      noticeMin: 1440,
      dailyCap: 10,
      bufferMin: 30,
      weeklyHours: null,
      blackoutDates: [],
      capacity: 1,
    });
  });

  it('is refused with the field that is wrong', async () => {
    await catalogue.saveShop(SHOP);
    await expect(
      catalogue.saveService('shop', { id: 'cut', name: 'Cut', durationMin: 0, priceMinor: 12.5 }),
    ).rejects.toMatchObject({ issues: [{ path: ['durationMin'] }, { path: ['priceMinor'] }] });
    await expect(catalogue.saveShop({ ...SHOP, zone: 'Europe/Lodnon' })).rejects.toMatchObject({
      issues: [{ path: ['zone'] }],
    });
  });
});

describe('a price', () => {
  it('is base plus surcharges minus discounts, with its lines, and never below nothing [PR-01]', () => {
    const rush = { label: 'Rush', amountMinor: 500 };
    const friend = { label: 'Friend', amountMinor: 300 };
    expect(quoteOf({ currency: 'GBP' }, { priceMinor: 2500 }, [rush], [friend])).toEqual({
      currency: 'GBP',
      baseMinor: 2500,
      surcharges: [rush],
      discounts: [friend],
      totalMinor: 2700,
    });
    expect(quoteOf({ currency: 'GBP' }, { priceMinor: 100 }, [], [friend]).totalMinor).toBe(0);
  });

  it("is shown with its currency's own decimals [PR-19]", () => {
    const texts = [
      ['AED', 12050],
      ['JPY', 300],
      ['KWD', 2505],
    ].map(([currency, amountMinor]) =>
      formatMoney({ currency: String(currency), amountMinor: Number(amountMinor) }, 'en'),
    );
    expect(texts).toEqual(['AED 120.50', 'JP¥300', 'KWD 2.505']);
  });
});

describe('the stored copy', () => {
  it("sees another process's change within its age, and its own at once", async () => {
    await catalogue.saveShop(SHOP);
    const elsewhere = createCatalogue({ mongo: database, clock });
    expect((await catalogue.current('shop')).shop.name).toBe('Willow Salon');
    await elsewhere.saveShop({ ...SHOP, name: 'Oak Salon' });
    clock.advance(5_000);
    expect((await catalogue.current('shop')).shop.name).toBe('Oak Salon');
    await catalogue.saveShop({ ...SHOP, name: 'Elm Salon' });
    expect((await catalogue.current('shop')).shop.name).toBe('Elm Salon');
  });

  it("keeps the zone the shop began with for its sheets when the shop's zone is corrected", async () => {
    await catalogue.saveShop({ ...SHOP, zone: 'UTC' });
    await catalogue.saveShop({ ...SHOP, zone: 'Europe/London' });
    expect(await catalogue.current('shop')).toMatchObject({ dayZone: 'UTC', shop: { zone: 'Europe/London' } });
  });

  it('does not exist for an unknown shop', async () => {
    await expect(catalogue.current('nowhere')).rejects.toThrow(UnknownShopError);
    await expect(catalogue.savePerson('nowhere', { id: 'a', name: 'A', serviceIds: [] })).rejects.toThrow(
      UnknownShopError,
    );
  });
});

describe('the demo shop', () => {
  it('is there after any number of starts, can be booked today, and keeps what its owner changed', async () => {
    await prepareIndexes(database);
    await seedDemoShop(database, clock);
    const { blocks } = joinWorld({ mongo: database, clock });
    const context = chat({ shopId: 'willow' });
    const services = await blocks['services.list']({}, context);
    expect(
      services.exit === 'found' &&
        services.data.services.map((one) => `${one.name}, ${one.durationMin} min, ${one.priceText} ${one.pay}`),
    ).toEqual(['Haircut, 30 min, £25 after', 'Colour, 90 min, £80 before', 'Shave, 20 min, £15 after']);
    const people = await blocks['people.list']({ serviceId: 'shave' }, context);
    expect(people).toMatchObject({ exit: 'found', data: { people: [{ name: 'Ben' }, { name: 'Chloe' }] } });
    const times = await blocks['slots.search'](
      { serviceId: 'haircut', personId: 'asha', afterUtc: null, localDate: null, limit: 1, movingBookingId: null },
      context,
    );
    expect(times).toMatchObject({ data: { slots: [{ when: 'Sat 21 Nov 9:00' }] } });
    await catalogue.saveService('willow', { id: 'shave', name: 'Royal shave', durationMin: 20, priceMinor: 1500 });
    await seedDemoShop(database, clock);
    expect((await catalogue.reload('willow')).services.map(({ name }) => name)).toContain('Royal shave');
  });
});
