import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { AdministratorExistsError, createAccess, createAccessRoutes, type Access } from '../../src/access/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { listen, type HttpServer } from '../../src/platform/http.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';

const PASSWORD = 'a long sentence of mine';
const NOW_UTC = Date.parse('2026-11-21T09:00:00Z');

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let access: Access;
let http: HttpServer;
let url: string;

beforeAll(async () => {
  mongo = await openTestDatabase();
});
afterAll(async () => {
  await mongo.drop();
});

beforeEach(async () => {
  for (const name of ['administrators', 'sign_in_attempts', 'panel_sessions'])
    await mongo.db.collection(name).deleteMany({});
  access = createAccess({ mongo, clock: createMovableClock(NOW_UTC), cost: { memoryCost: 1024, timeCost: 1 } });
});

async function withServer(work: () => Promise<void>, isDemo = false): Promise<void> {
  const app = express();
  http = await listen(app, 0);
  url = `http://127.0.0.1:${http.port}`;
  const routes = createAccessRoutes({
    mongo,
    access,
    log: createLog('silent'),
    secret: 'a secret of sixteen or more',
    publicUrl: 'http://parley.example',
    isDemo,
  });
  app.use('/api/v1', routes.router);
  app.get('/api/v1/kept', routes.requireAdmin, (req, res) => void res.json(routes.administratorOf(req)));
  try {
    await work();
  } finally {
    await http.stop();
  }
}

const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${url}/api/v1${path}`, init);
const signIn = (email: string, password: string, headers: Record<string, string> = {}): Promise<Response> =>
  ask('/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ email, password }),
  });
const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';

describe('administrators', () => {
  it('are kept with an argon2id hash and never with a password', async () => {
    await access.create({ email: 'Rosa@Example.com', name: 'Rosa Field', password: PASSWORD });
    const row = await mongo.db.collection<{ _id: string; passwordHash: string }>('administrators').findOne({});
    expect(row?._id).toBe('rosa@example.com');
    expect(row?.passwordHash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(PASSWORD);
  });

  it('are not made twice, nor with a short password', async () => {
    await access.create({ email: 'rosa@example.com', name: 'Rosa', password: PASSWORD });
    await expect(access.create({ email: 'ROSA@example.com', name: 'Rosa', password: PASSWORD })).rejects.toThrow(
      AdministratorExistsError,
    );
    await expect(access.create({ email: 'ben@example.com', name: 'Ben', password: 'short' })).rejects.toThrow('12');
  });
});

describe('signing in', () => {
  it('opens what is behind it, and signing out closes it on the server', () =>
    withServer(async () => {
      await access.create({ email: 'rosa@example.com', name: 'Rosa Field', password: PASSWORD });
      expect((await ask('/kept')).status).toBe(401);
      const signedIn = await signIn(' ROSA@example.com ', PASSWORD);
      expect(signedIn.status).toBe(200);
      const set = signedIn.headers.get('set-cookie') ?? '';
      expect(set).toMatch(/HttpOnly/);
      expect(set).toMatch(/SameSite=Lax/);
      const Cookie = cookieOf(signedIn);
      expect(await (await ask('/kept', { headers: { Cookie } })).json()).toEqual({
        email: 'rosa@example.com',
        name: 'Rosa Field',
      });
      expect((await ask('/session', { method: 'DELETE', headers: { Cookie } })).status).toBe(204);
      expect((await ask('/kept', { headers: { Cookie } })).status).toBe(401);
    }));

  it('says the same of an unknown address and of a wrong password', () =>
    withServer(async () => {
      await access.create({ email: 'rosa@example.com', name: 'Rosa', password: PASSWORD });
      const [unknown, wrong, unreadable] = [
        await signIn('nobody@example.com', PASSWORD),
        await signIn('rosa@example.com', 'something else entirely'),
        await ask('/session', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: '{"email":{}}',
        }),
      ];
      const said = await Promise.all([unknown, wrong, unreadable].map((one) => one.json()));
      expect(said[0]).toEqual(said[1]);
      expect(said[2]).toEqual(said[1]);
      expect([unknown.status, wrong.status, unreadable.status]).toEqual([401, 401, 401]);
    }));

  it('is slowed down after eight wrong tries, also when they come all at once, and says how long', () =>
    withServer(async () => {
      await access.create({ email: 'rosa@example.com', name: 'Rosa', password: PASSWORD });
      const tries = await Promise.all(
        Array.from({ length: 20 }, () => signIn('rosa@example.com', 'a wrong guess of it')),
      );
      expect(tries.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(8);
      const late = await signIn('rosa@example.com', PASSWORD);
      expect(late.status).toBe(429);
      expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(((await late.json()) as { title: string }).title).toContain('minutes');
    }));

  it('begins with a new session id, so that one planted before is worth nothing', () =>
    withServer(async () => {
      await access.create({ email: 'rosa@example.com', name: 'Rosa', password: PASSWORD });
      const first = cookieOf(await signIn('rosa@example.com', PASSWORD));
      const second = cookieOf(await signIn('rosa@example.com', PASSWORD, { Cookie: first }));
      expect(second).not.toBe('');
      expect(second).not.toBe(first);
      expect((await ask('/kept', { headers: { Cookie: first } })).status).toBe(401);
    }));

  it('is refused to a page of another site', () =>
    withServer(async () => {
      await access.create({ email: 'rosa@example.com', name: 'Rosa', password: PASSWORD });
      expect((await signIn('rosa@example.com', PASSWORD, { Origin: 'https://evil.example' })).status).toBe(403);
      expect((await signIn('rosa@example.com', PASSWORD, { Origin: 'http://parley.example' })).status).toBe(200);
      expect((await signIn('rosa@example.com', PASSWORD, { Origin: url })).status).toBe(200);
    }));
});

describe('the demo door', () => {
  it('stands open with the simulator and does not exist without it', async () => {
    await withServer(async () => {
      const entered = await ask('/session/demo', { method: 'POST' });
      expect(entered.status).toBe(200);
      expect((await ask('/kept', { headers: { Cookie: cookieOf(entered) } })).status).toBe(200);
      // She has no password: nobody gets in as her by guessing.
      expect((await signIn('maria@willow.example', '')).status).toBe(401);
      expect(await access.isEmpty()).toBe(true);
    }, true);
    await withServer(async () => {
      expect((await ask('/session/demo', { method: 'POST' })).status).toBe(404);
    });
  });
});
