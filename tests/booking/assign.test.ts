import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssign, type Booking } from '../../src/booking/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { createConflicts } from '../../src/scheduling/index.js';
import { overlapsOf } from '../../src/sandbox/overlaps.rules.js';
import { openTestDatabase } from '../support/database.js';
import { chat, CUT, everyDay, joinWorld, openShop, prepareIndexes, ROSA } from './support/world.js';

const NOW_UTC = Date.parse('2026-11-23T08:00:00Z');
const TEN_UTC = Date.parse('2026-11-24T10:00:00Z');
const HOUR_MS = 3_600_000;
const MIA = { id: 'mia', name: 'Mia' };

const database = await openTestDatabase();
const clock = createMovableClock(NOW_UTC);
const world = joinWorld({ mongo: database, clock });
const conflicts = createConflicts(world);
const assign = createAssign({ ...world, conflicts });
afterAll(() => database.drop());
beforeAll(() => prepareIndexes(database));
beforeEach(async () => {
  await database.clear();
  clock.set(NOW_UTC);
  const serviceIds = ['cut', 'room'];
  await openShop(world, {
    shop: { resources: [{ id: 'studio', name: 'Studio', kind: 'studio', capacity: 1 }] },
    services: [CUT, { ...CUT, id: 'room', name: 'Colour', needs: [{ kind: 'studio', count: 1 }] }],
    people: [
      { id: 'asha', name: 'Asha', order: 0, serviceIds, weeklyHours: everyDay(540, 1020) },
      { id: 'ben', name: 'Ben', order: 1, serviceIds, weeklyHours: everyDay(600, 660) },
      { id: 'cleo', name: 'Cleo', order: 2, serviceIds: ['room'], weeklyHours: everyDay(540, 1020) },
    ],
  });
});

let booked = 0;
async function book(personId: string, startsAtUtc: number, serviceId = 'cut'): Promise<Booking> {
  const key = `book-${(booked += 1)}`;
  const wish = { shopId: 'shop', serviceId, personId, startsAtUtc, replaces: null, movingBookingId: null };
  const held = await world.desk.placeHold({ ...wish, key, customerKey: null, code: null });
  if (held.kind !== 'held') throw new Error(held.kind);
  const { conversationId, channel, address, language } = chat();
  const reach = { conversationId, channel, address, language };
  const made = await world.desk.createBooking({ holdId: held.holdId, contact: ROSA, key, paid: null, ...reach });
  if (made.kind !== 'booked') throw new Error(made.kind);
  return made.booking;
}

const giveTo = (personId: string, { _id: bookingId }: Booking, more: { key?: string; override?: string } = {}) =>
  assign({
    shopId: 'shop',
    bookingId,
    personId,
    operator: MIA,
    override: more.override === undefined ? null : { reason: more.override },
    key: more.key ?? `assign-${(booked += 1)}`,
  });

async function claims() {
  const sheets = await database.db.collection('day_sheets').find({ shopId: 'shop' }).toArray();
  return sheets
    .filter(({ resource }) => !String(resource).startsWith('service:'))
    .flatMap(({ resource, claims: all }) => all.map((one: { bookingId: string }) => `${resource} ${one.bookingId}`))
    .sort();
}

describe('giving a visit to another person', () => {
  it('takes their time, frees the other’s, and keeps time, price and terms, once for one key', async () => {
    const booking = await book('asha', TEN_UTC, 'room');
    const [first, again] = await Promise.all([
      giveTo('ben', booking, { key: 'once' }),
      giveTo('ben', booking, { key: 'once' }),
    ]);

    if (first.kind !== 'assigned' || again.kind !== 'assigned') throw new Error(`${first.kind} ${again.kind}`);
    const { startsAtUtc, endsAtUtc, price, freeUntilUtc, terms, timeVersion, version, units } = booking;
    const kept = { startsAtUtc, endsAtUtc, price, freeUntilUtc, terms, timeVersion, units };
    expect(first.booking).toMatchObject({ ...kept, person: { id: 'ben', name: 'Ben' }, version: version + 1 });
    expect(again.booking.history).toHaveLength(2);
    expect(first.booking.history.at(-1)).toMatchObject({ act: 'assign', who: { name: 'Mia' }, wasPerson: 'Asha' });
    expect(await claims()).toEqual([`ben ${booking._id}`, `resource:studio ${booking._id}`]);
    const events = await world.events.all();
    expect(events.map(({ type }) => type).sort()).toEqual(['booking.assigned', 'booking.created']);
    expect((await world.desk.dropBooking({ ...booking, shopId: 'shop', bookingId: booking._id, key: 'd' })).kind).toBe(
      'dropped',
    );
    expect(await claims()).toEqual([]);
  });

  it('stops at a visit of theirs, and does what has only warnings with a reason that is kept [AV-18]', async () => {
    const booking = await book('asha', TEN_UTC);
    const other = await book('ben', TEN_UTC);
    const early = await book('asha', TEN_UTC - HOUR_MS);
    const busy = await giveTo('ben', booking, { override: 'we must' });
    const closed = await giveTo('ben', early);
    const overridden = await giveTo('ben', early, { override: 'he comes early for her' });

    expect(busy).toMatchObject({ kind: 'conflicts', report: { mayProceed: false } });
    expect(closed).toMatchObject({ kind: 'conflicts', report: { mayProceed: true, errors: [] } });
    if (overridden.kind !== 'assigned') throw new Error(overridden.kind);
    expect(overridden.booking.history.at(-1)?.why).toMatch(/: he comes early for her$/);
    expect(await claims()).toEqual([`asha ${booking._id}`, `ben ${early._id}`, `ben ${other._id}`].sort());
  });

  it('refuses who does not do it, who has it already, and what has begun', async () => {
    const booking = await book('asha', TEN_UTC);
    const reasons = [];
    for (const person of ['cleo', 'asha', 'zoe']) reasons.push(await giveTo(person, booking));
    clock.set(TEN_UTC);
    reasons.push(await giveTo('ben', booking));
    expect(reasons).toEqual(
      ['unskilled', 'same', 'unknownPerson', 'over'].map((reason) => ({ kind: 'refused', reason })),
    );
    const elsewhere = { shopId: 'else', bookingId: booking._id, personId: 'ben', operator: MIA, override: null };
    await expect(assign({ ...elsewhere, key: 'x' })).rejects.toMatchObject({ code: 'booking.unknown' });
  });

  it('never puts two visits on one person, whoever else books or is given to them at the same moment', async () => {
    const wishes = [];
    for (let round = 0; round < 4; round += 1) {
      clock.set(NOW_UTC);
      const day = TEN_UTC + round * 24 * HOUR_MS;
      const booking = await book('asha', day);
      wishes.push(
        giveTo('ben', booking),
        book('ben', day)
          .then(() => 'booked')
          .catch(() => 'taken'),
      );
    }
    await Promise.all(wishes);
    const sheets = await database.db.collection('day_sheets').find({ shopId: 'shop', resource: 'ben' }).toArray();
    expect(sheets.flatMap(({ claims: all }) => overlapsOf('ben', all, NOW_UTC, () => 1))).toEqual([]);
    expect(sheets.flatMap(({ claims: all }) => all)).toHaveLength(4);
  });
});
