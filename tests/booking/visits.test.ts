import { describe, expect, it } from '@jest/globals';
import type { Booking } from '../../src/booking/index.js';
import { createDaySheets, type DaySheets } from '../../src/scheduling/index.js';
import { createRandom, seedOf } from '../scheduling/support/random.js';
import { useSalon } from './support/salon.js';
import {
  halves,
  holdVisit,
  liveClaims,
  monday,
  openPlainShop,
  overlaps,
  plainStarts,
  randomShop,
  readTaken,
  searchVisit,
} from './support/visits.js';
import { chat, CUT, everyDay, joinWorld, openShop, ROSA, type World } from './support/world.js';

const salon = useSalon();

const COLOUR = { ...CUT, id: 'colour', name: 'Colour', durationMin: 90, priceMinor: 8_000 };
const BOTH = ['cut', 'colour'];

/** Asha cuts, Ben colours, Chloe does both from noon. */
async function openTogether(services = [CUT, COLOUR]): Promise<void> {
  await salon.database.clear();
  await openShop(salon.world, {
    services,
    people: [
      { id: 'asha', name: 'Asha', order: 0, serviceIds: ['cut'], weeklyHours: everyDay(540, 720) },
      { id: 'ben', name: 'Ben', order: 1, serviceIds: ['colour'], weeklyHours: everyDay(540, 720) },
      { id: 'chloe', name: 'Chloe', order: 2, serviceIds: BOTH, weeklyHours: everyDay(720, 960) },
    ],
  });
}

async function bookVisit(startMin: number, who: Parameters<typeof chat>[0] = {}, world: World = salon.world) {
  const held = await holdVisit(world, BOTH, startMin, who);
  if (held.exit !== 'held') throw new Error(`expected a hold, got ${held.exit}`);
  const outcome = await world.blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, chat(who));
  if (outcome.exit !== 'booked') throw new Error(`expected a booking, got ${outcome.exit}`);
  return { held: held.data, view: outcome.data.booking };
}

const rowOf = async (id: string): Promise<Booking> => (await salon.world.desk.findBooking(id))!;

