import type { MovableClock } from '../../../src/platform/clock.js';
import { createRandom } from '../../scheduling/support/random.js';
import { CUT, everyDay, openShop } from '../../booking/support/world.js';
import { bookAt, person, take, wishOf, type List, type Told } from './list.js';
import { HOUR_MS, MINUTE_MS } from '../../../src/platform/time-units.js';

/** Monday 23 November 2026 in London, the day before the one that is full. */
const FROM_UTC = Date.UTC(2026, 10, 23, 9, 0);
const TO_UTC = Date.UTC(2026, 10, 23, 19, 0);
const DAY = '2026-11-24';
const STEP_MS = 10 * MINUTE_MS;
const HOURS = [9, 10, 11, 12, 13, 14, 15, 16];
const PEOPLE = ['asha', 'ben'];
const PARTS = ['any', 'any', 'morning', 'afternoon'] as const;

interface Waiting {
  readonly nr: number;
  readonly part: (typeof PARTS)[number];
  readonly personId: string | null;
  readonly joinedAtUtc: number;
}

export interface DayResult {
  /** Times that were given back, and how many of them somebody from the list had in the end. */
  freed: number;
  filled: number;
  /** What must never be: each as a sentence. */
  readonly wrong: string[];
}

/**
 * One seeded day: two people with full books, 20 on the list, cancellations and answers at random (yes, no, off the list,
 * late, none). Time goes on ten minutes at a time; nobody of the shop does anything.
 */
export async function playDay(list: List, clock: MovableClock, seed: number): Promise<DayResult> {
  const random = createRandom(seed);
  const result: DayResult = { freed: 0, filled: 0, wrong: [] };
  await openShop(list.world, {
    services: [{ ...CUT, stepMin: 60 }],
    people: PEOPLE.map((id, order) => ({ id, name: id, order, serviceIds: ['cut'], weeklyHours: everyDay(540, 1020) })),
  });
  const booked: { id: string; nr: number; personId: string; startsAtUtc: number }[] = [];
  for (const [index, personId] of PEOPLE.entries())
    for (const hour of HOURS) {
      const nr = 100 + index * 20 + hour;
      const startsAtUtc = Date.UTC(2026, 10, 24, hour);
      const booking = await bookAt(list, person(nr), startsAtUtc, personId);
      if (booking) booked.push({ id: booking.id, nr, personId, startsAtUtc });
    }
  const waiting = await joinAll(list, clock, random);
  const answers: { atUtc: number; told: Told }[] = [];
  let seen = 0;
  const freed = new Set<string>();
  for (let atUtc = FROM_UTC; atUtc < TO_UTC; atUtc += STEP_MS) {
    clock.set(atUtc);
    // Nothing is given back in the last two hours: what is asked is whether there was time to fill it.
    if (booked.length > 4 && atUtc < TO_UTC - 2 * HOUR_MS && random.next() < 0.22) {
      const [gone] = booked.splice(random.int(0, booked.length - 1), 1);
      await list.world.desk.dropBooking({
        shopId: 'shop',
        conversationId: `chat-${gone!.nr}`,
        bookingId: gone!.id,
        key: `drop-${gone!.id}`,
        isGranted: true,
      });
      freed.add(`${gone!.personId} ${gone!.startsAtUtc}`);
      await list.deliver();
    }
    await list.waitlist.sweep();
    for (const told of list.told.slice(seen)) {
      check(list, told, waiting, result.wrong);
      const slowMs = random.pick([0, 5, 10, 20]) * MINUTE_MS;
      answers.push({ atUtc: atUtc + slowMs, told });
    }
    seen = list.told.length;
    for (const answer of answers.splice(0)) {
      if (answer.atUtc > atUtc) answers.push(answer);
      else await reply(list, answer.told, random.next(), result);
    }
  }
  await audit(list, freed, result);
  return result;
}

async function joinAll(list: List, clock: MovableClock, random: ReturnType<typeof createRandom>): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
  for (let nr = 1; nr <= 20; nr += 1) {
    clock.set(FROM_UTC - HOUR_MS + nr * MINUTE_MS);
    const one = { part: random.pick(PARTS), personId: random.pick([null, null, null, ...PEOPLE]) };
    await list.waitlist.join(wishOf(person(nr), { ...one, days: { fromDay: DAY, toDay: DAY } }));
    waiting.push({ nr, ...one, joinedAtUtc: clock.nowUtc() });
  }
  return waiting;
}

