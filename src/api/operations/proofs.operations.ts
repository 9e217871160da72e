import { z } from 'zod';
import type { ApiServices } from '../context.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { pageQuery } from '../schemas/common.js';
import { newProofSchema, presentProof, proofIdSchema, proofSchema, proofsSchema } from '../schemas/proofs.js';

const tag = 'Proofs';
const positionSchema = z.tuple([z.number(), z.string()]);

/** For whoever doubts that nobody is booked twice: a crowd on a copy of the calendar, and the daily look at the real one. */
export function proofOperations({ proofs, cursors }: ApiServices): AnyOperation[] {
  return [
    defineOperation({
      id: 'proveNoDoubleBooking',
      tag,
      method: 'post',
      path: '/proofs/no-double-booking',
      summary: 'Let a crowd try to be booked twice',
      description:
        'On a copy of the shop’s calendar, through the real booking desk; the copy is gone afterwards. It takes seconds: ' +
        'the answer names the proof, and `GET /proofs/{proofId}` says what came of it.',
      scope: 'staff',
      body: newProofSchema.optional(),
      answers: { 202: { description: 'It has begun.', schema: proofSchema } },
      problems: ['proof.busy', 'shop.unknown'],
      async handle({ shopId, body, key }) {
        const people = body?.people;
        const outcome = await proofs.start({ shopId, key, ...(people === undefined ? {} : { people }) });
        if (outcome.kind === 'busy') throw new ApiProblem('proof.busy');
        const { row } = outcome;
        return { status: 202, location: `/api/v1/proofs/${row._id}`, body: presentProof(row) };
      },
    }),
    defineOperation({
      id: 'listProofs',
      tag,
      method: 'get',
      path: '/proofs',
      summary: 'Proofs and daily audits, the latest first',
      scope: 'staff',
      query: pageQuery,
      answers: { 200: { description: 'What they have shown.', schema: proofsSchema } },
      problems: ['page.cursor'],
      async handle({ shopId, query: { limit, cursor } }) {
        const list = ['proofs', shopId];
        const after = cursor === undefined ? null : cursors.open(list, cursor, positionSchema);
        if (cursor !== undefined && !after) throw new ApiProblem('page.cursor');
        const found = await proofs.list(shopId, after && { startedAtUtc: after[0], _id: after[1] }, limit + 1);
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        const next = last ? cursors.seal(list, [last.startedAtUtc, last._id]) : null;
        return { status: 200, body: { items: shown.map(presentProof), next }, next };
      },
    }),
    defineOperation({
      id: 'readProof',
      tag,
      method: 'get',
      path: '/proofs/{proofId}',
      summary: 'A proof, and what it has shown so far',
      scope: 'staff',
      params: z.object({ proofId: proofIdSchema }),
      answers: { 200: { description: 'The proof.', schema: proofSchema } },
      problems: ['proof.unknown'],
      async handle({ shopId, params: { proofId } }) {
        const row = await proofs.find(shopId, proofId);
        if (!row) throw new ApiProblem('proof.unknown');
        return { status: 200, body: presentProof(row) };
      },
    }),
  ];
}
