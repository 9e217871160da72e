import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createMovableClock } from '../../../src/platform/clock.js';
import { connectMongo, type Mongo } from '../../../src/platform/mongo.js';
import { personSchema } from '../../../src/catalogue/catalogue.model.js';
import { createSheetLoader, zoneOf } from '../../../src/scheduling/index.js';
import { freeIn, scopeOf } from '../../../src/scheduling/search-scope.rules.js';
import { isoDay } from '../../../src/scheduling/zone.rules.js';
import { chat, CUT, everyDay, joinWorld, openShop, prepareIndexes, type World } from '../../booking/support/world.js';
import { createRandom } from '../../scheduling/support/random.js';
import type { BenchRow } from '../bench.js';
import { round, summary } from './timing.js';
import { FOREVER } from '../../../src/platform/time-units.js';

const NOW_UTC = Date.parse('2026-10-12T06:00:00Z');
const PEOPLE = 50;
const RUNS = 40;

/** The largest shop that is promised: the whole horizon is asked for, as a calendar does, and all of it is computed. */
const LARGE = { people: 500, days: 60 };

/** P10: "show me free times" of 50 people with about seven visits each on every one of 30 days, from the database. */
export async function run(uri = process.env['MONGODB_URI']): Promise<BenchRow[]> {
  if (!uri) throw new Error('P10 needs a MongoDB: give MONGODB_URI');
  const mongo = await connectMongo(uri, `bench_p10_${process.pid}`, { monitorCommands: true });
  try {
    let commands = 0;
    mongo.connection.getClient().on('commandStarted', () => (commands += 1));
    const world = joinWorld({ mongo, clock: createMovableClock(NOW_UTC) });
    await prepareIndexes(mongo);
    const serviceIds = ['cut'];
    const people = Array.from({ length: PEOPLE }, (_, order) => ({
      id: `p${order}`,
      name: `Person ${order}`,
      order,
      serviceIds,
      weeklyHours: everyDay(540, 1080),
    }));
    await openShop(world, { shop: { zone: 'Europe/Berlin' }, services: [{ ...CUT, durationMin: 30 }], people });
    await mongo.connection.collection('day_sheets').insertMany(busySheets());
    const ask = async (): Promise<void> => {
      const outcome = await world.blocks['slots.search'](
        { serviceId: 'cut', personId: null, afterUtc: null, localDate: null, limit: 6, movingBookingId: null },
        chat(),
      );
      if (outcome.exit !== 'found') throw new Error(`P10: ${outcome.exit}`);
    };
    for (let warm = 0; warm < 20; warm += 1) await ask();
    const cpuMs: number[] = [];
    let most = 0;
    const stallMs: number[] = [];
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    for (let turn = 0; turn < RUNS; turn += 1) {
      commands = 0;
      delay.reset();
      const before = process.cpuUsage();
      await ask();
      // One more tick, so that a stall at the very end is counted with this question.
      await new Promise((resolve) => setTimeout(resolve, 2));
      const used = process.cpuUsage(before);
      cpuMs.push((used.user + used.system) / 1_000);
      stallMs.push(delay.max / 1e6);
      most = Math.max(most, commands);
    }
    delay.disable();
    const cpu = summary(cpuMs);
    // The longest stall of each question; the median of those is the code's, the worst of all a busy neighbour's.
    const stall = summary(stallMs);
    return [
      row('queries of "show me free times", 50 people', most, 'commands', '≤ 2', most <= 2),
      {
        ...row('app CPU of the same', round(cpu.median), 'ms', '≤ 5 ms', cpu.median <= 5),
        range: [round(cpu.range[0]), round(cpu.range[1])],
      },
      {
        ...row('longest event-loop stall of the same', round(stall.median), 'ms', '≤ 10 ms', stall.median <= 10),
        range: [round(stall.range[0]), round(stall.range[1])],
      },
      ...(await largeShop(world, mongo, () => commands)),
    ];
  } finally {
    await mongo.connection.dropDatabase();
    await mongo.close();
  }
}

