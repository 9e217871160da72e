import { openingsOf } from '../../../src/scheduling/opening.rules.js';
import { busyOf, freeStarts } from '../../../src/scheduling/slots.rules.js';
import type { BenchRow } from '../bench.js';
import { busyTimes, DAYS, FROM_DAY, visitPlan } from './data.js';
import { compare, round } from './timing.js';
import { MINUTE_MS } from '../../../src/platform/time-units.js';

/**
 * P8: the search for one person, from weekly hours and a zone to free starts, against a merge over epoch minutes that is
 * handed the openings and the busy times ready-made.
 */
export async function run(): Promise<BenchRow[]> {
  const plan = visitPlan('asha');
  const claims = busyTimes(200, 8);
  const gate = { firstUtc: 0, lastUtc: Infinity };
  const ours = (): number[] =>
    freeStarts(openingsOf(plan, FROM_DAY, FROM_DAY + DAYS - 1), busyOf(claims, plan.bufferMs), plan, gate);

  const openings = openingsOf(plan, FROM_DAY, FROM_DAY + DAYS - 1).map((atUtc) => atUtc / MINUTE_MS);
  const busyFrom = claims.startsAtUtc.map((atUtc) => atUtc / MINUTE_MS);
  const busyTo = claims.endsAtUtc.map((atUtc) => atUtc / MINUTE_MS);
  const floor = (): number[] => plainMerge(openings, busyFrom, busyTo, 30, 30);

  const expected = floor().map((minute) => minute * MINUTE_MS);
  if (JSON.stringify(ours()) !== JSON.stringify(expected)) throw new Error('P8: the two searches differ');
  const [mine, plain] = compare(ours, floor, { runs: 25, inner: 200 });
  const ratio = mine.median / plain.median;
  return [
    {
      id: 'P8',
      what: `slot search, 1 person × 30 days × 200 busy, Europe/Berlin over a clock change (${expected.length} free)`,
      value: round(mine.median),
      unit: 'ms',
      floor: round(plain.median),
      ratio: round(ratio),
      limit: '≤ 4 × a plain merge and ≤ 0.5 ms',
      holds: ratio <= 4 && mine.median <= 0.5,
      range: [round(mine.range[0]), round(mine.range[1])],
    },
  ];
}

/** Busy times overlap here, so the furthest end seen decides, not the end of the one before. */
function plainMerge(
  openings: number[],
  busyFrom: number[],
  busyTo: number[],
  duration: number,
  step: number,
): number[] {
  const free: number[] = [];
  let next = 0;
  let busyUntil = -Infinity;
  for (let index = 0; index < openings.length; index += 2) {
    const close = openings[index + 1]!;
    for (let start = openings[index]!; start + duration <= close; start += step) {
      while (next < busyFrom.length && busyFrom[next]! < start + duration) {
        if (busyTo[next]! > busyUntil) busyUntil = busyTo[next]!;
        next += 1;
      }
      if (busyUntil <= start) free.push(start);
    }
  }
  return free;
}
