import { z } from 'zod';
import type { Snapshot } from '../../catalogue/index.js';
import type { ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Reply } from '../operation.js';
import { ApiProblem } from '../problems.js';
import {
  peopleSchema,
  personSchema,
  presentPerson,
  presentService,
  presentShop,
  servicesSchema,
  serviceSchema,
  shopSchema,
  shopsSchema,
} from '../schemas/catalogue.js';
import { catalogueIdSchema, pageQuery } from '../schemas/common.js';

const tag = 'Catalogue';
const positionSchema = z.tuple([z.number(), z.string()]);

/** CAT-11: what a shop offers, and who does it. What is switched off is not there. */
export function catalogueOperations({ catalogue, cursors }: ApiServices): AnyOperation[] {
  const offered = ({ services }: Snapshot) => services.filter(({ active, bookable }) => active && bookable);

  /** A page of what is in memory anyway, in its own order: after the row the page before ended with, even if it is gone. */
  function page<T extends { readonly id: string; readonly order: number }>(
    list: readonly [string, string],
    rows: readonly T[],
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
    present: (row: T) => unknown,
  ): Reply {
    const after = cursor === undefined ? null : cursors.open(list, cursor, positionSchema);
    if (cursor !== undefined && !after) throw new ApiProblem('page.cursor');
    const isBeyond = ({ order, id }: T): boolean =>
      after === null || order > after[0] || (order === after[0] && id > after[1]);
    const found = [...rows]
      .sort((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1))
      .filter(isBeyond);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const next = last ? cursors.seal(list, [last.order, last.id]) : null;
    return { status: 200, body: { items: shown.map(present), next }, next };
  }

  return [
    defineOperation({
      id: 'listShops',
      tag,
      method: 'get',
      path: '/shops',
      summary: 'The shops of this key',
      scope: 'read',
      query: pageQuery,
      answers: { 200: { description: 'The shops.', schema: shopsSchema } },
      problems: ['page.cursor', 'shop.unknown'],
      async handle({ shopId, query }) {
        const { shop } = await catalogue.current(shopId);
        return page(['shops', shopId], [{ ...shop, order: 0 }], query, presentShop);
      },
    }),
    defineOperation({
      id: 'readShop',
      tag,
      method: 'get',
      path: '/shops/{shopId}',
      summary: 'A shop',
      scope: 'read',
      params: z.object({ shopId: catalogueIdSchema }),
      answers: { 200: { description: 'The shop.', schema: shopSchema } },
      problems: ['shop.unknown'],
      async handle({ shopId, params }) {
        if (params.shopId !== shopId) throw new ApiProblem('shop.unknown');
        return { status: 200, body: presentShop((await catalogue.current(shopId)).shop) };
      },
    }),
    defineOperation({
      id: 'listServices',
      tag,
      method: 'get',
      path: '/services',
      summary: 'What can be booked',
      scope: 'read',
      query: pageQuery,
      answers: { 200: { description: 'The services, in the order of the shop.', schema: servicesSchema } },
      problems: ['page.cursor', 'shop.unknown'],
      async handle({ shopId, query }) {
        const snapshot = await catalogue.current(shopId);
        return page(['services', shopId], offered(snapshot), query, (row) => presentService(row, snapshot.shop));
      },
    }),
    defineOperation({
      id: 'readService',
      tag,
      method: 'get',
      path: '/services/{serviceId}',
      summary: 'A service',
      scope: 'read',
      params: z.object({ serviceId: catalogueIdSchema }),
      answers: { 200: { description: 'The service.', schema: serviceSchema } },
      problems: ['service.unknown', 'shop.unknown'],
      async handle({ shopId, params }) {
        const snapshot = await catalogue.current(shopId);
        const service = offered(snapshot).find(({ id }) => id === params.serviceId);
        if (!service) throw new ApiProblem('service.unknown');
        return { status: 200, body: presentService(service, snapshot.shop) };
      },
    }),
    defineOperation({
      id: 'listPeople',
      tag,
      method: 'get',
      path: '/people',
      summary: 'Who works there',
      scope: 'read',
      query: pageQuery,
      answers: { 200: { description: 'The people, in the order of the shop.', schema: peopleSchema } },
      problems: ['page.cursor', 'shop.unknown'],
      async handle({ shopId, query }) {
        const { people } = await catalogue.current(shopId);
        const working = people.filter(({ active }) => active);
        return page(['people', shopId], working, query, presentPerson);
      },
    }),
    defineOperation({
      id: 'readPerson',
      tag,
      method: 'get',
      path: '/people/{personId}',
      summary: 'A person of the shop',
      scope: 'read',
      params: z.object({ personId: catalogueIdSchema }),
      answers: { 200: { description: 'The person.', schema: personSchema } },
      problems: ['person.unknown', 'shop.unknown'],
      async handle({ shopId, params }) {
        const { people } = await catalogue.current(shopId);
        const person = people.find(({ id, active }) => active && id === params.personId);
        if (!person) throw new ApiProblem('person.unknown');
        return { status: 200, body: presentPerson(person) };
      },
    }),
  ];
}
