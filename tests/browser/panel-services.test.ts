import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { buildPanel } from '../../src/setup/index.js';
import { openHouse, type House } from '../journeys/house.js';
import { openBrowser, violations } from './journey-phones.js';
import { openDesk, type Desk } from './panel-pages.js';

/** A folder for pictures of every state, for whoever wants to look at them. */
const PICTURES = process.env['PANEL_PICTURES'];

/** A browser on a busy machine is slow; each step has its own bound. */
jest.setTimeout(120_000);

let browser: Browser;
let house: House;
let desk: Desk;
beforeAll(async () => {
  await buildPanel({ root: process.cwd(), env: process.env, say: () => undefined });
  browser = await openBrowser();
  house = await openHouse('2026-11-23T08:00');
  desk = await openDesk(browser, house, '/services?shop=willow');
}, 180_000);
afterAll(async () => {
  await desk?.close();
  await house?.stop();
  await browser?.close();
});

async function picture(name: string): Promise<void> {
  if (PICTURES) await desk.page.screenshot({ path: `${PICTURES}/${name}.png` });
}

/** The services as somebody who texts the shop is offered them. */
async function offered(): Promise<string> {
  const somebody = house.person('sms');
  await somebody.says('hi');
  await somebody.heard();
  await somebody.says('1');
  return (await somebody.heard()).join('\n');
}

const names = (): Promise<string[]> => desk.page.locator('.service-name').allInnerTexts();

describe('the services of a shop in the panel', () => {
  it('stand in an order that two buttons or a drag change, and chats count in it at once [CAT-10]', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Haircut', exact: true }).waitFor();
    expect(await names()).toEqual(['Haircut', 'Colour', 'Shave']);
    await picture('services');

    await page.getByRole('button', { name: 'Move Shave up' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Shave is number 2 of 3 now' }).waitFor();
    expect(await names()).toEqual(['Haircut', 'Shave', 'Colour']);

    await page.locator('[data-service="haircut"] .service-handle').dragTo(page.locator('[data-service="colour"]'));
    await page.getByRole('status').filter({ hasText: 'Haircut is number 3 of 3 now' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await names()).toEqual(['Shave', 'Colour', 'Haircut']);
    expect(await offered()).toMatch(/1 Shave.*\n2 Colour.*\n3 Haircut/);
  });

  it('are added with a price in the currency of the shop, and say which field is wrong [CAT-10] [CAT-05]', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Add a service' }).click();
    const drawer = page.getByRole('dialog');
    expect(await drawer.getByLabel('Hours of notice').inputValue()).toBe('24');
    await drawer.getByRole('button', { name: 'Add it' }).click();
    await drawer.getByText('Give it a name').waitFor();
    await drawer.getByLabel('Name in English').fill('Head massage');
    await drawer.getByLabel('Name in Spanish').fill('Masaje capilar');
    await drawer.getByLabel('Price').fill('17.50');
    await drawer.getByLabel('Category').fill('Care');
    await drawer.getByLabel('Ben').check();
    await drawer.getByLabel(/^Minutes( \*)?$/).fill('2');
    await drawer.getByRole('button', { name: 'Add it' }).click();
    await drawer.getByText('Some of it cannot be kept as it is').waitFor();
    await drawer.getByText('At least 5').waitFor();
    await picture('services-wrong');
    expect(await violations(page)).toEqual([]);
    await drawer.getByLabel(/^Minutes( \*)?$/).fill('15');
    await drawer.getByLabel('Hours of notice').fill('1');
    await drawer.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('button', { name: 'Head massage', exact: true }).waitFor();
    await drawer.waitFor({ state: 'hidden' });
    expect(await page.locator('[data-service="head-massage"]').innerText()).toMatch(/15 min · £17\.50 · Care · Ben/);
    expect(await offered()).toContain('4 Head massage, 15 min, £17.50');
  });

  it('are not written over when somebody else has saved meanwhile, and what was typed is still there [CAT-10]', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Shave', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Price').fill('16');
    const { catalogue } = house.app.house.business;
    const shave = (await catalogue.reload('willow')).services.find(({ id }) => id === 'shave')!;
    await catalogue.saveService('willow', { ...shave, priceMinor: 1_700 });
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText(/^Somebody has changed the services/).waitFor();
    expect(await drawer.getByLabel('Price').inputValue()).toContain('16');
    await drawer.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('button', { name: 'Leave it' }).click();
    await drawer.waitFor({ state: 'hidden' });
  });

  it('fit a phone, in the dark too', async () => {
    const { page } = desk;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await picture('services-phone-dark');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Colour', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('switch', { name: 'Hours of its own' }).click();
    await picture('services-form-phone-dark');
    await drawer.getByLabel('Monday', { exact: true }).scrollIntoViewIfNeeded();
    await picture('services-hours-phone-dark');
    expect(await violations(page)).toEqual([]);
    expect(desk.complaints.filter((one) => !/40[09]/.test(one))).toEqual([]);
  });
});
