import { describe, expect, it } from '@jest/globals';
import { createGate } from '../../../adapters/webchat/gate.js';
import { createTokens, type Tokens } from '../../../adapters/webchat/tokens.js';
import { activities, begin, call, OTHER_SITE, say, SECRET, START_UTC, visit, withWebchat } from './harness.js';

const on = withWebchat();

describe('tokens', () => {
  it('are made for a server that shows the secret and for nobody else [SEC-14]', async () => {
    const ask = (token: string | undefined, json: unknown) =>
      call(on.webchat, 'POST', '/v3/directline/tokens/generate', { json, ...(token === undefined ? {} : { token }) });
    expect((await ask(undefined, { shop: 'willow' })).status).toBe(403);
    expect((await ask('wrong', { shop: 'willow' })).status).toBe(403);
    expect((await ask(SECRET, { shop: 'nowhere' })).status).toBe(400);
    expect((await ask(SECRET, {})).status).toBe(400);
    expect((await ask(SECRET, { shop: 'willow', user: { id: 'rosa' } })).status).toBe(400);
    const { status, json } = await ask(SECRET, { shop: 'willow', user: { id: 'dl_rosa' } });
    expect(status).toBe(200);
    expect(json).toEqual({ conversationId: expect.any(String), token: expect.any(String), expires_in: 1800 });
    const claims = JSON.parse(Buffer.from(String(json['token']).split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ user: 'dl_rosa', shop: 'willow', origin: null });
    const secretAsToken = await call(on.webchat, 'POST', '/v3/directline/conversations', { token: SECRET });
    expect(secretAsToken.status).toBe(403);
  });

  it('live half an hour and are renewed while they live', async () => {
    const visitor = await visit(on.webchat);
    const refresh = (token: string) => call(on.webchat, 'POST', '/v3/directline/tokens/refresh', { token });
    on.webchat.clock.advance(29 * 60_000);
    const renewed = await refresh(visitor.token);
    expect(renewed).toMatchObject({ status: 200, json: { conversationId: visitor.conversationId } });
    on.webchat.clock.advance(61_000);
    expect((await refresh(visitor.token)).status).toBe(403);
    expect((await refresh(String(renewed.json['token']))).status).toBe(200);
  });

  it('end with their conversation after 29 days, however often they were renewed', async () => {
    const visitor = await visit(on.webchat);
    on.webchat.clock.advance(29 * 24 * 3_600_000 - 60_000);
    const renewed = await call(on.webchat, 'POST', '/chat/willow/token', { json: { resume: visitor.resume } });
    expect(renewed.json).toMatchObject({ conversationId: visitor.conversationId, isResumed: true, expires_in: 60 });
    on.webchat.clock.advance(61_000);
    const over = await call(on.webchat, 'POST', '/chat/willow/token', { json: { resume: visitor.resume } });
    expect(over).toMatchObject({ status: 200, json: { isResumed: false } });
    expect(over.json['conversationId']).not.toBe(visitor.conversationId);
  });

  it('open nothing but their own conversation, from their own page, for their own use [SEC-14]', async () => {
    const mine = await begin(on.webchat);
    const yours = await begin(on.webchat);
    const there = await visit(on.webchat, 'willow', OTHER_SITE);
    const strange = createTokens({ secret: 'not the secret we use', clock: on.webchat.clock });
    const since = START_UTC;
    const forged = await strange.issue(
      { conv: mine.conversationId, user: 'dl_x', shop: 'willow', origin: null, since },
      'chat',
    );
    const stream = new URL(mine.streamUrl).searchParams.get('t') ?? '';
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${mine.token.split('.')[1]}.`;
    const before = { stored: await on.webchat.stored(), heard: on.webchat.heard.length };
    const cases: [string, Parameters<typeof call>[3]][] = [
      ['no token', {}],
      ['a forged token', { token: forged.token }],
      ['an unsigned token', { token: unsigned }],
      ['a stream token', { token: stream }],
      ['a resume token', { token: mine.resume }],
      ["another conversation's token", { token: yours.token }],
      ['a page we do not know', { token: mine.token, origin: 'https://evil.example' }],
      ['a page the token was not made for', { token: mine.token, origin: OTHER_SITE }],
    ];
    for (const [about, given] of cases) {
      for (const [method, path] of [
        ['POST', activities(mine.conversationId)],
        ['GET', activities(mine.conversationId)],
        ['GET', `/v3/directline/conversations/${mine.conversationId}`],
        ['POST', `/v3/directline/conversations/${mine.conversationId}/upload?userId=x`],
      ] as const) {
        const body = method === 'POST' ? { json: { type: 'message', text: 'hi' } } : {};
        expect({ about, path, status: (await call(on.webchat, method, path, { ...given, ...body })).status }).toEqual({
          about,
          path,
          status: 403,
        });
      }
    }
    on.webchat.clock.advance(31 * 60_000);
    expect((await say(on.webchat, mine, { text: 'late' })).status).toBe(403);
    on.webchat.clock.set(START_UTC);
    const own = await call(on.webchat, 'POST', activities(there.conversationId), {
      token: there.token,
      origin: on.webchat.origin,
      json: { type: 'message', text: 'hi' },
    });
    expect(own.status).toBe(403);
    expect({ stored: await on.webchat.stored(), heard: on.webchat.heard.length }).toEqual(before);
  });
});

describe('the gate', () => {
  it('would let an address with a stream token read the chat if uses were not told apart, so the check above can fail', async () => {
    const { clock, origin } = on.webchat;
    const tokens = createTokens({ secret: SECRET, clock });
    const mine = await begin(on.webchat);
    const headers = { authorization: `Bearer ${new URL(mine.streamUrl).searchParams.get('t')}` };
    const gateWith = (verify: Tokens['verify']) =>
      createGate({ tokens: { verify }, ownOrigin: origin, allowedOrigins: [] });
    const careless = gateWith(async (token) => tokens.verify(token, 'stream'));
    expect(await careless.admit(headers, mine.conversationId)).toMatchObject({ kind: 'admitted' });
    expect(await gateWith((token, use) => tokens.verify(token, use)).admit(headers, mine.conversationId)).toMatchObject(
      { kind: 'refused' },
    );
  });
});
