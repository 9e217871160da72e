import { describe, expect, it } from '@jest/globals';
import type { ScheduleRecordInput } from '../../src/catalogue/index.js';
import { CUT, everyDay, openShop } from '../booking/support/world.js';
import { booked, claimsOf, freeOn, held, monday, NOW_UTC, place, slotsOn, usePlace } from './support/shop.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const one = usePlace();
let acts = 0;
const act = () => ({ shopId: 'shop', actId: `act-${(acts += 1)}`, who: 'Maria (owner)' });
const hours = { startMin: 600, endMin: 720 };

const shopDay = (record: Partial<ScheduleRecordInput> & { kind: 'closed' | 'hours' | 'extra' }) =>
  one.schedules.save(act(), {
    id: 'x',
    personId: null,
    fromDate: '2026-11-23',
    toDate: '2026-11-23',
    reason: 'Inventory',
    ...(record.kind === 'closed' ? {} : { hours }),
    ...record,
  } as ScheduleRecordInput);

describe('records of the schedule', () => {
  it('close a holiday of several days for everybody, and the day after is as always [AV-30]', async () => {
    await openShop(one.world);
    await shopDay({ kind: 'closed', toDate: '2026-11-25', reason: 'Holiday' });
    for (const date of ['2026-11-23', '2026-11-24', '2026-11-25']) expect(await freeOn(one, date)).toEqual([]);
    expect((await freeOn(one, '2026-11-26'))[0]).toBe('9:00');
    expect((await place(one, monday(10))).exit).toBe('refused');
  });

  it("narrow everybody's day to other hours of the shop, give a person their own, and open an extra day [AV-30]", async () => {
    const weekdays = everyDay(540, 1020).map((day, weekday) => ({ ...day, working: weekday !== 0 }));
    await openShop(one.world, {
      people: [
        { id: 'asha', name: 'Asha', serviceIds: ['cut'], weeklyHours: weekdays },
        {
          id: 'ben',
          name: 'Ben',
          serviceIds: ['cut'],
          weeklyHours: weekdays.map((day) => ({ ...day, startMin: 660 })),
        },
      ],
    });
    await shopDay({ kind: 'hours' });
    expect(await freeOn(one, '2026-11-23', { personId: 'asha' })).toEqual(['10:00', '10:30', '11:00']);
    expect(await freeOn(one, '2026-11-23', { personId: 'ben' })).toEqual(['11:00']);
    await shopDay({ id: 'own', kind: 'hours', personId: 'ben', hours: { startMin: 780, endMin: 840 } });
    expect(await freeOn(one, '2026-11-23', { personId: 'ben' })).toEqual(['13:00']);
    expect(await freeOn(one, '2026-11-22')).toEqual([]);
    await shopDay({ id: 'sunday', kind: 'extra', fromDate: '2026-11-22', toDate: '2026-11-22' });
    expect(await freeOn(one, '2026-11-22', { personId: 'asha' })).toEqual(['10:00', '10:30', '11:00']);
    await shopDay({ id: 'off', kind: 'closed', personId: 'asha', fromDate: '2026-11-22', toDate: '2026-11-22' });
    expect(await freeOn(one, '2026-11-22', { personId: 'asha' })).toEqual([]);
    expect(await freeOn(one, '2026-11-22', { personId: 'ben' })).toEqual(['10:00', '10:30', '11:00']);
  });

  it('are one change and one line of the audit for one act, and the line says who, what and when [AV-30]', async () => {
    await openShop(one.world);
    const same = act();
    const record = { id: 'x', kind: 'closed', personId: 'asha', fromDate: '2026-11-23', toDate: '2026-11-23' } as const;
    await Promise.all([1, 2, 3].map(() => one.schedules.save(same, { ...record, reason: 'Ill' })));
    one.clock.set(NOW_UTC + 1);
    expect(await one.schedules.remove(act(), 'x')).toBe('removed');
    expect(await one.schedules.remove(act(), 'x')).toBe('unknown');
    expect(await one.schedules.changes('shop', 10)).toMatchObject([
      { act: 'record.removed', who: 'Maria (owner)', before: { reason: 'Ill' }, after: null, atUtc: NOW_UTC + 1 },
      { act: 'record.saved', before: null, after: { reason: 'Ill' } },
    ]);
    expect((await freeOn(one, '2026-11-23', { personId: 'asha' })).length).toBeGreaterThan(0);
  });

  it('are refused when their dates run backwards, do not exist or name nobody', async () => {
    await openShop(one.world);
    await expect(shopDay({ kind: 'closed', toDate: '2026-11-22' })).rejects.toThrow(
      'the last day comes after the first',
    );
    await expect(shopDay({ kind: 'closed', toDate: '2026-13-01' })).rejects.toThrow(
      'the last day comes after the first',
    );
    await expect(shopDay({ kind: 'closed', personId: 'nobody' })).rejects.toMatchObject({
      code: 'catalogue.unknownPerson',
    });
  });
});

