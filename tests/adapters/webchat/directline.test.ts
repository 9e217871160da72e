import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest, Agent } from 'node:http';
import { createGate } from '../../../adapters/webchat/gate.js';
import { createTokens, type Tokens } from '../../../adapters/webchat/tokens.js';
import { seededRandom, sprinkle } from '../../contracts/forgeries.js';
import {
  activities,
  begin,
  call,
  OTHER_SITE,
  say,
  SECRET,
  START_UTC,
  visit,
  openWebchat,
  type Webchat,
} from './harness.js';

let webchat: Webchat;
beforeAll(async () => {
  webchat = await openWebchat();
});
afterAll(() => webchat.close());
afterEach(() => {
  webchat.answer = 'accepted';
  webchat.clock.set(START_UTC);
});

const lastOf = async (visitor: { conversationId: string; token: string }) => {
  const { json } = await call(webchat, 'GET', activities(visitor.conversationId), { token: visitor.token });
  return { all: json['activities'] as Record<string, never>[], watermark: json['watermark'] };
};

describe('tokens', () => {
  it('are made for a server that shows the secret and for nobody else [SEC-14]', async () => {
    const ask = (token: string | undefined, json: unknown) =>
      call(webchat, 'POST', '/v3/directline/tokens/generate', { json, ...(token === undefined ? {} : { token }) });
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
    const secretAsToken = await call(webchat, 'POST', '/v3/directline/conversations', { token: SECRET });
    expect(secretAsToken.status).toBe(403);
  });

  it('live half an hour and are renewed while they live', async () => {
    const visitor = await visit(webchat);
    const refresh = (token: string) => call(webchat, 'POST', '/v3/directline/tokens/refresh', { token });
    webchat.clock.advance(29 * 60_000);
    const renewed = await refresh(visitor.token);
    expect(renewed).toMatchObject({ status: 200, json: { conversationId: visitor.conversationId } });
    webchat.clock.advance(61_000);
    expect((await refresh(visitor.token)).status).toBe(403);
    expect((await refresh(String(renewed.json['token']))).status).toBe(200);
  });

  it('end with their conversation after 29 days, however often they were renewed', async () => {
    const visitor = await visit(webchat);
    webchat.clock.advance(29 * 24 * 3_600_000 - 60_000);
    const renewed = await call(webchat, 'POST', '/chat/willow/token', { json: { resume: visitor.resume } });
    expect(renewed.json).toMatchObject({ conversationId: visitor.conversationId, isResumed: true, expires_in: 60 });
    webchat.clock.advance(61_000);
    const over = await call(webchat, 'POST', '/chat/willow/token', { json: { resume: visitor.resume } });
    expect(over).toMatchObject({ status: 200, json: { isResumed: false } });
    expect(over.json['conversationId']).not.toBe(visitor.conversationId);
  });

  it('open nothing but their own conversation, from their own page, for their own use [SEC-14]', async () => {
    const mine = await begin(webchat);
    const yours = await begin(webchat);
    const there = await visit(webchat, 'willow', OTHER_SITE);
    const strange = createTokens({ secret: 'not the secret we use', clock: webchat.clock });
    const since = START_UTC;
    const forged = await strange.issue(
      { conv: mine.conversationId, user: 'dl_x', shop: 'willow', origin: null, since },
      'chat',
    );
    const stream = new URL(mine.streamUrl).searchParams.get('t') ?? '';
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${mine.token.split('.')[1]}.`;
    const before = { stored: await webchat.stored(), heard: webchat.heard.length };
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
        expect({ about, path, status: (await call(webchat, method, path, { ...given, ...body })).status }).toEqual({
          about,
          path,
          status: 403,
        });
      }
    }
    webchat.clock.advance(31 * 60_000);
    expect((await say(webchat, mine, { text: 'late' })).status).toBe(403);
    webchat.clock.set(START_UTC);
    const own = await call(webchat, 'POST', activities(there.conversationId), {
      token: there.token,
      origin: webchat.origin,
      json: { type: 'message', text: 'hi' },
    });
    expect(own.status).toBe(403);
    expect({ stored: await webchat.stored(), heard: webchat.heard.length }).toEqual(before);
  });
});

describe('the gate', () => {
  it('would let an address with a stream token read the chat if uses were not told apart, so the check above can fail', async () => {
    const { clock, origin } = webchat;
    const tokens = createTokens({ secret: SECRET, clock });
    const mine = await begin(webchat);
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

describe('a conversation', () => {
  it('begins once, so that it is greeted once [CH-05]', async () => {
    const visitor = await visit(webchat, 'sauce');
    const start = () =>
      call(webchat, 'POST', '/v3/directline/conversations', {
        token: visitor.token,
        json: { user: {}, locale: 'es-ES' },
      });
    const first = await start();
    expect(first.status).toBe(201);
    expect(first.json).toEqual({
      conversationId: visitor.conversationId,
      token: expect.any(String),
      expires_in: 1800,
      streamUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/v3\/directline\/conversations\/.{22}\/stream\?/),
    });
    expect((await start()).status).toBe(201);
    await say(webchat, visitor, { text: 'hola' });
    expect((await start()).status).toBe(201);
    const mine = webchat.heard.filter(({ address }) => address === visitor.conversationId);
    expect(mine).toMatchObject([
      { channel: 'webchat', account: 'sauce', content: { kind: 'start' }, profile: { language: 'es' } },
      { content: { kind: 'text', text: 'hola' } },
    ]);
  });

  it('shows people their own message with the id their client gave it, and the server’s id and time', async () => {
    const visitor = await begin(webchat);
    const sent = await say(webchat, visitor, {
      text: 'hi',
      from: { id: 'dl_somebody', role: 'bot' },
      id: 'mine',
      timestamp: '1999-01-01T00:00:00Z',
      channelData: { clientActivityID: 'c-1', secret: 'x' },
    });
    expect(sent).toMatchObject({ status: 200, json: { id: `${visitor.conversationId}|0000001` } });
    const { all, watermark } = await lastOf(visitor);
    expect(watermark).toBe('1');
    expect(all).toEqual([
      {
        type: 'message',
        id: `${visitor.conversationId}|0000001`,
        timestamp: new Date(START_UTC).toISOString(),
        channelId: 'webchat',
        conversation: { id: visitor.conversationId },
        from: { id: visitor.userId, name: '', role: 'user' },
        text: 'hi',
        textFormat: 'plain',
        channelData: { clientActivityID: 'c-1' },
      },
    ]);
  });

  it('takes the same activity sent again, also at the same time, as one', async () => {
    const visitor = await begin(webchat);
    const again = { text: 'book', channelData: { clientActivityID: 'same' } };
    const answers = await Promise.all(Array.from({ length: 8 }, () => say(webchat, visitor, again)));
    expect(new Set(answers.map(({ json }) => json['id'])).size).toBe(1);
    expect((await lastOf(visitor)).all).toHaveLength(1);
    const heard = webchat.heard.filter(
      ({ address, content }) => address === visitor.conversationId && content.kind === 'text',
    );
    expect(heard).toHaveLength(1);
  });

  it('would show it twice without the unique key, so the check above can fail', async () => {
    const unguarded = await openWebchat();
    await unguarded.mongo.db.collection('webchat_activities').dropIndex('webchat_by_key');
    const visitor = await begin(unguarded);
    const again = { text: 'book', channelData: { clientActivityID: 'same' } };
    await say(unguarded, visitor, again);
    await say(unguarded, visitor, again);
    const { json } = await call(unguarded, 'GET', activities(visitor.conversationId), { token: visitor.token });
    await unguarded.close();
    expect(json['activities']).toHaveLength(2);
  });

  it('answers what is after a watermark, and says nothing new when there is nothing', async () => {
    const visitor = await begin(webchat);
    for (const text of ['one', 'two', 'three']) await say(webchat, visitor, { text });
    const after = (watermark: string) =>
      call(webchat, 'GET', `${activities(visitor.conversationId)}?watermark=${watermark}`, { token: visitor.token });
    expect((await after('2')).json).toMatchObject({ activities: [{ text: 'three' }], watermark: '3' });
    expect((await after('3')).json).toEqual({ activities: [], watermark: '3' });
    expect((await after('undefined')).json['activities']).toHaveLength(3);
    expect((await after('x')).status).toBe(400);
    expect((await after('-1')).status).toBe(400);
  });

  it('sends a message with its chips, link and calendar file once, however often it is sent', async () => {
    const visitor = await begin(webchat);
    const to = { channel: 'webchat', account: 'willow', address: visitor.conversationId } as const;
    const rendered = webchat.adapter.render({
      text: 'What would you like?',
      choices: [{ id: 'cut', digit: '1', label: 'Haircut', detail: '30 min, £25' }],
      waysOut: [{ id: 'person', digit: '9', label: 'A person' }],
      stepId: 'service',
      link: { label: 'Pay £25', url: 'https://pay.example/1' },
      attachment: {
        kind: 'calendar',
        filename: 'visit.ics',
        content: 'BEGIN:VCALENDAR',
        url: 'https://book.example/ics/1',
      },
      language: 'en',
      class: 'answer',
    });
    const outcomes = await Promise.all([1, 2, 3].map(() => webchat.adapter.send(to, rendered, 'k:1')));
    const id = `${visitor.conversationId}|0000001`;
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => ({ kind: 'sent', providerMessageIds: [id] })));
    expect((await lastOf(visitor)).all).toMatchObject([
      {
        type: 'message',
        id,
        text: 'What would you like?',
        from: { id: 'parley', role: 'bot' },
        suggestedActions: {
          actions: [
            { type: 'messageBack', title: 'Haircut, 30 min, £25', displayText: 'Haircut', value: 'service.cut' },
            { type: 'messageBack', title: 'A person', value: 'service.person' },
          ],
        },
        attachments: [
          { contentType: 'application/vnd.microsoft.card.hero' },
          { contentType: 'text/calendar', contentUrl: 'https://book.example/ics/1', name: 'visit.ics' },
        ],
      },
    ]);
  });

  it('hears of an upload as a picture, a voice note or a file, and keeps none of it', async () => {
    const visitor = await begin(webchat);
    const upload = (type: string, bytes: number) => {
      const form = new FormData();
      const activity = { type: 'message', text: 'look', channelData: { clientActivityID: `u-${type}-${bytes}` } };
      form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
      form.append('file', new Blob([Buffer.alloc(bytes)], { type }), 'thing');
      const path = `/v3/directline/conversations/${visitor.conversationId}/upload?userId=${visitor.userId}`;
      return call(webchat, 'POST', path, { token: visitor.token, body: form });
    };
    expect((await upload('image/png', 300_000)).status).toBe(200);
    expect((await upload('audio/ogg', 10)).status).toBe(200);
    expect((await upload('application/pdf', 10)).status).toBe(200);
    expect((await upload('image/png', 9 * 1024 * 1024)).status).toBe(413);
    const heard = webchat.heard.filter(({ address }) => address === visitor.conversationId).slice(1);
    expect(heard.map(({ content }) => content)).toEqual([
      { kind: 'media', media: 'image', caption: 'look' },
      { kind: 'media', media: 'voice', caption: 'look' },
      { kind: 'media', media: 'file', caption: 'look' },
    ]);
    const { all } = await lastOf(visitor);
    expect(all).toHaveLength(3);
    expect(all[0]).toMatchObject({ channelData: { clientActivityID: 'u-image/png-300000' } });
  });
});

describe('what cannot be taken', () => {
  it('is refused with a status that says why, and leaves no trace', async () => {
    const visitor = await begin(webchat);
    const before = { stored: await webchat.stored(), heard: webchat.heard.length };
    const post = async (body: string, type = 'application/json') =>
      (await call(webchat, 'POST', activities(visitor.conversationId), { token: visitor.token, body, type })).status;
    expect(await post('{')).toBe(400);
    expect(await post('')).toBe(400);
    expect(await post('[]')).toBe(400);
    expect(await post('{"type":"message"}')).toBe(400);
    expect(await post('{"type":"message","text":"  "}')).toBe(400);
    expect(await post('{"type":"message","text":{"$gt":""}}')).toBe(400);
    expect(await post('{"type":"endOfConversation"}')).toBe(400);
    expect(await post(JSON.stringify({ type: 'message', text: 'x'.repeat(4_001) }))).toBe(400);
    expect(await post(JSON.stringify({ type: 'message', text: 'x'.repeat(70_000) }))).toBe(413);
    const nowhere = await call(webchat, 'POST', '/v3/directline/nowhere', { token: visitor.token });
    expect(nowhere.status).toBe(404);
    expect({ stored: await webchat.stored(), heard: webchat.heard.length }).toEqual(before);
    expect(await post(JSON.stringify({ type: 'message', text: 'x'.repeat(4_000) }))).toBe(200);
  });

  it('is put off when the conversation is flooded, and when the database is away', async () => {
    const visitor = await begin(webchat);
    webchat.answer = 'flooded';
    expect(await say(webchat, visitor, { text: 'hi' })).toMatchObject({
      status: 429,
      json: { error: { code: 'TooManyRequests' } },
    });
    webchat.answer = new Error('connection to 10.0.0.7 lost');
    const away = await say(webchat, visitor, { text: 'hi' });
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toBe('1');
    expect(JSON.stringify(away.json)).not.toContain('10.0.0.7');
  });

  it('never becomes a 5xx, whatever a genuine visitor sends: 10,000 mutated bodies over HTTP', async () => {
    const seed = 20_261_122;
    const random = seededRandom(seed);
    const { conversationId, token } = await begin(webchat);
    const genuine = Buffer.from(
      JSON.stringify({
        type: 'message',
        text: '2',
        value: 'time.a',
        locale: 'en-GB',
        channelData: { clientActivityID: 'm' },
      }),
    );
    const agent = new Agent({ keepAlive: true, maxSockets: 24 });
    const counts = new Map<number, number>();
    const post = (body: Buffer): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = { Authorization: `Bearer ${token}`, 'Content-Length': body.length };
        const req = httpRequest(webchat.url + activities(conversationId), { method: 'POST', agent, headers }, (res) => {
          res.resume().on('end', () => resolve(res.statusCode ?? 0));
        });
        req.on('error', reject).end(body);
      });
    let left = 10_000;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        // A closed socket is how a server ends a body it will not read to its end; the status comes before.
        const status = await post(sprinkle(genuine, random)).catch(() => 413);
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 24 }, worker));
    agent.destroy();
    expect({ seed, statuses: [...counts.keys()].sort() }).toEqual({ seed, statuses: [200, 400, 413] });
    const rows = await webchat.mongo.db.collection('webchat_activities').find({ conversationId }).toArray();
    expect(rows.length).toBeLessThanOrEqual(counts.get(200) ?? 0);
    for (const { activity } of rows) expect(typeof (activity as { text: unknown }).text).toBe('string');
  });
});

describe('pages of other sites', () => {
  it('may talk to us when they are on the list, and are told so in a preflight', async () => {
    const preflight = (origin: string) => call(webchat, 'OPTIONS', '/v3/directline/conversations', { origin });
    const known = await preflight(OTHER_SITE);
    expect(known.status).toBe(204);
    expect(known.headers.get('access-control-allow-origin')).toBe(OTHER_SITE);
    expect(known.headers.get('access-control-allow-headers')).toMatch(
      /authorization.*x-ms-bot-agent.*x-requested-with/,
    );
    expect(known.headers.get('vary')).toContain('Origin');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const strange = await call(webchat, 'POST', '/chat/willow/token', { json: {}, origin: 'https://evil.example' });
    expect(strange.status).toBe(403);
    const there = await visit(webchat, 'willow', OTHER_SITE);
    const { status } = await call(webchat, 'POST', '/v3/directline/conversations', {
      token: there.token,
      origin: OTHER_SITE,
    });
    expect(status).toBe(201);
  });

  it('cannot take up a conversation that belongs to another page or another shop', async () => {
    const here = await visit(webchat);
    const resume = (path: string, origin?: string) =>
      call(webchat, 'POST', path, { json: { resume: here.resume }, ...(origin ? { origin } : {}) });
    expect((await resume('/chat/willow/token')).json).toMatchObject({
      conversationId: here.conversationId,
      isResumed: true,
    });
    expect((await resume('/chat/willow/token', OTHER_SITE)).json['isResumed']).toBe(false);
    expect((await resume('/chat/sauce/token')).json['isResumed']).toBe(false);
  });
});
