import { describe, expect, it } from '@jest/globals';
import { book, eventTypes, hold, NOW_UTC, offered, TUESDAY_14, useSalon } from './support/salon.js';
import { chat, openShop, ROSA } from './support/world.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const salon = useSalon();

describe('moving', () => {
  it('takes the held time, frees the old one and says where it was, once per key [BK-19]', async () => {
    const booking = await book(salon);
    const held = await hold(salon, TUESDAY_14 + 30 * 60_000, {}, { movingBookingId: booking.id });
    const move = () =>
      salon.world.blocks['booking.move']({ bookingId: booking.id, holdId: held.holdId }, chat({ key: 'move-1' }));
    const outcome = await move();
    expect(outcome).toMatchObject({
      exit: 'moved',
      data: {
        was: 'Tue 24 Nov 14:00',
        booking: { when: 'Tue 24 Nov 14:30', version: 2, freeUntil: 'Mon 23 Nov 14:30' },
      },
    });
    expect(await move()).toEqual(outcome);
    expect(await offered(salon, '2026-11-24')).toContain('13:30');
    expect(await offered(salon, '2026-11-24')).not.toContain('15:00');
    expect(await eventTypes(salon)).toEqual(['booking.created', 'booking.moved']);
    expect((await salon.world.desk.findBooking(booking.id))?.history.map(({ act, version }) => [act, version])).toEqual(
      [
        ['create', 1],
        ['move', 2],
      ],
    );
  });

  it('offers others when the held time was lost meanwhile, and keeps the old time', async () => {
    const booking = await book(salon);
    const held = await hold(salon, TUESDAY_14 + 2 * HOUR_MS, {}, { movingBookingId: booking.id });
    salon.clock.advance(16 * 60_000);
    await hold(salon, TUESDAY_14 + 2 * HOUR_MS, { conversationId: 'rival' });
    const outcome = await salon.world.blocks['booking.move']({ bookingId: booking.id, holdId: held.holdId }, chat());
    expect(outcome).toMatchObject({ exit: 'taken', data: { wanted: 'Tue 24 Nov 16:00', alternatives: [{}, {}, {}] } });
    expect(await offered(salon, '2026-11-24')).not.toContain('14:00');
  });

  it('cannot turn the hold of a move into a second booking over the first', async () => {
    const booking = await book(salon);
    const held = await hold(salon, TUESDAY_14 + 30 * 60_000, {}, { movingBookingId: booking.id });
    const outcome = await salon.world.blocks['booking.create']({ holdId: held.holdId, contact: ROSA }, chat());
    expect(outcome.exit).toBe('taken');
    expect(await salon.database.connection.collection('bookings').countDocuments()).toBe(1);
  });
});

describe('dropping', () => {
  it('is free up to the deadline to the millisecond, frees the time and records the event with it [CX-01] [CX-14] [CF-21]', async () => {
    const booking = await book(salon);
    await salon.world.desk.operatorAct({
      bookingId: booking.id,
      act: 'accept',
      operator: { id: 'u1', name: 'Maria' },
      actId: 'a1',
      nowUtc: NOW_UTC,
    });
    salon.clock.set(TUESDAY_14 - 24 * HOUR_MS);
    const outcome = await salon.world.blocks['booking.drop']({ bookingId: booking.id }, chat({ key: 'drop-1' }));
    expect(outcome).toMatchObject({
      exit: 'dropped',
      data: { refunded: null, booking: { status: 'cancelled', canDrop: false, version: 3 } },
    });
    expect(await salon.world.blocks['booking.drop']({ bookingId: booking.id }, chat({ key: 'drop-1' }))).toEqual(
      outcome,
    );
    expect(await offered(salon, '2026-11-24')).toContain('14:00');
    expect(await eventTypes(salon)).toEqual(['booking.created', 'booking.accepted', 'booking.cancelled']);
  });

  it('is refused a millisecond after the deadline, and the flags say so [CX-01] [CX-02]', async () => {
    await openShop(salon.world, { shop: { policy: { late: 'deny' } } });
    const booking = await book(salon);
    await salon.world.desk.operatorAct({
      bookingId: booking.id,
      act: 'accept',
      operator: { id: 'u1', name: 'Maria' },
      actId: 'a1',
      nowUtc: NOW_UTC,
    });
    salon.clock.set(TUESDAY_14 - 24 * HOUR_MS + 1);
    expect(await salon.world.blocks['booking.drop']({ bookingId: booking.id }, chat())).toMatchObject({
      exit: 'refused',
      data: { reason: 'pastDeadline', booking: { canDrop: false, canMove: false } },
    });
    expect(await offered(salon, '2026-11-24')).not.toContain('14:00');
  });

  it('is possible until the start while the shop has not answered [BK-26]', async () => {
    const booking = await book(salon);
    salon.clock.set(TUESDAY_14 - 1);
    expect(await salon.world.blocks['booking.drop']({ bookingId: booking.id }, chat())).toMatchObject({
      exit: 'dropped',
    });
  });

  it("is somebody else's affair from another chat", async () => {
    const booking = await book(salon);
    await expect(
      salon.world.blocks['booking.drop']({ bookingId: booking.id }, chat({ conversationId: 'stranger' })),
    ).rejects.toMatchObject({ code: 'booking.unknown' });
  });
});

describe('"I am coming"', () => {
  it('is noted once and changes nothing that was agreed', async () => {
    const { id } = await book(salon);
    for (const key of ['yes-1', 'yes-1', 'yes-2']) {
      expect(await salon.world.blocks['booking.coming']({ bookingId: id }, chat({ key }))).toMatchObject({
        exit: 'noted',
        data: { booking: { version: 1 } },
      });
    }
    expect(await eventTypes(salon)).toEqual(['booking.created', 'booking.coming']);
    await salon.world.blocks['booking.drop']({ bookingId: id }, chat());
    expect(await salon.world.blocks['booking.coming']({ bookingId: id }, chat())).toMatchObject({ exit: 'gone' });
  });
});
