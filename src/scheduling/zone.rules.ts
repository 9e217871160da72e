import type { Instant } from '../messaging/message.js';
import { DAY_MS, MINUTE_MS } from '../platform/time-units.js';

/**
 * Wall time at the edges, UTC milliseconds inside.
 *
 * Glossary
 * - **day**: a local calendar day as the number of days since 1970-01-01.
 * - **reached**: a wall time is reached at the first instant at which the local clock shows it or later. So a time that the
 *   clocks jump over is reached at the jump, and of a doubled time it is the first pass that counts.
 */

export interface Zone {
  readonly name: string;
  /** The local day of an instant. Days are cut where the next day's midnight is reached, so they never interleave. */
  dayOf(atUtc: Instant): number;
  /** When wall time `minute` (minutes after midnight, may pass 1440) of `day` is reached. */
  wallUtc(day: number, minute: number): Instant;
}

const zones = new Map<string, Zone>();

/** The zone of that name, with its offsets remembered. Throws RangeError for a name that is not in the tz database. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) zones.set(name, (zone = createZone(name)));
  return zone;
}

/** "2026-11-24" → day. Null for what is not a real date. */
export function parseDay(isoDate: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(isoDate)) return null;
  const atUtc = Date.parse(`${isoDate}T00:00:00Z`);
  // 31 February parses in no engine we run on, but a date that comes back different would be another day.
  return Number.isNaN(atUtc) || isoDay(atUtc / DAY_MS) !== isoDate ? null : atUtc / DAY_MS;
}

/** day → "2026-11-24". */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 = Sunday, as in the weekly hours. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

interface ZoneDay {
  readonly startUtc: Instant;
  /** No clock change from this midnight until 48 h later: wall minutes simply add up. */
  readonly plain: boolean;
}

function createZone(name: string): Zone {
  const offsets = createOffsets(name);
  const days = new Map<number, ZoneDay>();

  function reached(wallMs: number): Instant {
    // No offset is further from UTC than 26 h, so nothing before this segment can have reached the wall time.
    for (let index = offsets.indexAt(wallMs - 26 * 3_600_000); ; index += 1) {
      const { fromUtc, toUtc, offsetMs } = offsets.segment(index);
      const atUtc = Math.max(fromUtc, wallMs - offsetMs);
      if (atUtc < toUtc) return atUtc;
    }
  }

  function zoneDay(day: number): ZoneDay {
    let found = days.get(day);
    if (!found) {
      const wallMs = day * DAY_MS;
      const startUtc = reached(wallMs);
      const { toUtc, offsetMs } = offsets.segment(offsets.indexAt(startUtc));
      found = { startUtc, plain: startUtc === wallMs - offsetMs && toUtc > startUtc + 2 * DAY_MS };
      days.set(day, found);
    }
    return found;
  }

  return {
    name,
    wallUtc(day, minute) {
      const { startUtc, plain } = zoneDay(day);
      return plain ? startUtc + minute * MINUTE_MS : reached(day * DAY_MS + minute * MINUTE_MS);
    },
    dayOf(atUtc) {
      const { offsetMs } = offsets.segment(offsets.indexAt(atUtc));
      let day = Math.floor((atUtc + offsetMs) / DAY_MS);
      while (zoneDay(day).startUtc > atUtc) day -= 1;
      while (zoneDay(day + 1).startUtc <= atUtc) day += 1;
      return day;
    },
  };
}

interface Segment {
  readonly fromUtc: Instant;
  readonly toUtc: Instant;
  readonly offsetMs: number;
}

interface Offsets {
  indexAt(atUtc: Instant): number;
  segment(index: number): Segment;
}

const YEAR_MS = 366 * DAY_MS;
/** About the year 2200. Past it the table of a zone would grow for seconds: callers gate dates long before that. */
const FURTHEST_MS = 230 * YEAR_MS;

/** The offsets of a zone as a sorted list of segments, grown a few years at a time. The runtime's own tz data is the source. */
function createOffsets(name: string): Offsets {
  const offsetAt = createOffsetReader(name);
  let segments: readonly Segment[] = [];
  let fromUtc = 0;
  let toUtc = 0;

  function cover(atUtc: Instant): void {
    if (atUtc - YEAR_MS >= fromUtc && atUtc + YEAR_MS < toUtc) return;
    if (!(Math.abs(atUtc) < FURTHEST_MS)) throw new RangeError(`${atUtc} is not an instant of this age`);
    const wholeDayUtc = Math.floor(atUtc / DAY_MS) * DAY_MS;
    fromUtc = toUtc === 0 ? wholeDayUtc - 2 * YEAR_MS : Math.min(fromUtc, wholeDayUtc - 2 * YEAR_MS);
    toUtc = Math.max(toUtc, wholeDayUtc + 2 * YEAR_MS);
    segments = readSegments(offsetAt, fromUtc, toUtc);
  }

  return {
    indexAt(atUtc) {
      cover(atUtc);
      let index = segments.length - 1;
      while (segments[index]!.fromUtc > atUtc) index -= 1;
      return index;
    },
    // Always reached through indexAt, which has covered a year on either side.
    segment: (index) => segments[index]!,
  };
}

/** Samples every day (no zone changes its clocks twice within one) and finds each change to the second by bisection. */
function readSegments(offsetAt: (atUtc: Instant) => number, fromUtc: Instant, toUtc: Instant): readonly Segment[] {
  const segments: Segment[] = [];
  let segmentFromUtc = -Infinity;
  let offsetMs = offsetAt(fromUtc);
  for (let atUtc = fromUtc + DAY_MS; atUtc <= toUtc; atUtc += DAY_MS) {
    const next = offsetAt(atUtc);
    if (next === offsetMs) continue;
    let before = atUtc - DAY_MS;
    let after = atUtc;
    while (after - before > 1_000) {
      const middle = Math.floor((before + after) / 2_000) * 1_000;
      if (offsetAt(middle) === offsetMs) before = middle;
      else after = middle;
    }
    segments.push({ fromUtc: segmentFromUtc, toUtc: after, offsetMs });
    segmentFromUtc = after;
    offsetMs = next;
  }
  segments.push({ fromUtc: segmentFromUtc, toUtc: Infinity, offsetMs });
  return segments;
}

function createOffsetReader(name: string): (atUtc: Instant) => number {
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (atUtc) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of formatter.formatToParts(atUtc)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atUtc / 1_000) * 1_000;
  };
}
