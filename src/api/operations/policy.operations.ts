import { z } from 'zod';
import { bookingOf, phoneOf, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { bookingIdSchema } from '../schemas/common.js';
import { bookingSchema } from '../schemas/bookings.js';
import {
  changeSchema,
  issueTokensSchema,
  newChangeSchema,
  presentChange,
  presentTokens,
  refuseChangeSchema,
  tokensQuery,
  tokensSchema,
  usedTokenSchema,
  useTokenSchema,
} from '../schemas/policy.js';
import { replyWith } from './bookings.operations.js';

const tag = 'Policy';
const params = z.object({ bookingId: bookingIdSchema });

export function policyOperations(services: ApiServices): AnyOperation[] {
  return [...tokenOperations(services), ...changeOperations(services)];
}

/** CX-11: issue, use, balance. */
function tokenOperations(services: ApiServices): AnyOperation[] {
  const { catalogue, tokens } = services;

  async function shopWithTokens(shopId: string) {
    const { shop } = await catalogue.current(shopId);
    if (shop.policy.late !== 'token') throw new ApiProblem('tokens.unused');
    return shop;
  }
  const owner = (phone: string) => ({ phone, channel: 'sms', address: phone }) as const;

  return [
    defineOperation({
      id: 'readTokens',
      tag,
      method: 'get',
      path: '/tokens',
      summary: 'What a customer has left',
      scope: 'read',
      query: tokensQuery,
      answers: { 200: { description: 'The purse.', schema: tokensSchema } },
      problems: ['tokens.unused', 'customer.invalid', 'shop.unknown'],
      async handle({ shopId, query }) {
        const shop = await shopWithTokens(shopId);
        const balance = await tokens.balanceOf({ shop, customer: owner(phoneOf(query.phone, shop, 'phone')) });
        return { status: 200, body: presentTokens(balance) };
      },
    }),
    defineOperation({
      id: 'issueTokens',
      tag,
      method: 'post',
      path: '/tokens/issue',
      summary: 'Fill a purse by hand',
      scope: 'staff',
      body: issueTokensSchema,
      answers: { 200: { description: 'The purse as it is now.', schema: tokensSchema } },
      problems: ['tokens.unused', 'customer.invalid', 'shop.unknown'],
      async handle({ shopId, body, key, caller }) {
        const shop = await shopWithTokens(shopId);
        const balance = await tokens.reset({
          shopId,
          customer: owner(phoneOf(body.phone, shop, 'phone')),
          key,
          by: { id: `api:${caller.id}`, name: caller.name },
          why: body.why ?? null,
          ...(body.to === undefined ? {} : { to: body.to }),
        });
        return { status: 200, body: presentTokens(balance) };
      },
    }),
    defineOperation({
      id: 'useToken',
      tag,
      method: 'post',
      path: '/tokens/use',
      summary: 'Take a token for a booking',
      description: 'One booking costs one at most, however often it is asked.',
      scope: 'staff',
      body: useTokenSchema,
      answers: { 200: { description: 'What was taken, and what is left.', schema: usedTokenSchema } },
      problems: ['tokens.unused', 'booking.unknown', 'shop.unknown'],
      async handle({ shopId, body, nowUtc }) {
        const shop = await shopWithTokens(shopId);
        const { channel, address, customer } = await bookingOf(services, shopId, body.booking);
        const purse = { shop, customer: { channel, address, phone: customer.phone } };
        const used = await tokens.use({ ...purse, bookingId: body.booking, why: body.why, nowUtc });
        return { status: 200, body: { took: used.took, tokens: presentTokens(used.balance) } };
      },
    }),
  ];
}

/** What is wished for past the deadline (CX-15): asked by the customer's program, decided by the shop's. */
function changeOperations(services: ApiServices): AnyOperation[] {
  const { catalogue, changes } = services;

  async function openChange(bookingId: string) {
    const row = await changes.findOpen(bookingId);
    if (!row) throw new ApiProblem('change.unknown');
    return row;
  }

  return [
    defineOperation({
      id: 'requestChange',
      tag,
      method: 'post',
      path: '/bookings/{bookingId}/change',
      summary: 'Ask the shop for a change that the rules do not allow any more',
      scope: 'write',
      params,
      body: newChangeSchema,
      answers: { 201: { description: 'The shop has been asked.', schema: changeSchema } },
      problems: ['booking.unknown', 'change.refused'],
      async handle({ shopId, params: { bookingId }, body, key }) {
        const { conversationId } = await bookingOf(services, shopId, bookingId);
        if ((body.wish === 'move') !== (body.startsAt !== undefined)) {
          const message = 'Needed with `move`, and with nothing else';
          throw new ApiProblem('request.invalid', { fields: [{ in: 'body', path: 'startsAt', message }] });
        }
        const outcome = await changes.ask({
          shopId,
          conversationId,
          bookingId,
          wish: body.wish,
          startsAtUtc: body.startsAt ?? null,
          personId: body.person ?? null,
          key,
        });
        if (outcome.kind !== 'asked') throw new ApiProblem('change.refused', { reason: outcome.kind });
        return { status: 201, body: presentChange(await openChange(bookingId)) };
      },
    }),
    defineOperation({
      id: 'readChange',
      tag,
      method: 'get',
      path: '/bookings/{bookingId}/change',
      summary: 'The change that waits for an answer',
      scope: 'read',
      params,
      answers: { 200: { description: 'The request.', schema: changeSchema } },
      problems: ['booking.unknown', 'change.unknown'],
      async handle({ shopId, params: { bookingId } }) {
        await bookingOf(services, shopId, bookingId);
        return { status: 200, body: presentChange(await openChange(bookingId)) };
      },
    }),
    ...(['approve', 'refuse'] as const).map((decision) =>
      defineOperation({
        id: `${decision}Change`,
        tag,
        method: 'post',
        path: `/bookings/{bookingId}/change/${decision}`,
        summary: decision === 'approve' ? 'Do what was asked for' : 'Say no to what was asked for',
        scope: 'staff',
        params,
        body: refuseChangeSchema.optional(),
        answers: { 200: { description: 'The booking as it is now.', schema: bookingSchema } },
        problems: ['booking.unknown', 'change.refused'],
        async handle({ shopId, params: { bookingId }, body, key, caller }) {
          await bookingOf(services, shopId, bookingId);
          if (decision === 'refuse' && body?.why !== undefined) await changes.noteReason(bookingId, body.why);
          const by = { id: `api:${caller.id}`, name: caller.name };
          const detail = await changes.decide({ bookingId, decision, actId: key, by });
          if (detail !== null) throw new ApiProblem('change.refused', { detail });
          return replyWith(services, await catalogue.current(shopId), await bookingOf(services, shopId, bookingId));
        },
      }),
    ),
  ];
}
