import { DateTime } from 'luxon';
import type { Instant } from '../../messaging/message.js';

export interface WallClock {
  /** YYYY-MM-DD */
  readonly localDate: string;
  readonly minuteOfDay: number;
  /** 1 is Monday, 7 Sunday. */
  readonly weekday: number;
}

/** What a clock and a calendar on the wall show at that moment. @param zone an IANA zone. */
export function wallClock(atUtc: Instant, zone: string): WallClock {
  const there = DateTime.fromMillis(atUtc, { zone });
  return {
    localDate: there.toFormat('yyyy-MM-dd'),
    minuteOfDay: there.hour * 60 + there.minute,
    weekday: there.weekday,
  };
}

/** @param clock HH:MM */
export function minuteOfClock(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
