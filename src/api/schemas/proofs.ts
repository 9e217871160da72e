import { z } from 'zod';
import type { ProofRow } from '../../sandbox/index.js';
import { answers, bookingIdSchema, inputs, momentOf, momentOrNull, momentSchema, nextSchema } from './common.js';

/** The shape of a booking's id, and another thing. */
export const proofIdSchema = bookingIdSchema;

export const newProofSchema = z
  .strictObject({
    people: z.int().min(1).max(1_000).optional().describe('How many want the same times; 500 unless told.'),
  })
  .register(inputs, { id: 'NewProof' });

export const proofSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['crowd', 'audit']).describe('`audit`: the shop’s own calendar, gone through once a day as it is.'),
    state: z
      .enum(['running', 'good', 'bad', 'nothingFree', 'failed'])
      .describe(
        '`good`: nobody is booked twice. `nothingFree`: there was no time to be after. `failed`: it could not be carried out.',
      ),
    startedAt: momentSchema,
    endedAt: momentSchema.nullable(),
    crowd: z
      .object({
        people: z.int(),
        times: z.int().describe('How many different times they were after.'),
        booked: z.int(),
        refusedWithOtherTimes: z.int(),
        refused: z.int().describe('Where nothing else was left to offer.'),
        errors: z.array(z.string()),
        milliseconds: z.int(),
      })
      .nullable(),
    overlaps: z.int(),
    overlapping: z.array(z.object({ resource: z.string(), startsAt: momentSchema })).describe('The first of them.'),
  })
  .register(answers, { id: 'Proof' });

export const proofsSchema = z
  .object({ items: z.array(proofSchema), next: nextSchema })
  .register(answers, { id: 'Proofs' });

export function presentProof(row: ProofRow): z.input<typeof proofSchema> {
  const { crowd } = row;
  return {
    id: row._id,
    kind: row.kind,
    state: row.state,
    startedAt: momentOf(row.startedAtUtc),
    endedAt: momentOrNull(row.endedAtUtc),
    crowd: crowd && {
      people: crowd.people,
      times: crowd.times,
      booked: crowd.booked,
      refusedWithOtherTimes: crowd.refusedWithOtherTimes,
      refused: crowd.refused,
      errors: [...crowd.errors],
      milliseconds: crowd.ms,
    },
    overlaps: row.overlapCount,
    overlapping: row.overlaps.map(({ resource, startsAtUtc }) => ({ resource, startsAt: momentOf(startsAtUtc) })),
  };
}
