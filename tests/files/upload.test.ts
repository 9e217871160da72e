import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createBuiltInScanner,
  createFileLinks,
  createFiles,
  createUploadLinks,
  createUploadRoutes,
  fileIndexes,
  type FileLinks,
  type Files,
  type UploadLinks,
} from '../../src/files/index.js';
import type { FlowEvent } from '../../src/flow/protocol.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';
import { PDF, PNG } from './support/bytes.js';

const clock = createMovableClock(Date.UTC(2026, 10, 23, 10, 0));
const secret = 'a secret of the tests, long enough';
let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let server: Server;
let base: string;
let files: Files;
let links: UploadLinks;
let fileLinks: FileLinks;
let isAway = false;
const told: { conversationId: string; eventId: string; event: Extract<FlowEvent, { type: 'media' }> }[] = [];

beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, fileIndexes);
  const app = express();
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  files = createFiles({ mongo, clock, scanner: createBuiltInScanner(), fetchFrom: async () => null });
  links = createUploadLinks({ mongo, clock, secret, publicUrl: base });
  fileLinks = createFileLinks({ secret, publicUrl: base, clock });
  app.use(
    createUploadRoutes({
      files,
      links,
      fileLinks,
      log: createLog('silent'),
      findShop: async () => ({ name: 'Willow & <Sons>' }),
      async tell(conversationId, eventId, event) {
        if (isAway) throw new Error('the database is away');
        told.push({ conversationId, eventId, event });
      },
    }),
  );
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await mongo.drop();
});

const ROSA = 'sms:+441632960000:+447700900123';
let keys = 0;
const link = (language = 'en', key = `k${++keys}`): Promise<string> =>
  links.make({ key, shopId: 'willow', conversationId: ROSA, language });

async function post(url: string, content: Uint8Array | null, name = 'me.png', type = 'image/png') {
  const form = new FormData();
  if (content) form.append('file', new Blob([new Uint8Array(content)], { type }), name);
  else form.append('file', '');
  const response = await fetch(url, { method: 'POST', body: form });
  return { status: response.status, html: await response.text(), headers: response.headers };
}

describe('the page behind an upload link', () => {
  it('names the shop, is one form that works without a script, and may run none', async () => {
    const response = await fetch(await link());
    const html = await response.text();
    expect(html).toContain('<html lang="en" dir="ltr">');
    expect(html).toContain('Willow &#38; &#60;Sons&#62; would like a picture or a file from you.');
    expect(html).toMatch(/<label for="file">[\s\S]*<input id="file" name="file" type="file"/);
    expect(html).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('speaks the language of the chat, from the right where that is how it is read', async () => {
    expect(await (await fetch(await link('es'))).text()).toContain('Envi');
    expect(await (await fetch(await link('ar'))).text()).toContain('dir="rtl"');
    expect(await (await fetch(await link('fi'))).text()).toContain('lang="en"');
  });

  it('hands the file to the chat, where it can be kept', async () => {
    const { status, html } = await post(await link(), PNG);
    expect([status, html.includes('Thank you')]).toEqual([200, true]);
    const { conversationId, event } = told.at(-1)!;
    expect([conversationId, event.media, event.file?.name]).toEqual([ROSA, 'image', 'me.png']);
    const context = {
      shopId: 'willow',
      conversationId,
      channel: 'sms',
      address: 'b',
      language: 'en',
      key: 'keep',
      nowUtc: 0,
    } as const;
    const kept = await files.keep({ file: event.file!, media: 'image', accept: ['image'] }, context);
    expect(kept).toMatchObject({
      exit: 'kept',
      data: { file: { type: 'image/png', name: 'me.png', bytes: PNG.length } },
    });
  });

  it('says in words what is missing, too much or not possible now, and takes the file afterwards', async () => {
    const url = await link();
    const before = told.length;
    expect(await post(url, null)).toMatchObject({
      status: 400,
      html: expect.stringContaining('choose a picture or a file first'),
    });
    expect(await post(url, Buffer.alloc(10 * 1024 * 1024 + 1))).toMatchObject({
      status: 413,
      html: expect.stringContaining('larger than 10 MB'),
    });
    expect(await post(url, Buffer.alloc(11 * 1024 * 1024))).toMatchObject({
      status: 413,
      html: expect.stringContaining('larger than 10 MB'),
    });
    isAway = true;
    expect(await post(url, PNG)).toMatchObject({ status: 503, html: expect.stringContaining('try again') });
    isAway = false;
    expect(told).toHaveLength(before);
    expect((await post(url, PDF, 'cv.pdf', 'application/pdf')).status).toBe(200);
    expect(told.at(-1)!.event.media).toBe('file');
  });

  it('is the same for the same question, takes five files and ends after a day', async () => {
    const url = await link('en', 'one question');
    expect(await link('en', 'one question')).toBe(url);
    expect(url).not.toContain('7700900123');
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => post(url, PNG)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect((await fetch(url)).status).toBe(410);
    const other = await link();
    clock.advance(24 * 3_600_000);
    expect((await fetch(other)).status).toBe(410);
    expect((await post(other, PNG)).status).toBe(410);
  });

  it('is nothing behind a token that was never given', async () => {
    for (const token of ['x', 'A'.repeat(22), '%00', '$ne', 'A'.repeat(5_000)])
      expect([404, 400]).toContain((await fetch(`${base}/u/${token}`)).status);
    expect((await post(`${base}/u/${'A'.repeat(22)}`, PNG)).status).toBe(404);
  });
});

describe('the link of a kept file', () => {
  it('hands it out as a download no browser runs, for ninety days, to nobody who changed a letter', async () => {
    const ref = await files.takeIn(PDF, { type: null, name: 'Wünsche.pdf' });
    const context = {
      shopId: 'willow',
      conversationId: ROSA,
      channel: 'sms',
      address: 'b',
      language: 'en',
      key: 'f',
      nowUtc: 0,
    } as const;
    const kept = await files.keep({ file: ref, media: 'file', accept: [] }, context);
    if (kept.exit !== 'kept') throw new Error('not kept');
    const url = fileLinks.urlOf(kept.data.file.id);
    const response = await fetch(url);
    expect(Buffer.from(await response.arrayBuffer()).equals(PDF)).toBe(true);
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''W%C3%BCnsche.pdf");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    const token = url.split('/f/')[1]!;
    for (const at of [0, 5, 24, token.length - 5])
      expect(
        (await fetch(`${base}/f/${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`)).status,
      ).toBe(404);
    clock.advance(91 * 24 * 3_600_000);
    expect((await fetch(url)).status).toBe(404);
  });
});
