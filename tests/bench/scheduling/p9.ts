import { openingsOf } from '../../../src/scheduling/opening.rules.js';
import { busyOf, freeStarts } from '../../../src/scheduling/slots.rules.js';
import { isoDay } from '../../../src/scheduling/zone.rules.js';
import { oracleStarts, walkTo } from '../../scheduling/support/oracle.js';
import type { BenchRow } from '../bench.js';
import { busyTimes, DAYS, FROM_DAY, visitPlan, ZONE } from './data.js';
import { compare, round } from './timing.js';

const GATE = { firstUtc: 0, lastUtc: Infinity };

/** P9: the same for many people; the first people's answer is checked against the oracle, and doubling the busy times tells the growth. */
export async function run(): Promise<BenchRow[]> {
  const cases = [
    { people: 50, busy: 200, limitMs: 4 },
    { people: 50, busy: 1_000, limitMs: 15 },
    { people: 500, busy: 200, limitMs: 40 },
  ];
  checkAgainstOracle();
  return cases.map(({ people, busy, limitMs }) => {
    const once = searchAll(people, busy);
    const twice = searchAll(people, busy * 2);
    const [single, double] = compare(once, twice, { runs: 11, inner: 3 });
    const ratio = double.median / single.median;
    return {
      id: 'P9',
      what: `slot search, ${people} people × 30 days × ${busy} busy; ratio: twice the busy times`,
      value: round(single.median),
      unit: 'ms',
      floor: null,
      ratio: round(ratio),
      limit: `≤ ${limitMs} ms; twice the busy times ≤ 2.3 ×; equal to the oracle`,
      holds: single.median <= limitMs && ratio <= 2.3,
      range: [round(single.range[0]), round(single.range[1])],
    };
  });
}

function searchAll(people: number, busy: number): () => number {
  const all = Array.from({ length: people }, (_, index) => ({
    plan: visitPlan(`person-${index}`),
    claims: busyTimes(busy, 9_000 + index),
  }));
  return () => {
    let found = 0;
    for (const { plan, claims } of all) {
      const openings = openingsOf(plan, FROM_DAY, FROM_DAY + DAYS - 1);
      found += freeStarts(openings, busyOf(claims, plan.bufferMs), plan, GATE).length;
    }
    return found;
  };
}

function checkAgainstOracle(): void {
  const edges = new Map<string, number>();
  const edge = (zone: string, date: string, minute: number): number => {
    const key = `${date} ${minute}`;
    const known = edges.get(key) ?? walkTo(zone, date, minute);
    edges.set(key, known);
    return known;
  };
  const day = [
    [540, 750],
    [780, 1080],
  ] as const;
  const rules = {
    zone: ZONE,
    stretches: Array.from({ length: 7 }, () => day),
    closedDates: [],
    durationMin: 30,
    stepMin: 30,
    bufferMin: 0,
  };
  for (const [index, busy] of [200, 1_000, 200, 1_000].entries()) {
    const plan = visitPlan('oracle');
    const columns = busyTimes(busy, 9_000 + index);
    const claims = columns.startsAtUtc.map((startsAtUtc, row) => ({
      startsAtUtc,
      endsAtUtc: columns.endsAtUtc[row]!,
      bufferMs: columns.bufferMs[row]!,
    }));
    const expected = oracleStarts(rules, claims, isoDay(FROM_DAY), isoDay(FROM_DAY + DAYS - 1), GATE, edge);
    const found = freeStarts(
      openingsOf(plan, FROM_DAY, FROM_DAY + DAYS - 1),
      busyOf(columns, plan.bufferMs),
      plan,
      GATE,
    );
    if (JSON.stringify(found) !== JSON.stringify(expected))
      throw new Error(`P9: differs from the oracle (${busy} busy)`);
  }
}
