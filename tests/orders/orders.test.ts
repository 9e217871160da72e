import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Order, Orders } from '../../src/orders/index.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { openTestDatabase } from '../support/database.js';
import { checkoutOf, joinOrders, openStore, type OrderWorld } from './support/shop.js';

const NOW_UTC = Date.UTC(2026, 10, 23, 10);
const HOUR_MS = 3_600_000;
const BEN = { id: 'U1', name: 'Ben' };

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let world: OrderWorld;
let orders: Orders;
beforeAll(async () => {
  database = await openTestDatabase();
  await database.connection.createCollection('test_events');
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.clear();
  clock = createMovableClock(NOW_UTC);
  world = joinOrders({ mongo: database, clock });
  ({ orders } = world);
  await openStore(database, world);
});

let acts = 0;
const press = (order: Order, act: Parameters<Orders['operatorAct']>[0]['act'], why?: string) =>
  orders.operatorAct({ orderId: order._id, act, actId: `click-${(acts += 1)}`, operator: BEN, why: why ?? null });

async function kept(quantities: Record<string, number>, more: Parameters<typeof checkoutOf>[1] = {}): Promise<Order> {
  const outcome = await orders.checkout(checkoutOf(quantities, more));
  if (outcome.kind !== 'kept') throw new Error(`not kept: ${outcome.kind}`);
  return outcome.order;
}

async function placed(quantities: Record<string, number>, more: Parameters<typeof checkoutOf>[1] = {}): Promise<Order> {
  const { _id: orderId } = await kept(quantities, more);
  const outcome = await orders.place({ orderId, actId: `place:${orderId}`, paid: null });
  if (outcome.kind !== 'placed') throw new Error(`not placed: ${outcome.kind}`);
  return outcome.order;
}

