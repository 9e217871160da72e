import { DateTime } from 'luxon';
import { personSchema, serviceSchema } from '../../../src/catalogue/catalogue.model.js';
import { openingsOf, planOf } from '../../../src/scheduling/opening.rules.js';
import { freeStarts } from '../../../src/scheduling/slots.rules.js';
import { isoDay, parseDay, zoneOf } from '../../../src/scheduling/zone.rules.js';
import { oracleStarts } from './oracle.js';
import { createRandom } from './random.js';

/**
 * Slots around clock changes in many zones, compared with the oracle. Prints one JSON line
 * `{ hostZone, compared, digest, differences }`; run under several TZ values, the digest must not depend on it.
 * Argument: seed. `--host-time` is the mutant that takes the server's zone for the shop's.
 */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['Europe/London', ['2026-03-29', '2026-10-25']],
  ['Europe/Berlin', ['2026-03-29', '2026-10-25']],
  ['America/New_York', ['2026-03-08', '2026-11-01']],
  ['America/St_Johns', ['2026-03-08', '2026-11-01']],
  ['America/Havana', ['2026-03-08', '2026-11-01']],
  ['America/Santiago', ['2026-04-05', '2026-09-06']],
  ['Africa/Casablanca', ['2026-02-15', '2026-03-22']],
  ['Africa/Cairo', ['2026-04-24', '2026-10-30']],
  ['Asia/Beirut', ['2026-03-29', '2026-10-25']],
  ['Asia/Kathmandu', ['2026-03-29', '2026-10-25']],
  ['Asia/Kolkata', ['2026-03-29', '2026-10-25']],
  ['Australia/Lord_Howe', ['2026-04-05', '2026-10-04']],
  ['Australia/Adelaide', ['2026-04-05', '2026-10-04']],
  ['Pacific/Chatham', ['2026-04-05', '2026-09-27']],
  ['Pacific/Auckland', ['2026-04-05', '2026-09-27']],
  ['Antarctica/Troll', ['2026-03-29', '2026-10-25']],
  ['Pacific/Apia', ['2011-12-30', '2011-12-31']],
];

const [seed = '1', flag] = process.argv.slice(2);
const random = createRandom(Number(seed));
const differences: string[] = [];
let compared = 0;
let digest = 0;

for (const [zone, changes] of CASES) {
  for (const change of changes) {
    const middle = parseDay(change)!;
    const [fromDay, toDay] = [middle - 1, middle + 1];
    const edge = edgesOf(zone, fromDay, toDay);
    for (let round = 0; round < 6; round += 1) {
      const opens = random.pick([0, 30, 90, 120, 150, 540]);
      const closes = opens + random.pick([60, 240, 480, 1440 - opens]);
      const [durationMin, stepMin] = [random.pick([20, 30, 60]), random.pick([15, 30, 45, 60])];
      const stretches = Array.from({ length: 7 }, () => [[opens, closes]] as const);
      const gate = { firstUtc: -Infinity, lastUtc: Infinity };
      const rules = { zone, stretches, closedDates: [], durationMin, stepMin, bufferMin: 0 };
      const expected = oracleStarts(rules, [], isoDay(fromDay), isoDay(toDay), gate, edge);
      const plan = planOf(
        serviceSchema.parse({ id: 's', name: 'S', durationMin, stepMin, bufferMin: 0, priceMinor: 0 }),
        personSchema.parse({
          id: 'p',
          name: 'P',
          serviceIds: ['s'],
          weeklyHours: stretches.map(() => ({ working: true, startMin: opens, endMin: closes })),
        }),
        zoneOf(flag === '--host-time' ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone),
      );
      const found = freeStarts(openingsOf(plan, fromDay, toDay), { fromUtc: [], toUtc: [] }, plan, gate);
      compared += 1;
      for (const startUtc of found) digest = (digest * 31 + startUtc / 60_000) % 1_000_000_007;
      if (JSON.stringify(found) !== JSON.stringify(expected)) {
        differences.push(`${zone} ${change} ${opens}-${closes} ${durationMin}/${stepMin}`);
      }
      const skipped = found.filter((startUtc) => !isRealTime(zone, startUtc));
      if (skipped.length > 0) differences.push(`${zone} ${change}: offers an hour that does not exist`);
    }
    // Every instant belongs to exactly one day, and the days never interleave.
    const days = zoneOf(zone);
    let last = -Infinity;
    for (let atUtc = edge(zone, isoDay(fromDay), 0); atUtc < edge(zone, isoDay(toDay), 0); atUtc += 900_000) {
      const day = days.dayOf(atUtc);
      if (day < last) differences.push(`${zone} ${change}: day goes back at ${new Date(atUtc).toISOString()}`);
      last = day;
    }
  }
}
process.stdout.write(`${JSON.stringify({ hostZone: process.env['TZ'], compared, digest, differences })}\n`);

/** The walls around one change, written down minute by minute once. */
function edgesOf(zone: string, fromDay: number, toDay: number): (zone: string, date: string, minute: number) => number {
  const fromUtc = (fromDay - 1) * 86_400_000;
  const walls: number[] = [];
  for (let atUtc = fromUtc; atUtc < (toDay + 3) * 86_400_000; atUtc += 60_000) {
    walls.push(atUtc + DateTime.fromMillis(atUtc, { zone }).offset * 60_000);
  }
  return (_zone, date, minute) => {
    const nominal = parseDay(date)! * 86_400_000 + minute * 60_000;
    return fromUtc + walls.findIndex((wall) => wall >= nominal) * 60_000;
  };
}

/** A start read back as wall time and written out again is the same instant, or its double in the repeated hour. */
function isRealTime(zone: string, startUtc: number): boolean {
  const local = DateTime.fromMillis(startUtc, { zone });
  const { year, month, day, hour, minute } = local;
  const again = DateTime.fromObject({ year, month, day, hour, minute }, { zone });
  return again.hour === hour && again.minute === minute;
}
