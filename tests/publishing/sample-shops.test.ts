import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AREAS } from '../../src/areas/areas.model.js';
import { seedDemoAreas } from '../../src/areas/index.js';
import { createCatalogue, seedDemoShop, seedDemoTrades, type Person } from '../../src/catalogue/index.js';
import { SAMPLE_SHOPS } from '../../src/flow/chats/index.js';
import { DEMO_PRODUCTS } from '../../src/orders/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { seedDemoCodes } from '../../src/pricing/index.js';
import { openTestDatabase } from '../support/database.js';
import { openPublishing } from './support.js';

/** Recorded chats are played at the gate with shops of data: those must be the shops a fresh start is seeded with. */
let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await seedDemoShop(mongo, createMovableClock(0));
  await seedDemoCodes(mongo, createMovableClock(0));
  await seedDemoTrades(mongo);
  await seedDemoAreas(mongo);
});
afterAll(() => mongo.drop());

const weekOf = ({ weeklyHours }: Person) => {
  const working = (weeklyHours ?? []).flatMap((day, weekday) => (day.working ? [{ ...day, weekday }] : []));
  const { startMin, endMin, breaks } = working[0]!;
  return {
    lastDay: working.at(-1)!.weekday,
    fromMin: startMin,
    toMin: endMin,
    lunchMin: breaks[0]?.startMin ?? null,
  };
};

describe('the shops that recorded chats are played at', () => {
  it('are all the publish gate needs: every shipped chat is played there from its first line to its last', async () => {
    const publishing = await openPublishing(mongo);
    const report = await publishing.check('refunded', undefined, true);
    await publishing.stop();
    expect(report!.chats.length).toBeGreaterThan(50);
    expect(report!.chats.filter(({ result }) => result !== 'passed')).toEqual([]);
  });

  it('sell what the demo shop sells', () => {
    const sold = SAMPLE_SHOPS.flatMap(({ products = [] }) => products);
    expect(sold.map(({ left, downloadUrl = null, ...one }): unknown => ({ ...one, left, downloadUrl }))).toEqual(
      DEMO_PRODUCTS.map(({ id, name, names, priceMinor, photoUrl: photo, stock: left, downloadUrl = null }) => ({
        ...{ id, name, names, priceMinor, photo, left, downloadUrl },
      })),
    );
  });

  it.each(SAMPLE_SHOPS)('are as they are seeded: $id', async (sample) => {
    const { shop, services, people } = await createCatalogue({ mongo, clock: createMovableClock(0) }).current(
      sample.id,
    );
    const { placeNames = {}, ...facts } = sample.facts;
    expect(shop).toMatchObject({ ...facts, phone: sample.phone ?? null, photo: sample.photo ?? null });
    const { on, basisPoints } = shop.pricing.weekend;
    expect(on ? basisPoints : 0).toBe(sample.weekendBasisPoints ?? 0);
    const codes = await mongo.connection.collection('promos').find({ shopId: sample.id }).toArray();
    expect(Object.fromEntries(codes.map(({ code, discount }) => [code, discount.basisPoints]))).toEqual(
      sample.codes ?? {},
    );
    expect(shop.placeNames).toEqual(placeNames);
    expect(
      services.map(
        ({ id, name, names, durationMin, priceMinor, pay, addOns, emergency, emergencyNoticeMin, ...one }) => ({
          ...{ id, name, names, durationMin, priceMinor, pay, soonMin: emergency ? emergencyNoticeMin : null },
          about: one.about === '' ? undefined : { en: one.about, ...one.aboutNames },
          photo: one.photo ?? undefined,
          estimateMin: one.estimatedHours === null ? undefined : one.estimatedHours * 60,
          places: one.capacity > 1 ? one.capacity : undefined,
          addOns: addOns.map((one) => [one.id, one.name, one.names, one.priceMinor, one.durationMin]),
        }),
      ),
    ).toEqual(
      sample.services.map(({ addOns = [], soonMin = null, ...service }) => ({
        ...{ ...service, soonMin },
        addOns: addOns.map((one) => [one.id, one.name, one.names, one.priceMinor, one.durationMin ?? 0]),
      })),
    );
    expect(new Set(services.map(({ bufferMin }) => bufferMin))).toEqual(new Set([sample.bufferMin]));
    expect(people.map((one) => ({ id: one.id, name: one.name, does: one.serviceIds, ...weekOf(one) }))).toEqual(
      sample.people,
    );
    const areas = await mongo.connection.collection(AREAS).find({ shopId: sample.id }).sort({ order: 1 }).toArray();
    expect(areas.map(({ id, name, names, postcodes }): unknown => ({ id, name, names, postcodes }))).toEqual(
      sample.areas,
    );
  });
});
