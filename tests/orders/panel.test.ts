import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { PressedAct } from '../../src/messaging/operator.js';
import {
  createOrderCards,
  createProductAdmin,
  createProductRoutes,
  createShopOrderRoutes,
  createShopOrders,
  type Order,
} from '../../src/orders/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { createErrorHandler, listen, type HttpServer } from '../../src/platform/http.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';
import { checkoutOf, joinOrders, openStore, type OrderWorld } from './support/shop.js';

const NOW_UTC = Date.UTC(2026, 10, 23, 10);

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let world: OrderWorld;
let http: HttpServer;
const clock = createMovableClock(NOW_UTC);

/** The pages' own door: the name in `authorization` is who is signed in. Visits have tests of their own. */
beforeAll(async () => {
  mongo = await openTestDatabase();
  await mongo.connection.createCollection('test_events');
  world = joinOrders({ mongo, clock });
  await openStore(mongo, world);
  const { orders, catalogue } = world;
  const cards = createOrderCards({ orders, catalogue });
  const perform = async (act: PressedAct) => {
    const reason = await cards.act(act);
    return reason === null ? ({ kind: 'done' } as const) : ({ kind: 'refused', reason } as const);
  };
  const shopOrders = createShopOrders({
    ...{ clock, catalogue, orders, desk: { findCard: (id: string) => cards.findCard(id), perform } },
    newestBookings: () => Promise.resolve([]),
    bookings: { findBooking: () => Promise.resolve(null), listBookings: () => Promise.resolve([]) },
    queue: { line: () => Promise.resolve([]), findTicket: () => Promise.resolve(null) },
    refundOf: () => Promise.resolve(null),
  });
  const productAdmin = createProductAdmin({ mongo, clock, products: orders.products });
  const requireAdmin: express.RequestHandler = (req, res, next) =>
    req.headers.authorization ? next() : void res.status(401).json({ title: 'Please sign in' });
  const authorOf = (req: express.Request): string => req.headers.authorization ?? '';
  const app = express();
  app.use('/api/v1', createShopOrderRoutes({ shopOrders, requireAdmin, authorOf }));
  const languages = () => ['en', 'es'];
  app.use('/api/v1', createProductRoutes({ productAdmin, catalogue, languages, requireAdmin, authorOf }));
  app.use(createErrorHandler(createLog('silent')));
  http = await listen(app, 0);
});
afterAll(async () => {
  await http.stop();
  await mongo.drop();
});

