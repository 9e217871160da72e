import { describe, expect, it } from '@jest/globals';
import { book, eventTypes, hold, NOW_UTC, TUESDAY_14, useSalon } from './support/salon.js';
import { chat, CUT, joinWorld, ROSA } from './support/world.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const salon = useSalon();

describe('booking a time', () => {
  it('goes from a free time to a booking that waits for the shop, with its reference, price and deadline [BK-09] [BK-10] [CX-02]', async () => {
    const view = await book(salon);
    expect(view).toMatchObject({
      when: 'Tue 24 Nov 14:00',
      personName: 'asha',
      priceText: '£25',
      status: 'pending',
      statusText: 'received, waiting for Willow Salon',
      freeUntil: 'Mon 23 Nov 14:00',
      canDrop: true,
      canMove: true,
      version: 1,
    });
    expect(view.reference).toMatch(/^BK-\d{8}$/);
    expect(await eventTypes(salon)).toEqual(['booking.created']);
    expect((await salon.world.desk.findByReference('shop', view.reference.toLowerCase()))?._id).toBe(view.id);
  });

  it('keeps the whole record of a booking [BK-08] [AV-28] [PR-01]', async () => {
    const { id } = await book(salon);
    expect(await salon.world.desk.findBooking(id)).toMatchObject({
      shopId: 'shop',
      conversationId: 'chat-1',
      channel: 'sms',
      customer: { name: 'Rosa Field', phone: '+447700900001', email: null },
      service: { id: 'cut', name: 'Haircut', durationMin: 60 },
      price: { currency: 'GBP', baseMinor: 2500, surcharges: [], discounts: [], totalMinor: 2500 },
      startsAtUtc: TUESDAY_14,
      endsAtUtc: TUESDAY_14 + HOUR_MS,
      scheduledMin: 60,
      zone: 'Europe/London',
      promisedWall: 'Tue 24 Nov 14:00',
      freeUntilUtc: TUESDAY_14 - 24 * HOUR_MS,
      paid: null,
      history: [
        { act: 'create', who: { kind: 'customer', name: 'Rosa Field' }, from: null, to: 'pending', version: 1 },
      ],
    });
  });

  it('is booked at once where the shop accepts by itself [CF-45]', async () => {
    await salon.world.catalogue.saveShop({
      ...(await salon.world.catalogue.current('shop')).shop,
      acceptance: 'instant',
    });
    expect(await book(salon)).toMatchObject({ status: 'accepted', statusText: 'booked' });
  });

  it('refuses a phone number of 21 characters and takes one of 20 [BK-08]', async () => {
    const { holdId } = await hold(salon);
    const create = (phone: string) =>
      salon.world.blocks['booking.create']({ holdId, contact: { ...ROSA, phone } }, chat());
    expect(await create('1'.repeat(21))).toMatchObject({ exit: 'refused', data: { reason: 'contact' } });
    expect(await create('1'.repeat(20))).toMatchObject({ exit: 'booked' });
  });

  it('asks for the price promised with the hold, whatever the catalogue says since [DF-45]', async () => {
    const { holdId, slot } = await hold(salon);
    await salon.world.catalogue.saveService('shop', { ...CUT, priceMinor: 9900, durationMin: 90 });
    const outcome = await salon.world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
    expect(slot.priceText).toBe('£25');
    expect(outcome).toMatchObject({
      exit: 'booked',
      data: { booking: { priceText: '£25', endsAtUtc: TUESDAY_14 + HOUR_MS } },
    });
  });

  it('does not book unpaid what is paid before, and books it with the money', async () => {
    await salon.world.catalogue.saveService('shop', { ...CUT, pay: 'before' });
    const { holdId } = await hold(salon);
    expect(await salon.world.blocks['booking.create']({ holdId, contact: ROSA }, chat())).toMatchObject({
      exit: 'refused',
      data: { reason: 'payFirst' },
    });
    const paid = { amountMinor: 2500, currency: 'GBP', paymentId: 'pay-1', atUtc: NOW_UTC };
    const { conversationId, channel, address, language } = chat();
    const outcome = await salon.world.desk.createBooking({
      holdId,
      contact: ROSA,
      key: 'pay-1',
      conversationId,
      channel,
      address,
      language,
      paid,
    });
    expect(outcome).toMatchObject({ kind: 'booked', booking: { paid } });
  });

  it("draws another reference when the first is already somebody else's [BK-10]", async () => {
    const draws = ['BK-11111111', 'BK-11111111', 'BK-11111111', 'BK-22222222'];
    salon.world = joinWorld({ mongo: salon.database, clock: salon.clock, newReference: () => draws.shift()! });
    expect((await book(salon)).reference).toBe('BK-11111111');
    expect((await book(salon, TUESDAY_14 + HOUR_MS)).reference).toBe('BK-22222222');
    expect(draws).toEqual([]);
  });

  it('knows nothing of a hold id that is not ours', async () => {
    for (const holdId of [
      '',
      'x',
      'shop.cut.asha.zzzzzzzzzzz.aaaaaaaaaaaa',
      '{"$gt":""}',
      'shop.nothing.asha.mcx2k1.aaaaaaaaaaaa',
    ]) {
      expect(await salon.world.blocks['booking.create']({ holdId, contact: ROSA }, chat())).toMatchObject({
        exit: 'refused',
        data: { reason: 'unknownHold' },
      });
    }
  });
});

