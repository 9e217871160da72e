import { z } from 'zod';
import type { PromoRow } from '../../pricing/index.js';
import type { ApiServices } from '../context.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { pageQuery } from '../schemas/common.js';
import {
  newPromoSchema,
  presentPromo,
  promoCodeSchema,
  promoOf,
  promoSchema,
  promosSchema,
} from '../schemas/promos.js';

const tag = 'Promos';
const params = z.object({ code: promoCodeSchema });
const positionSchema = z.tuple([z.number(), z.string()]);

/** PR-07, PR-16, PR-22: the codes of a shop, as its people keep them. */
export function promoOperations({ pricing: { promos }, catalogue, cursors }: ApiServices): AnyOperation[] {
  async function promoIn(shopId: string, code: string): Promise<PromoRow> {
    const row = await promos.find(shopId, code);
    if (!row) throw new ApiProblem('promo.unknown');
    return row;
  }

  return [
    defineOperation({
      id: 'listPromos',
      tag,
      method: 'get',
      path: '/promos',
      summary: 'The codes of the shop, the one that ends last first',
      scope: 'staff',
      query: pageQuery,
      answers: { 200: { description: 'The codes.', schema: promosSchema } },
      problems: ['page.cursor'],
      async handle({ shopId, query: { limit, cursor } }) {
        const list = ['promos', shopId];
        const after = cursor === undefined ? null : cursors.open(list, cursor, positionSchema);
        if (cursor !== undefined && !after) throw new ApiProblem('page.cursor');
        const found = await promos.page(shopId, after && { endsAtUtc: after[0], code: after[1] }, limit + 1);
        const shown = found.slice(0, limit);
        const last = found.length > limit ? shown.at(-1) : undefined;
        const next = last ? cursors.seal(list, [last.endsAtUtc, last.code]) : null;
        return { status: 200, body: { items: shown.map(presentPromo), next }, next };
      },
    }),
    defineOperation({
      id: 'createPromo',
      tag,
      method: 'post',
      path: '/promos',
      summary: 'Make a code',
      description: 'A code is never made twice, not even after it has ended: what it was used for would be unclear.',
      scope: 'staff',
      body: newPromoSchema,
      answers: { 201: { description: 'The code is good from its start on.', schema: promoSchema } },
      problems: ['promo.exists', 'service.unknown', 'shop.unknown'],
      async handle({ shopId, body }) {
        const { services } = await catalogue.current(shopId);
        if (body.services?.some((id) => !services.some((one) => one.id === id)))
          throw new ApiProblem('service.unknown');
        if (body.endsAt <= body.startsAt) {
          const fields = [{ in: 'body', path: 'endsAt', message: 'Has to come after `startsAt`' }];
          throw new ApiProblem('request.invalid', { fields });
        }
        const row = await promos.create(shopId, promoOf(body));
        if (!row) throw new ApiProblem('promo.exists');
        return { status: 201, location: `/api/v1/promos/${row.code}`, body: presentPromo(row) };
      },
    }),
    defineOperation({
      id: 'readPromo',
      tag,
      method: 'get',
      path: '/promos/{code}',
      summary: 'A code, and how often it was used',
      scope: 'staff',
      params,
      answers: { 200: { description: 'The code.', schema: promoSchema } },
      problems: ['promo.unknown'],
      async handle({ shopId, params: { code } }) {
        return { status: 200, body: presentPromo(await promoIn(shopId, code)) };
      },
    }),
    defineOperation({
      id: 'endPromo',
      tag,
      method: 'post',
      path: '/promos/{code}/end',
      summary: 'End a code now',
      description: 'Bookings made with it keep their price.',
      scope: 'staff',
      params,
      answers: { 200: { description: 'It is over.', schema: promoSchema } },
      problems: ['promo.unknown'],
      async handle({ shopId, params: { code } }) {
        const ended = await promos.end(shopId, code);
        if (!ended) throw new ApiProblem('promo.unknown');
        return { status: 200, body: presentPromo(ended) };
      },
    }),
  ];
}
