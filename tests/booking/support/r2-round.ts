import type { ServiceInput } from '../../../src/catalogue/index.js';
import type { DaySheets } from '../../../src/scheduling/index.js';
import { createRandom } from '../../scheduling/support/random.js';
import { chat, everyDay, openShop, ROSA, type World } from './world.js';
import { DAY_MS } from '../../../src/platform/time-units.js';

/**
 * One round: people who all want the same few times of one day at once. Built so that exactly ten can be served whoever is
 * quickest: wherever two wishes for one person meet, they overlap.
 */
export const BOOKINGS_PER_ROUND = 10;
const FIRST_DAY = '2026-12-01';
const SHOP_ID = 'shop';

/** Groups come in twos: three parties fill the six places. */
const PARTY = 2;

interface Wish {
  readonly serviceId: string;
  readonly personId: string | null;
  readonly startsAtUtc: number;
  readonly seats?: number;
}

export interface RoundResult {
  booked: number;
  offeredOthers: number;
  /** Neither booked nor offered another time, or failed. */
  lost: string[];
}

const base = {
  noticeMin: 0,
  horizonDays: 365,
  dailyCap: null,
  stepMin: 15,
  priceMinor: 1000,
} satisfies Partial<ServiceInput>;
const services: readonly ServiceInput[] = [
  { id: 'trim', name: 'Trim', durationMin: 45, bufferMin: 0, ...base },
  { id: 'cut', name: 'Cut', durationMin: 60, bufferMin: 15, ...base },
  { id: 'colour', name: 'Colour', durationMin: 120, bufferMin: 30, ...base },
  { id: 'yoga', name: 'Yoga', durationMin: 60, bufferMin: 0, capacity: 3 * PARTY, ...base, stepMin: 60 },
];

export async function openRoundShop(world: World): Promise<void> {
  const hours = everyDay(8 * 60, 20 * 60);
  const solo = services.slice(0, 3).map(({ id }) => id);
  await openShop(world, {
    shop: { id: SHOP_ID, zone: 'UTC' },
    services,
    people: [
      ...['ann', 'bo', 'cy', 'di', 'ed', 'flo', 'gus'].map((id, order) => ({
        id,
        name: id,
        order,
        serviceIds: solo,
        weeklyHours: hours,
      })),
      { id: 'yogi', name: 'Yogi', order: 9, serviceIds: ['yoga'], weeklyHours: hours },
    ],
  });
}

/** Four people wanted by name, three seats of a group, and three more who serve whoever asks for anybody: ten in all. */
export function wishesOf(round: number, count: number, seed: number): Wish[] {
  const random = createRandom(seed + round);
  const dayUtc = Date.parse(`${FIRST_DAY}T00:00:00Z`) + round * DAY_MS;
  const at = (hour: number, minute: number): number => dayUtc + (hour * 60 + minute) * 60_000;
  return Array.from({ length: count }, (_, index): Wish => {
    const turn = index % 10;
    if (turn < 3) return { serviceId: 'yoga', personId: 'yogi', startsAtUtc: at(10, 0), seats: PARTY };
    // At noon seven people are there for anybody; four of them are wanted by name, at unequal times over noon.
    if (turn < 6) return { serviceId: random.pick(['cut', 'colour']), personId: null, startsAtUtc: at(12, 0) };
    const personId = ['ann', 'bo', 'cy', 'di'][turn - 6]!;
    const [serviceId, startsAtUtc] = random.pick([
      ['trim', at(11, 30)],
      ['cut', at(11, 15)],
      ['colour', at(10, 30)],
      ['trim', at(12, 0)],
      ['colour', at(12, 0)],
      ['cut', at(12, 15)],
    ] as const);
    return { serviceId, personId, startsAtUtc };
  });
}

/** Everybody at once: hold, then book; whoever loses must have been offered another time. */
export async function playRound(world: World, wishes: readonly Wish[], name: string): Promise<RoundResult> {
  const result: RoundResult = { booked: 0, offeredOthers: 0, lost: [] };
  await Promise.all(
    wishes.map(async (wish, index) => {
      const who = chat({ conversationId: `${name}-${index}`, key: `${name}-${index}` });
      try {
        const held = await world.blocks['hold.place']({ ...wish, replaces: null, movingBookingId: null }, who);
        if (held.exit === 'taken' && held.data.alternatives.length > 0) result.offeredOthers += 1;
        else if (held.exit !== 'held') result.lost.push(`${held.exit} ${JSON.stringify(wish)}`);
        else {
          const { holdId } = held.data;
          const made = await world.blocks['booking.create'](
            { holdId, contact: ROSA },
            { ...who, key: `${who.key}-book` },
          );
          if (made.exit === 'booked') result.booked += 1;
          else result.lost.push(`${made.exit} after a hold`);
        }
      } catch (error) {
        result.lost.push(String(error));
      }
    }),
  );
  return result;
}

/** Checked pair by pair from the booking rows, with nothing of the product's own arithmetic. */
export async function overlapsOf(world: Pick<World, 'mongo'>): Promise<string[]> {
  const rows = await world.mongo.connection.collection('bookings').find({}).toArray();
  const problems: string[] = [];
  for (const [index, one] of rows.entries()) {
    for (const other of rows.slice(index + 1)) {
      if (one['person'].id !== other['person'].id) continue;
      const gapMs = Math.max(one['bufferMs'], other['bufferMs']);
      const meet = one['startsAtUtc'] < other['endsAtUtc'] + gapMs && other['startsAtUtc'] < one['endsAtUtc'] + gapMs;
      const group =
        one['service'].id === 'yoga' && other['service'].id === 'yoga' && one['startsAtUtc'] === other['startsAtUtc'];
      if (meet && !group) problems.push(`${one['reference']} and ${other['reference']}`);
    }
  }
  const seats = new Map<string, number>();
  for (const row of rows.filter((one) => one['service'].id === 'yoga')) {
    const key = `${row['person'].id} ${row['startsAtUtc']}`;
    seats.set(key, (seats.get(key) ?? 0) + Number(row['seats'] ?? 1));
  }
  for (const [key, count] of seats)
    if (count > 3 * PARTY) problems.push(`${count} people on ${3 * PARTY} seats: ${key}`);
  return problems;
}

/** The mutant: looks first, writes afterwards. Under load two people look before either writes. */
export function lookThenWrite(sheets: DaySheets, mongo: World['mongo']): DaySheets {
  const rows = mongo.connection.collection<{
    _id: string;
    claims: { startsAtUtc: number; endsAtUtc: number; id: string }[];
  }>('day_sheets');
  return {
    ...sheets,
    async put(request, session) {
      if (session) return sheets.put(request, session);
      const { claim, shopId, personId } = request;
      const _id = `${shopId}|${personId}|${new Date(claim.startsAtUtc).toISOString().slice(0, 10)}`;
      const sheet = await rows.findOne({ _id });
      const clash = sheet?.claims.some((one) => one.startsAtUtc < claim.endsAtUtc && one.endsAtUtc > claim.startsAtUtc);
      if (clash) return { kind: 'taken' };
      await rows.updateOne(
        { _id },
        {
          $push: { claims: claim },
          $set: { shopId, resource: personId, day: request.dayZone.dayOf(claim.startsAtUtc) },
        },
        { upsert: true },
      );
      return { kind: 'held', claim };
    },
  };
}
