import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createOutside, outsideIndexes, parseHosts, type OutsideDeps } from '../../src/outside/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

const SECRET = 'a secret that signs, long enough';
const START_UTC = Date.UTC(2026, 10, 21, 10, 32);
const CHAT = 'sms:+15550001:+447700900123';

interface Posted {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let receiver: Server;
let receiverUrl: string;
let posted: Posted[];
let answer: (res: ServerResponse) => void;
let told: [string, string, unknown][];
let onTell: () => Promise<void>;
let clock: ReturnType<typeof createMovableClock>;
const servers: Server[] = [];

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, outsideIndexes);
  receiver = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      posted.push({ headers: req.headers, body: Buffer.concat(chunks).toString() });
      answer(res);
    });
  });
  receiverUrl = await listen(receiver);
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await mongo.drop();
});
beforeEach(() => {
  posted = [];
  told = [];
  onTell = () => Promise.resolve();
  answer = (res) => res.end('{}');
  clock = createMovableClock(START_UTC);
});
afterEach(async () => {
  await Promise.all(['outside_events', 'outside_callbacks'].map((name) => mongo.db.collection(name).deleteMany({})));
});

function outside(over: Partial<OutsideDeps> = {}) {
  return createOutside({
    mongo,
    clock,
    log: createLog('silent'),
    secret: SECRET,
    publicUrl: 'https://book.example',
    findShop: () => Promise.resolve({ zone: 'Europe/London' }),
    tell: async (conversationId, eventId, event) => {
      await onTell();
      told.push([conversationId, eventId, event]);
    },
    hosts: parseHosts(new URL(receiverUrl).host),
    allowLoopback: true,
    eventHook: { url: `${receiverUrl}/events`, secret: 'what signs the events' },
    ...over,
  });
}

const context = (key: string) => ({
  shopId: 'willow',
  conversationId: CHAT,
  channel: 'sms' as const,
  address: '+447700900123',
  language: 'en',
  key: `${CHAT}:${key}`,
  nowUtc: START_UTC,
});
const emit = (house: ReturnType<typeof outside>, key = '1') =>
  house.blocks['event.emit']({ event: 'lead.new', data: { wish: 'a quote' } }, context(key));
const events = () => mongo.db.collection('outside_events').find().toArray();