describe('several services in one visit', () => {
  it('are offered where each has its person one after the other, as one time at one price [ORD-06] [CAT-14] [PR-20]', async () => {
    await openTogether();
    const slots = await searchVisit(salon.world, BOTH);
    expect(slots.map(({ clock, personName }) => `${clock} ${personName}`)).toEqual([
      '9:00 Asha and Ben',
      '9:30 Asha and Ben',
      '11:00 Asha and Chloe',
      '12:00 Chloe',
      '12:30 Chloe',
      '13:00 Chloe',
      '13:30 Chloe',
    ]);
    expect(slots[0]).toMatchObject({ priceText: '£105', endsAtUtc: monday(540 + 150) });
    expect(slots[0]?.priceParts).toEqual({
      base: '£105',
      items: [
        { name: 'Haircut', amount: '£25' },
        { name: 'Colour', amount: '£80' },
      ],
      lines: [],
      total: '£105',
    });
    const withChloe = await searchVisit(salon.world, BOTH, { personId: 'chloe' });
    expect(withChloe.map(({ personName }) => personName)).toEqual(['Chloe', 'Chloe', 'Chloe', 'Chloe']);
    expect(await searchVisit(salon.world, BOTH, { personId: 'asha' })).toEqual([]);
  });

  it('are one booking with its parts, moved and dropped whole [ORD-06]', async () => {
    await openTogether();
    const { view } = await bookVisit(540);
    expect(view).toMatchObject({ serviceName: 'Haircut + Colour', personName: 'Asha and Ben', priceText: '£105' });
    expect(view.partLines).toBe('9:00 Haircut (Asha)\n10:00 Colour (Ben)');
    expect(
      (await rowOf(view.id)).parts?.map(({ service, person, priceMinor }) => [service.id, person.id, priceMinor]),
    ).toEqual([
      ['cut', 'asha', 2_500],
      ['colour', 'ben', 8_000],
    ]);
    const moving = { movingBookingId: view.id };
    const later = await holdVisit(salon.world, BOTH, 750, {}, moving);
    if (later.exit !== 'held') throw new Error(later.exit);
    const moved = await salon.world.blocks['booking.move']({ bookingId: view.id, holdId: later.data.holdId }, chat());
    expect(moved).toMatchObject({
      exit: 'moved',
      data: { booking: { personName: 'Chloe', when: 'Mon 23 Nov 12:30' } },
    });
    expect((await liveClaims(salon.world)).map(({ resource, claim }) => [resource, claim.serviceId])).toEqual([
      ['chloe', 'cut'],
      ['chloe', 'colour'],
    ]);
    expect(await salon.world.blocks['booking.drop']({ bookingId: view.id }, chat())).toMatchObject({ exit: 'dropped' });
    expect(await liveClaims(salon.world)).toEqual([]);
  });

  it('move over their own time', async () => {
    await openTogether();
    const { view } = await bookVisit(540);
    const later = await holdVisit(salon.world, BOTH, 570, {}, { movingBookingId: view.id });
    if (later.exit !== 'held') throw new Error(later.exit);
    const moved = await salon.world.blocks['booking.move']({ bookingId: view.id, holdId: later.data.holdId }, chat());
    expect(moved.exit).toBe('moved');
    expect(await halves(salon.world)).toEqual([]);
    expect(await overlaps(salon.world)).toEqual([]);
    expect((await rowOf(view.id)).parts?.map(({ startsAtUtc }) => startsAtUtc)).toEqual([monday(570), monday(630)]);
  });

  it('keep set-up and clean-up between them, and the buffer only around them', async () => {
    await openTogether([
      { ...CUT, durationMin: 30, cleanupMin: 5, bufferMin: 30 },
      { ...COLOUR, durationMin: 60, setupMin: 10, bufferMin: 30 },
    ]);
    const { view } = await bookVisit(720);
    const { parts } = await rowOf(view.id);
    expect(parts?.map(({ startsAtUtc }) => startsAtUtc)).toEqual([monday(720), monday(720 + 30 + 5 + 10)]);
    // The visit ends at 13:45; the next one with Chloe waits for the buffer.
    const next = await searchVisit(salon.world, ['cut'], { personId: 'chloe' });
    expect(next.map(({ clock }) => clock)[0]).toBe('14:30');
  });

  it('are held once under one key, replace the chat’s own hold, are kept longer and given back whole [BK-29]', async () => {
    await openTogether();
    const first = await holdVisit(salon.world, BOTH, 540, { key: 'same' });
    const again = await holdVisit(salon.world, BOTH, 540, { key: 'same' });
    expect(again).toEqual(first);
    if (first.exit !== 'held') throw new Error(first.exit);
    const other = await holdVisit(salon.world, BOTH, 570, {}, { replaces: first.data.holdId });
    if (other.exit !== 'held') throw new Error(other.exit);
    expect(await halves(salon.world)).toEqual([]);
    expect(await liveClaims(salon.world)).toHaveLength(2);
    salon.clock.advance(16 * 60_000);
    const untilUtc = salon.clock.nowUtc() + 60_000;
    expect(await salon.world.desk.extendHold(other.data.holdId, untilUtc)).toBe('extended');
    expect((await liveClaims(salon.world)).map(({ claim }) => claim.untilUtc)).toEqual([untilUtc, untilUtc]);
    // One part lost to another chat while it had lapsed: the rest is not kept either.
    salon.clock.advance(2 * 60_000);
    await salon.world.blocks['hold.place'](
      { serviceId: 'colour', personId: 'ben', startsAtUtc: monday(630), replaces: null, movingBookingId: null },
      chat({ conversationId: 'chat-2' }),
    );
    expect(await salon.world.desk.extendHold(other.data.holdId, salon.clock.nowUtc() + 60_000)).toBe('gone');
    expect(await liveClaims(salon.world)).toHaveLength(1);
    await salon.world.blocks['hold.release']({ holdId: other.data.holdId }, chat());
    expect(await liveClaims(salon.world)).toHaveLength(1);
  });

  it('that cannot be one visit are refused: the same one twice, groups, and people who do not do them', async () => {
    await openTogether([CUT, COLOUR, { ...CUT, id: 'class', name: 'Class', capacity: 6 }]);
    for (const ids of [
      ['cut', 'cut'],
      ['cut', 'class'],
      ['cut', 'nothing'],
    ]) {
      expect((await holdVisit(salon.world, ids, 540)).exit).toBe('refused');
    }
    for (const personId of ['ben~~asha', 'asha', 'asha~~ben~~chloe']) {
      expect((await holdVisit(salon.world, BOTH, 540, {}, { personId })).exit).toBe('refused');
    }
    expect(await liveClaims(salon.world)).toEqual([]);
    expect((await holdVisit(salon.world, BOTH, 540, {}, { personId: 'asha~~ben' })).exit).toBe('held');
  });

  it('of which one is paid before ask for that one now and for the rest at the visit', async () => {
    await openTogether([CUT, { ...COLOUR, pay: 'before' }]);
    const held = await holdVisit(salon.world, BOTH, 540);
    expect(held).toMatchObject({ exit: 'held', data: { slot: { dueText: '£80', laterText: '£25' } } });
  });
});