describe('one key', () => {
  it('makes one booking however often and however concurrently it comes [BK-29]', async () => {
    const { holdId } = await hold(salon);
    const key = 'delivered-twice';
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => salon.world.blocks['booking.create']({ holdId, contact: ROSA }, chat({ key }))),
    );
    const ids = outcomes.map((outcome) => (outcome.exit === 'booked' ? outcome.data.booking.id : outcome.exit));
    expect(new Set(ids).size).toBe(1);
    expect(await salon.database.connection.collection('bookings').countDocuments()).toBe(1);
    expect(await eventTypes(salon)).toEqual(['booking.created']);
  });

  it('is not needed for that: one hold under two keys is one booking too', async () => {
    const { holdId } = await hold(salon);
    const outcomes = await Promise.all(
      ['one', 'two'].map((key) => salon.world.blocks['booking.create']({ holdId, contact: ROSA }, chat({ key }))),
    );
    const ids = outcomes.map((outcome) => (outcome.exit === 'booked' ? outcome.data.booking.id : outcome.exit));
    expect(new Set(ids).size).toBe(1);
  });
});

describe('one time asked for on two channels at once', () => {
  it('has one winner; the others are offered another time and nothing fails [BK-27] [DF-06]', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const who = chat({ conversationId: `c-${index}`, channel: index % 2 ? 'sms' : 'telegram' });
        const held = await salon.world.blocks['hold.place'](
          { serviceId: 'cut', personId: 'asha', startsAtUtc: TUESDAY_14, replaces: null, movingBookingId: null },
          who,
        );
        if (held.exit !== 'held') return held.exit;
        const made = await salon.world.blocks['booking.create'](
          { holdId: held.data.holdId, contact: ROSA },
          { ...who, key: `${who.key}-book` },
        );
        return made.exit;
      }),
    );
    expect(outcomes.filter((exit) => exit === 'booked')).toHaveLength(1);
    expect(outcomes.filter((exit) => exit === 'taken')).toHaveLength(39);
  });
});

describe('my bookings', () => {
  it('lists what lies ahead of this chat alone, soonest first', async () => {
    await book(salon, TUESDAY_14 + HOUR_MS);
    await book(salon, TUESDAY_14 - HOUR_MS);
    await book(salon, TUESDAY_14 - 4 * HOUR_MS, { conversationId: 'somebody-else' });
    const outcome = await salon.world.blocks['bookings.list']({}, chat());
    expect(outcome.exit === 'found' ? outcome.data.bookings.map(({ when }) => when) : outcome.exit).toEqual([
      'Tue 24 Nov 13:00',
      'Tue 24 Nov 15:00',
    ]);
    salon.clock.set(TUESDAY_14 + 3 * HOUR_MS);
    expect(await salon.world.blocks['bookings.list']({}, chat())).toMatchObject({ exit: 'none' });
  });
});
