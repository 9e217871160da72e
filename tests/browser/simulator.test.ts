import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { furnish, payLink } from '../simulator/page-furniture.js';
import { openPageHouse, type PageHouse } from '../simulator/page-house.js';
import { eventually } from '../support/eventually.js';
import { openBrowser, violations } from './browser.js';

/** Where pictures of the page go when somebody wants to look at them. */
const PICTURES = process.env['SIMULATOR_PICTURES'];
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** A browser on a busy machine is slow; each step has its own bound. */
jest.setTimeout(90_000);

let browser: Browser;
let house: PageHouse;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await house?.stop();
  // What a strict content policy refuses, and what React warns of, ends here.
  expect(complaints.splice(0)).toEqual([]);
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${house.url}/simulator`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}

describe('the phones page looks right to everybody', () => {
  /** In both colour schemes: only the colours change with them. */
  async function unobjectionable(page: Page, name: string, within = 'body'): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `${name}-${colorScheme}`);
      expect({ name, colorScheme, found: await violations(page, { within }) }).toEqual({
        name,
        colorScheme,
        found: [],
      });
    }
  }

  it('has nothing a checker would object to on a desktop, in light and dark', async () => {
    house = await openPageHouse();
    const page = await open();
    await unobjectionable(page, 'desktop-empty');
    await furnish(house);
    await page.locator('.telegram .button-row button').first().waitFor({ state: 'attached' });
    await page.locator('.pay-desk .main').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'X-ray', exact: true }).click();
    await page.getByText('Webhook verified').first().waitFor();
    await unobjectionable(page, 'desktop-x-ray');
  });

  it('has nothing a checker would object to on a phone, in light and dark', async () => {
    house = await openPageHouse();
    const page = await open({ viewport: PHONE });
    await furnish(house);
    await page.locator('.telegram .button-row button').first().waitFor({ state: 'attached' });
    await page.locator('.pay-desk .main').waitFor({ state: 'attached' });
    await unobjectionable(page, 'phone');
    await page.getByRole('button', { name: 'Controls' }).click();
    await unobjectionable(page, 'phone-rail', '.rail');
    await page.getByRole('button', { name: 'Controls' }).click();
    await page.getByRole('button', { name: 'X-ray', exact: true }).click();
    await page.getByText('Webhook verified').first().waitFor();
    await unobjectionable(page, 'phone-x-ray', '.xray');
  });

  it('would hear the checker object: to a line without a name, and to words too pale to read', async () => {
    house = await openPageHouse();
    const page = await open();
    await page.getByLabel('Rosa writes a text').evaluate((field) => {
      field.removeAttribute('aria-label');
      field.removeAttribute('placeholder');
    });
    await page.locator('.lead p').evaluate((words: HTMLElement) => (words.style.color = '#c0c8d2'));
    const found = (await violations(page)).map(({ id }) => id);
    expect(found.sort()).toEqual(['color-contrast', 'label']);
  });

  it('fits a narrow screen without moving sideways, one device in view, all of them a tap away', async () => {
    house = await openPageHouse();
    const page = await open({ viewport: PHONE, hasTouch: true });
    await furnish(house);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    for (const [tab, device] of [
      ['Sam', 'telegram'],
      ['Pay', 'pay'],
      ['Slack', 'slack'],
      ['Rosa', 'sms'],
    ] as const) {
      await page.getByRole('navigation').getByRole('button', { name: tab }).click();
      await page.waitForFunction(
        (id) => Math.abs(document.getElementById(id)!.getBoundingClientRect().left) < 2,
        `device-${device}`,
      );
      await page.waitForFunction((name) => document.querySelector('.tab[aria-current]')?.textContent === name, tab);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  });

  it('gives a thumb 44 pixels on every phone', async () => {
    house = await openPageHouse();
    const page = await open({ viewport: PHONE });
    await furnish(house);
    const small = await page
      .locator('.device button, .device input, .tabs button, .rail-buttons button')
      .evaluateAll((all) =>
        all
          .map((element) => ({
            name: element.getAttribute('aria-label') ?? element.textContent,
            box: element.getBoundingClientRect(),
          }))
          .filter(({ box }) => box.height > 0 && (box.height < 44 || box.width < 44))
          .map(({ name, box }) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`),
      );
    expect(small).toEqual([]);
  });
});

describe('the keypad phone', () => {
  it('is used by keyboard alone: words typed, counted, sent and answered', async () => {
    house = await openPageHouse();
    const page = await open();
    const field = page.getByLabel('Rosa writes a text');
    await field.focus();
    await page.keyboard.type('haircut');
    const counted = () => page.getByTestId('sms-count').textContent();
    await eventually(counted, (words) => expect(words).toBe('7 chars, 1 part'));
    await page.keyboard.press('Enter');
    await page.locator('.lcd-us', { hasText: 'You said haircut' }).waitFor();
    await eventually(
      () => field.inputValue(),
      (words) => expect(words).toBe(''),
    );
    await field.fill('a'.repeat(161));
    await eventually(counted, (words) => expect(words).toBe('161 chars, 2 parts'));
  });

  it('types digits with its keys, letters after #, and takes the last one back', async () => {
    house = await openPageHouse();
    const page = await open();
    const keypad = page.getByRole('group', { name: 'Keypad' });
    const field = page.getByLabel('Rosa writes a text');
    const reads = (words: string) =>
      eventually(
        () => field.inputValue(),
        (found) => expect(found).toBe(words),
      );
    for (const key of ['1', '0']) {
      await keypad.getByRole('button', { name: key, exact: true }).focus();
      await page.keyboard.press('Enter');
    }
    await reads('10');
    await keypad.getByRole('button', { name: '# change' }).click();
    // Twice within one moment is the second letter, whatever the speed of this machine.
    await keypad.getByRole('button', { name: '4', exact: true }).evaluate((key: HTMLElement) => {
      key.click();
      key.click();
    });
    await reads('10h');
    await page.getByRole('button', { name: 'Clear' }).click();
    await reads('10');
    await page.getByRole('button', { name: 'Send', exact: true }).first().click();
    await page.locator('.lcd-us', { hasText: 'You said 10' }).waitFor();
  });
});

