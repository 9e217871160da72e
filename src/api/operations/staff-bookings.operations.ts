import { z } from 'zod';
import { bookingOf, withoutChat, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { bookingIdSchema } from '../schemas/common.js';
import {
  assignSchema,
  conflictsQuery,
  conflictsSchema,
  presentConflicts,
  staffBookedSchema,
  staffBookingSchema,
} from '../schemas/staff-bookings.js';
import { contactOf, replyWith } from './bookings.operations.js';
import { alternativesOf } from './times.operations.js';

const tag = 'Bookings';

/** BK-28 and AV-18: what speaks against a time, and a booking made at the desk all the same. */
export function staffBookingOperations(services: ApiServices): AnyOperation[] {
  const { catalogue, conflicts, staff } = services;
  return [
    assignOperation(services),
    defineOperation({
      id: 'readConflicts',
      tag,
      method: 'get',
      path: '/conflicts',
      summary: 'What speaks against a time',
      description: 'It promises nothing: the time itself is only taken when it is booked.',
      scope: 'staff',
      query: conflictsQuery,
      answers: { 200: { description: 'Errors and warnings.', schema: conflictsSchema } },
      problems: ['service.unknown', 'person.unknown', 'booking.unknown', 'shop.unknown'],
      async handle({ shopId, query: { service, person, startsAt, kind, seats, moving } }) {
        if (moving !== undefined) await bookingOf(services, shopId, moving);
        const report = await conflicts.report({
          shopId,
          serviceId: service,
          personId: person,
          startsAtUtc: startsAt,
          ...(kind ? { kind } : {}),
          ...(seats ? { seats } : {}),
          movingBookingId: moving ?? null,
        });
        if ('unknown' in report) {
          throw new ApiProblem(report.unknown === 'person' ? 'person.unknown' : 'service.unknown');
        }
        return { status: 200, body: presentConflicts(report) };
      },
    }),
    defineOperation({
      id: 'createStaffBooking',
      tag,
      method: 'post',
      path: '/bookings/by-staff',
      summary: 'Book at the desk or on the telephone',
      description:
        'Accepted at once and unpaid if need be. What customers are never offered is a warning here: with `override` it is ' +
        'done all the same, and the reason is kept. Errors cannot be overridden.',
      scope: 'staff',
      body: staffBookingSchema,
      answers: { 201: { description: 'Booked.', schema: staffBookedSchema } },
      problems: ['booking.conflicts', 'slot.taken', 'service.unknown', 'customer.invalid', 'shop.unknown'],
      async handle({ shopId, body, key, caller }) {
        const snapshot = await catalogue.current(shopId);
        const contact = contactOf(body.customer, body.note, snapshot);
        const chat = (contact.phone === null ? null : services.chatOf(contact.phone)) ?? withoutChat(shopId, key);
        const outcome = await staff.createByStaff({
          shopId,
          serviceId: body.service,
          personId: body.person ?? null,
          startsAtUtc: body.startsAt,
          ...(body.kind ? { kind: body.kind } : {}),
          ...(body.seats ? { seats: body.seats } : {}),
          contact,
          others: (body.others ?? []).map((one) => contactOf(one, null, snapshot)),
          reach: { ...chat, language: body.language ?? snapshot.shop.language },
          operator: { id: `api:${caller.id}`, name: caller.name },
          override: body.override === undefined ? null : { reason: body.override },
          key,
        });
        switch (outcome.kind) {
          case 'booked': {
            const reply = replyWith(services, snapshot, outcome.booking, 201);
            return { ...reply, body: { booking: reply.body, conflicts: presentConflicts(outcome.report) } };
          }
          case 'conflicts': {
            const found = presentConflicts(outcome.report);
            throw new ApiProblem('booking.conflicts', { conflicts: found, ...alternativesOf(outcome.alternatives) });
          }
          case 'refused':
            throw new ApiProblem(REFUSALS[outcome.reason], { reason: outcome.reason });
        }
      },
    }),
  ];
}

function assignOperation(services: ApiServices): AnyOperation {
  const { catalogue, assign } = services;
  return defineOperation({
    id: 'assignBooking',
    tag,
    method: 'post',
    path: '/bookings/{bookingId}/assign',
    summary: 'Give a visit to another person at the same time',
    description:
      'Time, price and terms stay; the customer is told who comes in whose place. With `override` it is done in spite of ' +
      'warnings, and the reason is kept. Errors cannot be overridden.',
    scope: 'staff',
    params: z.object({ bookingId: bookingIdSchema }),
    body: assignSchema,
    answers: { 200: { description: 'It is theirs now.', schema: staffBookedSchema } },
    problems: ['booking.unknown', 'booking.refused', 'booking.conflicts', 'person.unknown', 'shop.unknown'],
    async handle({ shopId, params: { bookingId }, body, key, caller }) {
      const outcome = await assign({
        shopId,
        bookingId,
        personId: body.person,
        operator: { id: `api:${caller.id}`, name: caller.name },
        override: body.override === undefined ? null : { reason: body.override },
        key,
      });
      switch (outcome.kind) {
        case 'assigned': {
          const reply = replyWith(services, await catalogue.current(shopId), outcome.booking);
          return { ...reply, body: { booking: reply.body, conflicts: presentConflicts(outcome.report) } };
        }
        case 'conflicts':
          throw new ApiProblem('booking.conflicts', { conflicts: presentConflicts(outcome.report) });
        case 'refused':
          if (outcome.reason === 'unknownPerson') throw new ApiProblem('person.unknown');
          throw new ApiProblem('booking.refused', { reason: outcome.reason });
      }
    },
  });
}

const REFUSALS = {
  contact: 'customer.invalid',
  seats: 'customer.invalid',
  reasonMissing: 'booking.conflicts',
  unknownService: 'service.unknown',
  nobody: 'slot.taken',
} as const;
