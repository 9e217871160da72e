import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolveChromium } from '../../src/setup/index.js';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { OutboundMessage } from '../../src/messaging/message.js';
import { call, openWebchat, SECRET, type Heard, type Webchat } from '../adapters/webchat/harness.js';

/** Where pictures of the widget go when somebody wants to look at them. */
const PICTURES = process.env['WEBCHAT_PICTURES'];

let webchat: Webchat;
let browser: Browser;
let embedder: Server;
let embedderUrl: string;
const pages: Page[] = [];

beforeAll(async () => {
  embedder = createServer((req, res) =>
    answerAsOtherSite(req.url ?? '/', (body, type) => res.setHeader('Content-Type', type).end(body)),
  );
  await new Promise<void>((resolve) => embedder.listen(0, '127.0.0.1', resolve));
  embedderUrl = `http://127.0.0.1:${(embedder.address() as AddressInfo).port}`;
  webchat = await openWebchat({ allowedOrigins: [embedderUrl] });
  webchat.onHeard = async (event) => void reply(event);
  browser = await chromium.launch({
    executablePath: (await resolveChromium({ env: process.env, say: () => undefined })).path,
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}, 60_000);
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  webchat.answer = 'accepted';
});
afterAll(async () => {
  await browser?.close();
  await webchat?.close();
  embedder?.close();
});

/** A page of another site: one line embeds the widget, another page carries Microsoft's client. */
function answerAsOtherSite(url: string, send: (body: string | Buffer, type: string) => void): void {
  const { pathname, searchParams } = new URL(url, 'http://other.site');
  const head =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Willow</title><link rel="icon" href="data:,"></head>';
  if (pathname === '/webchat.js') {
    send(readFileSync('node_modules/botframework-webchat/dist/webchat-minimal.js'), 'text/javascript; charset=utf-8');
  } else if (pathname === '/microsoft') {
    send(
      `${head}<body><div id="root" style="height:600px"></div><script src="/webchat.js"></script><script>
const { token, domain, socket } = Object.fromEntries(new URLSearchParams(location.search));
const directLine = WebChat.createDirectLine({ domain, token, webSocket: socket === 'yes', pollingInterval: 300 });
WebChat.renderWebChat({ directLine, locale: 'en-GB' }, document.getElementById('root'));
</script></body></html>`,
      'text/html; charset=utf-8',
    );
  } else {
    send(
      `${head}<body><main><h1>Willow Salon</h1><p>Cuts and colours on Mill Lane.</p></main>
<script src="${searchParams.get('base') ?? ''}/chat/widget.js" data-shop="willow" async></script></body></html>`,
      'text/html; charset=utf-8',
    );
  }
}

const MENU: OutboundMessage = {
  text: 'Willow Salon. I can book you here: tap an answer, or type its number.',
  choices: [
    { id: 'book', digit: '1', label: 'Book' },
    { id: 'mine', digit: '2', label: 'My bookings' },
  ],
  waysOut: [{ id: 'person', digit: '9', label: 'A person' }],
  stepId: 'menu',
  language: 'en',
  class: 'answer',
};
const SERVICES: OutboundMessage = {
  text: 'What would you like?',
  choices: [
    { id: 'cut', digit: '1', label: 'Haircut', detail: '30 min, £25' },
    { id: 'colour', digit: '2', label: 'Colour', detail: '90 min, £80' },
    { id: 'shave', digit: '3', label: 'Shave', detail: '20 min, £15' },
  ],
  waysOut: [
    { id: 'back', digit: '8', label: 'Back' },
    { id: 'person', digit: '9', label: 'A person' },
    { id: 'menu', digit: '0', label: 'Menu' },
  ],
  stepId: 'service',
  language: 'en',
  class: 'answer',
};

/** A tiny bot behind the real adapter. */
async function reply({ address, content, eventId }: Heard): Promise<void> {
  if (content.kind === 'text' && content.text === 'silence') return;
  const say = (message: OutboundMessage) =>
    webchat.adapter.send(
      { channel: 'webchat', account: 'willow', address },
      webchat.adapter.render(message),
      `to:${address}:${eventId}`,
    );
  if (content.kind === 'start') return void (await say(MENU));
  const said = content.kind === 'choice' ? content.token : content.kind === 'text' ? content.text : content.kind;
  if (said === 'menu.book' || said === '1') return void (await say(SERVICES));
  const link = { label: 'Pay £25', url: 'https://pay.example/25' };
  const attachment = { kind: 'calendar', filename: 'visit.ics', content: '', url: `${webchat.url}/ics/x` } as const;
  const isBooked = said === 'service.cut';
  await say({
    text: isBooked
      ? 'Booked: BK-48210377.\nHaircut, Tue 24 Nov 14:00 with Asha, 12 Mill Lane.\nMore at https://willow.example/visit.'
      : `You said ${said}`,
    ...(isBooked ? { link, attachment } : {}),
    language: 'en',
    class: 'answer',
  });
}

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 780 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  pages.push(page);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const host = document.activeElement;
    const inner = host?.shadowRoot?.activeElement ?? host;
    return inner?.getAttribute('aria-label') ?? (inner?.textContent || inner?.tagName) ?? '';
  });

