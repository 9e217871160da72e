import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { get } from 'node:http';
import { gzipSync } from 'node:zlib';
import { bundleWidget } from '../../../adapters/webchat/bundle-widget.js';
import { createWebchatAdapter } from '../../../adapters/webchat/index.js';
import { createLog } from '../../../src/platform/log.js';
import { call, openWebchat, type Webchat } from './harness.js';

let webchat: Webchat;
beforeAll(async () => {
  webchat = await openWebchat({ tokensPerMinute: 3 });
});
afterAll(() => webchat.close());

it('fits its widget into 40 kB', async () => {
  const { code } = await bundleWidget();
  expect(gzipSync(code).length).toBeLessThan(40_000);
  expect(code).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/);
});

it('serves the widget to any site, and again only when it has changed', async () => {
  const first = await fetch(`${webchat.url}/chat/widget.js`);
  expect(first.headers.get('content-type')).toContain('javascript');
  expect(first.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  await first.arrayBuffer();
  const etag = first.headers.get('etag') ?? '';
  // Not `fetch`: it adds `no-cache` to conditional requests.
  const again = await new Promise<number | undefined>((resolve, reject) => {
    get(`${webchat.url}/chat/widget.js`, { headers: { 'If-None-Match': etag } }, (res) =>
      resolve(res.resume().statusCode),
    ).on('error', reject);
  });
  expect(again).toBe(304);
});

it('serves a page that runs our own script and nothing else', async () => {
  const response = await fetch(`${webchat.url}/chat/sauce`);
  const html = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(html).toContain('<html lang="es" dir="ltr">');
  expect(html).toContain('Peluquería &#60;Sauce&#62;');
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/);
});

it('says so in words when there is no such shop', async () => {
  for (const path of ['/chat/nowhere', '/chat/%00', '/chat/__proto__', '/chat/$gt']) {
    const response = await fetch(webchat.url + path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('There is no chat at this address');
  }
  expect((await fetch(`${webchat.url}/chat/%E0%A4%A`)).status).toBe(400);
});

it('gives an address three chats a minute when three is the limit, and more a minute later', async () => {
  const ask = () => call(webchat, 'POST', '/chat/willow/token', { json: {} });
  const bad = await call(webchat, 'POST', '/chat/willow/token', {
    body: '{"resume":{"$gt":""}}',
    type: 'application/json',
  });
  expect(bad.status).toBe(400);
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(200);
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  webchat.clock.advance(60_000);
  expect((await ask()).status).toBe(200);
  expect(await webchat.stored()).toBe(0);
});

it('does not start without a secret [SEC-14]', async () => {
  const { mongo, clock, url } = webchat;
  const shops = { find: async () => null };
  const start = (secret: string) =>
    createWebchatAdapter({ mongo, clock, log: createLog('silent'), secret, publicUrl: url, shops, allowedOrigins: [] });
  await expect(start('')).rejects.toThrow('secret');
  await expect(start('x'.repeat(15))).rejects.toThrow('secret');
  await expect(start('x'.repeat(16))).resolves.toMatchObject({ id: 'webchat' });
});
