import { z } from 'zod';
import { customerKeyOf } from '../../people/index.js';
import type { Place } from '../../waitlist/index.js';
import { bookingOf, phoneOf, withoutChat, type ApiServices } from '../context.js';
import { defineOperation, type AnyOperation } from '../operation.js';
import { ApiProblem } from '../problems.js';
import {
  declineSchema,
  newPlaceSchema,
  placeIdSchema,
  placeSchema,
  placesQuery,
  placesSchema,
  presentPlace,
} from '../schemas/waitlist.js';

const tag = 'Wait-list';
const params = z.object({ placeId: placeIdSchema });
const positionSchema = z.tuple([z.number(), z.string()]);

/** AV-17: who waits for what, and what is held for them. An offer is taken by booking, or moving to, its hold. */
export function waitlistOperations(services: ApiServices): AnyOperation[] {
  const { waitlist } = services;

  async function placeOf(shopId: string, placeId: string): Promise<Place> {
    const place = await waitlist.find(placeId);
    if (place?.shopId !== shopId) throw new ApiProblem('place.unknown');
    return place;
  }

  return [
    listOperation(services),
    joinOperation(services),
    defineOperation({
      id: 'readPlace',
      tag,
      method: 'get',
      path: '/waitlist/{placeId}',
      summary: 'Somebody who waits',
      scope: 'read',
      params,
      answers: { 200: { description: 'The place.', schema: placeSchema } },
      problems: ['place.unknown'],
      async handle({ shopId, params: { placeId } }) {
        return { status: 200, body: presentPlace(await placeOf(shopId, placeId)) };
      },
    }),
    defineOperation({
      id: 'declineOffer',
      tag,
      method: 'post',
      path: '/waitlist/{placeId}/decline',
      summary: 'Say no to the time that is held',
      description: 'The time goes to the next; the place stays. An older offer than the present one changes nothing.',
      scope: 'write',
      params,
      body: declineSchema,
      answers: { 200: { description: 'The place as it is now.', schema: placeSchema } },
      problems: ['place.unknown', 'place.over'],
      async handle({ shopId, params: { placeId }, body }) {
        const place = await placeOf(shopId, placeId);
        const after = await waitlist.decline(place, placeId, body.offer);
        if (!after) throw new ApiProblem('place.over');
        return { status: 200, body: presentPlace(after) };
      },
    }),
    defineOperation({
      id: 'leaveWaitlist',
      tag,
      method: 'delete',
      path: '/waitlist/{placeId}',
      summary: 'Wait no longer',
      description: 'What was held goes to the next. A place that has ended already stays as it ended.',
      scope: 'write',
      params,
      answers: { 204: { description: 'They wait no longer.' } },
      problems: ['place.unknown'],
      async handle({ shopId, params: { placeId } }) {
        await waitlist.leave(await placeOf(shopId, placeId), placeId);
        return { status: 204 };
      },
    }),
  ];
}

function listOperation({ catalogue, waitlist, cursors }: ApiServices): AnyOperation {
  return defineOperation({
    id: 'listPlaces',
    tag,
    method: 'get',
    path: '/waitlist',
    summary: 'Who waits, in the order they came',
    scope: 'staff',
    query: placesQuery,
    answers: { 200: { description: 'Open places.', schema: placesSchema } },
    problems: ['page.cursor', 'customer.invalid', 'shop.unknown'],
    async handle({ shopId, query: { limit, cursor, phone } }) {
      const { shop } = await catalogue.current(shopId);
      const list = ['waitlist', shopId, phone ?? ''];
      const position = cursor === undefined ? null : cursors.open(list, cursor, positionSchema);
      if (cursor !== undefined && !position) throw new ApiProblem('page.cursor');
      if (phone !== undefined) {
        const customerKey = smsKeyOf(phoneOf(phone, shop, 'phone'));
        // One open place a service: a customer has as many as the shop has services at most.
        const items = (await waitlist.openOf({ shopId, customerKey })).map(presentPlace);
        return { status: 200, body: { items, next: null }, next: null };
      }
      const after = position && { joinedAtUtc: position[0], _id: position[1] };
      const found = await waitlist.list(shopId, after, limit + 1);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      const next = last ? cursors.seal(list, [last.joinedAtUtc, last._id]) : null;
      return { status: 200, body: { items: shown.map(presentPlace), next }, next };
    },
  });
}

function joinOperation(services: ApiServices): AnyOperation {
  const { catalogue, waitlist, chatOf } = services;
  return defineOperation({
    id: 'joinWaitlist',
    tag,
    method: 'post',
    path: '/waitlist',
    summary: 'Wait for a time',
    description:
      'One open place a customer and service: asking again changes the wish and keeps the place in the order.',
    scope: 'write',
    body: newPlaceSchema,
    answers: { 201: { description: 'They wait.', schema: placeSchema } },
    problems: [
      'place.refused',
      'service.unknown',
      'person.unknown',
      'booking.unknown',
      'customer.invalid',
      'shop.unknown',
    ],
    async handle({ shopId, body, key }) {
      const { shop } = await catalogue.current(shopId);
      const phone = phoneOf(body.phone, shop, 'phone');
      const booking = body.booking === undefined ? null : await bookingOf(services, shopId, body.booking);
      const chat = booking ?? chatOf(phone) ?? { ...withoutChat(shopId, key), channel: 'sms' as const, address: phone };
      const outcome = await waitlist.join({
        shopId,
        conversationId: chat.conversationId,
        channel: chat.channel,
        address: chat.address,
        language: body.language ?? shop.language,
        serviceId: body.service,
        personId: body.person ?? null,
        part: body.part ?? 'any',
        days: { fromDay: body.from, toDay: body.to },
        ...(body.seats === undefined ? {} : { seats: body.seats }),
        ...(body.atNight === undefined ? {} : { atNight: body.atNight }),
        bookingId: booking?._id ?? null,
        key,
      });
      if (outcome.kind === 'joined') {
        const { place } = outcome;
        return { status: 201, location: `/api/v1/waitlist/${place._id}`, body: presentPlace(place) };
      }
      switch (outcome.reason) {
        case 'unknownService':
          throw new ApiProblem('service.unknown');
        case 'unknownPerson':
          throw new ApiProblem('person.unknown');
        case 'days':
        case 'seats':
        case 'booking':
          throw new ApiProblem('place.refused', { reason: outcome.reason });
      }
    },
  });
}

function smsKeyOf(phone: string): string {
  return customerKeyOf({ phone: null, channel: 'sms', address: phone });
}
