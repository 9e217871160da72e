import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { call, SECRET } from '../adapters/webchat/harness.js';
import { eventually } from '../support/eventually.js';
import { MENU, picture, withWidget } from './webchat-widget.js';

const on = withWidget();

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
    const page = await on.openPage();
    await page.goto(`${on.webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).waitFor();
    await tabTo(page, /^1Book$/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^1 Haircut/ }).waitFor();
    await eventually(
      () => focused(page),
      (name) => expect(name).toBe('Answers to choose from'),
    );
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
    const page = await on.openPage();
    await page.goto(`${on.webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^2 Colour/ }).waitFor();
    expect(await page.getByRole('button', { name: '2 My bookings' }).count()).toBe(0);
    await page.getByLabel('Your answer').fill('something else');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('You said something else').waitFor();
    await page.locator('.chip').first().waitFor({ state: 'detached' });
    expect(on.webchat.heard.at(-2)?.content).toEqual({ kind: 'choice', token: 'menu.book', label: 'Book' });
    const messages = on.webchat.heard.map(({ eventId }) => eventId);
    expect(new Set(messages).size).toBeGreaterThan(2);
  });

  it('offers links as buttons and addresses as links, and only those of the web', async () => {
    const page = await on.openPage();
    await page.goto(`${on.webchat.url}/chat/willow`);
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
    const page = await on.openPage();
    await page.goto(`${on.webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^3 Shave/ }).waitFor();
    const before = on.webchat.heard.at(-1)?.address;
    await page.reload();
    await page.getByRole('button', { name: /^3 Shave/ }).waitFor();
    expect(await page.getByText('Willow Salon. I can book you').count()).toBe(1);
    await page.getByRole('button', { name: /^3 Shave/ }).click();
    await page.getByText('You said service.shave').waitFor();
    expect(on.webchat.heard.at(-1)?.address).toBe(before);
    expect(
      on.webchat.heard.filter(({ address, content }) => address === before && content.kind === 'start'),
    ).toHaveLength(1);
  });

  it('comes back by itself after the connection is lost, says so after five seconds, and sends what was written meanwhile', async () => {
    const page = await on.openPage();
    await page.goto(`${on.webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).waitFor();
    await page.context().setOffline(true);
    const address = on.webchat.heard.at(-1)?.address ?? '';
    on.cutSockets();
    await page.getByText('We lost the connection').waitFor();
    await picture(page, 'lost-390-light');
    await on.webchat.adapter.send(
      { channel: 'webchat', account: 'willow', address },
      on.webchat.adapter.render({ ...MENU, text: 'While you were away' }),
      'away',
    );
    await page.context().setOffline(false);
    await page.getByText('While you were away').waitFor();
    await page.getByText('We lost the connection').waitFor({ state: 'hidden' });
    await page.getByLabel('Your answer').fill('back again');
    await page.keyboard.press('Enter');
    await page.getByText('You said back again').waitFor();
  });

  it('says what was not sent and sends it on one press', async () => {
    const page = await on.openPage();
    await page.goto(`${on.webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).waitFor();
    on.webchat.answer = new Error('away');
    await page.getByLabel('Your answer').fill('hello there');
    await page.keyboard.press('Enter');
    await page.getByText('Not sent.').waitFor();
    await picture(page, 'not-sent-390-light');
    on.webchat.answer = 'accepted';
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('You said hello there').waitFor();
    await page.getByText('Not sent.').waitFor({ state: 'hidden' });
    await eventually(
      () => page.locator('.mine .bubble').count(),
      (count) => expect(count).toBe(1),
    );
  });

  it('works by polling where sockets are forbidden', async () => {
    const page = await on.openPage();
    await page.addInitScript(
      'window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); } close() {} };',
    );
    await page.goto(`${on.webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^1 Haircut/ }).click();
    await page.getByText('Booked: BK-48210377').waitFor();
  });

  it('opens on any listed site from one line of HTML, and gives the focus back when it closes', async () => {
    const page = await on.openPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${on.embedderUrl}/?base=${on.webchat.url}`);
    const launcher = page.getByRole('button', { name: 'Chat with us' });
    await launcher.waitFor();
    await picture(page, 'launcher-1440-light');
    const before = on.webchat.heard.length;
    await launcher.click();
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^1 Haircut/ }).waitFor();
    await picture(page, 'panel-1440-light');
    expect(on.webchat.heard.length).toBe(before + 2);
    await page.keyboard.press('Escape');
    await launcher.waitFor();
    await eventually(
      () => focused(page),
      (name) => expect(name).toBe('Chat with us'),
    );
    await launcher.click();
    await page.getByRole('button', { name: /^1 Haircut/ }).waitFor();
  });
});

describe("Microsoft's Web Chat client", () => {
  for (const socket of ['yes', 'no'])
    it(`connects, sends, receives and taps an answer ${socket === 'yes' ? 'over a socket' : 'by polling'} [CH-05]`, async () => {
      const { json } = await call(on.webchat, 'POST', '/v3/directline/tokens/generate', {
        token: SECRET,
        json: { shop: 'willow' },
      });
      const page = await on.openPage({ viewport: { width: 600, height: 700 } });
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      const query = new URLSearchParams({
        token: String(json['token']),
        domain: `${on.webchat.url}/v3/directline`,
        socket,
      });
      await page.goto(`${on.embedderUrl}/microsoft?${query}`);
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
      expect(on.webchat.heard.at(-1)).toMatchObject({
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
