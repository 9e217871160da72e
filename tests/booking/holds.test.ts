import { describe, expect, it } from '@jest/globals';
import { hold, NOW_UTC, offered, TUESDAY_14, useSalon } from './support/salon.js';
import { chat, everyDay, openShop, ROSA } from './support/world.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const salon = useSalon();

describe('holds', () => {
  it('keep a time for a quarter of an hour and say until when, then are simply gone', async () => {
    const held = await hold(salon);
    expect(held.untilUtc).toBe(NOW_UTC + 15 * 60_000);
    expect(held.until).toBe('8:15');
    expect(await offered(salon, '2026-11-24')).not.toContain('14:00');
    salon.clock.advance(15 * 60_000);
    expect(await offered(salon, '2026-11-24')).toContain('14:00');
  });

  it('are one under one key, for a named person and for anybody [BK-29]', async () => {
    for (const personId of ['asha', null]) {
      const startsAtUtc = TUESDAY_14 + (personId ? 0 : 2 * HOUR_MS);
      const first = await hold(salon, startsAtUtc, { key: `same-${personId}` }, { personId });
      salon.clock.advance(60_000);
      const second = await hold(salon, startsAtUtc, { key: `same-${personId}` }, { personId });
      expect(second).toEqual(first);
    }
    const sheets = await salon.database.connection.collection('day_sheets').find({}).toArray();
    expect(sheets.reduce((count, sheet) => count + (sheet['claims'] as unknown[]).length, 0)).toBe(2);
  });

  it('give the earlier one of the same chat back in the same act, even when the two overlap', async () => {
    const first = await hold(salon);
    await hold(salon, TUESDAY_14 + 30 * 60_000, {}, { replaces: first.holdId });
    expect(await offered(salon, '2026-11-24')).toEqual(expect.arrayContaining(['13:00', '13:30', '15:30']));
    expect(await offered(salon, '2026-11-24')).not.toContain('14:00');
  });

  it('are released on leaving, but never once they are a booking', async () => {
    const { holdId } = await hold(salon);
    await salon.world.blocks['hold.release']({ holdId }, chat());
    expect(await offered(salon, '2026-11-24')).toContain('14:00');
    const again = await hold(salon);
    await salon.world.blocks['booking.create']({ holdId: again.holdId, contact: ROSA }, chat());
    await salon.world.blocks['hold.release']({ holdId: again.holdId }, chat());
    expect(await offered(salon, '2026-11-24')).not.toContain('14:00');
  });

  it('can be kept longer for a payment, taken again when they had lapsed, and not when the time is gone', async () => {
    const { holdId } = await hold(salon);
    expect(await salon.world.desk.extendHold(holdId, NOW_UTC + 30 * 60_000)).toBe('extended');
    salon.clock.advance(20 * 60_000);
    expect(await offered(salon, '2026-11-24')).not.toContain('14:00');
    expect(await salon.world.desk.holdQuote(holdId)).toMatchObject({
      total: { amountMinor: 2500, currency: 'GBP' },
      untilUtc: NOW_UTC + 30 * 60_000,
    });
    salon.clock.advance(20 * 60_000);
    expect(await salon.world.desk.extendHold(holdId, salon.clock.nowUtc() + 60_000)).toBe('extended');
    salon.clock.advance(2 * 60_000);
    await hold(salon, TUESDAY_14, { conversationId: 'chat-2' });
    expect(await salon.world.desk.extendHold(holdId, salon.clock.nowUtc() + 60_000)).toBe('gone');
  });

  it('refuse a start that was never on offer, and say why [AV-16]', async () => {
    const place = (startsAtUtc: number) =>
      salon.world.blocks['hold.place'](
        { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId: null },
        chat(),
      );
    const reasons: [number, string][] = [
      [NOW_UTC - HOUR_MS, 'past'],
      [TUESDAY_14 + 7 * 60_000, 'closed'],
      [Date.parse('2026-11-24T16:30:00Z'), 'closed'],
      [NOW_UTC + 31 * 24 * HOUR_MS, 'tooFar'],
      [1e300, 'tooFar'],
    ];
    for (const [startsAtUtc, reason] of reasons) {
      const outcome = await place(startsAtUtc);
      expect([startsAtUtc, outcome.exit, 'reason' in outcome.data && outcome.data.reason]).toEqual([
        startsAtUtc,
        'refused',
        reason,
      ]);
      expect('alternatives' in outcome.data && outcome.data.alternatives.length).toBe(3);
    }
  });
});