/** Rules and claims of 500 people over 60 days to free starts; what reading and decoding cost is shown beside it. */
async function largeShop(world: World, mongo: Mongo, commandsSoFar: () => number): Promise<BenchRow[]> {
  const { people: count, days } = LARGE;
  const serviceIds = ['cut'];
  const staff = Array.from({ length: count }, (_, order) => {
    const id = `p${order}`;
    return { id, name: id, order, serviceIds, weeklyHours: everyDay(540, 1080) };
  });
  const service = { ...CUT, durationMin: 30, horizonDays: days };
  await openShop(world, { shop: { zone: 'Europe/Berlin' }, services: [service], people: [] });
  await mongo.connection
    .collection<{ _id: string }>('staff')
    .insertMany(
      staff.slice(PEOPLE).map((one) => ({ ...personSchema.parse(one), _id: `shop/${one.id}`, shopId: 'shop' })),
    );
  await mongo.connection.collection('day_sheets').deleteMany({});
  await mongo.connection.collection('day_sheets').insertMany(busySheets(count, days));
  const snapshot = await world.catalogue.reload('shop');
  const question = { shopId: 'shop', serviceId: 'cut', personId: null, movingBookingId: null };
  await world.slots.freeDays(question);
  const before = commandsSoFar();
  await world.slots.freeDays(question);
  const queries = commandsSoFar() - before;
  const zone = zoneOf('Europe/Berlin');
  const today = zone.dayOf(NOW_UTC);
  const loaded = await createSheetLoader({ mongo, clock: createMovableClock(NOW_UTC) }).load({
    ...{ shopId: 'shop', serviceId: 'cut', serviceIds: ['cut'], units: [], withServices: false, movingBookingId: null },
    ...{ personIds: staff.map(({ id }) => id), fromDay: today, toDay: today + days },
  });
  const computeMs: number[] = [];
  for (let turn = 0; turn < 15; turn += 1) {
    loaded.memo.clear();
    const from = performance.now();
    const scope = scopeOf(snapshot, question, NOW_UTC);
    if (!scope || freeIn(scope, loaded, scope.days, scope.gate).length === 0) throw new Error('P10: nothing is free');
    computeMs.push(performance.now() - from);
  }
  const compute = summary(computeMs.slice(3));
  return [
    row(`queries of the free days of ${count} people over ${days} days`, queries, 'commands', '≤ 2', queries <= 2),
    {
      ...row('compute of the same', round(compute.median), 'ms', '≤ 100 ms', compute.median <= 100),
      range: [round(compute.range[0]), round(compute.range[1])],
    },
  ];
}

function row(what: string, value: number, unit: string, limit: string, holds: boolean): BenchRow {
  return { id: 'P10', what, value, unit, floor: null, ratio: null, limit, holds };
}

function busySheets(count = PEOPLE, days = 30): object[] {
  const random = createRandom(10);
  const zone = zoneOf('Europe/Berlin');
  const today = zone.dayOf(NOW_UTC);
  const sheets: object[] = [];
  for (let person = 0; person < count; person += 1) {
    for (let day = today; day <= today + days; day += 1) {
      const claims = Array.from({ length: 7 }, (_, index) => {
        const startsAtUtc = zone.wallUtc(day, 540 + random.int(0, 17) * 30);
        return {
          id: `c${person}-${day}-${index}`,
          key: `k${person}-${day}-${index}`,
          kind: 'booking',
          serviceId: 'cut',
          startsAtUtc,
          endsAtUtc: startsAtUtc + 1_800_000,
          bufferMs: 0,
          untilUtc: FOREVER,
          seats: 1,
          bookingId: `b${person}-${day}-${index}`,
          movingBookingId: null,
          amountMinor: 2500,
          currency: 'GBP',
        };
      });
      sheets.push({ _id: `shop|p${person}|${isoDay(day)}`, shopId: 'shop', resource: `p${person}`, day, claims });
    }
  }
  return sheets;
}
