import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProducts } from '../../src/orders/products.service.js';
import { openService, type Service, type Told } from './support/service.js';

const ROSA = { name: 'Rosa Field', phone: '07700 900001', email: 'rosa@example.com' };

let service: Service;
beforeAll(async () => {
  service = await openService();
  const products = createProducts({ mongo: service.database });
  await products.save('shop', { id: 'shampoo', name: 'Shampoo', priceMinor: 900, order: 1 });
  await products.save('shop', { id: 'brush', name: 'Brush', priceMinor: 1250, order: 2 });
  await products.save('shop', { id: 'old', name: 'Old', priceMinor: 1, active: false });
  await products.setStock('shop', 'brush', 3);
});
afterAll(() => service?.stop());

async function order(items: Readonly<Record<string, number>>, more: object = {}): Promise<Told> {
  const list = Object.entries(items).map(([product, quantity]) => ({ product, quantity }));
  return (await service.ask('/orders', { body: { items: list, customer: ROSA, ...more } })).body;
}

describe('orders over HTTP', () => {
  it('says what is sold, what it costs and how many there are [CAT-01]', async () => {
    const { body } = await service.ask('/products');
    expect(body.items.map(({ id, price, left }: Told) => [id, price.amountMinor, left])).toEqual([
      ['shampoo', 900, null],
      ['brush', 1250, 3],
    ]);
  });

  it('orders for a guest with an address, drops it and orders the same again [ORD-03] [ORD-07]', async () => {
    const deliverTo = { text: '12 Mill Lane, London N1 7AA', postcode: 'N1 7AA' };
    const made = await order({ shampoo: 2, brush: 1 }, { deliverTo });
    expect(made).toMatchObject({
      status: 'placed',
      guest: true,
      deliverTo,
      total: { amountMinor: 3050, currency: 'GBP' },
      customer: { name: 'Rosa Field', phone: '+447700900001' },
    });
    expect(made.number).toMatch(/^OR-\d{8}$/);

    const dropped = await service.ask(`/orders/${made.id}/cancel`, { body: {} });
    expect(dropped.body.status).toBe('cancelled');
    const twice = await service.ask(`/orders/${made.id}/cancel`, { body: {} });
    expect([twice.status, twice.body.code, twice.body.reason]).toEqual([409, 'order.refused', 'alreadyOver']);

    const again = await service.ask(`/orders/${made.id}/reorder`, { body: {} });
    expect(again.status).toBe(201);
    expect(again.body.lines).toEqual(made.lines);
    expect((await service.ask(`/orders/${again.body.id}`)).body).toEqual(again.body);
  });

  it('is worked by its seller, each step by its own act, and dropped by them with its products back [ORD-05]', async () => {
    const made = await order({ shampoo: 1 });
    const press = async (path: string, body: object = {}, id = made.id): Promise<Told> =>
      (await service.ask(`/orders/${id}/${path}`, { body, method: 'POST' })).body;
    expect(await press('collected')).toMatchObject({ code: 'order.refused', reason: 'placed' });
    expect(await press('accept')).toMatchObject({ status: 'accepted', refund: null });
    expect(await press('late', { why: 'the parcel is not here yet' })).toMatchObject({
      status: 'accepted',
      late: 'the parcel is not here yet',
    });
    expect(await press('ready')).toMatchObject({ status: 'ready' });
    expect(await press('delivered')).toMatchObject({ code: 'order.refused' });
    expect(await press('collected')).toMatchObject({ status: 'collected' });

    const leftNow = async (): Promise<number> => (await service.ask('/products')).body.items[1].left;
    const before = await leftNow();
    const other = await order({ brush: 1 });
    expect(await press('sold-out', {}, other.id)).toMatchObject({ status: 'cancelled' });
    expect(await leftNow()).toBe(before);
    const key = service.keys.write;
    const refused = await service.ask(`/orders/${other.id}/accept`, { body: {}, key });
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.scope']);
  });

  it('makes one order of one key, and says how many there are when it is too many', async () => {
    const asked = { body: { items: [{ product: 'shampoo', quantity: 1 }], customer: ROSA }, idempotencyKey: 'once' };
    const [one, other] = [await service.ask('/orders', asked), await service.ask('/orders', asked)];
    expect(other.body).toEqual(one.body);
    expect(await order({ brush: 3 })).toMatchObject({ code: 'stock.short', product: 'brush', left: 2 });
    expect(await order({ old: 1 })).toMatchObject({ code: 'product.unknown' });
  });

  it('lists orders and bookings together, latest first, page after page [ORD-01] [ORD-12]', async () => {
    const made: string[] = [];
    const startsAt = (hour: number): string => new Date(Date.UTC(2026, 10, 24, hour)).toISOString();
    for (let nr = 0; nr < 2; nr += 1) {
      service.clock.advance(1_000);
      made.unshift((await order({ shampoo: 1 })).number);
      service.clock.advance(1_000);
      const hold = await service.ask('/holds', {
        body: { service: 'cut', startsAt: startsAt(9 + nr), person: 'asha' },
      });
      const booking = await service.ask('/bookings', { body: { hold: hold.body.id, customer: ROSA } });
      made.unshift(booking.body.reference);
    }
    const seen: Told[] = [];
    let path = `/orders?limit=3&phone=${encodeURIComponent('+447700900001')}`;
    for (;;) {
      const { body } = await service.ask(path);
      seen.push(...body.items);
      if (body.next === null) break;
      path = `/orders?limit=3&phone=${encodeURIComponent('+447700900001')}&cursor=${body.next}`;
    }
    expect(seen.slice(0, 4).map(({ number }) => number)).toEqual(made);
    expect(seen[0]).toMatchObject({ kind: 'service', title: 'Haircut with asha', status: 'pending' });
    expect(seen[1]).toMatchObject({ kind: 'items', title: '1 x Shampoo', status: 'placed' });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const { body: items } = await service.ask('/orders?kind=items&limit=100');
    expect(items.items).toHaveLength(seen.filter(({ kind }) => kind === 'items').length);
  });

  it('shows no shop another’s orders', async () => {
    const { id } = await order({ shampoo: 1 });
    const key = await service.newKey('staff', 'elsewhere');
    const { status, body } = await service.ask(`/orders/${id}`, { key });
    expect([status, body.code]).toEqual([404, 'order.unknown']);
  });
});