describe('an order of products', () => {
  it('has its lines at the prices of now, a number and its guest without an account [CF-35] [ORD-07]', async () => {
    const order = await placed(
      { shampoo: 2, guide: 1 },
      {
        customer: { name: 'Rosa Field', phone: '+447700900001', email: 'rosa@example.com' },
        deliverTo: { text: '12 Mill Lane, London N1 7AA', postcode: 'N1 7AA' },
      },
    );

    expect(order.number).toMatch(/^OR-\d{8}$/);
    expect(order.lines.map(({ productId, totalMinor }) => [productId, totalMinor])).toEqual([
      ['shampoo', 1800],
      ['guide', 500],
    ]);
    expect(order).toMatchObject({
      totalMinor: 2300,
      status: 'placed',
      isGuest: true,
      customer: { name: 'Rosa Field', email: 'rosa@example.com' },
      deliverTo: { postcode: 'N1 7AA' },
    });
    expect((await world.events()).map(({ type }) => type)).toEqual(['order.placed']);
  });

  it('is one order when the same call comes twice', async () => {
    const input = checkoutOf({ shampoo: 1 });
    const [one, other] = await Promise.all([orders.checkout(input), orders.checkout(input)]);
    expect(one).toEqual(other);
    expect(await world.left('shampoo')).toBe(39);
  });

  it('takes all of a cart or none of it', async () => {
    const outcome = await orders.checkout(checkoutOf({ shampoo: 1, brush: 4 }));
    expect(outcome).toEqual({ kind: 'short', short: { productId: 'brush', left: 3 } });
    expect(await world.left('shampoo')).toBe(40);
  });

  it('keeps its products for fifteen minutes and gives them back when nobody pays', async () => {
    const { _id, untilUtc } = await kept({ brush: 3 });
    expect([untilUtc, world.rings]).toEqual([NOW_UTC + HOUR_MS / 4, [NOW_UTC + HOUR_MS / 4]]);
    clock.set(NOW_UTC + HOUR_MS / 4 - 1);
    await orders.sweep();
    expect(await world.left('brush')).toBe(0);
    clock.set(NOW_UTC + HOUR_MS / 4);
    await orders.sweep();
    await orders.sweep();
    expect([await world.left('brush'), (await orders.find(_id))?.status]).toEqual([3, 'lapsed']);
  });

  it('is made of money that came late while its products are there, and not when they were sold', async () => {
    const first = await kept({ brush: 3 });
    clock.set(NOW_UTC + HOUR_MS);
    await orders.sweep();
    const other = await placed({ brush: 1 });
    const paid = { amountMinor: 3750, currency: 'GBP', paymentId: 'pay_1', atUtc: NOW_UTC };
    expect(await orders.place({ orderId: first._id, actId: 'late', paid })).toEqual({ kind: 'gone' });
    await press(other, 'cancel');
    expect(await orders.place({ orderId: first._id, actId: 'late', paid })).toMatchObject({ kind: 'placed' });
    expect(await world.left('brush')).toBe(0);
  });

  it('lets go what the same chat kept before when it checks out anew', async () => {
    const address = '+447700900077';
    await kept({ brush: 3 }, { address });
    await kept({ brush: 2 }, { address });
    expect(await world.left('brush')).toBe(1);
  });

  it('goes from placed to collected, each step once however often it is pressed [GP-34]', async () => {
    const order = await placed({ shampoo: 1 });
    const twice = { orderId: order._id, act: 'accept', actId: 'click', operator: BEN } as const;
    await Promise.all([orders.operatorAct(twice), orders.operatorAct(twice)]);
    expect(await press(order, 'collect')).toMatchObject({ kind: 'refused' });
    await press(order, 'late', 'The parcel is not here yet');
    await press(order, 'ready');
    expect(await press(order, 'deliver')).toMatchObject({ kind: 'refused' });
    await press(order, 'collect');
    const after = await orders.find(order._id);
    expect(after?.history.map(({ act, to }) => `${act} ${to}`)).toEqual([
      'begin checkout',
      'place placed',
      'accept accepted',
      'late accepted',
      'ready ready',
      'collect collected',
    ]);
    expect([after?.version, after?.lateNote]).toEqual([6, 'The parcel is not here yet']);
    expect((await world.events()).map(({ type }) => type)).toEqual([
      'order.placed',
      'order.accepted',
      'order.late',
      'order.ready',
      'order.done',
    ]);
  });

  it('gives its products back when the shop cancels it, and its money is noted as on its way', async () => {
    const order = await placed({ brush: 2 });
    await press(order, 'soldOut');
    expect(await world.left('brush')).toBe(3);
    await orders.noteRefund(order._id);
    await orders.noteRefund(order._id);
    expect(await orders.find(order._id)).toMatchObject({ status: 'refunded', version: 4 });
    expect(await world.left('brush')).toBe(3);
  });

  it('can be dropped by its customer until a day before it is promised, and not after that [ORD-10]', async () => {
    const [early, late] = [await placed({ shampoo: 1 }), await placed({ shampoo: 1 })];
    for (const order of [early, late]) await press(order, 'accept');
    const drop = (order: Order) =>
      orders.cancel({ orderId: order._id, actId: `drop:${order._id}`, name: 'Rosa Field' });
    // It is promised in two days.
    clock.set(NOW_UTC + 24 * HOUR_MS);
    expect(await drop(early)).toMatchObject({ kind: 'cancelled', order: { status: 'cancelled' } });
    clock.set(NOW_UTC + 24 * HOUR_MS + 1);
    expect(await drop(late)).toMatchObject({ kind: 'refused', reason: 'tooLate' });
    expect(await world.left('shampoo')).toBe(39);
  });

  it('is listed latest first, page after page, without what was never paid [ORD-12]', async () => {
    const made: string[] = [];
    for (let nr = 0; nr < 5; nr += 1) {
      clock.set(NOW_UTC + nr);
      made.unshift((await placed({ guide: 1 }))._id);
    }
    await kept({ guide: 1 });
    const seen: string[] = [];
    let after = null;
    for (;;) {
      const page: readonly Order[] = await orders.list({ shopId: 'shop' }, after, 2);
      seen.push(...page.map(({ _id }) => _id));
      const last = page.at(-1);
      if (!last) break;
      after = { createdAtUtc: last.createdAtUtc, id: last._id };
    }
    expect(seen).toEqual(made);
  });

  it('goes on in another chat with its cart, and is listed and told there', async () => {
    const order = await placed({ shampoo: 1 });
    await orders.carts.put(order, { productId: 'brush', quantity: 2 }, NOW_UTC);
    const to = { shopId: 'shop', conversationId: 'telegram:test:7', channel: 'telegram', address: '7' } as const;
    await orders.rehome(order.conversationId, to);
    expect(await orders.find(order._id)).toMatchObject({
      conversationId: to.conversationId,
      customerKey: 'telegram:7',
    });
    expect((await orders.carts.read(to)).items).toEqual([{ productId: 'brush', quantity: 2 }]);
    expect((await orders.carts.read(order)).items).toEqual([]);
  });

  it('draws another number when one is taken', async () => {
    const numbers = ['OR-00000001', 'OR-00000001', 'OR-00000002'];
    const { createOrders } = await import('../../src/orders/index.js');
    const drawing = createOrders({
      mongo: database,
      clock,
      catalogue: world.catalogue,
      events: { record: () => Promise.resolve(), wake: () => undefined },
      ringAt: () => Promise.resolve(),
      newNumber: () => numbers.shift()!,
    });
    const made = [await drawing.checkout(checkoutOf({ brush: 1 })), await drawing.checkout(checkoutOf({ brush: 1 }))];
    expect(made.map((one) => one.kind === 'kept' && one.order.number)).toEqual(['OR-00000001', 'OR-00000002']);
    expect(await world.left('brush')).toBe(1);
  });
});
