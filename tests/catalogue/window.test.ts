import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createCatalogue,
  createCatalogueBlocks,
  createSchedules,
  createShopAdmin,
  seedDemoTrades,
  type Catalogue,
} from '../../src/catalogue/index.js';
import { serviceSchema } from '../../src/catalogue/catalogue.model.js';
import { createOpening, createShopCardBlocks } from '../../src/hours/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { chat } from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';

const NOW_UTC = Date.UTC(2026, 10, 23, 9, 0);
const pictureUrl = (photo: string): string => `https://parley.example${photo}`;

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let catalogue: Catalogue;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await seedDemoTrades(mongo);
  catalogue = createCatalogue({ mongo, clock: createMovableClock(NOW_UTC) });
});
afterAll(() => mongo.drop());

const service = (more: object) =>
  serviceSchema.safeParse({ id: 'cut', name: 'Cut', durationMin: 30, priceMinor: 0, ...more }).success;

describe('what is said of a service', () => {
  it.each([
    ['160 plain letters', 'm'.repeat(160), true],
    ['161 plain letters', 'm'.repeat(161), false],
    ['Spanish, which loses its strokes', 'más '.repeat(40), true],
    ['70 Arabic letters', 'م'.repeat(70), true],
    ['71 Arabic letters', 'م'.repeat(71), false],
  ])('fits two parts of SMS with its price and its choices: %s', (_case, about, fits) => {
    expect(service({ about })).toBe(fits);
    expect(service({ aboutNames: { ar: about } })).toBe(fits);
  });

  it.each([
    ['https://shop.example/cut.jpg', true],
    ['/pictures/cut.png', true],
    ['http://shop.example/cut.jpg', false],
    ['https://shop.example/cut.svg', false],
    ['javascript:alert(1)//.jpg', false],
  ])('may come with a picture that channels can fetch: %s', (photo, isOne) => {
    expect(service({ photo })).toBe(isOne);
  });

  it('is offered in the language of the chat with its picture, its places and how long the work takes [CAT-06] [CAT-09]', async () => {
    const blocks = createCatalogueBlocks({ catalogue, pictureUrl });
    const found = await blocks['services.list']({}, chat({ shopId: 'workshop', language: 'es' }));
    const [repair, check, , bikeClass] = found.exit === 'found' ? found.data.services : [];

    expect(repair).toMatchObject({ estimateMin: 120, photo: 'https://parley.example/pictures/repair.jpg' });
    expect(repair!.about).toMatch(/^Miramos la bici/);
    expect(check).not.toHaveProperty('estimateMin');
    expect(check).not.toHaveProperty('places');
    expect(bikeClass).toMatchObject({ id: 'class', places: 6 });
  });

  it('is not offered in a chat while it is switched off or not bookable [CAT-07]', async () => {
    const { services } = await catalogue.current('workshop');
    const puncture = services.find(({ id }) => id === 'puncture')!;
    const blocks = createCatalogueBlocks({ catalogue, pictureUrl });
    const offered = async (more: object): Promise<boolean> => {
      await catalogue.saveService('workshop', { ...puncture, ...more });
      const found = await blocks['services.list']({}, chat({ shopId: 'workshop' }));
      return found.exit === 'found' && found.data.services.some(({ id }) => id === 'puncture');
    };

    expect(await offered({})).toBe(true);
    expect(await offered({ active: false })).toBe(false);
    expect(await offered({ bookable: false })).toBe(false);
  });
});

