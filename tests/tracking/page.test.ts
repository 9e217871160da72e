import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createChanges, type Changes } from '../../src/changes/index.js';
import { wordBooking } from '../../src/flow/index.js';
import { createLog } from '../../src/platform/log.js';
import { listen, type HttpServer } from '../../src/platform/http.js';
import {
  createMoves,
  createTracking,
  createTrackingLinks,
  createTrackingRoutes,
  type ChatDoors,
  type Tracking,
} from '../../src/tracking/index.js';
import { SAMPLE_SHOP } from '../../src/flow/chats/index.js';
import { shippedPhrases } from '../flow/support/scripts.js';
import { book, eventTypes, hold, NOW_UTC, offered, TUESDAY_14, useSalon } from '../booking/support/salon.js';
import { chat, openShop } from '../booking/support/world.js';
import { DAY_MS, HOUR_MS } from '../../src/platform/time-units.js';

const salon = useSalon();
const links = createTrackingLinks({ secret: 'a secret of the house', publicUrl: 'https://book.example' });
const tokenOf = (bookingId: string): string => links.urlOf(bookingId).split('/t/')[1]!;

const doors: ChatDoors = (channel) => ({
  number: channel === 'sms' ? '+447700900000' : null,
  urlFor: (words) => (channel === 'telegram' ? null : `sms:+447700900000?body=${encodeURIComponent(words)}`),
});

let server: HttpServer;
let dropsAsked: number;
let remarks: string[];
let changes: Changes;
let base: string;

function tracking(): Tracking {
  const { desk, catalogue, mongo } = salon.world;
  changes = createChanges({
    mongo,
    clock: salon.clock,
    log: createLog('silent'),
    desk,
    findView: () => Promise.resolve(null),
    notify: () => Promise.resolve(),
    remark: async (bookingId, { text }) => void remarks.push(`${bookingId}: ${text}`),
  });
  return createTracking({
    links,
    clock: salon.clock,
    desk: {
      findBooking: (id) => desk.findBooking(id),
      dropAsSeen: (input) => {
        dropsAsked += 1;
        return desk.dropAsSeen(input);
      },
    },
    findShop: async (id) => (await catalogue.current(id)).shop,
    changes,
    wordsOf: (view) => wordBooking(shippedPhrases(), view, { language: 'en', channel: 'webchat', shop: SAMPLE_SHOP }),
    calendarUrlOf: () => Promise.resolve('https://book.example/ics/x'),
  });
}

async function open(given: Tracking, requestsPerMinute = 10_000): Promise<void> {
  const app = express();
  const { desk, catalogue, slots } = salon.world;
  const findShop = async (id: string) => (await catalogue.current(id)).shop;
  const moves = createMoves({ links, desk, slots, findShop, changes });
  app.use(createTrackingRoutes({ tracking: given, moves, doors, log: createLog('silent'), requestsPerMinute }));
  server = await listen(app, 0);
  base = `http://127.0.0.1:${server.port}/t/`;
}

beforeEach(async () => {
  dropsAsked = 0;
  remarks = [];
  await open(tracking());
});
afterEach(() => server.stop());

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(base + path, { redirect: 'manual', ...init });
const read = async (path: string): Promise<string> => plain(await (await get(path)).text());
const press = (token: string, version: unknown): Promise<Response> =>
  get(`${token}/drop`, { method: 'POST', body: new URLSearchParams({ version: String(version) }) });
const statusOf = async (id: string): Promise<string | undefined> => (await salon.world.desk.findBooking(id))?.status;

