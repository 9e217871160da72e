import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createCodeLimits } from '../../src/people/index.js';
import { createLog } from '../../src/platform/log.js';
import { listen, type HttpServer } from '../../src/platform/http.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';
import { createOrderNotices, type Order } from '../../src/orders/index.js';
import {
  createOrderRoutes,
  createOrderTracking,
  createGuestLinks,
  createGuestLookup,
  createGuestRoutes,
  createPortal,
  createTrackingLinks,
  type GuestLinks,
  type GuestLookup,
} from '../../src/tracking/index.js';
import { hold, useSalon } from '../booking/support/salon.js';
import { checkoutOf, joinOrders, type OrderWorld } from '../orders/support/shop.js';
import { chat, ROSA } from '../booking/support/world.js';

const SECRET = 'a secret of the tests, long enough';
const EMAIL = 'rosa@example.com';
const salon = useSalon();
const tracking = createTrackingLinks({ secret: SECRET, publicUrl: 'https://book.example' });

let links: GuestLinks;
let shop: OrderWorld;
let lookup: GuestLookup;
let server: HttpServer;
let base: string;
let mails: { to: string; text: string }[];

beforeEach(async () => {
  mails = [];
  const { mongo, desk, catalogue } = salon.world;
  const findShop = async (id: string) => (await catalogue.current(id)).shop;
  const deps = { clock: salon.clock, findShop };
  shop = joinOrders({ mongo, clock: salon.clock });
  links = createGuestLinks({ mongo, clock: salon.clock, secret: SECRET, publicUrl: 'https://book.example' });
  lookup = createGuestLookup({
    ...deps,
    desk,
    orders: shop.orders,
    links,
    log: createLog('silent'),
    mayStill: createCodeLimits({ mongo }).mayStill,
    mail: async (to, _subject, text) => {
      mails.push({ to, text });
      return 'sent';
    },
  });
  const portal = createPortal({
    ...deps,
    desk,
    orders: shop.orders,
    trackUrlOf: (id) => tracking.urlOf(id),
    chatsOf: async (id) => [id],
    profileOf: async () => ({ name: 'Rosa Field', email: EMAIL, language: 'en' }),
  });
  const app = express();
  app.use(
    createGuestRoutes({
      links,
      lookup,
      portal,
      log: createLog('silent'),
      trackUrlOf: (id) => tracking.urlOf(id),
      isSecure: true,
      lookupsPerMinute: 20,
    }),
  );
  const orderPages = createOrderTracking({ ...deps, links: tracking, orders: shop.orders });
  const doors = () => ({ number: '+447700900000', urlFor: () => 'sms:+447700900000' });
  app.use(createOrderRoutes({ tracking: orderPages, doors, log: createLog('silent') }));
  server = await listen(app, 0);
  base = `http://127.0.0.1:${server.port}`;
});
afterEach(async () => {
  await lookup.idle();
  await server.stop();
});

async function booked(): Promise<{ readonly id: string; readonly reference: string }> {
  const { holdId } = await hold(salon);
  const outcome = await salon.world.blocks['booking.create']({ holdId, contact: { ...ROSA, email: EMAIL } }, chat());
  if (outcome.exit !== 'booked') throw new Error(`expected a booking, got ${outcome.exit}`);
  return outcome.data.booking;
}

const look = (reference: string, email: string): Promise<Response> =>
  fetch(`${base}/t`, { method: 'POST', body: new URLSearchParams({ reference, email }) });
const press = (url: string): Promise<Response> =>
  fetch(base + new URL(url).pathname, { method: 'POST', redirect: 'manual' });
const linkIn = (text: string): string => /https:\/\/\S+/.exec(text)![0];
/** The page without what is different on every page. */
const words = async (response: Response): Promise<string> => (await response.text()).replace(/nonce="[^"]*"/g, '');

