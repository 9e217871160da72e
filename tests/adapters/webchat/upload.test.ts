import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { begin, call, openWebchat, type Webchat } from './harness.js';

const MB = 1024 * 1024;
let webchat: Webchat;
const taken: { content: Buffer; type: string | null; name: string | null }[] = [];
beforeAll(async () => {
  webchat = await openWebchat({
    async takeFile(content, { type, name }) {
      taken.push({ content: Buffer.from(content), type, name });
      return { ref: `incoming:${taken.length}`, type, bytes: content.byteLength, name };
    },
  });
});
afterAll(() => webchat.close());

it('hands on an uploaded file whole, up to 10 MB, with the words that came with it', async () => {
  const visitor = await begin(webchat);
  const upload = (content: Uint8Array) => {
    const form = new FormData();
    const activity = { type: 'message', text: 'my hair', channelData: { clientActivityID: `u${content.byteLength}` } };
    form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
    form.append('file', new Blob([new Uint8Array(content)], { type: 'image/png' }), 'me.png');
    const path = `/v3/directline/conversations/${visitor.conversationId}/upload?userId=${visitor.userId}`;
    return call(webchat, 'POST', path, { token: visitor.token, body: form });
  };
  const picture = Buffer.alloc(10 * MB, 7);
  expect((await upload(picture)).status).toBe(200);
  expect(taken[0]!.content.equals(picture)).toBe(true);
  expect(webchat.heard.at(-1)!.content).toEqual({
    kind: 'media',
    media: 'image',
    caption: 'my hair',
    file: { ref: 'incoming:1', type: 'image/png', bytes: 10 * MB, name: 'me.png' },
  });
  expect((await upload(Buffer.alloc(10 * MB + 100_000))).status).toBe(413);
  for (let n = 1; n < 10; n++) expect((await upload(Buffer.alloc(n))).status).toBe(200);
  // More files in a minute than a person would send.
  expect((await upload(Buffer.alloc(10))).status).toBe(429);
  expect(taken).toHaveLength(10);
});

it('takes no file from anybody without a token, and none out of a body that is no form', async () => {
  const visitor = await begin(webchat);
  const path = `/v3/directline/conversations/${visitor.conversationId}/upload?userId=${visitor.userId}`;
  const before = taken.length;
  const form = new FormData();
  form.append('file', new Blob(['x'], { type: 'image/png' }), 'me.png');
  expect((await call(webchat, 'POST', path, { body: form })).status).toBe(403);
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const broken = await fetch(webchat.url + path, {
    method: 'POST',
    headers: { ...headers, origin: webchat.origin, authorization: `Bearer ${visitor.token}` },
    body: 'no form at all',
  });
  expect(broken.status).toBe(400);
  expect(taken).toHaveLength(before);
});
