import { afterAll, afterEach, beforeAll, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { OutboundMessage } from '../../src/messaging/message.js';
import { openWebchat, type Heard, type Webchat } from '../adapters/webchat/harness.js';
import { openBrowser } from './browser.js';

/** Where pictures of the widget go when somebody wants to look at them. */
const PICTURES = process.env['WEBCHAT_PICTURES'];

/** The widget in a real browser: the real adapter behind it, a tiny bot behind that, and another site that embeds it. */
export interface Widget {
  readonly webchat: Webchat;
  readonly embedderUrl: string;
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** The network takes every open socket away without a word. */
  cutSockets(): void;
}

/** Call once at the top of a test file. Pages are closed after each test. */
export function withWidget(): Widget {
  // A browser on a busy machine is slow; each step has its own bound.
  jest.setTimeout(90_000);
  let webchat: Webchat;
  let browser: Browser;
  let embedder: Server;
  let embedderUrl: string;
  const pages: Page[] = [];
  const openSockets = new Set<{ destroy(): void }>();

  beforeAll(async () => {
    embedder = createServer((req, res) =>
      answerAsOtherSite(req.url ?? '/', (body, type) => res.setHeader('Content-Type', type).end(body)),
    );
    await new Promise<void>((resolve) => embedder.listen(0, '127.0.0.1', resolve));
    embedderUrl = `http://127.0.0.1:${(embedder.address() as AddressInfo).port}`;
    webchat = await openWebchat({ allowedOrigins: [embedderUrl] });
    webchat.onHeard = async (event) => void reply(webchat, event);
    webchat.http.on('upgrade', (_req, socket) => {
      openSockets.add(socket);
      socket.on('close', () => openSockets.delete(socket));
    });
    browser = await openBrowser();
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

  return {
    get webchat() {
      return webchat;
    },
    get embedderUrl() {
      return embedderUrl;
    },
    async openPage(options = {}) {
      const context = await browser.newContext({ viewport: { width: 390, height: 780 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      pages.push(page);
      return page;
    },
    cutSockets() {
      webchat.http.getConnections(() => undefined);
      for (const socket of openSockets) socket.destroy();
    },
  };
}

export async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

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

export const MENU: OutboundMessage = {
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

/** From Saturday 21 November to Friday 1 January: nothing today, on Sundays and before the 24th; then Christmas. */
export const FREE_DAYS = {
  firstDay: '2026-11-21',
  free: '000' + '111110'.repeat(1) + '1111110'.repeat(3) + '111100111001',
};
const DAY: OutboundMessage = {
  text: 'Which day? For example tomorrow, Friday, or 24 Nov.',
  waysOut: [{ id: 'back', digit: '8', label: 'Back' }],
  stepId: 'day',
  wants: 'day',
  freeDays: FREE_DAYS,
  progress: { step: 2, steps: 4 },
  language: 'en',
  class: 'answer',
};
const TIMES: OutboundMessage = {
  ...DAY,
  text: 'When suits you?',
  choices: [
    { id: 'c0', digit: '1', label: 'Fri 27 Nov 9:30' },
    { id: 'c1', digit: '2', label: 'Fri 27 Nov 14:00' },
    { id: 'day', digit: '3', label: 'Another day' },
  ],
  stepId: 'time',
  wants: 'time',
  progress: { step: 3, steps: 4 },
};

const ARABIC: OutboundMessage = {
  text: '\u2066Willow Salon\u2069. يمكنك الحجز هنا: الموعد \u2066BK-48210377\u2069، الثلاثاء 24 نوفمبر 14:00 مع \u2066Asha\u2069.',
  choices: [
    { id: 'book', digit: '1', label: 'حجز موعد', detail: '30 د، 25 £' },
    { id: 'mine', digit: '2', label: 'مواعيدي' },
  ],
  waysOut: [{ id: 'person', digit: '9', label: 'شخص منّا' }],
  stepId: 'menu',
  language: 'ar',
  class: 'answer',
};

/** A tiny bot behind the real adapter. */
async function reply(webchat: Webchat, { address, content, eventId }: Heard): Promise<void> {
  if (content.kind === 'text' && content.text === 'silence') return;
  const say = (message: OutboundMessage) =>
    webchat.adapter.send(
      { channel: 'webchat', account: 'willow', address },
      webchat.adapter.render(message),
      `to:${address}:${eventId}`,
    );
  if (content.kind === 'start') return void (await say(MENU));
  const said = content.kind === 'choice' ? content.token : content.kind === 'text' ? content.text : content.kind;
  if (said === 'العربية') return void (await say(ARABIC));
  if (said === 'service.colour' || said === 'day') return void (await say(DAY));
  if (said === 'اليوم') return void (await say({ ...DAY, text: 'أي يوم؟', language: 'ar' }));
  if (/^\d{4}-\d\d-\d\d$/.test(said)) return void (await say(TIMES));
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