async function ask(method: string, path: string, body?: unknown, who = 'Maria') {
  const response = await fetch(`http://127.0.0.1:${http.port}/api/v1/panel/shops/${path}`, {
    method,
    headers: { ...(who ? { authorization: who } : {}), 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

let acts = 0;
const actId = (): string => `panel-act-${(acts += 1)}`;

async function placed(name: string): Promise<Order> {
  const customer = { name, phone: null, email: null };
  const kept = await world.orders.checkout(checkoutOf({ shampoo: 1 }, { customer }));
  if (kept.kind !== 'kept') throw new Error(`not kept: ${kept.kind}`);
  const { _id: orderId } = kept.order;
  const outcome = await world.orders.place({ orderId, actId: `place:${orderId}`, paid: null });
  if (outcome.kind !== 'placed') throw new Error(`not placed: ${outcome.kind}`);
  return outcome.order;
}

describe('the orders of a shop for its owner', () => {
  it.each([
    ['GET', 'shop/orders'],
    ['GET', 'shop/orders/ord-1'],
    ['POST', 'shop/orders/ord-1/acts'],
    ['GET', 'shop/products'],
    ['POST', 'shop/products'],
    ['PUT', 'shop/products/order'],
    ['PUT', 'shop/products/items/brush'],
  ])('reject an unauthenticated caller: %s %s', async (method, path) => {
    expect((await ask(method, path, method === 'GET' ? undefined : {}, '')).status).toBe(401);
  });

  it('come page after page, latest first, each once, also while new ones come in [ORD-12]', async () => {
    const made: string[] = [];
    for (let nr = 0; nr < 27; nr += 1) {
      clock.advance(1_000);
      made.unshift((await placed(`Guest ${nr}`))._id);
    }
    const first = (await ask('GET', 'shop/orders')).body;
    await placed('Somebody new');
    const second = (await ask('GET', `shop/orders?after=${first.next}`)).body;

    expect([first.rows.length, second.rows.length, second.next]).toEqual([25, 2, null]);
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(made);
    expect((await ask('GET', 'shop/orders?after=elsewhere')).status).toBe(400);
  });

  it('are found by the beginning of a number or of a name, and by their status; never by a pattern', async () => {
    const { number } = await placed('Rosa (Mrs) Field');
    const found = async (asked: string): Promise<string[]> =>
      (await ask('GET', `shop/orders?${asked}`)).body.rows.map((row: { customerName: string }) => row.customerName);

    expect(await found(`search=${number.slice(0, 8)}`)).toContain('Rosa (Mrs) Field');
    expect(await found(`search=${number.toLowerCase()}`)).toEqual(['Rosa (Mrs) Field']);
    expect(await found('search=fie')).toEqual(['Rosa (Mrs) Field']);
    expect(await found('search=(mrs')).toEqual(['Rosa (Mrs) Field']);
    expect(await found('search=.*')).toEqual([]);
    expect(await found('search=rosa&status=ready')).toEqual([]);
    expect(await found('search=rosa&status=placed')).toEqual(['Rosa (Mrs) Field']);
    expect(await found('status=checkout')).toEqual([]);
  });

  it('are worked with the acts of their card, once a press, with who did it and why it is late [ORD-05]', async () => {
    const { _id: id } = await placed('Ada');
    const path = `shop/orders/${id}`;
    const labels = (sheet: { acts: { label: string }[] }): string[] => sheet.acts.map(({ label }) => label);
    const press = (act: string, more: object = {}, who = 'Maria') =>
      ask('POST', `${path}/acts`, { actId: actId(), act, seenVersion: 2, ...more }, who);

    expect(labels((await ask('GET', path)).body)).toEqual(['Accept', 'Out of stock', 'Cancel', 'It is late']);
    const accept = { actId: actId() };
    const [one, same] = await Promise.all([press('accept', accept), press('accept', accept)]);
    const again = await press('accept', {}, 'Ben');
    const late = await press('late', { why: 'The van broke down' }, 'Ben');
    await press('start');
    const { status, body } = await press('done');

    expect([one.status, same.status, again.status, late.status, status]).toEqual([200, 200, 409, 200, 200]);
    expect([again.body.code, again.body.title]).toEqual(['orders.refused', 'Not possible: to be made ready.']);
    expect((await press('late')).body.fields).toEqual([{ field: 'why', message: 'Please say why it is late' }]);
    expect([body.card.status.label, labels(body)]).toEqual(['Collected', []]);
    expect(body.history.slice(2)).toMatchObject([
      { what: 'Accepted', who: 'Maria', why: null },
      { what: 'Said to be late', who: 'Ben', why: 'The van broke down' },
      { what: 'Made ready', who: 'Maria' },
      { what: 'Handed over', who: 'Maria' },
    ]);
  });

  it('are nobody else’s: another shop does not know them, nor does one that is not there', async () => {
    const { _id: id } = await placed('Eve');
    await world.catalogue.saveShop({ id: 'other', name: 'Other', place: '1 Road', currency: 'GBP', country: 'GB' });
    const press = { actId: actId(), act: 'accept', seenVersion: 2 };

    expect((await ask('GET', 'other/orders')).body.rows).toEqual([]);
    expect((await ask('GET', `other/orders/${id}`)).status).toBe(404);
    expect((await ask('POST', `other/orders/${id}/acts`, press)).status).toBe(404);
    expect((await world.orders.find(id))?.status).toBe('placed');
    expect((await ask('GET', 'nowhere/orders')).body.code).toBe('catalogue.unknownShop');
  });
});

describe('the products of a shop for its owner', () => {
  const COMB = { name: 'Comb', priceMinor: 300, photoUrl: '/pictures/comb.png' };

  it('are added once a press, sold at once, and not written over unseen [CAT-01]', async () => {
    const make = { actId: actId(), id: 'comb', settings: COMB, stock: { seen: null, left: 2 } };
    const made = await ask('POST', 'shop/products', make);
    const again = await ask('POST', 'shop/products', make);
    const other = await ask('POST', 'shop/products', { ...make, actId: actId() });
    const edit = (name: string) =>
      ask('PUT', 'shop/products/items/comb', { actId: actId(), seenVersion: 1, settings: { ...COMB, name } });
    const both = await Promise.all([edit('Fine comb'), edit('Wide comb')]);

    expect([made.status, again.status, other.status]).toEqual([201, 201, 409]);
    expect(made.body).toMatchObject({ ...COMB, id: 'comb', left: 2, version: 1, active: true });
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await ask('GET', 'shop/products')).body).toMatchObject({ languages: ['es'], shop: { currency: 'GBP' } });
    const sold = await world.orders.products.list('shop');
    expect(sold.at(-1)).toMatchObject({ id: 'comb', order: 4, left: 2, version: 2 });
  });

  it('name what is wrong', async () => {
    const settings = {
      name: '',
      priceMinor: -1,
      photoUrl: 'http://elsewhere/comb.gif',
      downloadUrl: 'https://a.example/b',
    };
    const { status, body } = await ask('POST', 'shop/products', { actId: actId(), id: 'x', settings });

    expect([status, body.code]).toEqual([400, 'products.unreadable']);
    expect(body.fields.map(({ field }: { field: string }) => field)).toEqual([
      'name',
      'priceMinor',
      'photoUrl',
      'downloadUrl',
    ]);
  });

  it('are counted anew only over the count that was seen: what was sold meanwhile is not counted back [ORD-13]', async () => {
    const { version, left, ...brush } = (await ask('GET', 'shop/products')).body.products[1];
    const { id: _id, ...settings } = brush;
    const kept = await world.orders.checkout(checkoutOf({ brush: 1 }));
    const count = (seen: number, now: number | null) =>
      ask('PUT', 'shop/products/items/brush', {
        ...{ actId: actId(), seenVersion: version, settings },
        stock: { seen, left: now },
      });
    const late = await count(left, 10);
    const after = await world.left('brush');
    const right = await count(late.body.left, 10);

    expect(kept.kind).toBe('kept');
    expect([left, late.status, late.body.code, late.body.left, after]).toEqual([3, 409, 'products.counted', 2, 2]);
    expect([right.status, await world.left('brush')]).toEqual([200, 10]);
  });

  it('stand in the order they are put in, all of them or not at all', async () => {
    const order = (productIds: string[]) => ask('PUT', 'shop/products/order', { actId: actId(), productIds });
    const turned = await order(['comb', 'guide', 'brush', 'shampoo']);

    expect(turned.body.products.map(({ id }: { id: string }) => id)).toEqual(['comb', 'guide', 'brush', 'shampoo']);
    expect((await order(['comb', 'guide', 'brush'])).body.code).toBe('products.changed');
    expect((await world.orders.products.list('shop')).map(({ id }) => id)[0]).toBe('comb');
  });
});
