import { z } from 'zod';

/** Ids are ours, short and safe inside a query, a button token and a hold id. */
export const catalogueId = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'ids are 1 to 32 letters, digits, - or _');

export const localDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'dates are written YYYY-MM-DD');
const MIDNIGHT_MIN = 24 * 60;

const spanSchema = z
  .object({
    startMin: z
      .int()
      .min(0)
      .max(2 * MIDNIGHT_MIN),
    endMin: z
      .int()
      .min(1)
      .max(2 * MIDNIGHT_MIN),
  })
  .refine((span) => span.endMin > span.startMin, 'a span ends after it starts');

const openHours = {
  startMin: z
    .int()
    .min(0)
    .max(MIDNIGHT_MIN - 1),
  endMin: z
    .int()
    .min(1)
    .max(2 * MIDNIGHT_MIN),
  breaks: z.array(spanSchema).default([]),
};

const dayHoursSchema = z
  .object({ working: z.boolean(), ...openHours })
  .refine((day) => day.endMin > day.startMin, 'a working day ends after it starts');

/** Seven days, 0 = Sunday, in wall time (AV-06). An end past 24:00 is a night shift. */
export const weeklyHoursSchema = z.array(dayHoursSchema).length(7, 'weekly hours have seven days, Sunday first');

/** The hours of one dated exception. */
export const openDaySchema = z
  .object(openHours)
  .refine((day) => day.endMin > day.startMin, 'an open day ends after it starts');

export const zoneName = z.string().refine(isZone, 'not a time zone of the tz database, e.g. Europe/London');

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
