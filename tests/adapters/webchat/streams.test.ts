import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createActivityStore, type ActivityRow, type ActivityStore } from '../../../adapters/webchat/webchat.model.js';
import { begin, call, openStream, OTHER_SITE, say, visit, openWebchat, type Frame, type Webchat } from './harness.js';

let webchat: Webchat;
beforeAll(async () => {
  webchat = await openWebchat();
});
afterAll(() => webchat.close());

const messages = (frames: readonly Frame[]) =>
  frames.flatMap((frame) => frame.activities).filter(({ type }) => type === 'message');
const textsOf = (frames: readonly Frame[]) => messages(frames).map(({ text }) => text);
const has = (text: string) => (frame: Frame) => frame.activities.some((activity) => activity['text'] === text);

async function sendTo(from: Webchat, address: string, text: string, key = text): Promise<void> {
  const rendered = from.adapter.render({ text, language: 'en', class: 'answer' });
  const outcome = await from.adapter.send({ channel: 'webchat', account: 'willow', address }, rendered, key);
  expect(outcome.kind).toBe('sent');
}

it('carries what was said, what is said and what is answered, with a watermark [CH-05]', async () => {
  const visitor = await begin(webchat);
  await sendTo(webchat, visitor.conversationId, 'Willow Salon.');
  const stream = openStream(visitor.streamUrl);
  expect((await stream.frame(has('Willow Salon.'))).watermark).toBe('1');
  await say(webchat, visitor, { text: 'hi', channelData: { clientActivityID: 'c1' } });
  await sendTo(webchat, visitor.conversationId, 'When suits you?');
  expect((await stream.frame(has('When suits you?'))).watermark).toBe('3');
  expect(textsOf(stream.frames)).toEqual(['Willow Salon.', 'hi', 'When suits you?']);
  stream.socket.close();
});

it('goes on after a break exactly where the watermark stands', async () => {
  const visitor = await begin(webchat);
  for (const text of ['one', 'two', 'three']) await sendTo(webchat, visitor.conversationId, text);
  const again = await call(webchat, 'GET', `/v3/directline/conversations/${visitor.conversationId}?watermark=1`, {
    token: visitor.token,
  });
  expect(again.status).toBe(200);
  const stream = openStream(String(again.json['streamUrl']));
  await stream.frame(has('three'));
  expect(textsOf(stream.frames)).toEqual(['two', 'three']);
  stream.socket.close();
});

it('shows typing as soon as a message is taken, and stores none of it', async () => {
  const visitor = await begin(webchat);
  const stream = openStream(visitor.streamUrl);
  await stream.opened;
  await sendTo(webchat, visitor.conversationId, 'hello');
  await stream.frame(has('hello'));
  await say(webchat, visitor, { text: 'hi' });
  const typing = await stream.frame((frame) => frame.activities.some(({ type }) => type === 'typing'));
  expect(typing.activities[0]).toMatchObject({ type: 'typing', from: { role: 'bot' } });
  const kept = await webchat.mongo.db.collection('webchat_activities').countDocuments({ 'activity.type': 'typing' });
  expect(kept).toBe(0);
  stream.socket.close();
});

it('gives a conversation one socket: the newer one wins', async () => {
  const visitor = await begin(webchat);
  const first = openStream(visitor.streamUrl);
  await first.opened;
  const second = openStream(visitor.streamUrl);
  expect(await first.closed).toBe(4001);
  await sendTo(webchat, visitor.conversationId, 'still here');
  await second.frame(has('still here'));
  second.socket.close();
});

it('opens for a fresh token of that conversation from its own page and for nothing else [SEC-14]', async () => {
  const visitor = await begin(webchat);
  const other = await begin(webchat);
  const address = new URL(visitor.streamUrl);
  const withToken = (token: string): string => {
    const changed = new URL(address);
    changed.searchParams.set('t', token);
    return changed.href;
  };
  const refused = async (url: string, headers?: Record<string, string>) =>
    expect(openStream(url, headers).opened).rejects.toThrow('403');
  await refused(withToken(visitor.token));
  await refused(withToken(visitor.resume));
  await refused(withToken(new URL(other.streamUrl).searchParams.get('t') ?? ''));
  await refused(withToken(''));
  await refused(visitor.streamUrl, { Origin: 'https://evil.example' });
  await refused(visitor.streamUrl, { Origin: OTHER_SITE });
  webchat.clock.advance(61_000);
  await refused(visitor.streamUrl);
  webchat.clock.advance(-61_000);
  const stream = openStream(visitor.streamUrl, { Origin: webchat.origin });
  await stream.opened;
  stream.socket.close();
});

