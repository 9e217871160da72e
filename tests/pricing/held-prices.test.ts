import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallContext } from '../../src/flow/protocol.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { connectMongo } from '../../src/platform/mongo.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import type { PromoInput } from '../../src/pricing/index.js';
import { NOW_UTC, promoInput, SATURDAY_9, serviceInput, shopInput, TUESDAY_13, TUESDAY_9 } from './support/shop.js';
import { chat, joinPriced, openPriced, preparePriced, ROSA, type Priced } from './support/world.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

let database: TestDatabase;
let clock: MovableClock;
let world: Priced;

beforeAll(async () => {
  database = await openTestDatabase();
  await preparePriced(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.clear();
  clock = createMovableClock(NOW_UTC);
  world = joinPriced({ mongo: database, clock });
  await openPriced(world, shopInput(), [
    serviceInput(),
    serviceInput({ id: 'perm', name: 'Perm', priceMinor: 30_000 }),
  ]);
});

async function hold(startsAtUtc = TUESDAY_9, who: Partial<CallContext> = {}, more: object = {}) {
  const input = { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId: null, ...more };
  const outcome = await world.blocks['hold.place'](input, chat(who));
  if (outcome.exit !== 'held') throw new Error(`expected a hold, got ${outcome.exit}`);
  return outcome.data;
}
async function book(held: { holdId: string; quoteId?: string }, who: Partial<CallContext> = {}) {
  const price = held.quoteId === undefined ? {} : { quoteId: held.quoteId };
  return world.blocks['booking.create']({ holdId: held.holdId, contact: ROSA, ...price }, chat(who));
}
async function booked(startsAtUtc: number, who: Partial<CallContext> = {}) {
  const outcome = await book(await hold(startsAtUtc, who), who);
  if (outcome.exit !== 'booked') throw new Error(`expected a booking, got ${outcome.exit}`);
  return (await world.desk.findBooking(outcome.data.booking.id))!;
}
const apply = (code: string, holdId: string | null, who: Partial<CallContext> = {}) =>
  world.blocks['promo.apply']({ code, holdId, serviceId: 'cut', isPaying: false }, chat(who));
const promoNow = async () => {
  const row = await world.pricing.promos.find('shop', 'FIRST10');
  return { used: row?.used, reserved: row?.reserved.length };
};

describe('a time that is offered, held and booked', () => {
  it('has one price all the way, with its lines, from the search to the booking', async () => {
    const day = {
      serviceId: 'cut',
      personId: 'asha',
      afterUtc: null,
      localDate: '2026-11-28',
      limit: 50,
      movingBookingId: null,
    };
    const found = await world.blocks['slots.search'](day, chat());
    if (found.exit !== 'found') throw new Error(found.exit);
    const shown = found.data.slots.find(({ startsAtUtc }) => startsAtUtc === SATURDAY_9)!;
    const priceParts = {
      base: '£100',
      lines: [
        { reason: 'peak', sign: '+', amount: '£20' },
        { reason: 'weekend', sign: '+', amount: '£15' },
      ],
      total: '£135',
    };
    expect(shown).toMatchObject({ priceText: '£135', priceParts });
    expect((await hold(SATURDAY_9)).slot).toMatchObject({ priceText: '£135', priceParts });
    const booking = await booked(SATURDAY_9 + HOUR_MS);
    expect(booking.price).toMatchObject({ baseMinor: 10_000, totalMinor: 13_500 });
    expect(booking.price.trail).toHaveLength(3);
  });

  it('says nothing of its parts when it costs what the list says', async () => {
    expect((await hold(TUESDAY_13)).slot).not.toHaveProperty('priceParts');
    expect((await booked(TUESDAY_13 + HOUR_MS)).price).toMatchObject({ totalMinor: 10_000, surcharges: [] });
  });

  it('keeps its price for as long as it is held, whatever the shop changes, and is never booked at another without a word [PR-15]', async () => {
    const held = await hold();
    await world.catalogue.saveShop(shopInput({ peak: { on: true, basisPoints: 5_000 } }));
    const kept = await book(held);
    expect(kept).toMatchObject({ exit: 'booked', data: { booking: { priceText: '£120' } } });

    const other = { address: '+447700900002' };
    const lapsed = await hold(TUESDAY_9 + HOUR_MS, other);
    await world.catalogue.saveShop(shopInput());
    clock.advance(16 * MINUTE_MS);
    expect(lapsed.slot.priceText).toBe('£150');
    const again = await book(lapsed, other);
    if (again.exit !== 'repriced') throw new Error(`expected a new price, got ${again.exit}`);
    expect(again.data.slot.priceText).toBe('£120');
    expect(again.data.untilUtc).toBe(clock.nowUtc() + 15 * MINUTE_MS);
    expect(await database.connection.collection('bookings').countDocuments()).toBe(1);
    expect(await book(again.data, other)).toMatchObject({ exit: 'booked', data: { booking: { priceText: '£120' } } });
  });

  it('is taken again without a word when it lapsed and its price is the same', async () => {
    const held = await hold();
    clock.advance(16 * MINUTE_MS);
    expect(await book(held)).toMatchObject({ exit: 'booked', data: { booking: { priceText: '£120' } } });
  });

  it('shows what of a deposit is due now and later', async () => {
    const deposit = { id: 'deep', name: 'Deep', priceMinor: 8_000, pay: 'deposit', depositBasisPoints: 2_500 } as const;
    await openPriced(world, shopInput(), [serviceInput(deposit)]);
    const { slot } = await hold(TUESDAY_13, {}, { serviceId: 'deep' });
    expect(slot).toMatchObject({ priceText: '£80', dueText: '£20', laterText: '£60' });
  });
});

describe('a code in the chat', () => {
  beforeEach(() => world.pricing.promos.save('shop', promoInput({ maxUses: 5 })));

  it('lowers the price of the time that is held, and the booking is made at it [PR-07]', async () => {
    const held = await hold();
    const outcome = await apply('first 10', held.holdId);
    if (outcome.exit !== 'applied') throw new Error(outcome.exit);
    expect(outcome.data).toMatchObject({
      code: 'FIRST10',
      held: { holdId: held.holdId, untilUtc: held.untilUtc, slot: { priceText: '£108' } },
    });
    expect(outcome.data.held.quoteId).not.toBe(held.quoteId);
    expect(await promoNow()).toEqual({ used: 0, reserved: 1 });
    expect(await book(held)).toMatchObject({ exit: 'repriced' });
    expect(await book(outcome.data.held)).toMatchObject({ exit: 'booked', data: { booking: { priceText: '£108' } } });
    expect(await promoNow()).toEqual({ used: 1, reserved: 0 });
  });

  it('typed before a time is chosen it counts as soon as one is, also when another is taken instead', async () => {
    expect(await apply('FIRST10', null)).toMatchObject({ exit: 'kept', data: { code: 'FIRST10' } });
    const first = await hold();
    expect(first.slot.priceText).toBe('£108');
    const second = await hold(TUESDAY_13, {}, { replaces: first.holdId });
    expect(second.slot.priceText).toBe('£90');
    expect(await promoNow()).toEqual({ used: 0, reserved: 1 });
    await book(second);
    // The next visit of the same chat is not asked about a code that was used.
    expect((await hold(TUESDAY_13 + HOUR_MS)).slot).not.toHaveProperty('codeRefused');
  });

  const wrong: readonly (readonly [string, Partial<PromoInput>, string])[] = [
    ['NOPE99', {}, 'unknown'],
    ['FIRST10', { serviceIds: ['perm'] }, 'otherService'],
    ['FIRST10', { minAmountMinor: 20_000 }, 'tooSmall'],
    ['FIRST10', { endsAtUtc: NOW_UTC }, 'over'],
    ['FIRST10', { startsAtUtc: NOW_UTC + 1 }, 'notYet'],
    ['FIRST10', { customerKeys: ['+447700900999'] }, 'notForYou'],
  ];
  it('that does not count leaves the price as it is and says why', async () => {
    const held = await hold();
    for (const [code, change, reason] of wrong) {
      await world.pricing.promos.save('shop', promoInput(change));
      expect([code, await apply(code, held.holdId)]).toMatchObject([code, { exit: 'refused', data: { reason } }]);
    }
    expect((await world.desk.holdQuote(held.holdId))?.total.amountMinor).toBe(12_000);
    expect(await promoNow()).toEqual({ used: 0, reserved: 0 });
  });

  it('is refused once the amount stands on a payment page', async () => {
    const { holdId } = await hold();
    const ask = { code: 'FIRST10', holdId, serviceId: 'cut', isPaying: true };
    expect(await world.blocks['promo.apply'](ask, chat())).toMatchObject({
      exit: 'refused',
      data: { reason: 'paying' },
    });
  });

  it('is told at the hold when it turns out not to count for what was chosen', async () => {
    await world.pricing.promos.save('shop', promoInput({ minAmountMinor: 20_000 }));
    expect((await apply('FIRST10', null)).exit).toBe('kept');
    expect((await hold()).slot).toMatchObject({ priceText: '£120', codeRefused: 'tooSmall' });
  });

  it('is used once by one customer, free again when the hold is let go or the booking ends before the visit', async () => {
    const held = await hold();
    await apply('FIRST10', held.holdId);
    await world.blocks['hold.release']({ holdId: held.holdId }, chat());
    expect(await promoNow()).toEqual({ used: 0, reserved: 0 });
    const booking = await booked(TUESDAY_13);
    expect(booking.price).toMatchObject({ totalMinor: 9_000, promo: { code: 'FIRST10', isUsed: true } });
    expect(await apply('FIRST10', (await hold(SATURDAY_9)).holdId)).toMatchObject({ data: { reason: 'usedByYou' } });
    const event = { shopId: 'shop', bookingId: booking._id } as const;
    await world.pricing.onBookingEvent({ ...event, id: 'e', type: 'booking.cancelled', version: 2, atUtc: 0 });
    expect(await promoNow()).toEqual({ used: 0, reserved: 0 });
  });

  it('is not spent where the customer has a better price already', async () => {
    await world.catalogue.saveShop(shopInput({ engine: 'dynamic', firstTimeBasisPoints: 2_000 }));
    const held = await hold(TUESDAY_13);
    expect(held.slot.priceText).toBe('£80');
    expect(await apply('FIRST10', held.holdId)).toMatchObject({ exit: 'refused', data: { reason: 'betterAlready' } });
    expect(await promoNow()).toEqual({ used: 0, reserved: 0 });
  });
});

describe('what prices know of bookings', () => {
  beforeEach(() =>
    world.catalogue.saveShop(shopInput({ engine: 'dynamic', peak: { on: false }, weekend: { on: false } })),
  );
  const done = (id: string) =>
    database.connection
      .collection<{ _id: string }>('bookings')
      .updateOne({ _id: id }, { $set: { status: 'completed' } });

  it('is a first visit until one took place, and a guest is known by the number they write from [PR-13]', async () => {
    const first = await booked(TUESDAY_13);
    expect(first.price.discounts).toMatchObject([{ reason: 'firstTime' }]);
    await done(first._id);
    clock.advance(HOUR_MS);
    const whatsapp = { channel: 'whatsapp', conversationId: 'c-wa' } as const;
    expect((await hold(TUESDAY_13 + HOUR_MS, whatsapp)).slot.priceText).toBe('£100');
    expect((await hold(TUESDAY_13 + 2 * HOUR_MS, { address: '+447700900777' })).slot.priceText).toBe('£90');
  });

  it('counts bookings that stand in an hour against the usual of the past four weeks [PR-10]', async () => {
    const rows = database.connection.collection<{ _id: string }>('bookings');
    const past = [1, 2, 3, 4].map((weeks) => ({
      _id: `p${weeks}`,
      reference: `p${weeks}`,
      shopId: 'shop',
      startsAtUtc: TUESDAY_13 - weeks * 7 * 24 * HOUR_MS,
      status: 'completed',
    }));
    const now = [10, 20].map((minute) => ({
      _id: `n${minute}`,
      reference: `n${minute}`,
      shopId: 'shop',
      startsAtUtc: TUESDAY_13 + minute * MINUTE_MS,
      status: 'accepted',
    }));
    const off = {
      _id: 'off',
      reference: 'off',
      shopId: 'shop',
      startsAtUtc: TUESDAY_13 - 7 * 24 * HOUR_MS,
      status: 'cancelled',
    };
    await rows.insertMany([...past, ...now, off]);
    clock.set(TUESDAY_13 - 5 * 24 * HOUR_MS);
    const snapshot = await world.catalogue.current('shop');
    const ask = {
      snapshot,
      service: snapshot.services[0]!,
      startsAtUtc: TUESDAY_13,
      durationMin: 60,
      personId: null,
      customerKey: null,
    };
    const { surcharges, totalMinor } = await world.pricing.quote(ask);
    expect([surcharges.map(({ reason }) => reason), totalMinor]).toEqual([['demand'], 12_000]);
  });

  it('costs a search no third query, however often it is asked', async () => {
    const watched = await connectMongo(process.env['MONGODB_TEST_URI']!, database.connection.name, {
      monitorCommands: true,
    });
    const { slots } = joinPriced({ mongo: watched, clock });
    const day = { afterUtc: null, localDate: '2026-11-24', limit: 3, movingBookingId: null, customerKey: 'k' };
    const input = { shopId: 'shop', serviceId: 'cut', personId: null, ...day };
    await slots.search(input);
    const commands: string[] = [];
    watched.connection.getClient().on('commandStarted', ({ commandName }) => void commands.push(commandName));
    await slots.search(input);
    await watched.close();
    expect(commands.filter((name) => name !== 'endSessions')).toHaveLength(1);
  });
});

describe('a price experiment', () => {
  it('shows each person one side for good, and its result counts people, bookings and worth by side [PR-21]', async () => {
    const experiment = { id: 'peak-30', shareBasisPoints: 5_000, peakBasisPoints: 3_000 };
    await world.catalogue.saveShop(shopInput({ experiment }));
    const seen = new Map<string, string>();
    for (let index = 0; index < 24; index += 1) {
      const who = { address: `+4477009001${String(index).padStart(2, '0')}` };
      const held = await hold(TUESDAY_9 + index * 24 * HOUR_MS, who);
      const again = await hold(TUESDAY_9 + index * 24 * HOUR_MS + HOUR_MS, who, { replaces: held.holdId });
      expect(again.slot.priceText.slice(0, 3)).toBe(held.slot.priceText.slice(0, 3));
      seen.set(who.address, held.slot.priceText);
      if (index < 6) await book(again, who);
    }
    const results = await world.pricing.experimentResults('shop', 'peak-30');
    expect(results.map(({ arm }) => arm)).toEqual(['usual', 'changed']);
    expect(results.map(({ customers }) => customers).reduce((one, other) => one + other)).toBe(24);
    expect(Math.min(...results.map(({ customers }) => customers))).toBeGreaterThan(3);
    expect(results.map(({ bookings }) => bookings).reduce((one, other) => one + other)).toBe(6);
    const bookings = await database.connection.collection('bookings').find({}).toArray();
    for (const { arm, worthMinor } of results) {
      const own = bookings.filter(({ price }) => price.experiment.arm === arm);
      expect(worthMinor).toBe(own.reduce((sum, { price }) => sum + Number(price.totalMinor), 0));
    }
  });
});

describe('a suggested promo', () => {
  it('takes its numbers from the month and may be saved as it is', async () => {
    for (const hours of [0, 1, 2]) await booked(TUESDAY_13 + hours * HOUR_MS);
    clock.set(TUESDAY_13 + 24 * HOUR_MS);
    const snapshot = await world.catalogue.current('shop');
    const { input, type } = await world.pricing.suggestPromo(snapshot, 'volume', {});
    expect([type, input.code, input.discount]).toEqual(['fixed', 'BOOKQ7RS', { kind: 'fixed', amountMinor: 1_000 }]);
    expect((await world.pricing.promos.save('shop', input)).code).toBe('BOOKQ7RS');
  });
});
