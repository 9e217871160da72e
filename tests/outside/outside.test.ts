import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAskServer } from '../../src/outside/ask-server.js';
import { isPublicAddress } from '../../src/outside/hosts.rules.js';
import { outsideIndexes, parseHosts } from '../../src/outside/index.js';
import { createOutsideBlocks } from '../../src/outside/outside.blocks.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let server: Server;
let host: string;
let requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
let reply: (req: IncomingMessage, res: ServerResponse) => void;

beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, outsideIndexes);
  server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { method = '', url = '', headers } = req;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      reply(req, res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await mongo.drop();
});
beforeEach(() => {
  requests = [];
  reply = (_req, res) => res.end(JSON.stringify({ data: { items: [{ name: 'Rosa', visits: 6 }] }, ok: true }));
});
afterEach(async () => {
  await mongo.db.collection('outside_calls').deleteMany({});
});

const lines: string[] = [];
const log = createLog('info', { write: (line: string) => void lines.push(line) });
const blocks = (more: { budgetMs?: number } = {}) =>
  createOutsideBlocks({
    mongo,
    clock: createMovableClock(0),
    log,
    ask: createAskServer({
      hosts: parseHosts(`${host}=the-bearer-secret, api.example.com`),
      allowLoopback: true,
      ...more,
    }),
  });
const context = (key: string) => ({
  shopId: 'willow',
  conversationId: 'sms:a:+447700900123',
  channel: 'sms' as const,
  address: '+447700900123',
  language: 'en',
  key: `sms:a:+447700900123:${key}`,
  nowUtc: 0,
});
const get = (path: string, key = path, take = {}, more = {}) =>
  blocks(more)['http.request']({ method: 'GET', url: `http://${host}${path}`, body: null, take }, context(key));

describe('a server outside', () => {
  it('is asked with its token and an idempotency key that names nobody, and its answer is mapped by paths', async () => {
    const take = {
      who: 'data.items[0].name',
      visits: 'data.items[0].visits',
      none: 'a.b',
      proto: '__proto__.x',
      all: 'data',
    };
    const outcome = await blocks()['http.request'](
      { method: 'POST', url: `http://${host}/visits?x=1`, body: { id: 1 }, take },
      context('k1'),
    );
    expect(outcome).toEqual({
      call: 'http.request',
      exit: 'done',
      data: {
        status: 200,
        values: { who: 'Rosa', visits: 6, none: null, proto: null, all: { items: [{ name: 'Rosa', visits: 6 }] } },
      },
    });
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/visits?x=1', body: '{"id":1}' });
    expect(requests[0]!.headers.authorization).toBe('Bearer the-bearer-secret');
    expect(requests[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is asked once for one call, however often the turn is run, and gives the same answer again', async () => {
    const first = await get('/a', 'same', { ok: 'ok' });
    reply = (_req, res) => res.end('{"ok":false}');
    expect(await get('/a', 'same', { ok: 'ok' })).toEqual(first);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, (req: IncomingMessage, res: ServerResponse) => void, string]>([
    ['answers 500', (_req, res) => res.writeHead(500).end('{}'), 'refused'],
    ['answers what is no JSON', (_req, res) => res.end('<html>'), 'notJson'],
    ['answers more than 64 kB', (_req, res) => res.end(JSON.stringify('x'.repeat(65 * 1024))), 'tooLong'],
    ['never ends its answer', (_req, res) => void res.write('{"a":'), 'tooSlow'],
    ['hangs up', (req) => req.socket.destroy(), 'unreachable'],
    [
      'sends us to another host',
      (_req, res) => res.writeHead(302, { Location: 'https://evil.example/' }).end(),
      'movedAway',
    ],
    [
      'sends us to its own neighbour',
      (_req, res) => res.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
      'movedAway',
    ],
    ['sends us round in circles', (_req, res) => res.writeHead(302, { Location: '/again' }).end(), 'movedAway'],
  ])('that %s leads to the failure exit', async (_what, answer, reason) => {
    reply = answer;
    expect(await get(`/${reason}/${_what.length}`, _what, {}, { budgetMs: 300 })).toMatchObject({
      exit: 'failed',
      data: { reason },
    });
  });

  it('may move within its host when it is only asked, and not when something is ordered', async () => {
    reply = (req, res) => (req.url === '/old' ? res.writeHead(301, { Location: '/new' }).end() : res.end('{"a":1}'));
    expect(await get('/old', 'm1', { a: 'a' })).toMatchObject({ exit: 'done', data: { values: { a: 1 } } });
    const order = { method: 'POST', url: `http://${host}/old`, body: null, take: {} } as const;
    expect(await blocks()['http.request'](order, context('m2'))).toMatchObject({ data: { reason: 'movedAway' } });
  });

  it('keeps its secrets out of the log', async () => {
    reply = (_req, res) => res.writeHead(500).end('the answer');
    await get('/visits?token=in-the-address', 'logged');
    const said = lines.join('');
    expect(said).toContain(host);
    for (const secret of ['the-bearer-secret', 'in-the-address', 'the answer', '7700900123'])
      expect(said).not.toContain(secret);
  });
});

describe('an address that is not ours to ask', () => {
  const ask = (url: string, more: Partial<Parameters<typeof createAskServer>[0]> = {}) =>
    createAskServer({ hosts: parseHosts('api.example.com, 10.0.0.1, [::1]'.replace('[::1]', '127.0.0.1')), ...more })({
      method: 'GET',
      url,
      body: null,
      idempotencyKey: 'k',
    });

  it.each([
    'http://api.example.com/',
    'https://api.example.com:444/',
    'https://api.example.com.evil.example/',
    'https://rosa:secret@api.example.com/',
    'https://other.example/',
    'file:///etc/passwd',
    'nonsense',
  ])('%s is not allowed', async (url) => {
    expect(await ask(url)).toEqual({ kind: 'failed', reason: 'notAllowed' });
  });

  it('inside our network is refused, as a number and as a name that leads there', async () => {
    for (const url of ['https://10.0.0.1/', 'https://127.0.0.1/'])
      expect(await ask(url)).toEqual({ kind: 'failed', reason: 'innerAddress' });
    for (const address of ['127.0.0.1', '169.254.169.254', '10.1.2.3', '::1', '::ffff:127.0.0.1', 'fd00::1']) {
      const lookup = ((_name: string, _options: object, callback: (error: null, found: object[]) => void) =>
        callback(null, [
          { address: '93.184.216.34', family: 4 },
          { address, family: address.includes(':') ? 6 : 4 },
        ])) as never;
      expect(await ask('https://api.example.com/', { lookup })).toEqual({ kind: 'failed', reason: 'innerAddress' });
    }
  });

  it.each<[string, boolean]>([
    ['93.184.216.34', true],
    ['2606:2800:220:1::1', true],
    ['100.64.0.1', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['0.0.0.0', false],
    ['64:ff9b::a00:1', false],
    ['fe80::1', false],
    ['2001:db8::1', false],
    ['2002:7f00:1::', false],
    ['', false],
  ])('%s is public: %s', (address, wanted) => {
    expect(isPublicAddress(address)).toBe(wanted);
  });

  it('is named when the list of hosts cannot be read', () => {
    expect(() => parseHosts('https://api.example.com')).toThrow('is not a host name');
    expect(parseHosts(' A.example , b.example=t=x ,')).toEqual([
      { host: 'a.example', token: null },
      { host: 'b.example', token: 't=x' },
    ]);
  });
});
