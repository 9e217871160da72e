import type { Instant } from '../messaging/message.js';

/** The clock hour an instant falls into where the shop is. */
export interface Wall {
  /** Minutes after midnight. */
  readonly minute: number;
  /** 0 = Sunday, as in the weekly hours. */
  readonly weekday: number;
  /** Days since 1970-01-01 on the local calendar. */
  readonly day: number;
}

const QUARTER_MS = 15 * 60_000;
const DAY_MIN = 24 * 60;
/** Every quarter hour of a zone, as long as there are not too many: a price must cost next to nothing (P10). */
const REMEMBERED = 50_000;
const offsetsByZone = new Map<
  string,
  { readonly format: Intl.DateTimeFormat; readonly minutes: Map<number, number> }
>();

/** Zone offsets change at whole quarter hours only, so one is asked for once per quarter. */
export function wallOf(atUtc: Instant, zone: string): Wall {
  const local = Math.floor(atUtc / 60_000) + offsetMin(Math.floor(atUtc / QUARTER_MS), zone);
  const day = Math.floor(local / DAY_MIN);
  return { minute: local - day * DAY_MIN, day, weekday: (((day + 4) % 7) + 7) % 7 };
}

function offsetMin(quarter: number, zone: string): number {
  let known = offsetsByZone.get(zone);
  if (!known) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    });
    offsetsByZone.set(zone, (known = { format, minutes: new Map() }));
  }
  const { format, minutes } = known;
  let offset = minutes.get(quarter);
  if (offset === undefined) {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(quarter * QUARTER_MS)) part[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = part;
    offset = (Date.UTC(year, month - 1, day, hour, minute) - quarter * QUARTER_MS) / 60_000;
    if (minutes.size >= REMEMBERED) minutes.clear();
    minutes.set(quarter, offset);
  }
  return offset;
}
