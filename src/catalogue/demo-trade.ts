import type { PersonInput, ServiceInput, ShopInput, WeeklyHours } from './catalogue.model.js';

/** One demo business for each trade there is a script for (CAT-12). */
export interface Trade {
  readonly shop: ShopInput;
  readonly services: readonly ServiceInput[];
  readonly people: readonly PersonInput[];
}

/** Monday to `lastDay` (6 is Saturday), in hours of the day. */
export function open(fromHour: number, toHour: number, lastDay: number): WeeklyHours {
  return [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
    working: weekday >= 1 && weekday <= lastDay,
    startMin: fromHour * 60,
    endMin: toHour * 60,
    breaks: [],
  }));
}

export const london = { zone: 'Europe/London', currency: 'GBP', country: 'GB', language: 'en' } as const;
/** One hour's notice, so that a visitor can see today's times being booked. */
export const rules = { noticeMin: 60, dailyCap: null, bufferMin: 30, stepMin: 30 } satisfies Partial<ServiceInput>;