describe('every device', () => {
  it('begins with something to tap, and a reload shows what was shown before', async () => {
    house = await openPageHouse();
    const page = await open();
    await page.getByRole('button', { name: 'Text hi' }).click();
    await page.locator('.lcd-us', { hasText: 'You said hi' }).waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.locator('.telegram .said-us').waitFor();
    await page.getByRole('button', { name: 'Chat with us' }).click();
    await page.frameLocator('.browser iframe').getByRole('heading', { name: 'Willow Salon' }).waitFor();
    const lines = () => page.locator('.lcd-log').innerText();
    const before = await lines();
    await page.reload();
    await page.frameLocator('.browser iframe').getByRole('heading', { name: 'Willow Salon' }).waitFor();
    await eventually(lines, (after) => expect(after).toBe(before));
    await eventually(
      () => page.locator('.telegram .said-us').count(),
      (count) => expect(count).toBe(1),
    );
  });

  it('whispers in Slack to one operator only, and clicks as whoever is looking', async () => {
    house = await openPageHouse();
    const page = await open();
    await furnish(house);
    await page.getByText('Ben was first.').waitFor();
    await page.getByRole('button', { name: 'Ben', exact: true }).click();
    await page.getByText('Ben was first.').waitFor({ state: 'detached' });
    await Promise.all([
      page.waitForResponse(
        (response) => response.url().endsWith('/simulator/acts') && response.request().method() === 'POST',
      ),
      page.getByRole('button', { name: 'Accept' }).click(),
    ]);
    await house.standIns.slack!.settled();
    expect(house.clicks.map(({ user }) => user.name)).toEqual(['Ben']);
  });

  it('pays on the real pay page, in a sheet over the phones', async () => {
    house = await openPageHouse();
    const page = await open();
    await payLink(house);
    await page.getByRole('button', { name: 'Open the pay page' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.frameLocator('iframe').getByRole('button', { name: 'Pay £80' }).click();
    await page.getByText('✔ Paid').waitFor();
    await page.keyboard.press('Escape');
    await sheet.getByRole('button', { name: 'Close the pay page' }).click();
    await sheet.waitFor({ state: 'detached' });
  });

  it('is greyed when its provider is the real one', async () => {
    house = await openPageHouse({ absent: ['twilio', 'slack'] });
    const page = await open();
    await page.getByText('Connected to the real Twilio.').nth(1).waitFor();
    expect(await page.getByText('Connected to the real Twilio.').count()).toBe(2);
    expect(await page.getByText('Connected to the real Slack.').count()).toBe(1);
    expect(await page.getByLabel('Rosa writes a text').count()).toBe(0);
  });
});

describe('the rail and the X-ray', () => {
  it('moves the clock, and orders a fault that is seen on its switch', async () => {
    house = await openPageHouse();
    const page = await open();
    await page.getByText('Mon 23 Nov 8:05').waitFor();
    await page.getByRole('button', { name: '+1 day' }).click();
    await page.getByText('Tue 24 Nov 8:05').waitFor();
    expect(await page.getByRole('button', { name: 'To the next reminder' }).isDisabled()).toBe(true);
    const slow = page.getByRole('switch', { name: 'Slow, 2 seconds' });
    await slow.click();
    await page.locator('[role=switch][aria-checked=true]').waitFor();
    expect(house.standIns.twilio!.faults.delayMs).toBe(2_000);
  });

  it('asks before it starts over, and then every phone is empty', async () => {
    house = await openPageHouse();
    const page = await open();
    await page.getByRole('button', { name: 'Text hi' }).click();
    await page.locator('.lcd-us').waitFor();
    await page.getByRole('button', { name: 'Start over' }).click();
    expect(house.startedOver).toBe(0);
    await page.getByRole('button', { name: 'Forget it all' }).click();
    await page.getByRole('button', { name: 'Text hi' }).waitFor();
    expect(house.startedOver).toBe(1);
  });

  it('opens from a phone, follows its newest message, and gives the focus back', async () => {
    house = await openPageHouse();
    const page = await open();
    await page.getByRole('button', { name: 'Text hi' }).click();
    await page.locator('.lcd-us').waitFor();
    const lens = page.getByRole('button', { name: "X-ray of Rosa's last message" });
    await lens.click();
    const xray = page.getByRole('complementary', { name: 'X-ray' });
    await xray.getByText('not at all').waitFor();
    await eventually(
      () => xray.locator('.way li').count(),
      (count) => expect(count).toBe(2),
    );
    await page.keyboard.press('Escape');
    await xray.waitFor({ state: 'detached' });
    // React gives the focus back after it has taken the window away.
    await eventually(
      () => lens.evaluate((element) => element === document.activeElement),
      (isFocused) => expect(isFocused).toBe(true),
    );
  });
});
