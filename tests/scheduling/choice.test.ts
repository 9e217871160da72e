import { describe, expect, it } from '@jest/globals';
import { personSchema, type PersonInput } from '../../src/catalogue/catalogue.model.js';
import { inTurn, reasonOf, type Served } from '../../src/scheduling/assign.rules.js';
import { bestOf } from '../../src/scheduling/best-times.rules.js';
import { chat, CUT, everyDay, openShop, ROSA } from '../booking/support/world.js';
import { booked, freeOn, held, monday, NOW_UTC, place, slotsOn, usePlace } from './support/shop.js';
import { columns, plan } from './support/plans.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const one = usePlace();
const weeklyHours = everyDay(540, 1020);
const person = (id: string, more: Partial<PersonInput> = {}) => ({
  id,
  name: id,
  serviceIds: ['cut'],
  weeklyHours,
  ...more,
});

describe('who is given a visit nobody in particular was asked for', () => {
  const candidate = (id: string, openMin = 0, more: Partial<PersonInput> = {}) => ({
    person: personSchema.parse(person(id, more)),
    openMin,
  });
  const served = (rows: Record<string, [number | null, number]>): Map<string, Served> =>
    new Map(Object.entries(rows).map(([id, [lastUtc, count]]) => [id, { lastUtc, count }]));
  const order = (...args: Parameters<typeof inTurn>): string[] => inTurn(...args).map((one) => one.person.id);

  it('is who has waited longest for one, and of two who never had one the less busy [GP-17]', () => {
    const list = [candidate('a'), candidate('b'), candidate('c', 60), candidate('d', 30)];
    const facts = served({ a: [200, 1], b: [100, 9] });
    expect(order(list, facts, 'fair')).toEqual(['d', 'c', 'b', 'a']);
    expect(reasonOf(inTurn(list, facts, 'fair'), facts, 'fair')).toBe('leastBusy');
    expect(reasonOf(inTurn([list[0]!, list[1]!], facts, 'fair'), facts, 'fair')).toBe('turn');
    expect(reasonOf([list[0]!], facts, 'fair')).toBe('onlyOneFree');
  });

  it('keeps to the shares people have', () => {
    const list = [candidate('half', 0, { weight: 50 }), candidate('full', 0, { weight: 100 })];
    const counts = { half: 0, full: 0 };
    for (let visit = 1; visit <= 30; visit += 1) {
      const facts = served({ half: [visit, counts.half], full: [visit, counts.full] });
      counts[order(list, facts, 'fair')[0] as 'half' | 'full'] += 1;
    }
    expect(counts).toEqual({ half: 10, full: 20 });
    const behind = served({ half: [2, 9], full: [1, 2] });
    expect(reasonOf(inTurn(list, behind, 'fair'), behind, 'fair')).toBe('share');
  });

  it('is by load alone who has the fewest open minutes, then the better rating, then the longest idle [GP-17]', () => {
    const rated = [
      candidate('a', 30, { rating: 5 }),
      candidate('b', 0, { rating: 3 }),
      candidate('c', 0, { rating: 4 }),
    ];
    expect(order(rated, served({ b: [1, 1], c: [9, 9] }), 'load')).toEqual(['c', 'b', 'a']);
    const alike = [candidate('a'), candidate('b')];
    expect(order(alike, served({ a: [9, 1], b: [1, 1] }), 'load')).toEqual(['b', 'a']);
  });

  it('goes round the people of a real shop, and the reason is kept with the booking', async () => {
    await openShop(one.world, { people: ['asha', 'ben', 'chloe'].map((id, order) => person(id, { order })) });
    const given: string[] = [];
    for (let visit = 0; visit < 6; visit += 1) {
      one.clock.set(NOW_UTC + visit * 60_000);
      // Each on a day of its own: nobody is busier than anybody.
      const startsAtUtc = monday(10) + visit * 24 * HOUR_MS;
      const question = { shopId: 'shop', serviceId: 'cut', personId: null, movingBookingId: null };
      const [first] = await one.fairSlots.freeAt(question, startsAtUtc);
      const row = await booked(one, startsAtUtc, { personId: first!.person.id, anyPerson: true });
      given.push(row.person.id);
      expect(row.assignment).toMatchObject({ by: 'auto' });
      expect(row.history[0]!.why).toContain(`${row.person.id} was chosen`);
    }
    expect(given).toEqual(['asha', 'ben', 'chloe', 'asha', 'ben', 'chloe']);
    const asked = await booked(one, monday(15));
    expect(asked).toMatchObject({ assignment: { by: 'customer', reason: 'asked' }, history: [{ why: null }] });
  });

  it('is a colleague at the same time when the one who was proposed has just been taken', async () => {
    await openShop(one.world);
    await booked(one, monday(10));
    const { slot, holdId } = await held(one, monday(10), { anyPerson: true });
    expect(slot.personId).toBe('ben');
    const made = await one.world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
    expect(made).toMatchObject({ exit: 'booked', data: { booking: { personName: 'ben' } } });
    expect((await place(one, monday(10))).exit).toBe('taken');
  });

  it('is only somebody who can do what the service needs', async () => {
    const services = [{ ...CUT, needsSkills: ['colour', 'french'] }];
    const people = [person('asha', { skills: ['colour'] }), person('ben', { skills: ['french', 'colour', 'nails'] })];
    await openShop(one.world, { services, people });
    const slots = await slotsOn(one, '2026-11-23');
    expect(new Set(slots.map(({ personId }) => personId))).toEqual(new Set(['ben']));
    expect((await place(one, monday(10))).exit).toBe('refused');
    expect((await place(one, monday(10), { personId: 'ben' })).exit).toBe('held');
  });

  it('is, where the shop assigns, one of those who take part in it [AV-14]', async () => {
    const people = [person('asha'), person('ben', { order: 1, autoAssign: true })];
    await openShop(one.world, { shop: { assign: 'auto' }, people });
    const anybody = await slotsOn(one, '2026-11-23');
    expect(new Set(anybody.map(({ personId }) => personId))).toEqual(new Set(['ben']));
    expect((await slotsOn(one, '2026-11-23', { personId: 'asha' })).length).toBeGreaterThan(0);
  });

  it('is told to the customer only once the shop has decided, where it does: the house proposes, an operator keeps or gives it on [CF-04] [QU-16]', async () => {
    await openShop(one.world, {
      shop: { assign: 'admin', acceptance: 'instant' },
      people: [person('asha'), person('ben', { order: 1 })],
    });
    const who = chat();
    expect((await one.world.blocks['people.list']({ serviceId: 'cut' }, who)).exit).toBe('none');
    const [slot] = await slotsOn(one, '2026-11-23');
    expect(slot).toMatchObject({ personId: 'asha', personName: 'one of our team' });
    const held = await place(one, slot!.startsAtUtc, { personId: slot!.personId, anyPerson: true });
    if (held.exit !== 'held') throw new Error(held.exit);
    expect(held.data.slot.personName).toBe('one of our team');
    const made = await one.world.blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, who);
    if (made.exit !== 'booked') throw new Error(made.exit);
    const { id, status, personName } = made.data.booking;
    expect({ status, personName }).toEqual({ status: 'pending', personName: 'one of our team' });
    const nowUtc = one.clock.nowUtc();
    const operator = { id: 'mia', name: 'Mia' };
    await one.world.desk.operatorAct({ bookingId: id, act: 'accept', operator, actId: 'a1', nowUtc });
    const listed = await one.world.blocks['bookings.list']({}, who);
    expect(listed).toMatchObject({ data: { bookings: [{ status: 'accepted', personName: 'asha' }] } });
  });
});