describe('a visit for several people', () => {
  it('keeps its places when it is moved, and is moved only where there is room for all of them', async () => {
    await salon.database.clear();
    await openShop(salon.world, { services: [{ ...CUT, capacity: 4 }], people: undefined });
    const held = await holdVisit(salon.world, ['cut'], 600, {}, { personId: 'asha', seats: 3 });
    if (held.exit !== 'held') throw new Error(held.exit);
    const made = await salon.world.blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, chat());
    if (made.exit !== 'booked') throw new Error(made.exit);
    const { id, seats } = made.data.booking;
    expect(seats).toBe(3);
    const others = { conversationId: 'chat-2' };
    expect((await holdVisit(salon.world, ['cut'], 720, others, { personId: 'asha', seats: 2 })).exit).toBe('held');
    const moving = { personId: 'asha', movingBookingId: id };
    expect((await holdVisit(salon.world, ['cut'], 720, {}, moving)).exit).toBe('taken');
    const later = await holdVisit(salon.world, ['cut'], 840, {}, moving);
    if (later.exit !== 'held') throw new Error(later.exit);
    expect(
      await salon.world.blocks['booking.move']({ bookingId: id, holdId: later.data.holdId }, chat()),
    ).toMatchObject({
      exit: 'moved',
    });
    const moved = (await liveClaims(salon.world)).find(({ claim }) => claim.bookingId === id);
    expect(moved?.claim).toMatchObject({ seats: 3, startsAtUtc: monday(840) });
  });
});

/** Visits one claim after the other, each by itself: what a house without transactions would do. */
function oneByOne(sheets: DaySheets): DaySheets {
  return {
    ...sheets,
    async putAll(requests) {
      const claims = [];
      for (const request of requests) {
        const outcome = await sheets.put(request);
        if (outcome.kind === 'taken') return outcome;
        claims.push(outcome.claim);
      }
      return { kind: 'held', claims };
    },
  };
}