describe('an event of a script', () => {
  it('is posted once, signed over what was sent, and names nobody', async () => {
    const house = outside();
    await emit(house);
    await emit(house); // the same turn, run again
    expect(posted).toHaveLength(0); // the turn does not wait for it
    await house.sweep();
    await house.sweep();
    expect(posted).toHaveLength(1);
    const { headers, body } = posted[0]!;
    const parsed = JSON.parse(body) as Record<string, unknown>;
    expect(parsed).toEqual({
      id: headers['idempotency-key'],
      event: 'lead.new',
      at: '2026-11-21T10:32:00.000Z',
      shop: 'willow',
      channel: 'sms',
      chat: expect.stringMatching(/^[\w-]{22}$/),
      data: { wish: 'a quote' },
    });
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['parley-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', 'what signs the events').update(`${seconds}.${body}`).digest('hex'));
    expect(headers['parley-event']).toBe('lead.new');
    expect(body + JSON.stringify(headers)).not.toContain('447700900123');
  });

  it('is tried again, under the same id, until the server takes it', async () => {
    const house = outside();
    let failures = 3;
    answer = (res) => res.writeHead(failures-- > 0 ? 503 : 204).end();
    await emit(house);
    for (let minute = 0; minute < 60; minute++) {
      await house.sweep();
      clock.set(clock.nowUtc() + MINUTE_MS);
    }
    expect(posted).toHaveLength(4);
    expect(new Set(posted.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(await events()).toEqual([expect.objectContaining({ tries: 4, sentAtUtc: expect.any(Number) as unknown })]);
  });

  it('is given up after about a day and a half, and kept with the reason', async () => {
    const house = outside();
    answer = (res) => res.writeHead(500).end();
    await emit(house);
    for (let hour = 0; hour < 48; hour++) {
      await house.sweep();
      clock.set(clock.nowUtc() + 60 * MINUTE_MS);
    }
    expect(posted).toHaveLength(8);
    expect(await events()).toEqual([expect.objectContaining({ tries: 8, reason: 'refused' })]);
    expect((await events())[0]).not.toHaveProperty('dueAtUtc');
  });

  it('is sent by one of two processes that look at once, and taken over from one that died', async () => {
    const [one, two] = [outside(), outside()];
    await emit(one);
    await Promise.all([one.sweep(), two.sweep()]);
    expect(posted).toHaveLength(1);
    await mongo.db
      .collection('outside_events')
      .updateMany({}, { $set: { dueAtUtc: clock.nowUtc() + 60_000, tries: 1 } });
    await two.sweep();
    expect(posted).toHaveLength(1);
    clock.set(clock.nowUtc() + 60_000);
    await two.sweep();
    expect(posted).toHaveLength(2);
  });

  it('is kept where it goes nowhere, and never leaves for a host that is not allowed', async () => {
    await emit(outside({ eventHook: null }), 'a');
    await outside({ eventHook: null }).sweep();
    const house = outside({ hosts: [] });
    await emit(house, 'b');
    await house.sweep();
    expect(posted).toHaveLength(0);
    expect((await events()).map(({ reason }) => (reason as string | undefined) ?? null).sort()).toEqual(
      [null, 'notAllowed'].sort(),
    );
  });
});

describe('a link that is called once', () => {
  const TAKE = [{ name: 'result', path: 'data.result', type: 'text' }];
  const make = async (house: ReturnType<typeof outside>, key = '1') => {
    const outcome = await house.blocks['callback.make']({ lastsMin: 120, take: TAKE }, context(key));
    return outcome.data;
  };
  const look = (house: ReturnType<typeof outside>, id: string, conversationId = CHAT) =>
    house.blocks['callback.look']({ id }, { ...context('look'), conversationId });

  async function opened(over: Partial<OutsideDeps> = {}) {
    const house = outside(over);
    const url = await listen(createServer(express().use(house.routes)));
    const call = async (link: string, body: unknown = { data: { result: 'all clear' } }, method = 'POST') => {
      const res = await fetch(url + new URL(link).pathname, {
        method,
        ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
      });
      return { status: res.status, text: await res.text() };
    };
    return { house, call };
  }
  const rows = () => mongo.db.collection('outside_callbacks').find().toArray();

  it('is the same when the turn is run again, and says until when it may be called', async () => {
    const { house } = await opened();
    const link = await make(house);
    expect(await make(house)).toEqual(link);
    expect(link).toMatchObject({ until: 'Sat 21 Nov 12:32', untilUtc: START_UTC + 120 * MINUTE_MS });
    expect(link.url).toMatch(/^https:\/\/book\.example\/callbacks\/[\w-]{22}\.[\w-]{22}$/);
    expect(await rows()).toHaveLength(1);
  });

  it('tells the chat what it brought, once: whoever calls again is told that it is used', async () => {
    const { house, call } = await opened();
    const { id, url } = await make(house);
    expect(await look(house, id)).toMatchObject({ exit: 'waiting' });
    const calls = await Promise.all([call(url), call(url), call(url)]);
    expect(calls.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
    expect(told).toEqual([[CHAT, `callback:${id}`, { type: 'called', id }]]);
    expect(await look(house, id)).toMatchObject({ exit: 'called', data: { values: { result: 'all clear' } } });
    expect(await look(house, id, 'sms:+15550001:+447700900999')).toMatchObject({ exit: 'waiting' });
  });

  it('answers 404 to a token it did not sign and 410 to one that is over, and writes nothing', async () => {
    const { house, call } = await opened();
    const { url } = await make(house);
    const before = await rows();
    const [head, signature = ''] = url.split('.').slice(-2);
    const forged = `${url.slice(0, -signature.length)}${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(head).toBeDefined();
    for (const link of [forged, 'https://x/callbacks/abc', `https://x/callbacks/${'A'.repeat(22)}.${signature}`])
      expect((await call(link)).status).toBe(404);
    clock.set(START_UTC + 120 * MINUTE_MS);
    expect((await call(url)).status).toBe(410);
    expect(await rows()).toEqual(before);
    expect(told).toEqual([]);
  });

  it('is not used up by what it does not wait for, nor by being looked at', async () => {
    const { house, call } = await opened();
    const { url } = await make(house);
    expect(await call(url, { data: { result: 7 } })).toMatchObject({
      status: 422,
      text: expect.stringContaining('waits for a text at \\"data.result\\"'),
    });
    expect((await call(url, 'not json')).status).toBe(400);
    expect((await call(url, null, 'GET')).status).toBe(405);
    expect((await call(url, 'x'.repeat(70_000))).status).toBe(413);
    expect((await call(url)).status).toBe(200);
  });

  it('tells the chat later when the process ended in between', async () => {
    const { house, call } = await opened();
    const { id, url } = await make(house);
    onTell = () => Promise.reject(new Error('the process is gone'));
    expect((await call(url)).status).toBe(200);
    expect(told).toEqual([]);
    onTell = () => Promise.resolve();
    clock.set(clock.nowUtc() + 2 * MINUTE_MS);
    await house.sweep();
    await house.sweep();
    expect(told).toEqual([[CHAT, `callback:${id}`, { type: 'called', id }]]);
  });

  it('would be taken twice without the condition in the filter, so the check above can fail', async () => {
    const { house, call } = await opened();
    const { url } = await make(house);
    await call(url);
    await mongo.db.collection('outside_callbacks').updateMany({}, { $unset: { values: 1 } });
    expect((await call(url)).status).toBe(200);
    expect(told).toHaveLength(2);
  });
});
