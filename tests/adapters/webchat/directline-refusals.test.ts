import { describe, expect, it } from '@jest/globals';
import { request as httpRequest, Agent } from 'node:http';
import { seededRandom, sprinkle } from '../../contracts/forgeries.js';
import { activities, begin, call, OTHER_SITE, say, visit, withWebchat } from './harness.js';

const on = withWebchat();

describe('what cannot be taken', () => {
  it('is refused with a status that says why, and leaves no trace', async () => {
    const visitor = await begin(on.webchat);
    const before = { stored: await on.webchat.stored(), heard: on.webchat.heard.length };
    const post = async (body: string, type = 'application/json') =>
      (await call(on.webchat, 'POST', activities(visitor.conversationId), { token: visitor.token, body, type })).status;
    expect(await post('{')).toBe(400);
    expect(await post('')).toBe(400);
    expect(await post('[]')).toBe(400);
    expect(await post('{"type":"message"}')).toBe(400);
    expect(await post('{"type":"message","text":"  "}')).toBe(400);
    expect(await post('{"type":"message","text":{"$gt":""}}')).toBe(400);
    expect(await post('{"type":"endOfConversation"}')).toBe(400);
    expect(await post(JSON.stringify({ type: 'message', text: 'x'.repeat(4_001) }))).toBe(400);
    expect(await post(JSON.stringify({ type: 'message', text: 'x'.repeat(70_000) }))).toBe(413);
    const nowhere = await call(on.webchat, 'POST', '/v3/directline/nowhere', { token: visitor.token });
    expect(nowhere.status).toBe(404);
    expect({ stored: await on.webchat.stored(), heard: on.webchat.heard.length }).toEqual(before);
    expect(await post(JSON.stringify({ type: 'message', text: 'x'.repeat(4_000) }))).toBe(200);
  });

  it('is put off when the conversation is flooded, and when the database is away', async () => {
    const visitor = await begin(on.webchat);
    on.webchat.answer = 'flooded';
    expect(await say(on.webchat, visitor, { text: 'hi' })).toMatchObject({
      status: 429,
      json: { error: { code: 'TooManyRequests' } },
    });
    on.webchat.answer = new Error('connection to 10.0.0.7 lost');
    const away = await say(on.webchat, visitor, { text: 'hi' });
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toBe('1');
    expect(JSON.stringify(away.json)).not.toContain('10.0.0.7');
  });

  it('never becomes a 5xx, whatever a genuine visitor sends: 10,000 mutated bodies over HTTP', async () => {
    const seed = 20_261_122;
    const random = seededRandom(seed);
    const { conversationId, token } = await begin(on.webchat);
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
        const req = httpRequest(
          on.webchat.url + activities(conversationId),
          { method: 'POST', agent, headers },
          (res) => {
            res.resume().on('end', () => resolve(res.statusCode ?? 0));
          },
        );
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
    const rows = await on.webchat.mongo.db.collection('webchat_activities').find({ conversationId }).toArray();
    expect(rows.length).toBeLessThanOrEqual(counts.get(200) ?? 0);
    for (const { activity } of rows) expect(typeof (activity as { text: unknown }).text).toBe('string');
  });
});

describe('pages of other sites', () => {
  it('may talk to us when they are on the list, and are told so in a preflight', async () => {
    const preflight = (origin: string) => call(on.webchat, 'OPTIONS', '/v3/directline/conversations', { origin });
    const known = await preflight(OTHER_SITE);
    expect(known.status).toBe(204);
    expect(known.headers.get('access-control-allow-origin')).toBe(OTHER_SITE);
    expect(known.headers.get('access-control-allow-headers')).toMatch(
      /authorization.*x-ms-bot-agent.*x-requested-with/,
    );
    expect(known.headers.get('vary')).toContain('Origin');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const strange = await call(on.webchat, 'POST', '/chat/willow/token', { json: {}, origin: 'https://evil.example' });
    expect(strange.status).toBe(403);
    const there = await visit(on.webchat, 'willow', OTHER_SITE);
    const { status } = await call(on.webchat, 'POST', '/v3/directline/conversations', {
      token: there.token,
      origin: OTHER_SITE,
    });
    expect(status).toBe(201);
  });

  it('cannot take up a conversation that belongs to another page or another shop', async () => {
    const here = await visit(on.webchat);
    const resume = (path: string, origin?: string) =>
      call(on.webchat, 'POST', path, { json: { resume: here.resume }, ...(origin ? { origin } : {}) });
    expect((await resume('/chat/willow/token')).json).toMatchObject({
      conversationId: here.conversationId,
      isResumed: true,
    });
    expect((await resume('/chat/willow/token', OTHER_SITE)).json['isResumed']).toBe(false);
    expect((await resume('/chat/sauce/token')).json['isResumed']).toBe(false);
  });
});