describe('a time that has gone', () => {
  it('is answered with the same time with a colleague, the nearest that day, and the same time another day [AV-08] [AV-17]', async () => {
    await hold(salon, TUESDAY_14, { conversationId: 'other' });
    const outcome = await salon.world.blocks['hold.place'](
      { serviceId: 'cut', personId: 'asha', startsAtUtc: TUESDAY_14, replaces: null, movingBookingId: null },
      chat(),
    );
    expect(outcome).toMatchObject({ exit: 'taken', data: { wanted: 'Tue 24 Nov 14:00' } });
    const texts =
      outcome.exit === 'taken' ? outcome.data.alternatives.map((slot) => `${slot.when} ${slot.personName}`) : [];
    expect(texts).toEqual(['Tue 24 Nov 14:00 ben', 'Tue 24 Nov 15:00 asha', 'Wed 25 Nov 14:00 asha']);
  });

  it('is taken again by a lapsed hold while it is free, and refused with three others once it is not [AV-16] [BK-13]', async () => {
    const first = await hold(salon);
    salon.clock.advance(16 * 60_000);
    const booked = await salon.world.blocks['booking.create']({ holdId: first.holdId, contact: ROSA }, chat());
    expect(booked.exit).toBe('booked');

    const later = TUESDAY_14 + 2 * HOUR_MS;
    const second = await hold(salon, later);
    salon.clock.advance(16 * 60_000);
    const rival = await hold(salon, later, { conversationId: 'rival' });
    expect(await salon.world.blocks['booking.create']({ holdId: second.holdId, contact: ROSA }, chat())).toMatchObject({
      exit: 'taken',
      data: { wanted: 'Tue 24 Nov 16:00', alternatives: [{}, {}, {}] },
    });
    expect(await salon.world.blocks['booking.create']({ holdId: rival.holdId, contact: ROSA }, chat())).toMatchObject({
      exit: 'booked',
    });
  });

  it('goes to one of two people who hold it in turn, never to both', async () => {
    const first = await hold(salon);
    salon.clock.advance(16 * 60_000);
    await hold(salon, TUESDAY_14, { conversationId: 'rival' });
    const outcome = await salon.world.blocks['booking.create']({ holdId: first.holdId, contact: ROSA }, chat());
    expect(outcome.exit).toBe('taken');
    expect(await salon.database.connection.collection('bookings').countDocuments()).toBe(0);
  });
});

describe('a time over local midnight', () => {
  it("is kept on both days' sheets together: neither neighbour can overlap it", async () => {
    const people = [{ id: 'nina', name: 'Nina', serviceIds: ['cut'], weeklyHours: everyDay(20 * 60, 26 * 60) }];
    await openShop(salon.world, { people });
    const late = Date.parse('2026-11-24T23:30:00Z');
    const nina = { personId: 'nina' };
    const { holdId } = await hold(salon, late, {}, nina);
    expect(await salon.database.connection.collection('day_sheets').countDocuments({ resource: 'nina' })).toBe(2);
    for (const startsAtUtc of [late - 30 * 60_000, late + 30 * 60_000]) {
      const rival = await salon.world.blocks['hold.place'](
        { serviceId: 'cut', personId: 'nina', startsAtUtc, replaces: null, movingBookingId: null },
        chat(),
      );
      expect(rival.exit).toBe('taken');
    }
    await salon.world.blocks['hold.release']({ holdId }, chat());
    await hold(salon, late + 30 * 60_000, {}, nina);
  });
});