it('brings what another process sent, woken by the database', async () => {
  const other = await webchat.another();
  const visitor = await begin(webchat);
  const stream = openStream(visitor.streamUrl);
  await stream.opened;
  await sendTo(other, visitor.conversationId, 'from the other process');
  await stream.frame(has('from the other process'));
  stream.socket.close();
  await other.close();
});

it('brings it within about a second when the database cannot wake it', async () => {
  const deaf = await webchat.another({ useChangeStream: false });
  const visitor = await begin(deaf);
  const stream = openStream(visitor.streamUrl);
  await stream.opened;
  await sendTo(deaf, visitor.conversationId, 'greeting');
  await stream.frame(has('greeting'));
  const startedAt = performance.now();
  await sendTo(webchat, visitor.conversationId, 'found by looking');
  await stream.frame(has('found by looking'));
  expect(performance.now() - startedAt).toBeLessThan(5_000); // a look a second; the rest is a busy machine
  stream.socket.close();
  await deaf.close();
});

it('lets clients go when it stops, so that they come back to another process', async () => {
  const leaving = await webchat.another();
  const visitor = await begin(leaving);
  const stream = openStream(visitor.streamUrl);
  await stream.opened;
  await sendTo(leaving, visitor.conversationId, 'hello');
  await stream.frame(has('hello'));
  await leaving.close();
  expect(await stream.closed).toBe(1001);
});

/** Many writers at once, a reader that follows its watermark all the while; returns what the reader was shown. */
async function race(store: ActivityStore, conversationId: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  let writing = true;
  const reader = (async () => {
    let after = 0;
    for (let isLast = false; ; isLast = !writing) {
      const rows: ActivityRow[] = await store.after(conversationId, after, 100);
      for (const row of rows) seen.push((after = row.seq));
      if (isLast && rows.length === 0) return;
    }
  })();
  const writes = Array.from({ length: count }, (_, index) =>
    store.append({ conversationId, key: `k${index}`, activity: { type: 'message', text: String(index) } }),
  );
  await Promise.all(writes);
  writing = false;
  await reader;
  return seen;
}

it('never shows a later message before an earlier one is there, with 40 writers at once', async () => {
  const store = createActivityStore({ mongo: webchat.mongo, clock: webchat.clock });
  expect(await race(store, 'race-a', 40)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
});

it('would lose messages with numbers from a counter, so the check above can fail', async () => {
  const { mongo, clock } = webchat;
  const rows = mongo.db.collection<ActivityRow>('webchat_activities');
  let counter = 0;
  let first: (() => void) | undefined;
  const plain = createActivityStore({ mongo, clock });
  const counted: ActivityStore = {
    ...plain,
    async append({ conversationId, key, activity }) {
      const seq = ++counter;
      // The first writer is slow between taking its number and writing: until the reader has seen the last one.
      if (seq === 1) await new Promise<void>((resolve) => (first = resolve));
      const row: ActivityRow = {
        _id: `${conversationId}|${seq}`,
        conversationId,
        seq,
        key,
        activity,
        storedAt: new Date(0),
      };
      await rows.insertOne(row);
      return { row, isNew: true };
    },
    after(conversationId, seq, limit) {
      // The reader has the last number: the first one, written now, lies behind its watermark.
      if (seq === 40) first?.();
      return plain.after(conversationId, seq, limit);
    },
  };
  expect(await race(counted, 'race-b', 40)).not.toContain(1);
});

it('hands a visitor of one process to the next with nothing lost', async () => {
  const other = await webchat.another();
  const visitor = await visit(webchat);
  await call(webchat, 'POST', '/v3/directline/conversations', { token: visitor.token });
  await say(webchat, visitor, { text: 'hi' });
  const there = { conversationId: visitor.conversationId, token: visitor.token };
  expect((await say(other, there, { text: 'still me' })).status).toBe(200);
  const { json } = await call(other, 'GET', `/v3/directline/conversations/${visitor.conversationId}/activities`, {
    token: visitor.token,
  });
  await other.close();
  expect((json['activities'] as { text: string }[]).map(({ text }) => text)).toEqual(['hi', 'still me']);
});