/** Looks at an offer the moment it is made, with nothing of the product's own rules. */
function check(list: List, told: Told, waiting: readonly Waiting[], wrong: string[]): void {
  const { slot, untilUtc } = told.notice.held;
  const asked = waiting.find(({ nr }) => `chat-${nr}` === told.to)!;
  const hour = new Date(slot.startsAtUtc).getUTCHours();
  if (asked.personId !== null && asked.personId !== slot.personId)
    wrong.push(`${told.to} did not ask for ${slot.personId}`);
  if (asked.part === 'morning' && hour >= 12) wrong.push(`${told.to} asked for a morning, not ${slot.when}`);
  if (asked.part === 'afternoon' && (hour < 12 || hour >= 17)) wrong.push(`${told.to} asked for an afternoon`);
  const before = list.told.slice(0, list.told.indexOf(told));
  for (const other of before) {
    const same = other.notice.held.slot;
    if (same.startsAtUtc !== slot.startsAtUtc || same.personId !== slot.personId) continue;
    if (other.to === told.to) wrong.push(`${told.to} was offered ${slot.when} twice`);
    const isAnswered = answered.get(list)?.has(other.id) ?? false;
    if (!isAnswered && other.notice.held.untilUtc > told.atUtc) wrong.push(`${slot.when} was with two at once`);
  }
  // Whoever came before and wishes the same must have an offer, have had this one, or be served.
  for (const earlier of waiting.filter(({ joinedAtUtc }) => joinedAtUtc < asked.joinedAtUtc)) {
    const isLike = earlier.part === asked.part && earlier.personId === asked.personId;
    if (!isLike || done.get(list)?.has(earlier.nr)) continue;
    const theirs = before.filter(({ to }) => to === `chat-${earlier.nr}`);
    const hasOne = theirs.some(({ id, notice }) => notice.held.untilUtc > told.atUtc && !answered.get(list)?.has(id));
    const hadThis = theirs.some(({ notice }) => notice.held.slot.startsAtUtc === slot.startsAtUtc);
    if (!hasOne && !hadThis) wrong.push(`${told.to} came before chat-${earlier.nr}, who waits longer`);
  }
  if (untilUtc <= told.atUtc) wrong.push(`${told.to} had no time to answer`);
}

/** By list: offers that were answered, people who are off it. */
const answered = new WeakMap<List, Set<string>>();
const done = new WeakMap<List, Set<number>>();

async function reply(list: List, { to, id, notice }: Told, chance: number, result: DayResult): Promise<void> {
  const nr = Number(to.slice('chat-'.length));
  const who = person(nr);
  const ours = answered.get(list) ?? new Set();
  const off = done.get(list) ?? new Set();
  answered.set(list, ours);
  done.set(list, off);
  // A late answer to an old offer ends a newer one too.
  const endAll = (): void => list.told.filter((told) => told.to === to).forEach((told) => ours.add(told.id));
  // Somebody who never answers.
  if (chance < 0.1) return;
  if (chance < 0.25) {
    await list.blocks['wait.decline']({ waitId: notice.wait.id }, who);
    ours.add(id);
  } else if (chance < 0.3) {
    await list.blocks['wait.leave']({ waitId: notice.wait.id }, who);
    endAll();
    off.add(nr);
  } else if (!off.has(nr)) {
    const booking = await take(list, who, notice.held.holdId);
    await list.deliver();
    if (!booking) return;
    endAll();
    off.add(nr);
    if (booking.startsAtUtc !== notice.held.slot.startsAtUtc) result.wrong.push(`${to} was booked at another time`);
  }
}

/** The rows themselves, pair by pair. */
async function audit(list: List, freed: ReadonlySet<string>, result: DayResult): Promise<void> {
  const rows = await list.world.mongo.connection
    .collection('bookings')
    .find({ status: { $ne: 'cancelled' } })
    .toArray();
  const taken = new Map<string, number>();
  for (const row of rows) {
    const key = `${row['person'].id} ${row['startsAtUtc']}`;
    taken.set(key, (taken.get(key) ?? 0) + 1);
  }
  for (const [key, count] of taken) if (count > 1) result.wrong.push(`${key} was booked ${count} times`);
  result.freed = freed.size;
  result.filled = [...freed].filter((key) => taken.has(key)).length;
}