describe('what a person has unless it is set', () => {
  it("is the shop's zone, five open jobs, no part in assignment and the buffer of the service or 15 minutes [AV-14]", async () => {
    expect(personSchema.parse(person('asha'))).toMatchObject({
      zone: null,
      maxJobs: 5,
      autoAssign: false,
      bufferMin: null,
    });
    const people = [person('asha'), person('remote', { zone: 'Asia/Tokyo' }), person('close', { bufferMin: 5 })];
    const services = [{ ...CUT, bufferMin: null, stepMin: 5 }];
    await openShop(one.world, { shop: { zone: 'UTC' }, services, people });
    await booked(one, monday(12));
    const asha = await freeOn(one, '2026-11-23', { personId: 'asha' });
    expect([asha.includes('10:45'), asha.includes('10:50'), asha.includes('13:15')]).toEqual([true, false, true]);
    await booked(one, monday(12), { personId: 'close' });
    expect(await freeOn(one, '2026-11-23', { personId: 'close' })).toContain('10:55');
    // 9:00 to 17:00 in Tokyo is 0:00 to 8:00 in UTC.
    const remote = await freeOn(one, '2026-11-23', { personId: 'remote' });
    expect([remote[0], remote.at(-1)]).toEqual(['0:00', '7:00']);
  });
});

