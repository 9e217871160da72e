import { describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { picture, withWidget } from './webchat-widget.js';

const on = withWidget();

describe('the widget', () => {
  for (const scheme of ['light', 'dark'] as const)
    for (const width of [390, 1440])
      it(`has no accessibility violation and no sideways scrolling at ${width} px, ${scheme} [OF-09]`, async () => {
        const page = await on.openPage({
          viewport: { width, height: 780 },
          colorScheme: scheme,
          reducedMotion: 'reduce',
        });
        await page.goto(`${on.webchat.url}/chat/willow`);
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
    const page = await on.openPage();
    await page.goto(`${on.webchat.url}/chat/willow`);
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
