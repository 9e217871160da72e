import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKeys, type OpenApiDocument } from '../../src/api/index.js';
import { openHouse, type House } from '../journeys/house.js';
import { createAnswerCheck } from './support/check-answer.js';
import { createAsk, type Service, type Told } from './support/service.js';

let house: House;
let ask: Service['ask'];
beforeAll(async () => {
  house = await openHouse('2026-11-23T08:00');
  const { app, clock, shopId } = house;
  const { text } = await createApiKeys({ mongo: app.house.mongo, clock }).create({
    shopId,
    name: 'Till',
    scope: 'staff',
  });
  const document = (await (await fetch(`${app.url}/api/v1/openapi.json`)).json()) as OpenApiDocument;
  ask = createAsk(app.url, text, createAnswerCheck(document));
}, 60_000);
afterAll(() => house?.stop());

/** The first free time of a day in the document's words. */
async function holdOf(service: string, date: string): Promise<Told> {
  const { body: free } = await ask(`/availability?service=${service}&date=${date}`);
  const [slot] = free.slots;
  return (await ask('/holds', { body: { service, startsAt: slot.startsAt, person: slot.person.id } })).body;
}

describe('the API in the whole house', () => {
  it('books for a number whose owner then finds the visit in their own chat [BK-21]', async () => {
    const rosa = house.person('sms');
    await rosa.says('hi');
    await rosa.heard();
    const phone = rosa.conversationId.split(':').at(-1);
    const hold = await holdOf('haircut', '2026-11-25');
    const { status, body: booking } = await ask('/bookings', {
      body: { hold: hold.id, customer: { name: 'Rosa Field', phone } },
    });
    await house.settle();
    await rosa.says('2');
    const bookings = (await rosa.heard()).join('\n');
    const accepted = await ask(`/bookings/${booking.id}/accept`, { method: 'POST' });
    await house.settle();

    expect(status).toBe(201);
    expect(booking).toMatchObject({ channel: 'sms', status: 'pending' });
    expect(bookings).toContain(booking.reference);
    expect(accepted.body.status).toBe('accepted');
    expect((await rosa.heard()).join('\n')).toContain(booking.reference);
    expect(house.problems()).toEqual([]);
  });

  it('gives a visit to another person, and its customer hears in their chat who comes in whose place [NT-17]', async () => {
    const rosa = house.person('sms');
    await rosa.says('hi');
    await rosa.heard();
    const phone = rosa.conversationId.split(':').at(-1);
    const hold = await holdOf('haircut', '2026-11-26');
    const { body: booking } = await ask('/bookings', { body: { hold: hold.id, customer: { name: 'Rosa', phone } } });
    await house.settle();
    await rosa.heard();
    const { body: people } = await ask('/people');
    const other = people.items.find(
      ({ id, serviceIds }: Told) => id !== booking.person.id && serviceIds.includes('haircut'),
    );
    const given = await ask(`/bookings/${booking.id}/assign`, { body: { person: other.id, override: 'Ill today' } });
    await house.settle();
    const told = (await rosa.heard()).join('\n');

    expect([given.status, given.body.booking.person.id]).toEqual([200, other.id]);
    expect(given.body.booking.startsAt).toBe(booking.startsAt);
    expect(told).toContain(
      `${booking.person.name} cannot take you, I am sorry. ${other.name} does it at the same time`,
    );
    expect(house.problems()).toEqual([]);
  });

  it('makes a link, and the booking when the money has arrived', async () => {
    const hold = await holdOf('colour', '2026-11-25');
    const customer = { name: 'Ana Reyes', email: 'ana@example.com' };
    const unpaid = await ask('/bookings', { body: { hold: hold.id, customer } });
    const { status, body: payment } = await ask('/payments', { body: { hold: hold.id, customer } });
    expect([unpaid.body.code, status, payment.status]).toEqual(['booking.payFirst', 201, 'open']);
    await house.settle();
    house.app.standIns!.stripe!.pay(house.lastLink(), 'paid');
    await house.settle();
    const { body: paid } = await ask(`/payments/${payment.id}`);
    const { body: booking } = await ask(`/bookings/${paid.booking}`);

    expect(paid).toMatchObject({ status: 'paid', due: { amountMinor: 8000, currency: 'GBP' }, refund: null });
    expect(booking).toMatchObject({
      customer: { name: 'Ana Reyes' },
      paid: { amountMinor: 8000, payment: payment.id },
    });
    expect((await ask(`/payments/pay_${'0'.repeat(32)}`)).body.code).toBe('payment.unknown');
  });

  it('leaves the panel its routes, and says of everything else that it is not there', async () => {
    const { app } = house;
    const session = await fetch(`${app.url}/api/v1/session`);
    const nothing = await fetch(`${app.url}/api/v1/nothing`);
    const told = (await nothing.json()) as { code: string };

    expect([session.status, nothing.status, told.code]).toEqual([401, 404, 'path.unknown']);
    expect(nothing.headers.get('content-type')).toContain('application/problem+json');
  });
});
