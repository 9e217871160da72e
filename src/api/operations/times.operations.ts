import { z } from 'zod';
import { serviceOf } from '../../catalogue/index.js';
import { type FreeSlot } from '../../scheduling/index.js';
import { bookingOf, holdOf, phoneOf, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { holdIdSchema } from '../schemas/common.js';
import {
  availabilityQuery,
  availabilitySchema,
  holdSchema,
  newHoldSchema,
  presentHold,
  presentSlotAnswer,
} from '../schemas/times.js';
import { FOREVER } from '../../platform/time-units.js';

const tag = 'Times';

/** What a lost or refused time is answered with besides: the closest ones that can be had (AV-17). */
export const alternativesOf = (slots: readonly FreeSlot[]) => ({ alternatives: slots.map(presentSlotAnswer) });

export function timesOperations(services: ApiServices): AnyOperation[] {
  const { catalogue, slots, desk } = services;

  return [
    defineOperation({
      id: 'readAvailability',
      tag,
      method: 'get',
      path: '/availability',
      summary: 'Free times of a day',
      scope: 'read',
      query: availabilityQuery,
      answers: { 200: { description: 'The free times.', schema: availabilitySchema } },
      problems: ['service.unknown', 'person.unknown', 'shop.unknown'],
      async handle({ shopId, query }) {
        const snapshot = await catalogue.current(shopId);
        const service = serviceOf(snapshot, query.service);
        if (!service) throw new ApiProblem('service.unknown');
        const personId = query.person ?? null;
        if (personId !== null && !snapshot.people.some(({ id }) => id === personId)) {
          throw new ApiProblem('person.unknown');
        }
        const question = { shopId, serviceId: service.id, personId, movingBookingId: null };
        const { limit, date, kind, seats } = query;
        const wish = { ...(kind ? { kind } : {}), ...(seats ? { seats } : {}) };
        const outcome = await slots.search({ ...question, ...wish, localDate: date, afterUtc: null, limit });
        const found = outcome.kind === 'found' ? outcome : { slots: [], more: false };
        const other = outcome.kind === 'otherDay' ? outcome : { slots: [], reason: null };
        return {
          status: 200,
          body: {
            service: service.id,
            date,
            zone: snapshot.shop.zone,
            durationMinutes: service.durationMin,
            slots: found.slots.map(presentSlotAnswer),
            more: found.more,
            reason: outcome.kind === 'none' ? 'nothingAhead' : other.reason,
            nearest: other.slots.map(presentSlotAnswer),
          },
        };
      },
    }),
    defineOperation({
      id: 'createHold',
      tag,
      method: 'post',
      path: '/holds',
      summary: 'Keep a time while somebody decides',
      description: 'A time is kept for `holdMinutes` of the shop. Only a kept time can be booked.',
      scope: 'write',
      body: newHoldSchema,
      answers: { 201: { description: 'The time is kept.', schema: holdSchema } },
      problems: [
        'slot.taken',
        'slot.refused',
        'service.unknown',
        'person.unknown',
        'booking.unknown',
        'hold.unknown',
        'customer.invalid',
        'shop.unknown',
      ],
      async handle({ shopId, body, key }) {
        const snapshot = await catalogue.current(shopId);
        if (!serviceOf(snapshot, body.service)) throw new ApiProblem('service.unknown');
        const personId = body.person ?? null;
        if (personId !== null && !snapshot.people.some(({ id }) => id === personId)) {
          throw new ApiProblem('person.unknown');
        }
        if (body.moving !== undefined) await bookingOf(services, shopId, body.moving);
        if (body.replaces !== undefined) await holdOf(services, shopId, body.replaces);
        const { kind, seats, code, phone } = body;
        const outcome = await desk.placeHold({
          ...(kind ? { kind } : {}),
          ...(seats ? { seats } : {}),
          customerKey: phone === undefined ? null : phoneOf(phone, snapshot.shop, 'phone'),
          code: code?.toUpperCase() ?? null,
          shopId,
          serviceId: body.service,
          personId,
          startsAtUtc: body.startsAt,
          replaces: body.replaces ?? null,
          movingBookingId: body.moving ?? null,
          key,
        });
        if (outcome.kind === 'taken') throw new ApiProblem('slot.taken', alternativesOf(outcome.alternatives));
        if (outcome.kind === 'refused') {
          const { reason } = outcome;
          throw new ApiProblem('slot.refused', { reason, ...alternativesOf(outcome.alternatives) });
        }
        const { holdId, codeRefused } = outcome;
        const hold = await holdOf(services, shopId, holdId);
        const answer = presentHold(holdId, hold, FOREVER, codeRefused);
        return { status: 201, location: `/api/v1/holds/${holdId}`, body: answer };
      },
    }),
    defineOperation({
      id: 'readHold',
      tag,
      method: 'get',
      path: '/holds/{holdId}',
      summary: 'A kept time, and what it costs',
      scope: 'read',
      params: z.object({ holdId: holdIdSchema }),
      answers: { 200: { description: 'The hold.', schema: holdSchema } },
      problems: ['hold.unknown'],
      async handle({ shopId, params: { holdId } }) {
        return { status: 200, body: presentHold(holdId, await holdOf(services, shopId, holdId), FOREVER) };
      },
    }),
    defineOperation({
      id: 'releaseHold',
      tag,
      method: 'delete',
      path: '/holds/{holdId}',
      summary: 'Give a kept time back',
      description: 'A hold that has become a booking stays one. Giving back what has lapsed changes nothing.',
      scope: 'write',
      params: z.object({ holdId: holdIdSchema }),
      answers: { 204: { description: 'It is not kept any more.' } },
      problems: ['hold.unknown'],
      async handle({ shopId, params: { holdId } }) {
        await holdOf(services, shopId, holdId);
        await desk.releaseHold(holdId);
        return { status: 204 };
      },
    }),
  ];
}
