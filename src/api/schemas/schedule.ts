import { z } from 'zod';
import { daysOf, type ScheduleChange, type ScheduleRecord } from '../../catalogue/index.js';
import type { Block, BlockOutcome } from '../../scheduling/index.js';
import {
  answers,
  bookingIdSchema,
  catalogueIdSchema,
  inputs,
  instantSchema,
  localDateSchema,
  momentOf,
  momentSchema,
  nextSchema,
  wordsSchema,
} from './common.js';

const DAY_MIN = 24 * 60;
const hoursSchema = z
  .strictObject({
    startMinutes: z
      .int()
      .min(0)
      .max(DAY_MIN - 1)
      .describe('After midnight, by the clock on the wall.'),
    endMinutes: z
      .int()
      .min(1)
      .max(2 * DAY_MIN)
      .describe('More than 1,440 ends on the next day.'),
    breaks: z
      .array(
        z.strictObject({
          startMinutes: z
            .int()
            .min(0)
            .max(2 * DAY_MIN),
          endMinutes: z
            .int()
            .min(1)
            .max(2 * DAY_MIN),
        }),
      )
      .max(20)
      .optional(),
  })
  .register(inputs, { id: 'Hours' });

const dated = {
  id: catalogueIdSchema.optional().describe('Replaces the record of that id; made from the key unless told.'),
  person: catalogueIdSchema.nullable().optional().describe('Null or left out: the whole shop.'),
  from: localDateSchema,
  to: localDateSchema.describe('The last day of it.'),
  reason: wordsSchema(200),
};

const minutes = (one: { startMinutes: number; endMinutes: number }): boolean => one.endMinutes > one.startMinutes;

/** A holiday or days off; other hours; a day that is worked though the week has none. */
export const newRecordSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('closed'), ...dated }),
    z.strictObject({ kind: z.literal('hours'), ...dated, hours: hoursSchema }),
    z.strictObject({ kind: z.literal('extra'), ...dated, hours: hoursSchema }),
  ])
  .refine(({ from, to }) => daysOf(from, to) > 0, {
    path: ['to'],
    message: 'Has to come after `from`, by at most 366 days',
  })
  .refine((one) => one.kind === 'closed' || [one.hours, ...(one.hours.breaks ?? [])].every(minutes), {
    path: ['hours'],
    message: 'Every span has to end after it starts',
  })
  .register(inputs, { id: 'NewScheduleRecord' });

export const recordSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['closed', 'hours', 'extra', 'offDuty']),
    person: z.string().nullable(),
    from: z.string().describe('A day of the shop, or with `offDuty` a moment.'),
    to: z.string(),
    hours: z
      .object({
        startMinutes: z.int(),
        endMinutes: z.int(),
        breaks: z.array(z.object({ startMinutes: z.int(), endMinutes: z.int() })),
      })
      .nullable(),
    reason: z.string(),
  })
  .register(answers, { id: 'ScheduleRecord' });

export const recordsSchema = z
  .object({ items: z.array(recordSchema), next: nextSchema })
  .register(answers, { id: 'ScheduleRecords' });

export const offDutySchema = z
  .strictObject({ until: instantSchema, reason: wordsSchema(200) })
  .register(inputs, { id: 'OffDuty' });

export const changesSchema = z
  .object({
    items: z.array(
      z.object({
        at: momentSchema,
        who: z.string(),
        act: z.enum(['record.saved', 'record.removed', 'slot.saved', 'slot.removed']),
      }),
    ),
  })
  .register(answers, { id: 'ScheduleChanges' });

/** One of the two. */
const resource = {
  person: catalogueIdSchema.optional(),
  resource: catalogueIdSchema.optional().describe('A room or a device.'),
};
const span = { from: instantSchema, to: instantSchema.describe('At most seven days later.') };

export const newBlockSchema = z
  .strictObject({ ...resource, ...span, reason: wordsSchema(200) })
  .register(inputs, { id: 'NewBlock' });

export const blocksQuery = z.strictObject({ ...resource, ...span });

export const blockIdSchema = z.string().regex(/^[A-Za-z0-9_:-]{1,160}$/);

export const blockSchema = z
  .object({ id: z.string(), from: momentSchema, to: momentSchema, reason: z.string() })
  .register(answers, { id: 'Block' });

export const blocksSchema = z.object({ items: z.array(blockSchema) }).register(answers, { id: 'Blocks' });

export function recordOf(body: z.output<typeof newRecordSchema>, id: string) {
  const { kind, from, to, reason } = body;
  const same = { id: body.id ?? id, personId: body.person ?? null, fromDate: from, toDate: to, reason };
  if (kind === 'closed') return { kind, ...same };
  const { startMinutes: startMin, endMinutes: endMin, breaks = [] } = body.hours;
  const pauses = breaks.map((one) => ({ startMin: one.startMinutes, endMin: one.endMinutes }));
  return { kind, ...same, hours: { startMin, endMin, breaks: pauses } };
}

export function presentRecord(record: ScheduleRecord): z.input<typeof recordSchema> {
  const { id, kind, personId: person, reason } = record;
  if (record.kind === 'offDuty') {
    return { id, kind, person, reason, from: momentOf(record.fromUtc), to: momentOf(record.untilUtc), hours: null };
  }
  const same = { id, kind, person, reason, from: record.fromDate, to: record.toDate };
  if (record.kind === 'closed') return { ...same, hours: null };
  const { startMin, endMin, breaks } = record.hours;
  const shown = (one: { startMin: number; endMin: number }) => ({
    startMinutes: one.startMin,
    endMinutes: one.endMin,
  });
  return { ...same, hours: { ...shown({ startMin, endMin }), breaks: breaks.map(shown) } };
}

export function presentChange({ atUtc, who, act }: ScheduleChange) {
  return { at: momentOf(atUtc), who, act };
}

export function presentBlock({ blockId, fromUtc, toUtc, reason }: Block): z.input<typeof blockSchema> {
  return { id: blockId, from: momentOf(fromUtc), to: momentOf(toUtc), reason };
}

export const inTheWayOf = ({ claims }: Extract<BlockOutcome, { kind: 'inTheWay' }>) => ({
  inTheWay: claims.map(({ kind, bookingId, startsAtUtc, endsAtUtc }) => ({
    kind,
    booking: bookingId === null ? null : bookingIdSchema.parse(bookingId),
    startsAt: momentOf(startsAtUtc),
    endsAt: momentOf(endsAtUtc),
  })),
});
