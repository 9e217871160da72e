import { z } from 'zod';
import type { ApiServices } from '../context.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { ApiProblem } from '../problems.js';
import {
  blockIdSchema,
  blockSchema,
  blocksQuery,
  blocksSchema,
  inTheWayOf,
  newBlockSchema,
  presentBlock,
} from '../schemas/schedule.js';

const tag = 'Schedule';

/** Blocked time: a break, an errand, a room that is being painted. Never over a booking. */
export function blockOperations({ timeBlocks }: ApiServices): AnyOperation[] {
  return [
    defineOperation({
      id: 'listBlocks',
      tag,
      method: 'get',
      path: '/blocks',
      summary: 'The blocked time of somebody, or of a room, in a span',
      scope: 'staff',
      query: blocksQuery,
      answers: { 200: { description: 'What is blocked, in the order of time.', schema: blocksSchema } },
      problems: ['person.unknown', 'shop.unknown'],
      async handle({ shopId, query }) {
        const found = await timeBlocks.list({ shopId, ...spanOf(query, 'query') });
        if (!found) throw new ApiProblem('person.unknown');
        return { status: 200, body: { items: found.map(presentBlock) } };
      },
    }),
    defineOperation({
      id: 'blockTime',
      tag,
      method: 'post',
      path: '/blocks',
      summary: 'Keep time from being booked',
      description: 'Where a visit or somebody choosing stands in the way nothing is blocked, and they are named.',
      scope: 'staff',
      body: newBlockSchema,
      answers: { 201: { description: 'It is blocked.', schema: blockSchema } },
      problems: ['block.inTheWay', 'person.unknown', 'shop.unknown'],
      async handle({ shopId, body, key }) {
        const span = spanOf(body, 'body');
        const outcome = await timeBlocks.block({ shopId, ...span, reason: body.reason, key });
        if (outcome.kind === 'inTheWay') throw new ApiProblem('block.inTheWay', inTheWayOf(outcome));
        if (outcome.kind === 'blocked') {
          const { fromUtc, toUtc } = span;
          return { status: 201, body: presentBlock({ ...outcome, fromUtc, toUtc, reason: body.reason }) };
        }
        switch (outcome.reason) {
          case 'unknownResource':
            throw new ApiProblem('person.unknown');
          case 'span':
            throw invalid('body', 'to', 'Has to come after `from`, by at most seven days');
          case 'reasonMissing':
            throw invalid('body', 'reason', 'Has to say why');
        }
      },
    }),
    defineOperation({
      id: 'unblockTime',
      tag,
      method: 'delete',
      path: '/blocks/{blockId}',
      summary: 'Give blocked time back',
      description: 'The span and whose it is, as they were when it was blocked, say where it stands.',
      scope: 'staff',
      params: z.object({ blockId: blockIdSchema }),
      query: blocksQuery,
      answers: { 204: { description: 'It can be booked again.' } },
      problems: ['block.unknown', 'shop.unknown'],
      async handle({ shopId, params: { blockId }, query }) {
        const isDone = await timeBlocks.unblock({ shopId, ...spanOf(query, 'query'), blockId });
        if (!isDone) throw new ApiProblem('block.unknown');
        return { status: 204 };
      },
    }),
  ];
}

function spanOf({ person, resource, from, to }: z.output<typeof blocksQuery>, place: 'body' | 'query') {
  if ((person === undefined) === (resource === undefined)) {
    throw invalid(place, 'person', 'Either a person or a resource');
  }
  if (to <= from || to - from > LONGEST_MS)
    throw invalid(place, 'to', 'Has to come after `from`, by at most seven days');
  const whose = person === undefined ? { resourceId: String(resource) } : { personId: person };
  return { resource: whose, fromUtc: from, toUtc: to };
}

const LONGEST_MS = 7 * 24 * 60 * 60_000;

function invalid(place: 'body' | 'query', path: string, message: string): ApiProblem {
  return new ApiProblem('request.invalid', { fields: [{ in: place, path, message }] });
}
