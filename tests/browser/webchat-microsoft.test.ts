import { describe, expect, it } from '@jest/globals';
import { call, SECRET } from '../adapters/webchat/harness.js';
import { picture, withWidget } from './webchat-widget.js';

const on = withWidget();

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
