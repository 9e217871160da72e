import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProducts } from '../../src/orders/products.service.js';
import { openService, type Service, type Told } from './support/service.js';

let service: Service;
let booking: Told;
let order: Told;
beforeAll(async () => {
  service = await openService();
  const products = createProducts({ mongo: service.database });
  await products.save('shop', { id: 'comb', name: 'Comb', priceMinor: 300, order: 1 });
  const hold = await service.ask('/holds', { body: { service: 'cut', startsAt: '2026-11-24T10:00:00Z' } });
  const customer = { name: 'Rosa Field', phone: '+447700900001', email: 'rosa@example.com' };
  booking = (await service.ask('/bookings', { body: { hold: hold.body.id, customer } })).body;
});
afterAll(() => service?.stop());

const lookUp = (reference: string, email: string) =>
  service.ask('/guests/bookings/lookup', { key: null, body: { reference, email } });

describe('guests', () => {
  it('read their booking by its tracking token, or by number and e-mail, without a key and without the person in it [GU-09]', async () => {
    const byToken = await service.ask(`/guests/bookings/${service.trackingToken(booking.id)}`, { key: null });
    const byNumber = await lookUp(booking.reference.slice(3), 'ROSA@example.com');

    expect([byToken.status, byNumber.status]).toEqual([200, 200]);
    expect(byNumber.body).toEqual(byToken.body);
    expect(byToken.body).toMatchObject({ reference: booking.reference, service: 'Haircut', canDrop: true });
    expect(JSON.stringify(byToken.body)).not.toMatch(/Rosa|7700900001|example\.com/);
  });

  it('read an order of products the same way, by its number and e-mail or its token [ORD-08]', async () => {
    const customer = { name: 'Rosa Field', phone: '07700 900001', email: 'rosa@example.com' };
    order = (await service.ask('/orders', { body: { items: [{ product: 'comb', quantity: 1 }], customer } })).body;
    const byNumber = await lookUp(order.number, 'ROSA@example.com');
    const byToken = await service.ask(`/guests/bookings/${service.trackingToken(order.id)}`, { key: null });

    expect([byNumber.status, byToken.status]).toEqual([200, 200]);
    expect(byNumber.body).toEqual(byToken.body);
    expect(byNumber.body).toMatchObject({
      number: order.number,
      lines: [{ quantity: 1 }],
      isPaid: false,
      canDrop: true,
    });
    expect(JSON.stringify(byNumber.body)).not.toMatch(/Rosa|7700900001|example\.com/);
  });

  it('hear the same of a number that is not there and of an e-mail that is not its own, after the same time [GU-13]', async () => {
    const tookMs: Record<string, number[]> = { right: [], wrong: [], nobody: [] };
    const answered: Record<string, unknown> = {};
    const ask = async (name: string, reference: string, email: string): Promise<void> => {
      const startedMs = performance.now();
      const { status, body } = await lookUp(reference, email);
      tookMs[name]!.push(performance.now() - startedMs);
      answered[name] = [status, body];
    };
    const nobody = booking.reference === 'BK-00000001' ? 'BK-00000002' : 'BK-00000001';
    for (let n = 0; n < 2; n += 1) {
      await ask('wrong', booking.reference, 'eve@example.com');
      await ask('nobody', nobody, 'eve@example.com');
    }
    const both = [await lookUp(order.number, 'eve@example.com'), await lookUp('OR-00000001', 'eve@example.com')];
    expect(both.map(({ status, body }) => [status, body])).toEqual([answered['wrong'], answered['wrong']]);

    expect(answered['wrong']).toEqual(answered['nobody']);
    expect(answered['wrong']).toEqual([404, expect.objectContaining({ code: 'guest.unknown' })]);
    // Both wait for the same moment, which lies far behind what the database needs.
    for (const one of [...tookMs['wrong']!, ...tookMs['nobody']!]) expect(one).toBeGreaterThan(115);
  });

  it('get a link by mail, with one answer whether number and e-mail belong together or not [GU-13]', async () => {
    const ask = (reference: string, email: string) =>
      service.ask('/guests/lookup', { key: null, body: { reference, email } });
    const answers = [
      await ask(booking.reference, 'rosa@example.com'),
      await ask('BK-00000001', 'eve@example.com'),
      await ask('OR-00000001', 'eve@example.com'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
    expect(JSON.stringify(answers)).not.toMatch(/\/t\//);
    expect(service.lookedUp).toHaveLength(3);
  });

  it('cannot be guessed at for ever from anywhere: the tenth wrong e-mail at one number is the last', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await lookUp('BK-77777777', `guess${n}@example.com`)).status);

    expect(statuses).toEqual([...Array<number>(10).fill(404), 429]);
  });

  it('are told nothing by a token that was made up or cut', async () => {
    const token = service.trackingToken(booking.id);
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;

    expect((await service.ask(`/guests/bookings/${forged}`, { key: null })).body.code).toBe('guest.unknown');
    expect((await service.ask(`/guests/bookings/${token.slice(1)}`, { key: null })).status).toBe(400);
  });

  it('find nothing any more 90 days after the visit', async () => {
    const token = service.trackingToken(booking.id);
    const overUtc = Date.parse(booking.endsAt) + 90 * 86_400_000;
    service.clock.set(overUtc - 1);
    const last = await service.ask(`/guests/bookings/${token}`, { key: null });
    service.clock.set(overUtc);
    const after = await service.ask(`/guests/bookings/${token}`, { key: null });

    expect([last.status, after.status]).toEqual([200, 404]);
  });
});
