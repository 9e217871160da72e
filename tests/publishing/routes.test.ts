import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createInsightRoutes, createInsights } from '../../src/insights/index.js';
import { createErrorHandler, listen, type HttpServer } from '../../src/platform/http.js';
import { createLog } from '../../src/platform/log.js';
import { createPublishingRoutes, type Publishing } from '../../src/publishing/index.js';
import { openTestDatabase } from '../support/database.js';
import { acceptAll, openPublishing } from './support.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let http: HttpServer;
let publishing: Publishing;

beforeAll(async () => {
  mongo = await openTestDatabase();
  publishing = await openPublishing(mongo);
  const app = express();
  const requireAdmin: express.RequestHandler = (req, res, next) =>
    req.headers.authorization ? next() : void res.status(401).json({ title: 'Please sign in' });
  const authorOf = (req: express.Request): string => req.headers.authorization ?? '';
  app.use('/api/v1', createPublishingRoutes({ publishing, requireAdmin, authorOf }));
  app.use('/api/v1', createInsightRoutes({ insights: createInsights({ mongo, shopId: 'willow' }), requireAdmin }));
  app.use(createErrorHandler(createLog('silent')));
  http = await listen(app, 0);
});
afterAll(async () => {
  await http.stop();
  await mongo.drop();
});