/** Forty visits at once for a morning, in two houses that know nothing of each other. */
async function race(spoil: (sheets: DaySheets) => DaySheets, seed: number): Promise<{ booked: number }> {
  await openTogether();
  const random = createRandom(seed);
  const houses = [0, 1].map(() =>
    joinWorld({
      mongo: salon.database,
      clock: salon.clock,
      sheets: spoil(createDaySheets({ mongo: salon.database })),
    }),
  );
  const wishes = Array.from({ length: 40 }, (_, index) => ({
    startMin: random.pick([540, 570, 720, 750, 780]),
    who: { conversationId: `chat-${index}`, address: `+4477009${String(index).padStart(5, '0')}` },
    serviceIds: index % 4 === 0 ? ['colour'] : BOTH,
  }));
  const outcomes = await Promise.all(
    wishes.map(async ({ startMin, who, serviceIds }, index) => {
      const { blocks } = houses[index % 2]!;
      const held = await holdVisit({ blocks }, serviceIds, startMin, who);
      if (held.exit !== 'held') return held.exit;
      return (await blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, chat(who))).exit;
    }),
  );
  return { booked: outcomes.filter((exit) => exit === 'booked').length };
}

describe('many visits for the same people at once', () => {
  const seed = seedOf('visits');

  it('leave no overlap and no half of a visit [ORD-06] [AV-19]', async () => {
    const { booked } = await race((sheets) => sheets, seed);
    expect(booked).toBeGreaterThan(0);
    expect(await overlaps(salon.world)).toEqual([]);
    expect(await halves(salon.world)).toEqual([]);
    expect(await salon.database.connection.collection('bookings').countDocuments()).toBe(booked);
  }, 60_000);

  it('are seen to be torn where the claims are put one by one', async () => {
    await race(oneByOne, seed);
    expect(await halves(salon.world)).not.toEqual([]);
  }, 60_000);
});

describe('what is offered for several services', () => {
  const WISHES = [
    ['cut', 'colour'],
    ['colour', 'cut'],
    ['cut', 'colour', 'shave'],
  ];

  async function compare(rounds: number, seed: number, spoil: (sheets: DaySheets) => DaySheets): Promise<string[]> {
    const differences: string[] = [];
    const world = joinWorld({
      mongo: salon.database,
      clock: salon.clock,
      sheets: spoil(createDaySheets({ mongo: salon.database })),
    });
    for (let round = 0; round < rounds; round += 1) {
      await salon.database.clear();
      const shop = randomShop(seed + round);
      const random = createRandom(seed + round);
      await openPlainShop(world, shop);
      for (let act = 0; act < 5; act += 1) {
        const wish = random.pick(WISHES);
        const taken = await readTaken(world);
        const expected = plainStarts(shop, taken, wish);
        const found = (await searchVisit(world, wish)).map(({ startsAtUtc }) => (startsAtUtc - monday(0)) / 60_000);
        const label = `seed ${seed + round}, act ${act}, ${wish.join('+')}`;
        if (JSON.stringify(found) !== JSON.stringify(expected)) {
          differences.push(`${label}: found ${found.join(' ')}, expected ${expected.join(' ')}`);
        }
        if (expected.length === 0) continue;
        const startMin = random.pick(expected);
        const held = await holdVisit(world, wish, startMin, { conversationId: `${round}-${act}` });
        if (held.exit !== 'held') differences.push(`${label}: ${startMin} is ${held.exit}`);
      }
      differences.push(...(await overlaps(world)), ...(await halves(world)));
    }
    return differences;
  }

  it('is what a plain look at every minute allows, and each of it can be held [ORD-06] [AV-02]', async () => {
    const seed = seedOf('chains');
    expect(await compare(8, seed, (sheets) => sheets)).toEqual([]);
  }, 120_000);

  it.each([
    [
      'takes only the first part',
      (sheets: DaySheets): DaySheets => ({
        ...sheets,
        putAll: async ([first, ...rest]) => {
          const outcome = await sheets.put(first!);
          return outcome.kind === 'taken'
            ? outcome
            : { kind: 'held', claims: [outcome.claim, ...rest.map(({ claim }) => claim)] };
        },
      }),
    ],
  ])(
    'is seen to be wrong when the store %s',
    async (_name, spoil) => {
      expect(await compare(3, 7, spoil)).not.toEqual([]);
    },
    120_000,
  );
});
