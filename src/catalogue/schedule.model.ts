import { z } from 'zod';
import type { IndexSpec } from '../platform/indexes.js';
import { catalogueId, localDate, openDaySchema } from './hours.schema.js';
import { FOREVER } from '../platform/time-units.js';

/** Longer than any holiday; the days of a record are walked one by one. */
const MOST_DAYS = 366;
const instant = z.int().min(0).max(FOREVER);
const reason = z.string().trim().min(1).max(200);

const dated = {
  id: catalogueId,
  /** Null: the whole shop. */
  personId: catalogueId.nullable(),
  fromDate: localDate,
  /** The last day of it. */
  toDate: localDate,
  reason,
};

/**
 * What is different on some days (AV-30). A person's record beats the shop's for that person; of two for the same day the
 * one that was kept last counts.
 * - `closed`: a holiday, days off.
 * - `hours`: other hours. For the shop: nobody works outside them. For a person: exactly these.
 * - `extra`: a day that is worked though the week has none.
 * - `offDuty`: away from now on, until they are back or the shift ends (AV-31).
 */
export const scheduleRecordSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('closed'), ...dated }),
    z.object({ kind: z.literal('hours'), ...dated, hours: openDaySchema }),
    z.object({ kind: z.literal('extra'), ...dated, hours: openDaySchema }),
    z.object({
      kind: z.literal('offDuty'),
      id: catalogueId,
      personId: catalogueId,
      fromUtc: instant,
      untilUtc: instant,
      reason,
    }),
  ])
  .refine((one) => one.kind === 'offDuty' || daysOf(one.fromDate, one.toDate) > 0, {
    message: `the last day comes after the first, by at most ${MOST_DAYS} days`,
  })
  .refine((one) => one.kind !== 'offDuty' || one.untilUtc > one.fromUtc, {
    message: 'an absence ends after it starts',
  });

/** One time of a service that has its times one by one (AV-12). What is taken is counted on the day sheets, never here. */
export const storedSlotSchema = z
  .object({
    serviceId: catalogueId,
    /** Null: whoever does this service. */
    personId: catalogueId.nullable(),
    startsAtUtc: instant,
    endsAtUtc: instant,
    open: z.boolean().default(true),
    recommended: z.boolean().default(false),
    capacity: z.int().min(1).max(1_000).default(1),
  })
  .refine((slot) => slot.endsAtUtc > slot.startsAtUtc, 'a time ends after it starts');

export type ScheduleRecord = z.output<typeof scheduleRecordSchema>;
export type ScheduleRecordInput = z.input<typeof scheduleRecordSchema>;
export type StoredSlot = z.output<typeof storedSlotSchema>;
export type StoredSlotInput = z.input<typeof storedSlotSchema>;

/** Who changed a schedule, when and how; one row an act. */
export interface ScheduleChange {
  /** `<shopId>/<actId>`: the same act twice is one row. */
  readonly _id: string;
  readonly shopId: string;
  readonly who: string;
  readonly atUtc: number;
  readonly act: 'record.saved' | 'record.removed' | 'slot.saved' | 'slot.removed';
  readonly before: object | null;
  readonly after: object | null;
}

export const SCHEDULE_RECORDS = 'schedule_records';
export const STORED_SLOTS = 'stored_slots';
export const SCHEDULE_CHANGES = 'schedule_changes';

export const scheduleIndexes: readonly IndexSpec[] = [
  { collection: SCHEDULE_RECORDS, key: { shopId: 1, endsAtUtc: 1 }, options: { name: 'schedule_by_end' } },
  {
    collection: STORED_SLOTS,
    key: { shopId: 1, serviceId: 1, personId: 1, startsAtUtc: 1 },
    options: { name: 'stored_slots_unique', unique: true },
  },
  { collection: STORED_SLOTS, key: { shopId: 1, endsAtUtc: 1 }, options: { name: 'stored_slots_by_end' } },
  { collection: SCHEDULE_CHANGES, key: { shopId: 1, atUtc: -1 }, options: { name: 'schedule_changes_by_time' } },
];

/** Calendar days from the first to the last, both counted; 0 for dates that do not exist, run backwards or too far. */
export function daysOf(fromDate: string, toDate: string): number {
  const days = (Date.parse(`${toDate}T00:00:00Z`) - Date.parse(`${fromDate}T00:00:00Z`)) / 86_400_000 + 1;
  return days >= 1 && days <= MOST_DAYS ? days : 0;
}