describe('somebody who is off duty', () => {
  it('has no free time until they are back, and what they have booked stays [AV-31]', async () => {
    await openShop(one.world);
    await booked(one, NOW_UTC + 2 * HOUR_MS);
    const untilUtc = NOW_UTC + 6 * HOUR_MS;
    await one.schedules.goOffDuty(act(), { personId: 'asha', untilUtc, reason: 'Dentist' });
    expect((await freeOn(one, '2026-11-21', { personId: 'asha' }))[0]).toBe('14:00');
    expect((await freeOn(one, '2026-11-21', { personId: 'ben' }))[0]).toBe('9:00');
    expect((await place(one, NOW_UTC + 4 * HOUR_MS)).exit).toBe('refused');
    expect(await claimsOf(one, 'asha')).toHaveLength(1);
    expect(await one.schedules.comeBack(act(), 'asha')).toBe('removed');
    expect((await freeOn(one, '2026-11-21', { personId: 'asha' }))[0]).toBe('9:00');
  });
});

describe('times kept one by one', () => {
  const yoga = { ...CUT, id: 'yoga', name: 'Yoga', capacity: 10, times: 'stored' as const };
  const slot = { serviceId: 'yoga', personId: 'asha', startsAtUtc: monday(18, 15), endsAtUtc: monday(19, 15) };

  it('are the only times offered, with their own places, and keep their key however often they are saved [AV-12]', async () => {
    await openShop(one.world, { services: [yoga] });
    await one.schedules.saveSlot(act(), { ...slot, capacity: 2 });
    await one.schedules.saveSlot(act(), { ...slot, capacity: 3, recommended: true });
    const slots = await slotsOn(one, '2026-11-23', { serviceId: 'yoga' });
    expect(slots).toMatchObject([{ clock: '18:15', placesLeft: 3, recommended: true, personId: 'asha' }]);
    expect(slots).toHaveLength(1);
    expect(await one.database.connection.collection('stored_slots').countDocuments()).toBe(1);
    const wish = { serviceId: 'yoga' };
    const crowd = await Promise.all(Array.from({ length: 9 }, () => place(one, slot.startsAtUtc, wish)));
    expect(crowd.filter(({ exit }) => exit === 'held')).toHaveLength(3);
    expect((await place(one, monday(10), wish)).exit).toBe('refused');
  });

  it('vanish when they are closed and go on when they are opened again [AV-12]', async () => {
    await openShop(one.world, { services: [yoga] });
    await one.schedules.saveSlot(act(), { ...slot, open: false });
    expect(await freeOn(one, '2026-11-23', { serviceId: 'yoga' })).toEqual([]);
    await one.schedules.saveSlot(act(), slot);
    expect(await freeOn(one, '2026-11-23', { serviceId: 'yoga' })).toEqual(['18:15']);
    expect(await one.schedules.removeSlot(act(), slot)).toBe('removed');
    expect(await freeOn(one, '2026-11-23', { serviceId: 'yoga' })).toEqual([]);
  });

  it('end when the service ends', async () => {
    await openShop(one.world, { services: [yoga] });
    await expect(one.schedules.saveSlot(act(), { ...slot, endsAtUtc: monday(20) })).rejects.toThrow('60 minutes');
    await expect(one.schedules.saveSlot(act(), { ...slot, serviceId: 'none' })).rejects.toThrow('no service');
  });
});

describe('blocked time', () => {
  const asha = { shopId: 'shop', resource: { personId: 'asha' }, reason: 'Meeting' } as const;

  it('hides the person for that time, beside a visit without its buffer, and is given back', async () => {
    await openShop(one.world, { services: [{ ...CUT, bufferMin: 15 }] });
    await booked(one, monday(10));
    const span = { fromUtc: monday(11), toUtc: monday(13) };
    const outcome = await one.timeBlocks.block({ ...asha, ...span, key: 'b1' });
    expect(outcome.kind).toBe('blocked');
    expect(await one.timeBlocks.block({ ...asha, ...span, key: 'b1' })).toEqual(outcome);
    expect(await freeOn(one, '2026-11-23', { personId: 'asha' })).not.toContain('11:30');
    expect((await place(one, monday(12))).exit).toBe('taken');
    const blockId = outcome.kind === 'blocked' ? outcome.blockId : '';
    expect(await one.timeBlocks.unblock({ ...asha, ...span, blockId })).toBe(true);
    expect(await freeOn(one, '2026-11-23', { personId: 'asha' })).toContain('11:30');
  });

  it('never covers a booking: it says which one stands there', async () => {
    await openShop(one.world, { shop: { resources: [{ id: 'blue', name: 'Blue', kind: 'room' }] } });
    const row = await booked(one, monday(10));
    await held(one, monday(12));
    const outcome = await one.timeBlocks.block({ ...asha, fromUtc: monday(9), toUtc: monday(17), key: 'b2' });
    expect(outcome).toMatchObject({
      kind: 'inTheWay',
      claims: [
        { kind: 'booking', bookingId: row._id },
        { kind: 'hold', bookingId: null },
      ],
    });
    expect(await claimsOf(one, 'asha')).toHaveLength(2);
    const room = { ...asha, resource: { resourceId: 'blue' }, fromUtc: monday(9), toUtc: monday(17) };
    expect((await one.timeBlocks.block({ ...room, key: 'b3' })).kind).toBe('blocked');
    const refused = { kind: 'refused', reason: 'unknownResource' };
    expect(await one.timeBlocks.block({ ...room, resource: { resourceId: 'red' }, key: 'b4' })).toEqual(refused);
  });
});
