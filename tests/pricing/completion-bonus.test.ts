import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Notice } from '../../src/flow/protocol.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { createCompletionBonus } from '../../src/pricing/index.js';
import { openTestDatabase } from '../support/database.js';
import { chat, joinPriced, openPriced, preparePriced, type Priced } from './support/world.js';

const NOW_UTC = Date.parse('2026-11-23T08:00:00Z');
const HOUR_MS = 3_600_000;
const clock = createMovableClock(NOW_UTC);
const SHOP = {
  ...{ id: 'shop', name: 'Willow Salon', place: '12 Mill Lane', zone: 'Europe/London', currency: 'GBP', country: 'GB' },
  acceptance: 'instant' as const,
};
const CUT = { id: 'cut', name: 'Haircut', durationMin: 60, priceMinor: 2_500 };

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let world: Priced;

beforeAll(async () => {
  database = await openTestDatabase();
  await preparePriced(database);
  world = joinPriced({ mongo: database, clock });
});
afterAll(() => database.drop());

const told = new Map<string, Notice>();
function openBonus() {
  told.clear();
  return createCompletionBonus({
    ...world,
    findVisit: (id) => world.desk.findBooking(id),
    notify: (conversationId, id, notice) => Promise.resolve(void told.set(`${conversationId} ${id}`, notice)),
  });
}

async function held(startsAtUtc: number, who = chat()) {
  const input = { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId: null };
  const outcome = await world.blocks['hold.place'](input, who);
  if (outcome.exit !== 'held') throw new Error(outcome.exit);
  return outcome.data;
}

async function booked(startsAtUtc: number) {
  const { holdId } = await held(startsAtUtc);
  const contact = { name: 'Rosa Field', phone: null, email: null, note: null };
  const outcome = await world.blocks['booking.create']({ holdId, contact }, chat());
  if (outcome.exit !== 'booked') throw new Error(outcome.exit);
  return outcome.data.booking;
}

it('takes a share off the next visit of who completed one, once, where the shop gives it, and tells them [GP-30]', async () => {
  await openPriced(world, { ...SHOP, pricing: { completionBonus: { basisPoints: 1_000 } } }, [CUT]);
  const bonus = openBonus();
  const { id } = await booked(NOW_UTC + 2 * HOUR_MS);
  const completed = { bookingId: id, atUtc: NOW_UTC + 3 * HOUR_MS };
  clock.set(completed.atUtc);
  await bonus.onBookingEvent(completed);
  await bonus.onBookingEvent(completed);
  const [notice, ...more] = told.values();
  expect(notice).toMatchObject({ name: 'bonus.credited', bonus: { name: '10%', detail: 'Sun 21 Feb' } });
  expect(more).toEqual([]);
  clock.advance(30 * 24 * HOUR_MS);
  const somebody = chat({ address: '+447700900002' });
  expect((await held(clock.nowUtc() + 2 * HOUR_MS, somebody)).slot.priceText).toBe('£25');
  const next = await booked(clock.nowUtc() + 3 * HOUR_MS);
  expect(next.priceText).toBe('£22.50');
  // The event of the first visit comes once more, long after.
  await bonus.onBookingEvent(completed);
  expect((await booked(clock.nowUtc() + 4 * HOUR_MS)).priceText).toBe('£25');
});

it('gives nothing where the shop says nothing of it', async () => {
  await openPriced(world, SHOP, [CUT]);
  const bonus = openBonus();
  const { id } = await booked(clock.nowUtc() + 5 * HOUR_MS);
  await bonus.onBookingEvent({ bookingId: id, atUtc: clock.nowUtc() });
  expect((await booked(clock.nowUtc() + 6 * HOUR_MS)).priceText).toBe('£25');
  expect(told.size).toBe(0);
});
