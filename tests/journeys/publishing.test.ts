import { afterEach, describe, expect, it } from '@jest/globals';
import { startApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { freePort } from '../faults/killable.js';
import { openTestDatabase } from '../support/database.js';
import { openHouse, type House } from './house.js';

let house: House;

async function signedIn(): Promise<
  (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>
> {
  const api = `${house.app.url}/api/v1`;
  const entered = await fetch(`${api}/session/demo`, { method: 'POST' });
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
  return async (method, path, body) => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { cookie, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
}

describe('a script published in the panel', () => {
  afterEach(() => house.stop());

  it('is what the next person hears, and who is inside fares as it was said [FL-12]', async () => {
    house = await openHouse('2026-11-23T08:00');
    const [inside, next] = [house.person('sms'), house.person('telegram')];
    for (const said of ['hi', '1']) await inside.says(said);
    await inside.heard();
    const ask = await signedIn();
    const draft = (await ask('GET', '/scripts/salon/draft')).body as { text: string };
    const text = draft.text.replaceAll('What would you like?', 'What shall we do for you?');
    await ask('PUT', '/scripts/salon/draft', { text, revision: 0 });

    const impact = await ask('POST', '/scripts/salon/impact', { policy: 'move' });
    expect(impact.body).toMatchObject({
      people: 1,
      moves: 1,
      blocks: [{ block: 'service', change: 'changed', people: 1 }],
    });

    const { problems } = (await ask('POST', '/scripts/salon/check', { playsChats: true })).body as {
      problems: { severity: string; check: string; block: string | null }[];
    };
    const accepted = problems
      .filter(({ severity }) => severity === 'reason')
      .map(({ check, block }) => ({ check, block, reason: 'these are the new words' }));
    const published = await ask('POST', '/scripts/publish', {
      ...{ drafts: [{ scriptId: 'salon', revision: 1 }], note: 'Warmer', policy: 'move', accepted },
    });
    expect(published).toMatchObject({ status: 200, body: { versions: [{ version: 2 }] } });

    for (const said of ['hi', '1']) await next.says(said);
    expect((await next.heard()).join('\n')).toContain('What shall we do for you?');
    await inside.says('repeat');
    expect((await inside.heard()).join('\n')).toContain('What shall we do for you?');

    const { body: funnel } = await ask('GET', '/scripts/salon/funnel');
    expect(funnel).toMatchObject({
      steps: expect.arrayContaining([expect.objectContaining({ block: 'service', entered: 2 })]),
    });
  });
});

describe('scripts that cannot be read', () => {
  it('keep the house from opening, and its door is shut again', async () => {
    const database = await openTestDatabase();
    const port = await freePort();
    const start = startApp({
      config: readConfig({ PORT: String(port), LOG_LEVEL: 'fatal' }),
      mongoUri: process.env['MONGODB_TEST_URI']!,
      dbName: database.connection.name,
      flowsFolder: 'tests/journeys/nothing-here',
    });
    await expect(start).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    await database.drop();
  });
});