describe('a visit looked for by its number and its e-mail', () => {
  it('answers an unknown number, a wrong e-mail and the right two alike, and mails only the right owner [GU-13]', async () => {
    const { reference } = await booked();
    const answers = await Promise.all([
      look(reference, EMAIL),
      look(reference, 'eve@example.com'),
      look('BK-00000000', EMAIL),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const pages = await Promise.all(answers.map(words));
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toContain('If the number and the e-mail belong together');
    expect(pages[0]).not.toContain(reference);
    await lookup.idle();
    expect(mails.map(({ to }) => to)).toEqual([EMAIL]);
  });

  it('answers before anything is looked up, so that time tells nothing [GU-13]', async () => {
    let isLooking = false;
    let letGo = (): void => undefined;
    const waits = new Promise<void>((resolve) => (letGo = resolve));
    const slow = createGuestLookup({
      orders: shop.orders,
      clock: salon.clock,
      log: createLog('silent'),
      links,
      findShop: () => Promise.reject(new Error('not asked for')),
      mail: null,
      mayStill: async () => true,
      desk: {
        async findByAnyReference() {
          isLooking = true;
          await waits;
          return null;
        },
      },
    });
    slow.ask('BK-00000000', EMAIL);
    expect(isLooking).toBe(false);
    letGo();
    await slow.idle();
    expect(isLooking).toBe(true);
  });

  it('sends a link that opens the visit once, for half an hour, and is used up by nobody who only looks', async () => {
    const { id, reference } = await booked();
    await look(reference.toLowerCase(), ` ${EMAIL.toUpperCase()} `);
    await lookup.idle();
    const url = linkIn(mails[0]!.text);
    for (let preview = 0; preview < 3; preview++) expect((await fetch(base + new URL(url).pathname)).status).toBe(200);
    const [opened, again] = [await press(url), await press(url)];
    expect(opened.status).toBe(303);
    expect(tracking.bookingOf(opened.headers.get('location')!.split('/t/')[1]!)).toBe(id);
    expect(opened.headers.get('set-cookie')).toBeNull();
    expect(again.status).toBe(410);
    await look(reference, EMAIL);
    await lookup.idle();
    salon.clock.advance(31 * MINUTE_MS);
    expect((await press(linkIn(mails[1]!.text))).status).toBe(410);
  });

  it('says which of the two fields it needs, and stops a flood of tries', async () => {
    const wrong = await look('48', 'nobody');
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('a number such as BK-48210377');
    const { reference } = await booked();
    for (let nth = 0; nth < 6; nth++) await look(reference, EMAIL);
    await lookup.idle();
    expect(mails).toHaveLength(3);
    const many = await Promise.all(Array.from({ length: 20 }, () => look('BK-00000000', EMAIL)));
    expect(many.some(({ status }) => status === 429)).toBe(true);
  });
});

describe("a person's own page", () => {
  async function enter(): Promise<string> {
    const { url } = await links.make({ shopId: 'shop', conversationId: chat().conversationId, bookingId: null }, 'k1');
    const opened = await press(url);
    expect(opened.headers.get('location')).toBe('../../my');
    return opened.headers.get('set-cookie')!;
  }

  it('shows what is ahead, what was, what was paid and who they are, by a link from the chat and for an hour [ORD-11]', async () => {
    const { reference } = await booked();
    const cookie = await enter();
    expect(cookie).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0]! };
    const page = await words(await fetch(`${base}/my`, { headers }));
    for (const piece of ['Your visits', 'Ahead', reference, 'Rosa Field', EMAIL, '/t/', 'Nothing has been paid'])
      expect(page).toContain(piece);
    expect((await fetch(`${base}/my`)).status).toBe(401);
    salon.clock.advance(HOUR_MS + 1);
    expect((await fetch(`${base}/my`, { headers })).status).toBe(401);
  });

  it('is closed by its person', async () => {
    const cookie = (await enter()).split(';')[0]!;
    const left = await fetch(`${base}/my/leave`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
    expect(left.status).toBe(303);
    expect((await fetch(`${base}/my`, { headers: { cookie } })).status).toBe(401);
  });
});

describe('an order without an account', () => {
  const pathOf = (order: Order): string => `/t/${tracking.urlOf(order._id).split('/t/')[1]}`;
  const get = (path: string, init: RequestInit = {}) => fetch(base + path, { redirect: 'manual', ...init });
  const drop = (order: Order, version: number) =>
    get(`${pathOf(order)}/drop`, { method: 'POST', body: new URLSearchParams({ version: String(version) }) });

  async function ordered(more: Parameters<typeof checkoutOf>[1] = {}): Promise<Order> {
    const { orders } = shop;
    await orders.products.save('shop', { id: 'shampoo', name: 'Shampoo', priceMinor: 900 });
    await orders.products.setStock('shop', 'shampoo', 10);
    const customer = { name: 'Rosa Field', phone: null, email: EMAIL };
    const kept = await orders.checkout(checkoutOf({ shampoo: 2 }, { customer, ...more }));
    if (kept.kind !== 'kept') throw new Error(`not kept: ${kept.kind}`);
    const placed = await orders.place({ orderId: kept.order._id, actId: 'place', paid: null });
    if (placed.kind !== 'placed') throw new Error(`not placed: ${placed.kind}`);
    return placed.order;
  }
  const sell = (order: Order, act: 'accept' | 'ready') =>
    shop.orders.operatorAct({ orderId: order._id, act, actId: act, operator: { id: 'u1', name: 'Ben' } });

  it('has a page behind a signed link that says what is in it, how it stands and where it goes [ORD-07]', async () => {
    const order = await ordered({ deliverTo: { text: '12 Mill Lane', postcode: 'N1 7AA' } });
    const page = await words(await get(pathOf(order)));
    const said = [order.number, '2 x Shampoo, £18', '£18 in all', '12 Mill Lane', 'will confirm it', 'Drop it'];
    for (const piece of said) expect(page).toContain(piece);
    expect(page).not.toContain('Rosa');
    await sell(order, 'accept');
    await sell(order, 'ready');
    const later = await words(await get(pathOf(order)));
    expect(later).toContain('Your order is on its way to you.');
    expect(later).not.toContain('Drop it');
    const forged = `${pathOf(order).slice(0, -1)}${pathOf(order).endsWith('A') ? 'B' : 'A'}`;
    const answers = await Promise.all([get(forged), get(`/t/${order._id}`), get(`${pathOf(order)}x`)]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it('is dropped on its page once, as it was shown, while its rule allows it; its chat is told [ORD-10]', async () => {
    const order = await ordered();
    await sell(order, 'accept');
    expect((await drop(order, order.version)).status).toBe(409);
    expect((await shop.orders.find(order._id))?.status).toBe('accepted');
    const answers = await Promise.all([drop(order, order.version + 1), drop(order, order.version + 1)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await shop.left('shampoo')).toBe(10);
    expect(await words(await get(pathOf(order)))).toContain('This order was dropped.');

    const told: string[] = [];
    const onOrderEvent = createOrderNotices({
      ...{ orders: shop.orders, catalogue: shop.catalogue, clock: salon.clock },
      refundOf: () => Promise.resolve(null),
      trackUrlOf: (id) => tracking.urlOf(id),
      languageOf: () => Promise.resolve(null),
      notify: async (_chat, _id, notice) => void told.push(notice.name),
    });
    for (const event of await shop.events()) await onOrderEvent(event);
    expect(told).toEqual(['order.dropped']);

    const late = await ordered();
    await sell(late, 'accept');
    salon.clock.advance(24 * HOUR_MS + 1);
    expect((await drop(late, late.version + 1)).status).toBe(303);
    expect(await words(await get(pathOf(late)))).toContain('It is too late to drop it here.');
  });

  it('is reached by its number and e-mail, which are answered alike whether they belong together or not [ORD-08]', async () => {
    const order = await ordered();
    const right = await words(await look(order.number, EMAIL.toUpperCase()));
    const wrong = await words(await look(order.number, 'somebody@example.com'));
    expect(wrong).toBe(right);
    await lookup.idle();
    expect(mails.map(({ to }) => to)).toEqual([EMAIL]);
    const opened = await fetch(base + new URL(linkIn(mails[0]!.text)).pathname, { method: 'POST', redirect: 'manual' });
    expect(tracking.orderOf(opened.headers.get('location')!.split('/t/')[1]!)).toBe(order._id);
  });

  it("stands on its person's own page [ORD-02] [ORD-11]", async () => {
    const { conversationId, channel, address } = chat();
    const order = await ordered({ conversationId, channel, address });
    const { url } = await links.make({ shopId: 'shop', conversationId, bookingId: null }, 'k2');
    const opened = await fetch(base + new URL(url).pathname, { method: 'POST', redirect: 'manual' });
    const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
    const page = await words(await fetch(`${base}/my`, { headers: { cookie } }));
    for (const piece of ['Orders', '2 x Shampoo', order.number]) expect(page).toContain(piece);
  });
});
