import { describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { picture, withWidget } from './webchat-widget.js';

const on = withWidget();

describe('the widget in Arabic', () => {
  for (const width of [390, 1440])
    it(`turns round with the chat, without an accessibility violation, at ${width} px [FL-13]`, async () => {
      const page = await on.openPage({ viewport: { width, height: 780 }, reducedMotion: 'reduce' });
      await page.goto(`${on.webchat.url}/chat/willow`);
      await page.getByRole('button', { name: '1 Book' }).waitFor();
      await page.getByLabel('Your answer').fill('العربية');
      await page.keyboard.press('Enter');
      const first = page.getByRole('button', { name: /^1 حجز موعد/ });
      await first.waitFor();

      expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
        'ar',
        'rtl',
      ]);
      await page.getByLabel('جوابك').waitFor();
      const [chip, send] = await Promise.all([
        first.boundingBox(),
        page.getByRole('button', { name: 'إرسال' }).boundingBox(),
      ]);
      // Reading begins on the right: the first answer stands there, and sending is on the left.
      expect(chip!.x + chip!.width).toBeGreaterThan(width / 2);
      expect(send!.x).toBeLessThan(chip!.x);
      const bubbles = page.locator('.bubble');
      expect(await bubbles.evaluateAll((all) => all.map((one) => (one as HTMLElement).dir))).toEqual([
        'ltr',
        'auto',
        'rtl',
      ]);
      await picture(page, `arabic-${width}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
});
