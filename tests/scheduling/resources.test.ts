import { describe, expect, it } from '@jest/globals';
import { chat, CUT, everyDay, openShop, ROSA } from '../booking/support/world.js';
import { booked, claimsOf, freeOn, held, monday, NOW_UTC, place, usePlace } from './support/shop.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const one = usePlace();

const ROOMS = [
  { id: 'blue', name: 'Blue room', kind: 'room' },
  { id: 'green', name: 'Green room', kind: 'room' },
];
const people = ['asha', 'ben', 'chloe'].map((id, order) => ({
  id,
  name: id,
  order,
  serviceIds: ['cut', 'wash'],
  weeklyHours: everyDay(540, 1020),
}));
const needsRoom = { ...CUT, needs: [{ kind: 'room' }] };

const openRooms = (resources: object[] = ROOMS, service: object = {}) =>
  openShop(one.world, {
    shop: { resources: resources as typeof ROOMS },
    services: [
      { ...needsRoom, ...service },
      { ...CUT, id: 'wash', name: 'Wash' },
    ],
    people,
  });

async function roomsTaken(): Promise<number> {
  return (await claimsOf(one, 'resource:blue')).length + (await claimsOf(one, 'resource:green')).length;
}

describe('a service that needs a room', () => {
  it('is offered only while a person and a room are free, and other services go on beside it', async () => {
    await openRooms();
    await booked(one, monday(10));
    expect(await freeOn(one, '2026-11-23', { personId: 'chloe' })).toContain('10:00');
    await booked(one, monday(10), { personId: 'ben' });
    const left = await freeOn(one, '2026-11-23', { personId: 'chloe' });
    for (const clock of ['9:30', '10:00', '10:30']) expect(left).not.toContain(clock);
    expect(left).toEqual(expect.arrayContaining(['9:00', '11:00']));
    expect(await freeOn(one, '2026-11-23', { personId: 'chloe', serviceId: 'wash' })).toContain('10:00');
    expect((await place(one, monday(10), { personId: 'chloe' })).exit).toBe('taken');
    expect((await place(one, monday(10), { personId: 'chloe', serviceId: 'wash' })).exit).toBe('held');
  });

  it('takes the room that was used least, and another when that one is lost in the same moment', async () => {
    await openRooms();
    expect((await booked(one, monday(9))).resources).toEqual(['Blue room']);
    expect((await booked(one, monday(11))).resources).toEqual(['Green room']);
    const both = await Promise.all([booked(one, monday(14)), booked(one, monday(14), { personId: 'ben' })]);
    expect(both.flatMap(({ resources }) => resources).sort()).toEqual(['Blue room', 'Green room']);
  });

  it('gives exactly the rooms there are to twelve people at once, and a loser keeps nothing of anybody', async () => {
    await openRooms();
    const wishes = Array.from({ length: 12 }, (_, index) =>
      place(one, monday(10), { personId: people[index % 3]!.id }, chat({ conversationId: `c${index}` })),
    );
    const exits = (await Promise.all(wishes)).map(({ exit }) => exit);
    expect(exits.filter((exit) => exit === 'held')).toHaveLength(2);
    const onPeople = await Promise.all(people.map(({ id }) => claimsOf(one, id)));
    expect(onPeople.flat()).toHaveLength(2);
    expect(await roomsTaken()).toBe(2);
  });

  it('holds several of a kind and several kinds, all or none', async () => {
    const chairs = { id: 'chair', name: 'Chair', kind: 'chair', capacity: 3 };
    await openRooms([...ROOMS, chairs], { needs: [{ kind: 'chair', count: 2 }, { kind: 'room' }] });
    const row = await booked(one, monday(10));
    expect(row.resources).toEqual(['Chair 1', 'Chair 2', 'Blue room']);
    expect((await place(one, monday(10), { personId: 'ben' })).exit).toBe('taken');
    expect(await claimsOf(one, 'resource:chair#3')).toEqual([]);
    expect(await claimsOf(one, 'resource:green')).toEqual([]);
  });

  it('frees its room when it is dropped, released, moved or refused', async () => {
    await openRooms([ROOMS[0]!]);
    const first = await booked(one, monday(10));
    await one.world.blocks['booking.drop']({ bookingId: first._id }, chat());
    expect(await roomsTaken()).toBe(0);
    const { holdId } = await held(one, monday(10));
    await one.world.blocks['hold.release']({ holdId }, chat());
    expect(await roomsTaken()).toBe(0);
    const second = await booked(one, monday(10));
    const move = await held(one, monday(10, 30), { movingBookingId: second._id });
    const moved = await one.world.blocks['booking.move']({ bookingId: second._id, holdId: move.holdId }, chat());
    expect(moved.exit).toBe('moved');
    expect((await claimsOf(one, 'resource:blue')).map(({ startsAtUtc }) => startsAtUtc)).toEqual([monday(10, 30)]);
    const operator = { id: 'u1', name: 'Maria' };
    const act = { bookingId: second._id, act: 'reject', operator, actId: 'a1', nowUtc: NOW_UTC } as const;
    expect((await one.world.desk.operatorAct(act)).kind).toBe('done');
    expect(await roomsTaken()).toBe(0);
  });

  it('leaves the room to others when a hold lapses, and takes one again for a late yes', async () => {
    await openRooms([ROOMS[0]!]);
    const { holdId } = await held(one, monday(10));
    one.clock.set(NOW_UTC + 16 * 60_000);
    const other = await booked(one, monday(10), { personId: 'ben' });
    const late = await one.world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
    expect(late.exit).toBe('taken');
    await one.world.blocks['booking.drop']({ bookingId: other._id }, chat());
    const again = await one.world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
    expect(again.exit).toBe('booked');
    expect(await claimsOf(one, 'resource:blue')).toMatchObject([{ kind: 'booking', id: holdId }]);
  });

  it('is offered only in the hours of the room, and never in one that is switched off', async () => {
    const morning = { ...ROOMS[0], weeklyHours: everyDay(540, 660) };
    await openRooms([morning, { ...ROOMS[1], active: false }]);
    expect(await freeOn(one, '2026-11-23', { personId: 'asha' })).toEqual(['9:00', '9:30', '10:00']);
    expect((await place(one, monday(14))).exit).toBe('taken');
  });

  it('shares one room among the people of a group', async () => {
    await openRooms(ROOMS, { capacity: 3, stepMin: 60 });
    const crowd = Array.from({ length: 8 }, (_, index) => place(one, monday(10), {}, chat({ key: `yoga ${index}` })));
    const exits = (await Promise.all(crowd)).map(({ exit }) => exit);
    expect(exits.filter((exit) => exit === 'held')).toHaveLength(3);
    expect(await claimsOf(one, 'resource:blue')).toHaveLength(3);
    expect(await claimsOf(one, 'resource:green')).toEqual([]);
    expect((await place(one, monday(10), { personId: 'ben' })).exit).toBe('held');
    expect((await place(one, monday(10), { personId: 'chloe' })).exit).toBe('taken');
  });

  it('stands over midnight on both days of person and room', async () => {
    await openShop(one.world, {
      shop: { resources: ROOMS },
      services: [{ ...needsRoom, durationMin: 120, stepMin: 60 }],
      people: [{ ...people[0]!, weeklyHours: everyDay(20 * 60, 26 * 60) }],
    });
    const row = await booked(one, monday(23));
    expect(await claimsOf(one, 'resource:blue')).toHaveLength(2);
    await one.world.blocks['booking.drop']({ bookingId: row._id }, chat());
    expect(await roomsTaken()).toBe(0);
  });
});