describe('an emergency', () => {
  const services = [
    { ...CUT, noticeMin: 24 * 60, bufferMin: 15, emergency: true },
    { ...CUT, id: 'calm', noticeMin: 24 * 60 },
  ];
  const soon = NOW_UTC + 2 * HOUR_MS;

  it('is offered within the day with an hour of notice, and only where the service takes any [BK-30] [CF-08]', async () => {
    await openShop(one.world, { services });
    expect(await freeOn(one, '2026-11-21', { kind: 'emergency' })).toEqual(expect.arrayContaining(['9:00', '10:00']));
    expect(await freeOn(one, '2026-11-21')).toEqual([]);
    expect(await freeOn(one, '2026-11-21', { kind: 'emergency', serviceId: 'calm' })).toEqual([]);
    one.clock.set(NOW_UTC + 1);
    expect((await freeOn(one, '2026-11-21', { kind: 'emergency' }))[0]).toBe('9:30');
    expect((await place(one, soon)).exit).toBe('refused');
    const row = await booked(one, soon, { kind: 'emergency' });
    expect(row).toMatchObject({ type: 'emergency' });
  });

  it('ends where the usual notice begins, so that nobody pays more for what anybody may have [CF-08]', async () => {
    await openShop(one.world, { services });
    const asEmergency = await freeOn(one, '2026-11-23', { kind: 'emergency' });
    expect([asEmergency, (await freeOn(one, '2026-11-23')).length > 0]).toEqual([[], true]);
    expect((await place(one, monday(9), { kind: 'emergency' })).exit).toBe('refused');
    expect((await place(one, monday(9))).exit).toBe('held');
  });

  it('keeps every other rule: no overlap, no buffer broken, and its kind when the hold had lapsed [BK-30] [BK-01]', async () => {
    await openShop(one.world, { services });
    const { holdId } = await held(one, soon, { kind: 'emergency' });
    expect((await place(one, soon, { kind: 'emergency' })).exit).toBe('taken');
    expect((await place(one, soon + HOUR_MS, { kind: 'emergency' })).exit).toBe('taken');
    one.clock.set(NOW_UTC + 16 * 60_000);
    const made = await one.world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
    if (made.exit !== 'booked') throw new Error(made.exit);
    expect(await one.world.desk.findBooking(made.data.booking.id)).toMatchObject({ type: 'emergency' });
  });
});

