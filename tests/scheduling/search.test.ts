import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import type { CallInput } from '../../src/flow/protocol.js';
import {
  chat,
  CUT,
  everyDay,
  joinWorld,
  openShop,
  prepareIndexes,
  ROSA,
  type World,
} from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

/** Saturday 21 November 2026, 8:00 in London. */
const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let mongo: Mongo;
let clock: MovableClock;
let world: World;
let commands: string[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  mongo = await connectMongo(process.env['MONGODB_TEST_URI']!, database.connection.name, { monitorCommands: true });
  mongo.connection.getClient().on('commandStarted', ({ commandName }) => commands.push(commandName));
});
afterAll(async () => {
  await mongo.close();
  await database.drop();
});

beforeEach(async () => {
  for (const name of ['shops', 'services', 'staff', 'day_sheets', 'bookings', 'test_events']) {
    await database.connection.collection(name).deleteMany({});
  }
  clock = createMovableClock(NOW_UTC);
  world = joinWorld({ mongo, clock });
});

async function search(overrides: Partial<CallInput<'slots.search'>> = {}) {
  const input = { serviceId: 'cut', personId: null, afterUtc: null, localDate: null, limit: 3, movingBookingId: null };
  const outcome = await world.blocks['slots.search']({ ...input, ...overrides }, chat());
  if (outcome.exit === 'none')
    return { exit: 'none' as const, slots: [], texts: [], more: false, reason: null, asked: '' };
  const { slots } = outcome.data;
  return {
    exit: outcome.exit,
    slots,
    texts: slots.map((slot) => `${slot.when} ${slot.personName}`),
    more: outcome.exit === 'found' && outcome.data.more,
    reason: outcome.exit === 'otherDay' ? outcome.data.reason : null,
    asked: outcome.exit === 'otherDay' ? outcome.data.asked : '',
  };
}

async function hold(startsAtUtc: number, personId: string | null = 'asha', serviceId = 'cut') {
  return world.blocks['hold.place'](
    { serviceId, personId, startsAtUtc, replaces: null, movingBookingId: null },
    chat(),
  );
}

describe('free times', () => {
  it('carry start, end, person, price and a flag, three at a time with more to come [AV-01] [AV-10] [AV-26]', async () => {
    await openShop(world);
    const first = await search();
    expect(first.texts).toEqual(['Sat 21 Nov 9:00 asha', 'Sat 21 Nov 9:30 asha', 'Sat 21 Nov 10:00 asha']);
    expect(first.more).toBe(true);
    expect(first.slots[0]).toEqual({
      startsAtUtc: NOW_UTC + HOUR_MS,
      endsAtUtc: NOW_UTC + 2 * HOUR_MS,
      personId: 'asha',
      personName: 'asha',
      when: 'Sat 21 Nov 9:00',
      clock: '9:00',
      price: { amountMinor: 2500, currency: 'GBP' },
      priceText: '£25',
      recommended: false,
      placesLeft: 1,
    });
    const second = await search({ afterUtc: first.slots[2]!.startsAtUtc });
    expect(second.texts[0]).toBe('Sat 21 Nov 10:30 asha');
  });

  it('end with the last: no more is promised than there is [AV-26]', async () => {
    await openShop(world, { services: [{ ...CUT, horizonDays: 1 }] });
    const lastStart = NOW_UTC + 24 * HOUR_MS;
    const page = await search({ afterUtc: lastStart - 16.5 * HOUR_MS, limit: 3 });
    expect([page.texts, page.more]).toEqual([['Sat 21 Nov 16:00 asha'], false]);
    expect((await search({ afterUtc: lastStart })).exit).toBe('none');
  });

  it('follow the order service, gates, people, times, claims: unavailable people and services never show [AV-02]', async () => {
    const hours = { weeklyHours: everyDay(540, 660) };
    await openShop(world, {
      services: [CUT, { ...CUT, id: 'gone', active: false }, { ...CUT, id: 'desk', bookable: false }],
      people: [
        { id: 'away', name: 'Away', active: false, serviceIds: ['cut'], ...hours },
        { id: 'other', name: 'Other', serviceIds: ['desk'], ...hours },
        { id: 'ben', name: 'Ben', serviceIds: ['cut', 'gone', 'desk'], ...hours },
      ],
    });
    expect((await search({ limit: 50 })).slots.every(({ personId }) => personId === 'ben')).toBe(true);
    for (const serviceId of ['gone', 'desk', 'unknown']) expect((await search({ serviceId })).exit).toBe('none');
    expect((await search({ personId: 'away' })).exit).toBe('none');
    const services = await world.blocks['services.list']({}, chat());
    expect(services.exit === 'found' ? services.data.services.map(({ id }) => id) : []).toEqual(['cut']);
  });

  it('of one person go when booked while a colleague keeps the same time [AV-08]', async () => {
    await openShop(world);
    await hold(NOW_UTC + HOUR_MS);
    expect((await search({ personId: 'asha' })).texts[0]).toBe('Sat 21 Nov 10:00 asha');
    expect((await search({ personId: 'ben' })).texts[0]).toBe('Sat 21 Nov 9:00 ben');
    expect((await search()).texts[0]).toBe('Sat 21 Nov 9:00 ben');
  });

  it('are recommended when they touch a visit that is there [AV-01]', async () => {
    await openShop(world);
    await hold(NOW_UTC + 3 * HOUR_MS);
    const { slots } = await search({ personId: 'asha', limit: 6 });
    expect(slots.filter(({ recommended }) => recommended).map((slot) => slot.clock)).toEqual(['10:00', '12:00']);
  });

  it('stop on a day whose limit is reached, for everybody, and the limit holds under a crowd [AV-02] [DF-06]', async () => {
    await openShop(world, { services: [{ ...CUT, dailyCap: 3 }] });
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        hold(NOW_UTC + (1 + (index >> 1)) * HOUR_MS, index % 2 ? 'asha' : 'ben'),
      ),
    );
    expect(outcomes.filter(({ exit }) => exit === 'held')).toHaveLength(3);
    expect((await search()).texts[0]).toMatch(/^Sun 22 Nov 9:00 /);
    expect(await search({ localDate: '2026-11-21' })).toMatchObject({ exit: 'otherDay', reason: 'full' });
  });

  it('of a group say how many places are left, and 30 people at once get exactly the seats there are [AV-13]', async () => {
    await openShop(world, { services: [{ ...CUT, id: 'yoga', capacity: 4, stepMin: 60 }], people: undefined });
    await hold(NOW_UTC + HOUR_MS, 'asha', 'yoga');
    const { slots } = await search({ serviceId: 'yoga', personId: 'asha' });
    expect(slots.map(({ placesLeft }) => placesLeft)).toEqual([3, 4, 4]);
    const crowd = await Promise.all(Array.from({ length: 30 }, () => hold(NOW_UTC + HOUR_MS, 'asha', 'yoga')));
    expect(crowd.filter(({ exit }) => exit === 'held')).toHaveLength(3);
    expect((await search({ serviceId: 'yoga', personId: 'asha' })).slots[0]!.clock).toBe('10:00');
  });

  it('leave the booking that is being moved out of the way, also of itself', async () => {
    await openShop(world);
    const held = await hold(NOW_UTC + 3 * HOUR_MS);
    if (held.exit !== 'held') throw new Error(held.exit);
    const made = await world.blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, chat());
    if (made.exit !== 'booked') throw new Error(made.exit);
    const clocks = async (movingBookingId: string | null) =>
      (await search({ personId: 'asha', localDate: '2026-11-21', limit: 50, movingBookingId })).slots.map(
        ({ clock: text }) => text,
      );
    expect(await clocks(null)).not.toContain('11:30');
    expect(await clocks(made.data.booking.id)).toContain('11:30');
  });
});

