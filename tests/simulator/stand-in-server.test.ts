import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStandInServer, type StandInServer } from '../../src/simulator/stand-ins/http.js';

let server: StandInServer<string>;
let effects = 0;

beforeEach(async () => {
  effects = 0;
  server = createStandInServer<string>({
    name: 'sample',
    isExempt: ({ path }) => path === '/page',
    handle: ({ path, query, body }) => {
      if (path === '/broken') throw new Error('a bug of the stand-in');
      effects++;
      return { status: 200, json: { path, a: query.get('a'), length: body.length } };
    },
  });
  await server.start();
});
afterEach(() => server.stop());

describe('a stand-in server', () => {
  it('answers with what its handler says, on a free port of this machine', async () => {
    const answer = await fetch(`${server.url}/x?a=1`, { method: 'POST', body: 'abc' });
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect(await answer.json()).toEqual({ path: '/x', a: '1', length: 3 });
  });

  it('fails exactly as often as it is told, without an effect, and then is healthy again', async () => {
    server.faults.failBeforeEffect = 1;
    server.faults.rateLimit = 1;
    const limited = await fetch(`${server.url}/x`);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await fetch(`${server.url}/x`)).status).toBe(503);
    expect(effects).toBe(0);
    expect((await fetch(`${server.url}/x`)).status).toBe(200);
  });

  it('cuts the connection after the effect', async () => {
    server.faults.cutAfterEffect = 1;
    await expect(fetch(`${server.url}/x`)).rejects.toThrow();
    expect(effects).toBe(1);
    expect((await fetch(`${server.url}/x`)).status).toBe(200);
  });

  it('spares pages that people open', async () => {
    server.faults.failBeforeEffect = 1;
    expect((await fetch(`${server.url}/page`)).status).toBe(200);
    expect(server.faults.failBeforeEffect).toBe(1);
  });

  it('reports a bug of its own instead of hiding it', async () => {
    expect((await fetch(`${server.url}/broken`)).status).toBe(500);
    expect(server.problems).toEqual(['sample: GET /broken failed inside the stand-in: Error: a bug of the stand-in']);
  });

  it('may be started and stopped twice', async () => {
    await server.start();
    await server.stop();
    await server.stop();
    await expect(fetch(`${server.url}/x`)).rejects.toThrow();
  });
});
