import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createStaffActs } from '../../src/booking/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { createConflicts, createDaySheets } from '../../src/scheduling/index.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { NOW_UTC, serviceInput, shopInput, TUESDAY_13, TUESDAY_9 } from './support/shop.js';
import { chat, joinPriced, openPriced, preparePriced, ROSA } from './support/world.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await preparePriced(database);
});
afterAll(() => database.drop());

describe('a booking made by the people of the shop', () => {
  it('costs what its customer would be shown in their own chat', async () => {
    const clock = createMovableClock(NOW_UTC);
    const world = joinPriced({ mongo: database, clock });
    await openPriced(world, shopInput({ engine: 'dynamic', loyal: { spentMajor: 0, completed: 1 } }), [serviceInput()]);
    const { mongo, catalogue, slots, pricing } = world;
    const sheets = createDaySheets({ mongo });
    const events = { record: () => Promise.resolve(), wake: () => undefined };
    const shared = { mongo, clock, catalogue, sheets, slots, events };
    const conflicts = createConflicts(shared);
    const reach = { conversationId: 'phone-1', channel: 'sms', address: '+447700900009', language: 'en' } as const;
    const book = async (startsAtUtc: number, deps: { pricing?: typeof pricing }, key: string) => {
      const made = await createStaffActs({ ...shared, ...deps, conflicts }).createByStaff({
        ...{ shopId: 'shop', serviceId: 'cut', personId: 'asha', startsAtUtc, reach, key, override: null },
        ...{ contact: { ...ROSA, phone: reach.address }, operator: { id: 'u1', name: 'Maria' } },
      });
      if (made.kind !== 'booked') throw new Error(made.kind);
      return made.booking;
    };
    const earlier = await book(TUESDAY_9, { pricing }, 'first');
    await mongo.connection
      .collection<{ _id: string }>('bookings')
      .updateOne({ _id: earlier._id }, { $set: { status: 'completed' } });
    const hold = { serviceId: 'cut', personId: 'asha', startsAtUtc: TUESDAY_13, replaces: null, movingBookingId: null };
    const shown = await world.blocks['hold.place'](hold, chat({ address: reach.address }));
    if (shown.exit !== 'held') throw new Error(shown.exit);
    await world.blocks['hold.release']({ holdId: shown.data.holdId }, chat({ address: reach.address }));
    const { price } = await book(TUESDAY_13, { pricing }, 'second');
    expect(price.totalMinor).toBe(shown.data.slot.price.amountMinor);
    expect(price.totalMinor).toBeLessThan(10_000);
    // Without the room of prices nobody is known, and the list is charged.
    expect((await book(TUESDAY_13 + 7_200_000, {}, 'third')).price.totalMinor).toBe(10_000);
  });
});
