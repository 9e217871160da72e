import { z } from 'zod';
import type { CatalogueAct, SaveServiceOutcome } from '../../catalogue/index.js';
import type { ApiServices } from '../context.js';
import { defineOperation, type AnyOperation, type Reply } from '../operation.js';
import { ApiProblem } from '../problems.js';
import { catalogueIdSchema } from '../schemas/common.js';
import {
  changeServiceSchema,
  managedServiceSchema,
  managedServicesSchema,
  newServiceSchema,
  presentManaged,
  presentManagedList,
  seenVersionSchema,
  serviceOrderSchema,
} from '../schemas/service-admin.js';

const tag = 'Catalogue';
const params = z.object({ serviceId: catalogueIdSchema });
const CHANGED = { description: 'Kept; the service as it is now.', schema: managedServiceSchema } as const;

/** CAT-10: the services as their owner works on them, those that are switched off too. */
export function serviceAdminOperations({ serviceAdmin }: ApiServices): AnyOperation[] {
  const actOf = (shopId: string, key: string, caller: { name: string }): CatalogueAct => ({
    ...{ shopId, actId: key, who: caller.name },
  });

  function reply(outcome: SaveServiceOutcome, status = 200): Reply {
    switch (outcome.kind) {
      case 'saved':
        return { status, body: presentManaged(outcome.service, { people: [] }, outcome.personIds) };
      case 'exists':
        throw new ApiProblem('service.exists');
      case 'unknown':
        throw new ApiProblem('service.unknown');
      case 'unknownPerson':
        throw new ApiProblem('person.unknown');
      case 'stale':
        throw new ApiProblem('service.changed', { version: outcome.service.version });
    }
  }

  const setActive = (id: string, word: string, active: boolean, summary: string): AnyOperation =>
    defineOperation({
      id,
      tag,
      method: 'post',
      path: `/catalogue/services/{serviceId}/${word}`,
      summary,
      scope: 'staff',
      params,
      body: seenVersionSchema,
      answers: { 200: CHANGED },
      problems: ['service.unknown', 'person.unknown', 'service.changed', 'shop.unknown'],
      async handle({ shopId, params: { serviceId }, body, key, caller }) {
        const act = actOf(shopId, key, caller);
        return reply(await serviceAdmin.setActive(act, serviceId, body.seenVersion, active));
      },
    });

  return [
    defineOperation({
      id: 'listManagedServices',
      tag,
      method: 'get',
      path: '/catalogue/services',
      summary: 'Every service with all its settings, in the order chats count in',
      scope: 'staff',
      answers: { 200: { description: 'The services.', schema: managedServicesSchema } },
      problems: ['shop.unknown'],
      async handle({ shopId }) {
        return { status: 200, body: presentManagedList(await serviceAdmin.read(shopId)) };
      },
    }),
    defineOperation({
      id: 'createService',
      tag,
      method: 'post',
      path: '/catalogue/services',
      summary: 'Add a service',
      scope: 'staff',
      body: newServiceSchema,
      answers: { 201: { ...CHANGED, description: 'Added, after the others.' } },
      problems: ['service.unknown', 'person.unknown', 'service.exists', 'service.changed', 'shop.unknown'],
      async handle({ shopId, body: { id, ...settings }, key, caller }) {
        return reply(await serviceAdmin.create(actOf(shopId, key, caller), id, settings), 201);
      },
    }),
    defineOperation({
      id: 'changeService',
      tag,
      method: 'post',
      path: '/catalogue/services/{serviceId}',
      summary: 'Change a service',
      description: 'What is not named has its default afterwards. What is booked already stays as it was agreed.',
      scope: 'staff',
      params,
      body: changeServiceSchema,
      answers: { 200: CHANGED },
      problems: ['service.unknown', 'person.unknown', 'service.exists', 'service.changed', 'shop.unknown'],
      async handle({ shopId, params: { serviceId }, body: { seenVersion, ...settings }, key, caller }) {
        return reply(await serviceAdmin.edit(actOf(shopId, key, caller), serviceId, seenVersion, settings));
      },
    }),
    setActive('switchOnService', 'activate', true, 'Offer a service again'),
    setActive('switchOffService', 'deactivate', false, 'Offer a service no more; what is booked stays'),
    defineOperation({
      id: 'orderServices',
      tag,
      method: 'post',
      path: '/catalogue/order',
      summary: 'Set the order in which chats count the services',
      scope: 'staff',
      body: serviceOrderSchema,
      answers: { 200: { description: 'The services in their new order.', schema: managedServicesSchema } },
      problems: ['service.changed', 'shop.unknown'],
      async handle({ shopId, body, key, caller }) {
        const outcome = await serviceAdmin.order(actOf(shopId, key, caller), body.serviceIds);
        if (outcome === 'stale') throw new ApiProblem('service.changed');
        return { status: 200, body: presentManagedList(await serviceAdmin.read(shopId)) };
      },
    }),
  ];
}