describe('a day that cannot be had', () => {
  const asked = (localDate: string) => search({ localDate, personId: 'asha' });

  it('is answered with its reason and the nearest free times [AV-17]', async () => {
    const weeklyHours = everyDay(540, 660).map((day, weekday) => ({ ...day, working: weekday !== 0 }));
    await openShop(world, {
      services: [{ ...CUT, noticeMin: 24 * 60, horizonDays: 10, blackoutDates: ['2026-11-26'] }],
      people: [{ id: 'asha', name: 'asha', serviceIds: ['cut'], weeklyHours }],
    });
    await hold(Date.parse('2026-11-24T09:00:00Z'));
    await hold(Date.parse('2026-11-24T10:00:00Z'));
    expect(await asked('2026-11-20')).toMatchObject({ exit: 'otherDay', reason: 'past', asked: 'Fri 20 Nov' });
    expect(await asked('2026-11-21')).toMatchObject({ reason: 'tooSoon' });
    expect(await asked('2026-11-22')).toMatchObject({ reason: 'closed' });
    expect(await asked('2026-11-24')).toMatchObject({
      reason: 'full',
      texts: ['Wed 25 Nov 9:00 asha', 'Wed 25 Nov 9:30 asha', 'Wed 25 Nov 10:00 asha'],
    });
    expect(await asked('2026-11-26')).toMatchObject({ reason: 'closed' });
    expect(await asked('2026-12-09')).toMatchObject({ reason: 'tooFar', asked: 'Wed 9 Dec' });
    expect(await asked('9999-12-31')).toMatchObject({ reason: 'tooFar' });
    expect(await asked('2026-02-31')).toMatchObject({ exit: 'otherDay' });
  });
});

describe('what a search costs', () => {
  it('is one query for the first page of fifty people, two when the near days are full, never one a person', async () => {
    const weeklyHours = everyDay(540, 1020);
    const people = Array.from({ length: 50 }, (_, order) => ({
      id: `p${order}`,
      name: `P${order}`,
      order,
      serviceIds: ['cut'],
      weeklyHours,
    }));
    await openShop(world, { people });
    await search();
    commands = [];
    await search();
    expect(commands).toEqual(['aggregate']);
    const near = ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'];
    for (const person of people) await world.catalogue.savePerson('shop', { ...person, daysOff: near });
    await search();
    commands = [];
    expect((await search()).texts[0]).toMatch(/^Thu 26 Nov 9:00/);
    expect(commands).toEqual(['aggregate', 'aggregate']);
  });

  it('includes noticing that another process has changed the catalogue', async () => {
    await openShop(world);
    await search();
    const elsewhere = joinWorld({ mongo: database, clock });
    await elsewhere.catalogue.saveService('shop', { ...CUT, priceMinor: 3000 });
    expect((await search()).slots[0]!.priceText).toBe('£30');
  });

  it('is shared: forty people who lose one time at once cost a few queries, and none is offered what it lost', async () => {
    await openShop(world);
    await hold(NOW_UTC + HOUR_MS);
    commands = [];
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => hold(NOW_UTC + HOUR_MS)));
    expect(commands.filter((name) => name === 'aggregate').length).toBeLessThan(20);
    for (const outcome of outcomes) {
      if (outcome.exit !== 'taken') throw new Error(outcome.exit);
      expect(outcome.data.alternatives).toHaveLength(3);
      expect(
        outcome.data.alternatives.some((slot) => slot.personId === 'asha' && slot.startsAtUtc === NOW_UTC + HOUR_MS),
      ).toBe(false);
    }
  });
});
