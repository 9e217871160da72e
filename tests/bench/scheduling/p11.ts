import { createMovableClock } from '../../../src/platform/clock.js';
import { connectMongo, type Mongo } from '../../../src/platform/mongo.js';
import {
  chat,
  CUT,
  everyDay,
  joinWorld,
  openShop,
  prepareIndexes,
  ROSA,
  type World,
} from '../../booking/support/world.js';
import type { BenchRow } from '../bench.js';
import { round, summary, type Timing } from './timing.js';
import { DAY_MS } from '../../../src/platform/time-units.js';

const NOW_UTC = Date.parse('2026-10-12T06:00:00Z');
const SERIAL = 1_500;
/** A running service is measured: the first acts of a process are its compiler's. */
const WARM_UP = 500;
const CROWD = 1_000;
const CROWD_RUNS = 7;

/**
 * P11: what a hold and a confirmation cost next to one plain update, and a crowd of 1,000 for 10 times next to 1,000 bare
 * claims (the conditional update alone: no hold id, no checks, no alternatives for the 990 who lose).
 */
export async function run(uri = process.env['MONGODB_URI']): Promise<BenchRow[]> {
  if (!uri) throw new Error('P11 needs a MongoDB: give MONGODB_URI');
  const mongo = await connectMongo(uri, `bench_p11_${process.pid}`);
  try {
    const world = joinWorld({ mongo, clock: createMovableClock(NOW_UTC) });
    await prepareIndexes(mongo);
    const serviceIds = ['cut'];
    const weeklyHours = everyDay(0, 1440);
    const people = ['asha', 'ben', 'chloe'].map((id, order) => ({ id, name: id, order, serviceIds, weeklyHours }));
    await openShop(world, { services: [{ ...CUT, durationMin: 30, horizonDays: 365 }], people });
    const [hold, confirm, plain] = await serial(world, mongo);
    const [crowd, bare] = await crowds(world, mongo);
    return [
      row('hold, p50, next to one plain update', hold, plain, 1.5),
      row('confirm, p50, next to one plain update', confirm, plain, 3),
      row('1,000 people at once for 10 times, all answered, next to 1,000 bare claims', crowd, bare, 3),
    ];
  } finally {
    await mongo.connection.dropDatabase();
    await mongo.close();
  }
}

function row(what: string, ours: Timing, floor: Timing, most: number): BenchRow {
  const ratio = ours.median / floor.median;
  return {
    id: 'P11',
    what,
    value: round(ours.median),
    unit: 'ms',
    floor: round(floor.median),
    ratio: round(ratio),
    limit: `≤ ${most} ×`,
    holds: ratio <= most,
    range: [round(ours.range[0]), round(ours.range[1])],
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function place(world: World, startsAtUtc: number, who = chat()) {
  const input = { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId: null };
  return world.blocks['hold.place'](input, who);
}

/** Turn by turn, so that a slow moment of the disk falls on all three. */
async function serial(world: World, mongo: Mongo): Promise<[Timing, Timing, Timing]> {
  const rows = mongo.connection.collection<{ _id: string; n: number }>('plain');
  await rows.insertMany(Array.from({ length: SERIAL }, (_, n) => ({ _id: `row-${n}`, n: 0 })));
  const holds: number[] = [];
  const confirms: number[] = [];
  const plains: number[] = [];
  for (let turn = 0; turn < SERIAL; turn += 1) {
    plains.push(await timed(() => rows.updateOne({ _id: `row-${turn}` }, { $inc: { n: 1 } })));
    let holdId = '';
    const startsAtUtc = NOW_UTC + DAY_MS + turn * 3_600_000;
    holds.push(
      await timed(async () => {
        const outcome = await place(world, startsAtUtc);
        if (outcome.exit === 'held') holdId = outcome.data.holdId;
      }),
    );
    confirms.push(
      await timed(async () => {
        const made = await world.blocks['booking.create']({ holdId, contact: ROSA }, chat());
        if (made.exit !== 'booked') throw new Error(`P11: ${made.exit}`);
      }),
    );
  }
  return [summary(holds.slice(WARM_UP)), summary(confirms.slice(WARM_UP)), summary(plains.slice(WARM_UP))];
}

async function crowds(world: World, mongo: Mongo): Promise<[Timing, Timing]> {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < CROWD_RUNS + 2; run += 1) {
    const dayUtc = NOW_UTC - 6 * 3_600_000 + (120 + 5 * run) * DAY_MS;
    const at = (index: number): number => dayUtc + (index % 10) * 3_600_000 + 8 * 3_600_000;
    const exits: string[] = [];
    const mine = await timed(() =>
      Promise.all(Array.from({ length: CROWD }, async (_, index) => exits.push((await place(world, at(index))).exit))),
    );
    if (exits.filter((exit) => exit === 'held').length !== 10) throw new Error('P11: not exactly ten holds');
    const plain = await timed(() =>
      Promise.all(Array.from({ length: CROWD }, (_, index) => bareClaim(mongo, `bare-${run}`, at(index), index))),
    );
    // The first two runs warm both up.
    if (run >= 2) {
      ours.push(mine);
      bare.push(plain);
    }
  }
  return [summary(ours), summary(bare)];
}

const seen = new Set<string>();

async function bareClaim(mongo: Mongo, _id: string, startsAtUtc: number, index: number): Promise<void> {
  const sheets = mongo.connection.collection<{ _id: string; claims: object[] }>('bare_sheets');
  if (!seen.has(_id)) {
    seen.add(_id);
    await sheets.insertOne({ _id, claims: [] });
  }
  const endsAtUtc = startsAtUtc + 1_800_000;
  const rival = { untilUtc: { $gt: NOW_UTC }, startsAtUtc: { $lt: endsAtUtc }, endsAtUtc: { $gt: startsAtUtc } };
  await sheets.updateOne(
    { _id, claims: { $not: { $elemMatch: rival } } },
    { $push: { claims: { id: `claim-${index}`, kind: 'hold', startsAtUtc, endsAtUtc, untilUtc: NOW_UTC + 600_000 } } },
  );
}