const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  for (let presses = 0; presses < 25; presses++) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  throw new Error(`Tab never reached ${name}; the focus is on ${await focused(page)}`);
};

describe('the widget', () => {
  it('books by keyboard alone, and the focus never jumps', async () => {
    const page = await openPage();
    await page.goto(`${webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).waitFor();
    await tabTo(page, /^1Book$/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^1 Haircut/ }).waitFor();
    expect(await focused(page)).toBe('Answers to choose from');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/^1Haircut/);
    await page.keyboard.press('Space');
    await page.getByText('Booked: BK-48210377').waitFor();
    expect(await page.getByRole('log').textContent()).toMatch(/Book.*What would you like\?.*Haircut.*Booked/s);
    await tabTo(page, /^INPUT$/);
    await page.keyboard.type('thank you');
    await page.keyboard.press('Enter');
    await page.getByText('You said thank you').waitFor();
    expect(await focused(page)).toMatch(/^INPUT$/);
  });

  it('shows chips after the last message only, and sends back the token of the step that asked [FL-20]', async () => {
    const page = await openPage();
    await page.goto(`${webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^2 Colour/ }).waitFor();
    expect(await page.getByRole('button', { name: '2 My bookings' }).count()).toBe(0);
    await page.getByLabel('Your answer').fill('something else');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('You said something else').waitFor();
    expect(await page.locator('.chip').count()).toBe(0);
    expect(webchat.heard.at(-2)?.content).toEqual({ kind: 'choice', token: 'menu.book', label: 'Book' });
    const messages = webchat.heard.map(({ eventId }) => eventId);
    expect(new Set(messages).size).toBeGreaterThan(2);
  });

  it('offers links as buttons and addresses as links, and only those of the web', async () => {
    const page = await openPage();
    await page.goto(`${webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^1 Haircut/ }).click();
    const pay = page.getByRole('link', { name: 'Pay £25' });
    expect(await pay.getAttribute('href')).toBe('https://pay.example/25');
    expect(await pay.getAttribute('rel')).toContain('noopener');
    await page.getByRole('link', { name: 'Add to your calendar' }).waitFor();
    expect(await page.getByRole('link', { name: 'https://willow.example/visit', exact: true }).count()).toBe(1);
    const attack = 'javascript:alert(1) <img src=x onerror=alert(2)>';
    await page.getByLabel('Your answer').fill(attack);
    await page.keyboard.press('Enter');
    await page.getByText(`You said ${attack}`).waitFor();
    expect(await page.locator('parley-chat img').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  });

  it('takes up the conversation after a reload, with everything that was said [CH-05]', async () => {
    const page = await openPage();
    await page.goto(`${webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^3 Shave/ }).waitFor();
    const before = webchat.heard.at(-1)?.address;
    await page.reload();
    await page.getByRole('button', { name: /^3 Shave/ }).waitFor();
    expect(await page.getByText('Willow Salon. I can book you').count()).toBe(1);
    await page.getByRole('button', { name: /^3 Shave/ }).click();
    await page.getByText('You said service.shave').waitFor();
    expect(webchat.heard.at(-1)?.address).toBe(before);
    expect(webchat.heard.filter(({ address, content }) => address === before && content.kind === 'start')).toHaveLength(
      1,
    );
  });

  it('comes back by itself after the connection is lost, says so after five seconds, and sends what was written meanwhile', async () => {
    const page = await openPage();
    await page.goto(`${webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).waitFor();
    await page.context().setOffline(true);
    const address = webchat.heard.at(-1)?.address ?? '';
    cutSockets();
    await page.getByText('We lost the connection').waitFor();
    await picture(page, 'lost-390-light');
    await webchat.adapter.send(
      { channel: 'webchat', account: 'willow', address },
      webchat.adapter.render({ ...MENU, text: 'While you were away' }),
      'away',
    );
    await page.context().setOffline(false);
    await page.getByText('While you were away').waitFor();
    expect(await page.getByText('We lost the connection').count()).toBe(0);
    await page.getByLabel('Your answer').fill('back again');
    await page.keyboard.press('Enter');
    await page.getByText('You said back again').waitFor();
  });

  it('says what was not sent and sends it on one press', async () => {
    const page = await openPage();
    await page.goto(`${webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).waitFor();
    webchat.answer = new Error('away');
    await page.getByLabel('Your answer').fill('hello there');
    await page.keyboard.press('Enter');
    await page.getByText('Not sent.').waitFor();
    await picture(page, 'not-sent-390-light');
    webchat.answer = 'accepted';
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('You said hello there').waitFor();
    expect(await page.getByText('Not sent.').count()).toBe(0);
    expect(await page.locator('.mine .bubble').count()).toBe(1);
  });

  it('works by polling where sockets are forbidden', async () => {
    const page = await openPage();
    await page.addInitScript(
      'window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); } close() {} };',
    );
    await page.goto(`${webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^1 Haircut/ }).click();
    await page.getByText('Booked: BK-48210377').waitFor();
  });

  it('opens on any listed site from one line of HTML, and gives the focus back when it closes', async () => {
    const page = await openPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${embedderUrl}/?base=${webchat.url}`);
    const launcher = page.getByRole('button', { name: 'Chat with us' });
    await launcher.waitFor();
    await picture(page, 'launcher-1440-light');
    const before = webchat.heard.length;
    await launcher.click();
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^1 Haircut/ }).waitFor();
    await picture(page, 'panel-1440-light');
    expect(webchat.heard.length).toBe(before + 2);
    await page.keyboard.press('Escape');
    await launcher.waitFor();
    expect(await focused(page)).toBe('Chat with us');
    await launcher.click();
    await page.getByRole('button', { name: /^1 Haircut/ }).waitFor();
  });

  for (const scheme of ['light', 'dark'] as const)
    for (const width of [390, 1440])
      it(`has no accessibility violation and no sideways scrolling at ${width} px, ${scheme} [OF-09]`, async () => {
        const page = await openPage({ viewport: { width, height: 780 }, colorScheme: scheme, reducedMotion: 'reduce' });
        await page.goto(`${webchat.url}/chat/willow`);
        await page.getByRole('button', { name: '1 Book' }).click();
        await page.getByRole('button', { name: /^1 Haircut/ }).waitFor();
        await picture(page, `chips-${width}-${scheme}`);
        const check = async (): Promise<unknown[]> => {
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
            .analyze();
          return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
        };
        expect(await check()).toEqual([]);
        await page.getByRole('button', { name: /^1 Haircut/ }).click();
        await page.getByText('Booked: BK-48210377').waitFor();
        await page.getByRole('button', { name: 'Times' }).click();
        await picture(page, `booked-${width}-${scheme}`);
        expect(await check()).toEqual([]);
        for (const target of await page.locator('button:visible, input:visible').all()) {
          const box = await target.boundingBox();
          expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
        }
        for (const narrow of [width, 320, 195]) {
          await page.setViewportSize({ width: narrow, height: 600 });
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(narrow);
        }
        await picture(page, `narrow-195-${scheme}`);
      });

  it('would be told of a violation if there were one, so the checks above can fail', async () => {
    const page = await openPage();
    await page.goto(`${webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).waitFor();
    await page.evaluate(() => {
      const input = document.querySelector('parley-chat')?.shadowRoot?.querySelector('label');
      input?.remove();
      document.querySelector('parley-chat')?.shadowRoot?.querySelector('input')?.removeAttribute('placeholder');
    });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toContain('label');
  });
});

/** The network takes every open socket away without a word. */
function cutSockets(): void {
  webchat.http.getConnections(() => undefined);
  for (const socket of openSockets) socket.destroy();
}
const openSockets = new Set<{ destroy(): void }>();
beforeAll(() => {
  webchat.http.on('upgrade', (_req, socket) => {
    openSockets.add(socket);
    socket.on('close', () => openSockets.delete(socket));
  });
});

describe("Microsoft's Web Chat client", () => {
  for (const socket of ['yes', 'no'])
    it(`connects, sends, receives and taps an answer ${socket === 'yes' ? 'over a socket' : 'by polling'} [CH-05]`, async () => {
      const { json } = await call(webchat, 'POST', '/v3/directline/tokens/generate', {
        token: SECRET,
        json: { shop: 'willow' },
      });
      const page = await openPage({ viewport: { width: 600, height: 700 } });
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      const query = new URLSearchParams({
        token: String(json['token']),
        domain: `${webchat.url}/v3/directline`,
        socket,
      });
      await page.goto(`${embedderUrl}/microsoft?${query}`);
      await page.getByText('I can book you here').first().waitFor();
      const input = page.locator('[data-id="webchat-sendbox-input"]');
      await input.fill('hello');
      await input.press('Enter');
      await page.getByText('You said hello').first().waitFor();
      await input.fill('1');
      await input.press('Enter');
      await page.getByRole('toolbar').getByRole('button', { name: 'Haircut, 30 min, £25' }).click();
      await page.getByText('Booked: BK-48210377').first().waitFor();
      await picture(page, `microsoft-${socket}`);
      expect(webchat.heard.at(-1)).toMatchObject({
        address: json['conversationId'],
        content: { kind: 'choice', token: 'service.cut', label: 'Haircut' },
      });
      const shown = (await page.locator('[role="feed"], .webchat__basic-transcript').first().textContent()) ?? '';
      expect(shown).toContain('Haircut');
      expect(shown).not.toContain('service.cut');
      expect(shown).not.toMatch(/send failed|could not send/i);
      expect(errors).toEqual([]);
    });
});