describe('several claims in one act', () => {
  it('are all held or none, with their rooms', async () => {
    await openRooms();
    const { sheets, catalogue } = one.world;
    const { dayZone } = await catalogue.current('shop');
    const { zoneOf } = await import('../../src/scheduling/index.js');
    const request = (personId: string, startsAtUtc: number, id: string) => ({
      shopId: 'shop',
      personId,
      dayZone: zoneOf(dayZone),
      capacity: 1,
      dailyCap: null,
      needs: [{ count: 1, units: ['resource:blue'] }],
      claim: {
        id,
        key: id,
        kind: 'hold' as const,
        serviceId: 'cut',
        startsAtUtc,
        endsAtUtc: startsAtUtc + HOUR_MS,
        bufferMs: 0,
        untilUtc: NOW_UTC + HOUR_MS,
        seats: 1,
        bookingId: null,
        movingBookingId: null,
        amountMinor: 0,
        currency: 'GBP',
      },
      nowUtc: NOW_UTC,
      onOwn: null,
      mayTake: true,
      replaces: null,
      ignoreBookingId: null,
    });
    const lost = await sheets.putAll([request('asha', monday(9), 'a'), request('ben', monday(9), 'b')]);
    expect(lost.kind).toBe('taken');
    expect(await claimsOf(one, 'asha')).toEqual([]);
    expect(await roomsTaken()).toBe(0);
    const kept = await sheets.putAll([request('ben', monday(10), 'b'), request('asha', monday(9), 'a')]);
    expect(kept).toMatchObject({ kind: 'held', claims: [{ id: 'b' }, { id: 'a' }] });
  });
});

describe('set-up and clean-up', () => {
  const around = { setupMin: 15, cleanupMin: 30 };

  it('take the person and the room on both sides of a visit whose times stay as they were told', async () => {
    await openRooms([ROOMS[0]!], { ...around, stepMin: 15 });
    const row = await booked(one, monday(12));
    expect(row).toMatchObject({ startsAtUtc: monday(12), endsAtUtc: monday(13), scheduledMin: 60 });
    expect(row.promisedWall).toContain('12:00');
    expect(await claimsOf(one, 'resource:blue')).toMatchObject([
      { startsAtUtc: monday(11, 45), endsAtUtc: monday(13, 30) },
    ]);
    // Another visit needs its own set-up and clean-up beside it: nothing between 10:15 and 13:45.
    const free = await freeOn(one, '2026-11-23', { personId: 'asha' });
    expect(free).toEqual(expect.arrayContaining(['10:15', '13:45']));
    for (const clock of ['10:30', '11:00', '12:00', '13:00', '13:30']) expect(free).not.toContain(clock);
    // The day is long enough for the set-up of the first and the clean-up of the last.
    expect([free[0], free.at(-1)]).toEqual(['9:15', '15:30']);
  });

  it('are freed with the visit, over midnight too', async () => {
    await openShop(one.world, {
      services: [{ ...CUT, ...around, stepMin: 15 }],
      people: [{ ...people[0]!, weeklyHours: everyDay(20 * 60, 26 * 60) }],
    });
    const row = await booked(one, monday(22, 45));
    expect(await claimsOf(one, 'asha')).toHaveLength(2);
    await one.world.blocks['booking.drop']({ bookingId: row._id }, chat());
    expect(await claimsOf(one, 'asha')).toEqual([]);
  });
});
