import { z } from 'zod';
import type { OperatorActInput } from '../../booking/index.js';
import { bookingOf, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { bookingSchema, staffActSchema } from '../schemas/bookings.js';
import { bookingIdSchema } from '../schemas/common.js';
import { replyWith } from './bookings.operations.js';

const ACTS: readonly { readonly act: OperatorActInput['act']; readonly path: string; readonly summary: string }[] = [
  { act: 'accept', path: 'accept', summary: 'Say yes to a booking' },
  { act: 'reject', path: 'reject', summary: 'Say no to a booking' },
  { act: 'start', path: 'start', summary: 'The visit has begun' },
  { act: 'done', path: 'done', summary: 'The work is done' },
  { act: 'noShow', path: 'no-show', summary: 'The customer did not come' },
];

/** What operators press in Slack (BK-06): the customer hears of it either way. */
export function staffActOperations(services: ApiServices): AnyOperation[] {
  const { catalogue, desk } = services;
  return ACTS.map(({ act, path, summary }) =>
    defineOperation({
      id: `${act}Booking`,
      tag: 'Bookings',
      method: 'post',
      path: `/bookings/{bookingId}/${path}`,
      summary,
      scope: 'staff',
      params: z.object({ bookingId: bookingIdSchema }),
      body: staffActSchema.optional(),
      answers: { 200: { description: 'Done; the booking as it is now.', schema: bookingSchema } },
      problems: ['booking.unknown', 'booking.refused'],
      async handle({ shopId, params: { bookingId }, body, key, caller, nowUtc }) {
        await bookingOf(services, shopId, bookingId);
        const outcome = await desk.operatorAct({
          bookingId,
          act,
          operator: { id: `api:${caller.id}`, name: caller.name },
          actId: key,
          ...(body?.seenVersion === undefined ? {} : { seenVersion: body.seenVersion }),
          nowUtc,
        });
        if (outcome.kind === 'refused') {
          throw new ApiProblem('booking.refused', { reason: outcome.reason, detail: outcome.text });
        }
        return replyWith(services, await catalogue.current(shopId), outcome.booking);
      },
    }),
  );
}