async function ask(method: string, path: string, body?: unknown, who = 'Maria') {
  const response = await fetch(`http://127.0.0.1:${http.port}/api/v1${path}`, {
    method,
    headers: { ...(who ? { authorization: who } : {}), 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? null : JSON.parse(text),
    type: response.headers.get('content-type'),
  };
}

describe('the API of scripts', () => {
  it.each([
    ['GET', '/scripts'],
    ['GET', '/scripts/texts'],
    ['GET', '/scripts/salon/draft'],
    ['PUT', '/scripts/salon/draft'],
    ['POST', '/scripts/publish'],
    ['POST', '/scripts/salon/rollback'],
    ['POST', '/scripts/salon/replay'],
    ['GET', '/scripts/salon/funnel'],
    ['GET', '/completion'],
  ])('rejects an unauthenticated caller: %s %s', async (method, path) => {
    expect((await ask(method, path, method === 'GET' ? undefined : {}, '')).status).toBe(401);
  });

  it('lists scripts, repairs and phrases with what is current', async () => {
    const { body } = await ask('GET', '/scripts');
    const kinds = Object.fromEntries(body.map(({ id, kind }: { id: string; kind: string }) => [id, kind]));
    expect(kinds).toMatchObject({ salon: 'script', skip: 'repair', phrases: 'phrases' });
    expect(body.find(({ id }: { id: string }) => id === 'salon').current).toMatchObject({
      version: 1,
      isCurrent: true,
    });
  });

  it('gives every published text in one answer, of the version that is current', async () => {
    const current = async (): Promise<string[]> =>
      (await ask('GET', '/scripts')).body.map((one: { id: string; current: { version: number } }) =>
        [one.id, one.current.version].join('@'),
      );
    const { body } = await ask('GET', '/scripts/texts');
    const given = body.map(({ id, version }: { id: string; version: number }) => `${id}@${version}`);
    expect(given.sort()).toEqual((await current()).sort());
    const salon = body.find(({ id }: { id: string }) => id === 'salon');
    expect(salon.text).toBe((await ask('GET', '/scripts/salon/versions/1')).body.text);
  });

  it('takes a script from draft to publish and back again', async () => {
    const { body: draft } = await ask('GET', '/scripts/salon/draft');
    const text = draft.text.replace("'Who?'", "'Who shall it be?'");
    const saved = await ask('PUT', '/scripts/salon/draft', { text, revision: 0, began: draft.text });
    expect(saved).toMatchObject({ status: 200, body: { revision: 1, author: 'Maria' } });

    expect((await ask('POST', '/scripts/salon/check', {})).body.problems).toEqual(expect.any(Array));
    expect((await ask('POST', '/scripts/salon/impact', { policy: 'move' })).body).toMatchObject({
      people: 0,
      policy: 'move',
    });
    expect((await ask('POST', '/scripts/salon/replay', {})).body).toMatchObject({ talks: 0, different: [] });

    const accepted = await acceptAll(publishing, ['salon']);
    const publish = { drafts: [{ scriptId: 'salon', revision: 1 }], note: 'Friendlier', accepted };
    expect(await ask('POST', '/scripts/publish', publish)).toMatchObject({
      status: 200,
      body: { versions: [{ version: 2, isCurrent: true, note: 'Friendlier', author: 'Maria' }] },
    });
    const { parts } = (await ask('GET', '/scripts/salon/diff?from=1&to=2')).body;
    expect(
      parts.some(
        ({ kind, text: words }: { kind: string; text: string }) => kind === 'added' && words.includes('shall'),
      ),
    ).toBe(true);

    const back = await ask('POST', '/scripts/salon/rollback', { version: 1, note: 'Shorter again', accepted });
    expect(back).toMatchObject({ status: 200, body: { versions: [{ version: 3, restores: 1 }] } });
    expect(
      (await ask('GET', '/scripts/salon/versions')).body.map(({ version }: { version: number }) => version),
    ).toEqual([3, 2, 1]);
  });

  it('refuses a stale save with the text of the other, as a problem', async () => {
    const { body: draft } = await ask('GET', '/scripts/drop/draft');
    await ask('PUT', '/scripts/drop/draft', { text: `${draft.text}# Ben\n`, revision: 0 }, 'Ben');
    const stale = await ask('PUT', '/scripts/drop/draft', {
      text: `# Maria\n${draft.text}`,
      revision: 0,
      began: draft.text,
    });

    expect(stale).toMatchObject({ status: 409, type: expect.stringContaining('application/problem+json') });
    expect(stale.body).toMatchObject({
      code: 'scripts.stale',
      theirs: { author: 'Ben', revision: 1 },
      conflictsAt: [],
    });
    expect(stale.body.merged).toContain('# Maria');
    expect(stale.body.merged).toContain('# Ben');
  });

  it('publishes nothing where a problem blocks, and says which step', async () => {
    const { body: draft } = await ask('GET', '/scripts/move/draft');
    await ask('PUT', '/scripts/move/draft', { text: draft.text.replace('start: ', 'start: not-'), revision: 0 });
    const refused = await ask('POST', '/scripts/publish', { drafts: [{ scriptId: 'move', revision: 1 }], note: 'n' });

    expect(refused).toMatchObject({ status: 422, body: { code: 'scripts.refused', step: 'check' } });
    expect(refused.body.problems[0]).toMatchObject({ line: expect.any(Number), fix: expect.any(String) });
  });

  it.each([
    ['PUT', '/scripts/salon/draft', { text: 5, revision: 0 }, 400],
    ['PUT', '/scripts/__proto__/draft', { text: '', revision: 0 }, 400],
    ['PUT', '/scripts/nothing/draft', { text: '', revision: 0 }, 404],
    ['POST', '/scripts/publish', { drafts: [], note: 'x' }, 400],
    ['POST', '/scripts/publish', { drafts: [{ scriptId: 'salon', revision: 1 }], note: ' ' }, 400],
    ['POST', '/scripts/salon/impact', { policy: { $ne: 1 } }, 400],
    ['GET', '/scripts/salon/diff?from=1&to=x', undefined, 400],
    ['GET', '/scripts/salon/diff?from=1&to=99', undefined, 404],
    ['GET', '/scripts/salon/versions/99', undefined, 404],
    ['GET', '/scripts/salon/funnel?channel=fax', undefined, 400],
  ])('answers clearly what it cannot do: %s %s %j', async (method, path, body, status) => {
    expect((await ask(method, path, body)).status).toBe(status);
  });
});
