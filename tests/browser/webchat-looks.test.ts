import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { violations } from './browser.js';
import { picture, withWidget } from './webchat-widget.js';

const on = withWidget();

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const host = document.activeElement;
    const inner = host?.shadowRoot?.activeElement ?? host;
    return inner?.getAttribute('aria-label') ?? (inner?.textContent || inner?.tagName) ?? '';
  });

const press = async (page: Page, ...keys: readonly string[]): Promise<string> => {
  for (const key of keys) await page.keyboard.press(key);
  return focused(page);
};

/** The question for a day, with its calendar. */
const askDay = async (page: Page): Promise<void> => {
  await page.goto(`${on.webchat.url}/chat/willow`);
  await page.getByRole('button', { name: '1 Book' }).click();
  await page.getByRole('button', { name: /^2 Colour/ }).click();
  await page.getByRole('grid').waitFor();
};

describe('the calendar of free days', () => {
  it('goes from the service over the day to the time by arrows and Enter alone [OF-10]', async () => {
    const page = await on.openPage();
    await page.goto(`${on.webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).click();
    await page.getByRole('button', { name: /^1 Haircut/ }).waitFor();
    expect(await press(page, 'ArrowDown', 'ArrowDown')).toMatch(/^2Colour/);
    await page.keyboard.press('Enter');
    await page.getByRole('grid').waitFor();
    expect(await press(page, 'ArrowDown')).toBe('Tuesday 24 November, free');
    expect(await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight')).toBe('Friday 27 November, free');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '1 Fri 27 Nov 9:30' }).waitFor();
    expect(on.webchat.heard.at(-1)?.content).toEqual({ kind: 'text', text: '2026-11-27' });
    expect(await page.locator('.mine .bubble').last().textContent()).toContain('Fri 27 Nov');
    expect(await press(page, 'ArrowDown', 'ArrowRight')).toMatch(/^2Fri 27 Nov 14:00/);
    await page.keyboard.press('Enter');
    await page.getByText('You said time.c1').waitFor();
    expect(on.webchat.heard.at(-1)?.content).toEqual({ kind: 'choice', token: 'time.c1', label: 'Fri 27 Nov 14:00' });
  });

  it('keeps to the grid pattern: one tab stop, weeks, months, and no way out of the days there are [AV-24]', async () => {
    const page = await on.openPage();
    await askDay(page);
    expect(await page.getByRole('grid').getAttribute('aria-labelledby')).toBe('month');
    expect(await page.locator('[data-day][tabindex="0"]').count()).toBe(1);
    await page.locator('[data-day][tabindex="0"]').focus();
    expect(await press(page, 'Home')).toBe('Monday 23 November, nothing free');
    expect(await press(page, 'End')).toBe('Sunday 29 November, nothing free');
    expect(await press(page, 'ArrowDown')).toBe('Sunday 6 December, nothing free');
    await page.getByRole('heading', { name: 'December 2026' }).waitFor();
    expect(await press(page, 'PageDown')).toBe('Friday 1 January, free');
    expect(await press(page, 'ArrowDown', 'ArrowRight')).toBe('Friday 1 January, free');
    expect(await page.getByRole('button', { name: 'The next month' }).getAttribute('aria-disabled')).toBe('true');
    expect(await press(page, 'PageUp', 'PageUp', 'PageUp', 'ArrowUp')).toBe(
      'Saturday 21 November, today, nothing free',
    );
    expect(await page.getByRole('button', { name: 'The month before' }).getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('[data-day][tabindex="0"]').count()).toBe(1);
  });

  it('lets nobody choose a day without room, and typed words still work', async () => {
    const page = await on.openPage();
    await askDay(page);
    const before = on.webchat.heard.length;
    await page.getByRole('button', { name: 'Sunday 29 November' }).click({ force: true });
    await page.keyboard.press('Enter');
    expect(on.webchat.heard).toHaveLength(before);
    await page.getByLabel('Your answer').fill('tomorrow');
    await page.keyboard.press('Enter');
    await page.getByText('You said tomorrow').waitFor();
    expect(on.webchat.heard).toHaveLength(before + 1);
    await page.getByRole('grid').waitFor({ state: 'detached' });
  });

  it('names the grid, the days, the answer chosen and the progress for screen readers [OF-11]', async () => {
    const page = await on.openPage();
    await askDay(page);
    const bar = page.getByRole('progressbar', { name: 'Step 2 of 4' });
    expect([await bar.getAttribute('aria-valuenow'), await bar.getAttribute('aria-valuemax')]).toEqual(['2', '4']);
    await page.getByRole('grid', { name: 'November 2026' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Monday' }).count()).toBe(1);
    on.webchat.onHeard = holdBack(on.webchat.onHeard);
    await page.getByRole('button', { name: 'Friday 27 November, free' }).click();
    await page.getByRole('button', { name: 'Friday 27 November', pressed: true }).waitFor();
    release();
    const time = page.getByRole('button', { name: '1 Fri 27 Nov 9:30' });
    await time.waitFor();
    on.webchat.onHeard = holdBack(on.webchat.onHeard);
    await time.click();
    await page.getByRole('button', { name: '1 Fri 27 Nov 9:30', pressed: true }).waitFor();
    // One answer a question, however often it is pressed.
    const heard = on.webchat.heard.length;
    await page.getByRole('button', { name: '2 Fri 27 Nov 14:00' }).click();
    release();
    await page.getByText('You said time.c0').waitFor();
    expect(on.webchat.heard.length - heard).toBeLessThanOrEqual(1);
    await page.getByLabel('Your answer').waitFor();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
  });

  it('stands beside the times as well, one press away', async () => {
    const page = await on.openPage();
    await askDay(page);
    await page.getByRole('button', { name: 'Thursday 26 November, free' }).click();
    const opener = page.getByRole('button', { name: 'Calendar' });
    await opener.waitFor();
    await page.getByRole('grid').waitFor({ state: 'detached' });
    await opener.click();
    await page.getByRole('grid').waitFor();
    expect(await opener.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('button', { name: 'Saturday 28 November, free' }).click();
    await page.getByRole('button', { name: '1 Fri 27 Nov 9:30' }).waitFor();
    // The same times stood there before: what was heard is the only thing that is new.
    await eventually(
      () => on.webchat.heard.at(-1)?.content,
      (content) => expect(content).toEqual({ kind: 'text', text: '2026-11-28' }),
    );
  });

  for (const [width, colorScheme] of [
    [320, 'light'],
    [390, 'dark'],
    [1440, 'light'],
  ] as const)
    it(`has no accessibility violation and never scrolls sideways, at ${width} px, ${colorScheme}`, async () => {
      const page = await on.openPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
      await askDay(page);
      await picture(page, `days-${width}-${colorScheme}`);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const boxes = await page.locator('[data-day]').evaluateAll((all) => all.map((one) => one.clientHeight));
      expect(Math.min(...boxes)).toBeGreaterThanOrEqual(40);
    });

  it('turns round in Arabic: the week begins on the right with Saturday, and the left arrow leads on', async () => {
    const page = await on.openPage({ reducedMotion: 'reduce' });
    await page.goto(`${on.webchat.url}/chat/willow`);
    await page.getByRole('button', { name: '1 Book' }).waitFor();
    await page.getByLabel('Your answer').fill('اليوم');
    await page.keyboard.press('Enter');
    await page.getByRole('grid').waitFor();
    const heads = page.getByRole('columnheader');
    const [first, last] = [await heads.first().boundingBox(), await heads.last().boundingBox()];
    expect(await heads.first().textContent()).toContain('السبت');
    expect(first!.x).toBeGreaterThan(last!.x);
    await page.locator('[data-day][tabindex="0"]').focus();
    expect(await press(page, 'ArrowLeft')).toContain('25 نوفمبر');
    await picture(page, 'days-arabic');
    expect(await violations(page)).toEqual([]);
  });
});

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
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: /^1 Haircut/ }).click();
        await page.getByText('Booked: BK-48210377').waitFor();
        await page.getByRole('button', { name: 'Times' }).click();
        await picture(page, `booked-${width}-${scheme}`);
        expect(await violations(page)).toEqual([]);
        const sizes = await page
          .locator('button:visible, input:visible')
          .evaluateAll((all) =>
            all.map((one) => one.getBoundingClientRect()).map(({ width: across, height }) => Math.min(across, height)),
          );
        expect(sizes.length).toBeGreaterThan(1);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44);
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
    expect((await violations(page)).map(({ id }) => id)).toContain('label');
  });
});

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
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
});

let release = (): void => undefined;

/** The reply waits until it is let go. */
function holdBack(reply: typeof on.webchat.onHeard): typeof on.webchat.onHeard {
  const held = new Promise<void>((resolve) => (release = resolve));
  return async (event) => {
    on.webchat.onHeard = reply;
    void held.then(() => reply(event));
  };
}