/** The words of a page as somebody reads them, without its style and script. */
function plain(html: string): string {
  return html
    .replace(/<(style|script|title)[^]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

async function accept(id: string): Promise<void> {
  await salon.world.desk.operatorAct({
    bookingId: id,
    act: 'accept',
    operator: { id: 'u1', name: 'Maria' },
    actId: `accept-${id}`,
    nowUtc: salon.clock.nowUtc(),
  });
}

describe('asking the shop on the page of a visit', () => {
  it('asks it once to drop a visit that is late to drop, and says that it has been asked [GU-10]', async () => {
    const { id } = await book(salon);
    await accept(id);
    expect(await read(tokenOf(id))).not.toContain('Ask Willow Salon to drop it');
    salon.clock.advance(TUESDAY_14 - HOUR_MS - NOW_UTC);
    expect(await read(tokenOf(id))).toContain('Ask Willow Salon to drop it');
    const ask = (): Promise<Response> => get(`${tokenOf(id)}/ask`, { method: 'POST' });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    const page = await read(tokenOf(id));
    expect(page).toContain('You have asked Willow Salon to drop this visit. They answer in your chat.');
    expect(page).not.toContain('Ask Willow Salon to drop it');
    expect(remarks).toHaveLength(1);
    expect(await statusOf(id)).toBe('accepted');
    expect((await get('nobody.nothing/ask', { method: 'POST' })).status).toBe(404);
  });
});

describe('the page of a visit', () => {
  it('says how the visit stands in one sentence, its way so far, and what each act costs before it is pressed [BK-17]', async () => {
    const { id, reference } = await book(salon);
    const waiting = await read(tokenOf(id));
    expect(waiting).toContain('Haircut, Tue 24 Nov 14:00 with asha: received, Willow Salon has not confirmed it yet.');
    expect(waiting).toMatch(
      /Behind you: Received Sat 21 Nov 8:00 Now: Waiting for Willow Salon To come: Haircut Tue 24 Nov 14:00 To come: Done/,
    );
    await accept(id);
    const agreed = await read(tokenOf(id));
    expect(agreed).toMatch(/14:00 with asha: booked\. .*Confirmed .* Now: Haircut Tue 24 Nov 14:00/);
    expect(agreed).toMatch(/Free until Mon 23 Nov 14:00\. Move it/);
    expect(agreed).toMatch(/Opens your messages\. Text “person” to \+447700900000\. Write to Willow Salon/);
    expect(agreed).toMatch(/Free until Mon 23 Nov 14:00\. Nothing to pay\. Drop it/);
    expect(agreed).toContain(reference);
  });

  it('offers only what is possible: past the deadline a person, once it is over another visit', async () => {
    await openShop(salon.world, { shop: { policy: { late: 'deny' } } });
    const { id } = await book(salon);
    await accept(id);
    salon.clock.advance(TUESDAY_14 - HOUR_MS - NOW_UTC);
    const late = await read(tokenOf(id));
    expect(late).toContain('Less than 24 hours before, only a person can move or drop it.');
    expect(late).not.toContain('Drop it');
    expect((await get(`${tokenOf(id)}/drop`)).headers.get('location')).toBe(`../${tokenOf(id)}`);
    salon.clock.advance(2 * HOUR_MS);
    await salon.world.desk.operatorAct({
      bookingId: id,
      act: 'noShow',
      operator: { id: 'u1', name: 'Maria' },
      actId: 'ns',
      nowUtc: salon.clock.nowUtc(),
    });
    const over = await read(tokenOf(id));
    expect(over).toContain('Missed');
    expect(over).toContain('Book another time');
  });

  it('says before a late drop that it has a price, which the chat shows, and what else is possible', async () => {
    const { id } = await book(salon);
    await accept(id);
    salon.clock.advance(TUESDAY_14 - HOUR_MS - NOW_UTC);
    const late = await read(tokenOf(id));
    expect(late).toMatch(/Dropping it now is a late drop\. .* Text “drop BK-\d{8}” to \+447700900000\. Drop it/);
    expect(late).not.toContain('only a person');
    expect(late).toContain('Ask Willow Salon for another time');
  });

  it('says what to write where no address opens the chat', async () => {
    const { id } = await book(salon, TUESDAY_14, { channel: 'telegram' });
    expect(await read(tokenOf(id))).toMatch(/Write to Willow Salon In our Telegram chat, write “person”\./);
    expect(await (await get(tokenOf(id))).text()).not.toMatch(/href="sms:/);
  });

  it('names nobody, loads nothing from elsewhere, and may be neither kept nor found', async () => {
    const { id } = await book(salon);
    const answer = await get(tokenOf(id));
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-robots-tag')).toContain('noindex');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const policy = answer.headers.get('content-security-policy')!;
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect([...html.matchAll(/<(?:script|style)(?: nonce="([^"]+)")?>/g)].map(([, used]) => used)).toEqual([
      nonce,
      nonce,
    ]);
    expect(html).not.toContain('Rosa');
    expect(html).not.toContain('+447700900001');
    expect(html).not.toMatch(/(?:src|href)="https?:\/\/(?!book\.example)/);
    expect(html).not.toMatch(/ on[a-z]+=| style=/);
    expect((await get(tokenOf(id))).headers.get('content-security-policy')).not.toBe(policy);
  });

  it('writes any text as text', async () => {
    const { catalogue } = salon.world;
    const { shop } = await catalogue.current('shop');
    await catalogue.saveShop({ ...shop, name: '<script>alert(1)</script> & "Sons"' });
    const { id } = await book(salon);
    const html = await (await get(tokenOf(id))).text();
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;Sons&#34;');
  });

  it('tells a page that is open when it has changed, and only then', async () => {
    const { id } = await book(salon);
    const stamp = async (): Promise<string> =>
      ((await (await get(`${tokenOf(id)}/state`)).json()) as { stamp: string }).stamp;
    const first = await stamp();
    expect(await stamp()).toBe(first);
    expect(await (await get(tokenOf(id))).text()).toContain(`data-stamp="${first}"`);
    await accept(id);
    const second = await stamp();
    expect(second).not.toBe(first);
    salon.clock.advance(TUESDAY_14 - HOUR_MS - NOW_UTC);
    expect(await stamp()).not.toBe(second);
  });
});

describe('a link that opens nothing', () => {
  it('gets a kind page, never an error of ours, whatever stands in it', async () => {
    const { id } = await book(salon);
    const token = tokenOf(id);
    const wrong = [
      'x',
      `${token}x`,
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      id,
      encodeURIComponent(`${id}.'; drop`),
      '%E0%A4%A',
      `${token}/`,
      `${token}/nothing`,
      tokenOf('x'.repeat(20)),
      'a'.repeat(5_000),
    ];
    for (const path of wrong) {
      for (const tail of ['', '/drop', '/state']) {
        const answer = await get(path + tail);
        expect([path.slice(0, 60) + tail, answer.status]).toEqual([path.slice(0, 60) + tail, 404]);
        expect(plain(await answer.text())).toContain('There is no visit behind this link');
      }
      expect((await press(path, 1)).status).toBe(404);
    }
    expect(await statusOf(id)).toBe('pending');
  });

  it('is kept until the visit is long over, and follows a visit moved far ahead', async () => {
    const { id } = await book(salon);
    await accept(id);
    const token = tokenOf(id);
    salon.clock.advance(TUESDAY_14 + HOUR_MS + 90 * DAY_MS - 1 - NOW_UTC);
    expect((await get(token)).status).toBe(200);
    salon.clock.advance(1);
    expect((await get(token)).status).toBe(410);
    expect(await read(token)).toContain('This page has ended');
  });

  it('slows down whoever asks very often', async () => {
    await server.stop();
    await open(tracking(), 3);
    const answers = await Promise.all([1, 2, 3, 4].map(() => get('x')));
    expect(answers.map(({ status }) => status).sort()).toEqual([404, 404, 404, 429]);
    const slowed = answers.find(({ status }) => status === 429)!;
    expect(slowed.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(plain(await slowed.text())).toContain('try again in a minute');
  });

  it('is not blamed when the house itself fails', async () => {
    await server.stop();
    await open({
      ...tracking(),
      open: () => Promise.reject(new Error('the database is away: mongodb://secret')),
    });
    const answer = await get('x');
    expect(answer.status).toBe(500);
    expect(plain(await answer.text())).toMatch(/wrong on our side(?!.*mongodb)/);
  });
});

describe('dropping on the page', () => {
  it('is done once, however often it is pressed, and frees the time like a drop in the chat [CX-01] [CX-14]', async () => {
    const { id } = await book(salon);
    const question = await read(`${tokenOf(id)}/drop`);
    expect(question).toMatch(/Drop this visit\? Haircut, Tue 24 Nov 14:00 .* Nothing to pay\. Keep it Drop it/);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => press(tokenOf(id), 1)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
    expect(new URL(answers[0]!.headers.get('location')!, `${base}${tokenOf(id)}/drop`).href).toBe(base + tokenOf(id));
    expect((await eventTypes(salon)).filter((type) => type === 'booking.cancelled')).toHaveLength(1);
    expect(await offered(salon, '2026-11-24')).toContain('14:00');
    const page = await read(tokenOf(id));
    expect(page).toMatch(/: dropped\. .*The end: Dropped Sat 21 Nov/);
    expect(page).not.toContain('Drop it');
  });

  it('drops nothing for a robot that opens every address it sees', async () => {
    const { id } = await book(salon);
    for (const path of [tokenOf(id), `${tokenOf(id)}/drop`, `${tokenOf(id)}/state`]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await get(path, { method });
    }
    expect(dropsAsked).toBe(0);
    expect(await statusOf(id)).toBe('pending');
  });

  it('asks again when the visit is no longer what the page showed', async () => {
    const { id } = await book(salon);
    const held = await hold(salon, TUESDAY_14 + 2 * HOUR_MS, {}, { movingBookingId: id });
    await salon.world.blocks['booking.move']({ bookingId: id, holdId: held.holdId }, chat());
    const answer = await press(tokenOf(id), 1);
    expect(answer.status).toBe(409);
    const page = await answer.text();
    expect(plain(page)).toMatch(/has changed since .* Tue 24 Nov 16:00/);
    expect(page).toContain('name="version" value="2"');
    expect(await statusOf(id)).toBe('pending');
    expect((await press(tokenOf(id), 2)).status).toBe(303);
    expect(await statusOf(id)).toBe('cancelled');
  });

  it('is refused past the deadline even to a page that was open since before', async () => {
    const { id, version } = await book(salon);
    await accept(id);
    salon.clock.advance(TUESDAY_14 - HOUR_MS - NOW_UTC);
    expect((await press(tokenOf(id), version + 1)).status).toBe(303);
    expect(await statusOf(id)).toBe('accepted');
  });

  it('takes only its own form', async () => {
    const { id } = await book(salon);
    for (const version of ['', 'x', '0', '-1', '1.5', '1e9', '{"$gt":0}']) {
      expect((await press(tokenOf(id), version)).status).toBe(409);
    }
    const nested = new URLSearchParams([['version[$gt]', '0']]);
    expect((await get(`${tokenOf(id)}/drop`, { method: 'POST', body: nested })).status).toBe(409);
    expect((await get(`${tokenOf(id)}/drop`, { method: 'POST' })).status).toBe(409);
    expect(
      (await get(`${tokenOf(id)}/drop`, { method: 'POST', body: new URLSearchParams({ version: '1'.repeat(5_000) }) }))
        .status,
    ).toBe(404);
    expect(await statusOf(id)).toBe('pending');
  });

  it('would drop a time that was never shown if the version did not count', async () => {
    const { id } = await book(salon);
    const held = await hold(salon, TUESDAY_14 + 2 * HOUR_MS, {}, { movingBookingId: id });
    await salon.world.blocks['booking.move']({ bookingId: id, holdId: held.holdId }, chat());
    const { desk, catalogue } = salon.world;
    const careless = createTracking({
      links,
      clock: salon.clock,
      desk: { findBooking: (one) => desk.findBooking(one), dropAsSeen: (input) => desk.dropBooking(input) },
      findShop: async (one) => (await catalogue.current(one)).shop,
      wordsOf: (view) => wordBooking(shippedPhrases(), view, { language: 'en', channel: 'webchat', shop: SAMPLE_SHOP }),
    });
    expect(await careless.drop(tokenOf(id), 1)).toBe('dropped');
    expect(await statusOf(id)).toBe('cancelled');
  });
});

describe('another time on the page of a visit', () => {
  const WEDNESDAY_10 = Date.parse('2026-11-25T10:00:00Z');
  const choose = (token: string, fields: Record<string, unknown>): Promise<Response> =>
    get(`${token}/move`, {
      method: 'POST',
      body: new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])),
    });
  const wednesday = (version: number, more: object = {}) => ({
    ...{ version, day: '2026-11-25', at: WEDNESDAY_10, with: 'asha', ...more },
  });
  const startOf = async (id: string): Promise<number | undefined> =>
    (await salon.world.desk.findBooking(id))?.startsAtUtc;

  it('is chosen by day and time without script, its cost said first, and moves the visit once [ORD-11] [CX-02]', async () => {
    const { id } = await book(salon);
    await accept(id);
    const token = tokenOf(id);
    const days = await read(`${token}/move`);
    expect(days).toMatch(/When suits you instead\? .*Now it is Tue 24 Nov 14:00 with asha\./);
    expect(days).toContain('Free until Mon 23 Nov 14:00. The price stays the same.');
    expect(days).toMatch(/Sat 21 Nov .*Wed 25 Nov .*Later days/);
    const times = await read(`${token}/move?day=2026-11-25`);
    expect(times).toMatch(/Wed 25 Nov: which time\? .*10:00 with asha/);
    const asked = await read(`${token}/move?day=2026-11-25&at=${WEDNESDAY_10}&with=asha`);
    expect(asked).toMatch(/Move it to Wed 25 Nov 10:00 with asha\? .*Move it Another time Keep it/);
    expect(await startOf(id)).toBe(TUESDAY_14);

    const answers = await Promise.all([1, 2, 3].map(() => choose(token, wednesday(2))));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await startOf(id)).toBe(WEDNESDAY_10);
    expect((await eventTypes(salon)).filter((type) => type === 'booking.moved')).toHaveLength(1);
    expect(await offered(salon, '2026-11-24')).toContain('14:00');
    expect(await read(token)).toContain('Wed 25 Nov 10:00');
  });

  it('that has gone meanwhile, or was chosen for the visit as it no longer is, moves nothing and says so', async () => {
    const { id } = await book(salon);
    const token = tokenOf(id);
    await book(salon, WEDNESDAY_10, { conversationId: 'chat-of-eve' });
    const gone = await choose(token, wednesday(1));
    expect(gone.status).toBe(409);
    expect(plain(await gone.text())).toMatch(/has just gone, I am sorry\..* Wed 25 Nov: which time\?/);
    expect(await read(`${token}/move?day=2026-11-25&at=${WEDNESDAY_10}&with=asha`)).toContain('has just gone');
    const changed = await choose(token, wednesday(7, { with: 'ben' }));
    expect(changed.status).toBe(409);
    expect(plain(await changed.text())).toContain('This visit has changed since the page was shown.');
    expect((await choose(token, { version: 1 })).status).toBe(409);
    expect(await startOf(id)).toBe(TUESDAY_14);
  });

  it('is asked for past the deadline, once, and stays as it is until the shop agrees [CX-15]', async () => {
    const { id } = await book(salon);
    await accept(id);
    salon.clock.advance(TUESDAY_14 - HOUR_MS - NOW_UTC);
    const token = tokenOf(id);
    expect(await read(token)).toContain('Ask Willow Salon for another time');
    const question = await read(`${token}/move?day=2026-11-25&at=${WEDNESDAY_10}&with=asha`);
    expect(question).toContain('Willow Salon can still agree, and answers in your chat. Until then it stays as it is.');
    expect(question).toContain('Ask Willow Salon for Wed 25 Nov 10:00 with asha?');
    const answers = await Promise.all([1, 2].map(() => choose(token, wednesday(2))));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toContain('10:00');
    expect(await startOf(id)).toBe(TUESDAY_14);
    expect(await read(token)).toContain('You have asked Willow Salon for another time.');
    expect((await get(`${token}/move`)).headers.get('location')).toBe(`../${token}`);
  });

  it('cannot be chosen behind a link that was not made here', async () => {
    expect((await get('nobody.nothing/move')).status).toBe(404);
    expect((await choose('nobody.nothing', wednesday(1))).status).toBe(404);
  });
});
