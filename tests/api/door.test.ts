import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKeys } from '../../src/api/index.js';
import { openService, type Service } from './support/service.js';

const BOOKING = `/bookings/${'x'.repeat(20)}`;

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service?.stop());

describe('the door of the API', () => {
  it('answers who has no key with 401 and whose key may not with 403, on every operation that needs one', async () => {
    for (const [path, methods] of Object.entries(service.document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const scope = operation['x-scope'];
        if (scope === undefined) continue;
        const body = operation.requestBody ? { body: {} } : {};
        const url = path.replace(/\{\w+\}/g, 'x');
        const ask = (key: string | null) => service.ask(url, { method: method.toUpperCase(), key, ...body });
        const none = await ask(null);

        expect([path, none.status, none.body.code]).toEqual([path, 401, 'auth.missing']);
        expect(none.headers.get('www-authenticate')).toContain('Bearer');
        expect((await ask('parley_aaaaaaaaaaaa_' + 'b'.repeat(43))).body.code).toBe('auth.unknown');
        if (scope === 'read') continue;
        const low = await ask(scope === 'staff' ? service.keys.write : service.keys.read);
        expect([path, low.status, low.body]).toMatchObject([path, 403, { code: 'auth.scope', needed: scope }]);
      }
    }
  });

  it('takes the old text of a key for a day after it was changed, and neither once it is revoked', async () => {
    const keys = createApiKeys({ mongo: service.database, clock: service.clock });
    const { key, text: first } = await keys.create({ shopId: 'shop', name: 'Till', scope: 'read' });
    const statusOf = async (text: string): Promise<number> => (await service.ask('/shops', { key: text })).status;
    const { text: second } = (await keys.rotate(key.id))!;
    const during = [await statusOf(first), await statusOf(second)];
    service.clock.advance(24 * 3_600_000 - 1);
    const before = await statusOf(first);
    service.clock.advance(1);
    const after = [await statusOf(first), await statusOf(second)];
    const { text: third } = (await keys.rotate(key.id))!;
    const revoked = await keys.revoke(key.id);

    expect([during, before, after]).toEqual([[200, 200], 200, [401, 200]]);
    expect(revoked).toBe(true);
    expect([await statusOf(second), await statusOf(third)]).toEqual([401, 401]);
    expect(await keys.rotate(key.id)).toBeNull();
    expect(await keys.list('shop')).toContainEqual(
      expect.objectContaining({ id: key.id, name: 'Till', prefix: first.slice(0, 20) }),
    );
  });

  it('stores no key from which its text could be told', async () => {
    const rows = await service.database.db.collection('api_keys').find().toArray();

    for (const text of Object.values(service.keys)) expect(JSON.stringify(rows)).not.toContain(text.slice(20));
  });

  it('says 405 and what can be done, 404, 406, 413 and 415, each with its code', async () => {
    const wrong = await service.ask('/services', { method: 'PUT' });
    const big = JSON.stringify({ hold: 'x'.repeat(40_000) });

    expect([wrong.status, wrong.headers.get('allow'), wrong.body.code]).toEqual([
      405,
      'GET, HEAD',
      'method.notAllowed',
    ]);
    expect((await service.ask('/services', { headers: { accept: 'image/png' } })).body.code).toBe('accept.unsupported');
    expect((await service.ask('/holds', { text: big })).body.code).toBe('body.tooLarge');
    expect((await service.ask('/holds', { text: '{}', headers: { 'content-type': 'text/plain' } })).body.code).toBe(
      'body.unsupported',
    );
    expect((await service.ask('/holds', { text: '{"a":' })).body.code).toBe('request.unreadable');
    expect((await service.ask('/services/%E0%A4%A', {})).body.code).toBe('request.invalid');
    expect((await service.ask('/services', { method: 'HEAD' })).status).toBe(200);
  });

  it('refuses fields it does not know, in the query and in the body', async () => {
    expect((await service.ask('/services?colour=red')).status).toBe(400);
    expect((await service.ask('/services/cut?colour=red')).status).toBe(400);
    const { body } = await service.ask(`${BOOKING}/drop`, { body: { colour: 'red' } });
    expect(body).toMatchObject({ code: 'request.invalid', fields: [{ in: 'body' }] });
  });

  it('tells with every answer how much is left, and says 429 with the seconds to wait when nothing is', async () => {
    const small = await openService({ limits: { perAddress: 100, perKey: 3 } });
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await small.ask('/shops'));
    const other = await small.ask('/shops', { key: small.keys.read });
    await small.stop();

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[0]!.headers.get('ratelimit')).toMatch(/"address"; r=99; t=\d+.*"key"; r=2; t=\d+/);
    expect(answers[3]!.body.code).toBe('rate.limited');
    expect(Number(answers[3]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(other.status).toBe(200);
  });
});