describe("a shop's card", () => {
  const cardAt = async (wallUtc: string, shopId = 'walkin') => {
    const blocks = createShopCardBlocks({ catalogue, opening: createOpening({ catalogue }), pictureUrl });
    return (await blocks['shop.card']({}, chat({ shopId, nowUtc: Date.parse(wallUtc) }))).data.card;
  };

  it('shows its phone, its picture and the hours of today, and when it opens while it is closed [CAT-03]', async () => {
    const shown = { phone: '020 7946 0958', photo: 'https://parley.example/pictures/corner-chair.jpg' };

    expect(await cardAt('2026-11-23T12:00:00Z')).toEqual({ ...shown, hours: '8:00-20:00', opens: null });
    expect(await cardAt('2026-11-23T21:00:00Z')).toMatchObject({ hours: '8:00-20:00', opens: 'Tue 24 Nov 8:00' });
    expect(await cardAt('2026-11-22T12:00:00Z')).toMatchObject({ hours: null, opens: 'Mon 23 Nov 8:00' });
  });

  it('is followed by who is there now: not those at rest, off duty or not on shift [CAT-03]', async () => {
    const rest = [0, 1, 2, 3, 4, 5, 6].map(() => ({
      ...{ working: true, startMin: 8 * 60, endMin: 20 * 60 },
      breaks: [{ startMin: 12 * 60, endMin: 13 * 60 }],
    }));
    await catalogue.savePerson('walkin', { id: 'cleo', name: 'Cleo', serviceIds: ['cut'], weeklyHours: rest });
    const opening = createOpening({ catalogue });
    const there = async (wallUtc: string) => [...(await opening.atWork('walkin', Date.parse(wallUtc)))].sort();

    expect(await there('2026-11-23T11:00:00Z')).toEqual(['asha', 'ben', 'cleo']);
    expect(await there('2026-11-23T12:30:00Z')).toEqual(['asha', 'ben']);
    expect(await there('2026-11-23T20:00:00Z')).toEqual([]);
    const schedules = createSchedules({ mongo, clock: createMovableClock(NOW_UTC), catalogue });
    const act = { shopId: 'walkin', actId: 'off-1', who: 'Maria' };
    await schedules.goOffDuty(act, { personId: 'ben', untilUtc: NOW_UTC + 3 * 3_600_000, reason: 'Unwell' });
    expect(await there('2026-11-23T11:00:00Z')).toEqual(['asha', 'cleo']);
  });

  it("does not take last night's shift for an opening of today", async () => {
    const nights = [0, 1, 2, 3, 4, 5, 6].map(() => ({ working: true, startMin: 22 * 60, endMin: 30 * 60 }));
    await catalogue.saveShop({
      ...{ id: 'bar', name: 'Night Owl', place: '1 Dock', currency: 'GBP', country: 'GB' },
      zone: 'Europe/London',
    });
    await catalogue.saveService('bar', { id: 'cut', name: 'Cut', durationMin: 30, priceMinor: 0 });
    await catalogue.savePerson('bar', { id: 'zoe', name: 'Zoe', serviceIds: ['cut'], weeklyHours: nights });

    expect(await cardAt('2026-11-23T02:00:00Z', 'bar')).toMatchObject({
      hours: '22:00-6:00',
      opens: null,
      phone: null,
    });
  });
});

describe('what an owner sets of a shop', () => {
  const settingsOf = async () => {
    const { name, place, placeNames, phone, photo, welcome, welcomeNames, acceptance, cancelFreeHours } = (
      await catalogue.reload('pets')
    ).shop;
    return { name, place, placeNames, phone, photo, welcome, welcomeNames, acceptance, cancelFreeHours };
  };
  const act = (actId: string) => ({ shopId: 'pets', actId, who: 'Maria' });

  it('is kept once a press, with who did it, and not written over unseen; the rest stays as it was [CAT-03]', async () => {
    const admin = createShopAdmin({ mongo, clock: createMovableClock(NOW_UTC), catalogue });
    const before = await admin.read('pets');
    const settings = { ...(await settingsOf()), name: 'Fern & Paws', phone: '020 7946 0011' };
    const saves = await Promise.all([
      admin.edit(act('shop-act-1'), before.version, settings),
      admin.edit(act('shop-act-1'), before.version, settings),
    ]);
    const late = await admin.edit(act('shop-act-2'), before.version, { ...settings, name: 'Late' });

    expect(saves.map(({ kind, version }) => [kind, version])).toEqual([
      ['saved', before.version + 1],
      ['saved', before.version + 1],
    ]);
    expect([late.kind, late.shop.name]).toEqual(['stale', 'Fern & Paws']);
    const { shop } = await catalogue.current('pets');
    expect(shop).toEqual({ ...before.shop, name: 'Fern & Paws', phone: '020 7946 0011' });
    const changes = await mongo.db.collection('catalogue_changes').find({ shopId: 'pets' }).toArray();
    expect(changes).toMatchObject([{ who: 'Maria', act: 'shop.changed', before: { name: 'Fern Pets' } }]);
  });

  it('names what is wrong, and leaves alone what is not an owner’s to set here', async () => {
    const admin = createShopAdmin({ mongo, clock: createMovableClock(NOW_UTC), catalogue });
    const { version } = await admin.read('pets');
    const wrong = { ...(await settingsOf()), phone: 'call me', script: 'salon' };

    const issues = await admin
      .edit(act('shop-act-3'), version, wrong)
      .catch((error: { issues: { path: string[] }[] }) => error.issues.map(({ path }) => path.join('.')));

    expect(issues).toEqual(['phone', '']);
    expect((await admin.read('pets')).version).toBe(version);
  });
});