describe('places in a group', () => {
  const yoga = { ...CUT, id: 'yoga', capacity: 5, stepMin: 60 };

  it('are taken several at a time, offered where so many are left, and kept when a lapsed hold is taken again [AV-13]', async () => {
    await openShop(one.world, { services: [yoga] });
    const wish = { serviceId: 'yoga' };
    const { holdId } = await held(one, monday(10), { ...wish, seats: 3 });
    const find = (seats: number) => slotsOn(one, '2026-11-23', { ...wish, personId: 'asha', seats });
    expect((await find(2)).find(({ clock }) => clock === '10:00')).toMatchObject({ placesLeft: 2 });
    expect((await find(3)).map(({ clock }) => clock)).not.toContain('10:00');
    expect((await place(one, monday(10), { ...wish, seats: 3 })).exit).toBe('taken');
    for (const seats of [0, 6, 1.5]) {
      expect((await place(one, monday(12), { ...wish, seats })).exit).toBe('refused');
    }
    one.clock.set(NOW_UTC + 16 * 60_000);
    const made = await one.world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
    if (made.exit !== 'booked') throw new Error(made.exit);
    expect(await one.world.desk.findBooking(made.data.booking.id)).toMatchObject({ seats: 3 });
    expect((await find(2)).find(({ clock }) => clock === '10:00')).toMatchObject({ placesLeft: 2 });
  });

  it('are never more than there are when parties of all sizes come at once [AV-13] [DF-06]', async () => {
    await openShop(one.world, { services: [yoga] });
    const parties = Array.from({ length: 24 }, (_, index) => (index % 4) + 1);
    const outcomes = await Promise.all(parties.map((seats) => place(one, monday(10), { serviceId: 'yoga', seats })));
    const taken = outcomes.map(({ exit }, index) => (exit === 'held' ? parties[index]! : 0)).reduce((a, b) => a + b, 0);
    expect(taken).toBeLessThanOrEqual(5);
    expect(taken).toBeGreaterThan(1);
    const rest = await slotsOn(one, '2026-11-23', { serviceId: 'yoga', personId: 'asha' });
    expect(rest.find(({ clock }) => clock === '10:00')?.placesLeft ?? 0).toBe(5 - taken);
  });
});

describe('recommended times', () => {
  it('are three a day that leave no hole, the quietest first among equals, and one the shop has marked before all [AV-11] [GP-02]', () => {
    const asha = plan({ stepMin: 60 });
    const at = (hour: number) => ({ personId: 'asha', placesLeft: 1, turn: 0, marked: hour === 16 });
    const hours = [9, 11, 13, 15, 16];
    const offered = hours.map((hour) => ({ startUtc: monday(hour), ...at(hour) }));
    const work = [10, 12, 14].map((hour) => ({ from: monday(hour), to: monday(hour + 1) }));
    const sheets = {
      ...{ revision: 1, memo: new Map(), needsCheck: null, tally: () => 0 },
      columnsOf: () => columns(work),
    };
    const best = (colleaguesAt: (hour: number) => number) => {
      const free = hours.map((hour) => ({
        startUtc: monday(hour),
        people: [...Array<number>(1 + colleaguesAt(hour))].map(() => at(hour)),
      }));
      const found = bestOf({ plans: [asha], zone: asha.zone }, [sheets], { free, offered, shown: offered });
      return [...found].map(({ startUtc }) => new Date(startUtc).getUTCHours());
    };
    expect(best(() => 0)).toEqual([16, 9, 11]);
    // Colleagues are free at 13:00 and 15:00: nobody else asks for those.
    expect(best((hour) => ({ 13: 1, 15: 2 })[hour] ?? 0)).toEqual([16, 15, 13]);
  });

  it('are shown with the times of a shop, at most three a day, none on a day without work [AV-11]', async () => {
    await openShop(one.world);
    for (const hour of [10, 12, 14]) await booked(one, monday(hour));
    const slots = await slotsOn(one, '2026-11-23', { personId: 'asha' });
    const best = slots.filter(({ recommended }) => recommended).map(({ clock }) => clock);
    expect(best).toEqual(['9:00', '11:00', '13:00']);
    expect((await slotsOn(one, '2026-11-24')).some(({ recommended }) => recommended)).toBe(false);
  });
});
