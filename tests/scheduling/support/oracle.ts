import { DateTime } from 'luxon';
import { MINUTE_MS } from '../../../src/platform/time-units.js';

/**
 * An independent answer to "which starts are free?": luxon instead of our zone rules, every claim looked at for every
 * candidate instead of two pointers. Slow and plain on purpose; shares no code with the product.
 */
export interface OracleClaim {
  readonly startsAtUtc: number;
  readonly endsAtUtc: number;
  readonly bufferMs: number;
}

export interface OracleRules {
  readonly zone: string;
  /** By weekday, 0 = Sunday: [fromMin, toMin] stretches. */
  readonly stretches: readonly (readonly (readonly [number, number])[])[];
  readonly closedDates: readonly string[];
  readonly durationMin: number;
  readonly stepMin: number;
  readonly bufferMin: number;
}

/** The first instant at which the local clock shows `date` + `minute` or later, found by walking whole minutes. */
export function walkTo(zone: string, date: string, minute: number): number {
  const nominal = DateTime.fromISO(date, { zone: 'utc' }).toMillis() + minute * MINUTE_MS;
  for (let atUtc = nominal - 15 * 3_600_000; ; atUtc += MINUTE_MS) {
    if (wallMs(zone, atUtc) >= nominal) return atUtc;
  }
}

/** Local wall time as if it were UTC. */
function wallMs(zone: string, atUtc: number): number {
  return atUtc + DateTime.fromMillis(atUtc, { zone }).offset * MINUTE_MS;
}

export function oracleStarts(
  rules: OracleRules,
  claims: readonly OracleClaim[],
  fromDate: string,
  toDate: string,
  gate: { readonly firstUtc: number; readonly lastUtc: number },
  edge: (zone: string, date: string, minute: number) => number = walkTo,
): number[] {
  const starts: number[] = [];
  for (let day = DateTime.fromISO(fromDate, { zone: 'utc' }); day.toISODate()! <= toDate; day = day.plus({ days: 1 })) {
    const date = day.toISODate()!;
    if (rules.closedDates.includes(date)) continue;
    for (const [fromMin, toMin] of rules.stretches[day.weekday % 7]!) {
      const openUtc = edge(rules.zone, date, fromMin);
      const closeUtc = edge(rules.zone, date, toMin);
      for (
        let startUtc = openUtc;
        startUtc + rules.durationMin * MINUTE_MS <= closeUtc;
        startUtc += rules.stepMin * MINUTE_MS
      ) {
        if (startUtc < gate.firstUtc || startUtc > gate.lastUtc) continue;
        const endUtc = startUtc + rules.durationMin * MINUTE_MS;
        const clash = claims.some((claim) => {
          const gapMs = Math.max(claim.bufferMs, rules.bufferMin * MINUTE_MS);
          return startUtc < claim.endsAtUtc + gapMs && endUtc > claim.startsAtUtc - gapMs;
        });
        if (!clash) starts.push(startUtc);
      }
    }
  }
  return starts;
}
