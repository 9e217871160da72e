import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKeys, type OpenApiDocument } from '../../src/api/index.js';
import { createProducts } from '../../src/orders/products.service.js';
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

  it('makes a link for an order, the order when the money has come, and gives it back when the shop cannot', async () => {
    const { app, shopId } = house;
    const products = createProducts({ mongo: app.house.mongo });
    await products.save(shopId, { id: 'comb', name: 'Comb', priceMinor: 450 });
    const items = [{ product: 'comb', quantity: 2 }];
    const { status, body: payment } = await ask('/orders/payments', {
      body: { items, customer: { name: 'Ana Reyes' } },
    });
    const before = await ask(`/orders/${payment.hold}`);
    await house.settle();
    app.standIns!.stripe!.pay(house.lastLink(), 'paid');
    await house.settle();
    const { body: paid } = await ask(`/payments/${payment.id}`);
    const { body: order } = await ask(`/orders/${paid.booking}`);
    const { body: dropped } = await ask(`/orders/${order.id}/sold-out`, { method: 'POST' });
    await house.settle();
    const page = await (await fetch(dropped.trackUrl.replace(/^https?:\/\/[^/]+/, app.url))).text();

    expect([status, before.body.status]).toEqual([201, 'checkout']);
    expect(order).toMatchObject({ status: 'placed', paid: { amountMinor: 900, payment: payment.id }, refund: null });
    expect(dropped).toMatchObject({ status: 'cancelled', refund: { amountMinor: 900, currency: 'GBP' } });
    expect(page).toContain('£9');
    expect(page).toContain('This order was dropped.');
    expect((await ask(`/payments/${payment.id}`)).body.refund).toEqual({ amountMinor: 900, currency: 'GBP' });
    expect(house.problems()).toEqual([]);
  });

  it('shows an order in another chat by its number once its e-mail is proved, and drops it there [ORD-02] [ORD-08]', async () => {
    const [sms, telegram] = [house.person('sms'), house.person('telegram')];
    const says = async (words: string): Promise<string> => {
      await telegram.says(words);
      return (await telegram.heard()).join('\n');
    };
    for (const one of [sms, telegram]) {
      await one.says('hi');
      await one.heard();
    }
    await createProducts({ mongo: house.app.house.mongo }).save(house.shopId, {
      id: 'comb',
      name: 'Comb',
      priceMinor: 450,
    });
    const customer = { name: 'Rosa', phone: sms.conversationId.split(':').at(-1), email: 'rosa@example.com' };
    const { body: order } = await ask('/orders', { body: { items: [{ product: 'comb', quantity: 1 }], customer } });
    await house.settle();

    const asked = await says('status OR-00000001');
    expect(asked.replace('OR-00000001', order.number)).toBe(await says(`drop ${order.number}`));
    expect(await says('rosa@example.com')).toContain('I sent six digits');
    const code = /(?<!\d)\d{6}(?!\d)/.exec(house.app.standIns!.mail!.mails.at(-1)!.text)![0];
    expect(await says(code)).toContain(`${order.number}: 1 x Comb, £4.50: waiting for the shop.`);
    await says('1');
    expect(await says('my orders')).toContain('1 x Comb');
    expect(await says(`drop ${order.number}`)).toContain('Drop 1 x Comb? There is nothing to pay.');
    expect(await says('2')).toContain('Dropped: 1 x Comb.');
    expect((await ask(`/orders/${order.id}`)).body.status).toBe('cancelled');
    expect(house.problems()).toEqual([]);
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
