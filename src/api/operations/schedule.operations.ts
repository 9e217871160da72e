import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Caller } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { catalogueIdSchema, countSchema, pageQuery } from '../schemas/common.js';
import {
  changesSchema,
  newRecordSchema,
  offDutySchema,
  presentChange,
  presentRecord,
  recordOf,
  recordSchema,
  recordsSchema,
} from '../schemas/schedule.js';

const tag = 'Schedule';

/** AV-30, AV-31: what is different on some days, with the audit of who said so. */
export function scheduleOperations(services: ApiServices): AnyOperation[] {
  return [...recordOperations(services), ...dutyOperations(services), changesOperation(services)];
}

/** Who did it, as the audit shows it. An act without a key of its own is done anew each time it is asked for. */
function actOf(shopId: string, caller: Caller, key: string) {
  return { shopId, actId: key === '' ? `api:${randomUUID()}` : key, who: `${caller.name} (API)` };
}

function recordOperations({ catalogue, schedules, cursors }: ApiServices): AnyOperation[] {
  return [
    defineOperation({
      id: 'listSchedule',
      tag,
      method: 'get',
      path: '/schedule',
      summary: 'Holidays, days off, other hours and absences that are not over',
      scope: 'staff',
      query: pageQuery,
      answers: { 200: { description: 'The records, by their id.', schema: recordsSchema } },
      problems: ['page.cursor', 'shop.unknown'],
      async handle({ shopId, query: { limit, cursor } }) {
        const list = ['schedule', shopId];
        const after = cursor === undefined ? null : cursors.open(list, cursor, z.string());
        if (cursor !== undefined && after === null) throw new ApiProblem('page.cursor');
        const { schedule } = await catalogue.current(shopId);
        const nameOf = ({ id, kind }: (typeof schedule)[number]): string => `${id}/${kind}`;
        const found = [...schedule]
          .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
          .filter((one) => after === null || nameOf(one) > after);
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        const next = last ? cursors.seal(list, nameOf(last)) : null;
        return { status: 200, body: { items: shown.map(presentRecord), next }, next };
      },
    }),
    defineOperation({
      id: 'saveScheduleRecord',
      tag,
      method: 'post',
      path: '/schedule',
      summary: 'Close some days, or keep other hours on them',
      description: 'Bookings that stand on these days stay: they are the shop’s to move.',
      scope: 'staff',
      body: newRecordSchema,
      answers: { 201: { description: 'Kept.', schema: recordSchema } },
      problems: ['person.unknown', 'shop.unknown'],
      async handle({ shopId, body, key, caller }) {
        const id = createHash('sha256').update(key).digest('base64url').slice(0, 16);
        return {
          status: 201,
          body: presentRecord(await schedules.save(actOf(shopId, caller, key), recordOf(body, id))),
        };
      },
    }),
    defineOperation({
      id: 'removeScheduleRecord',
      tag,
      method: 'delete',
      path: '/schedule/{recordId}',
      summary: 'These days are as every week again',
      scope: 'staff',
      params: z.object({ recordId: catalogueIdSchema }),
      answers: { 204: { description: 'It is gone.' } },
      problems: ['record.unknown', 'shop.unknown'],
      async handle({ shopId, params: { recordId }, caller }) {
        const outcome = await schedules.remove(actOf(shopId, caller, ''), recordId);
        if (outcome === 'unknown') throw new ApiProblem('record.unknown');
        return { status: 204 };
      },
    }),
  ];
}

function dutyOperations({ schedules }: ApiServices): AnyOperation[] {
  const params = z.object({ personId: catalogueIdSchema });
  return [
    defineOperation({
      id: 'goOffDuty',
      tag,
      method: 'post',
      path: '/people/{personId}/off-duty',
      summary: 'Somebody is away from now on',
      description: 'A second absence replaces the first. Their bookings stay where they are.',
      scope: 'staff',
      params,
      body: offDutySchema,
      answers: { 201: { description: 'They are not offered any more.', schema: recordSchema } },
      problems: ['person.unknown', 'shop.unknown'],
      async handle({ shopId, params: { personId }, body, key, caller, nowUtc }) {
        if (body.until <= nowUtc) {
          const fields = [{ in: 'body', path: 'until', message: 'Has to be ahead' }];
          throw new ApiProblem('request.invalid', { fields });
        }
        const absence = { personId, untilUtc: body.until, reason: body.reason };
        const record = await schedules.goOffDuty(actOf(shopId, caller, key), absence);
        return { status: 201, body: presentRecord(record) };
      },
    }),
    defineOperation({
      id: 'comeBack',
      tag,
      method: 'delete',
      path: '/people/{personId}/off-duty',
      summary: 'They are back',
      scope: 'staff',
      params,
      answers: { 204: { description: 'They are offered again.' } },
      problems: ['record.unknown', 'shop.unknown'],
      async handle({ shopId, params: { personId }, caller }) {
        const outcome = await schedules.comeBack(actOf(shopId, caller, ''), personId);
        if (outcome === 'unknown') throw new ApiProblem('record.unknown');
        return { status: 204 };
      },
    }),
  ];
}

function changesOperation({ schedules }: ApiServices): AnyOperation {
  return defineOperation({
    id: 'listScheduleChanges',
    tag,
    method: 'get',
    path: '/schedule-changes',
    summary: 'Who has changed the schedule, the latest first',
    scope: 'staff',
    query: z.strictObject({ limit: countSchema(1, 200).default(50) }),
    answers: { 200: { description: 'The changes.', schema: changesSchema } },
    async handle({ shopId, query: { limit } }) {
      return { status: 200, body: { items: (await schedules.changes(shopId, limit)).map(presentChange) } };
    },
  });
}
