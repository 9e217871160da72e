import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { buildPanel } from '../../src/setup/index.js';
import { openHouse, type House } from '../journeys/house.js';
import { openBrowser, violations } from './journey-phones.js';
import { openDesk, type Desk } from './panel-pages.js';

/** A folder for pictures of every state, for whoever wants to look at them. */
const PICTURES = process.env['PANEL_PICTURES'];
/** Nothing but a walk sees that this way is never gone. */
const WAY = 'has(person.name)';
const NEVER = 'has(person.name) && answer.wanted == ""';

/** A browser on a busy machine is slow, and the thread that walks has to start. */
jest.setTimeout(180_000);

let browser: Browser;
let house: House;
let desk: Desk;
beforeAll(async () => {
  await buildPanel({ root: process.cwd(), env: process.env, say: () => undefined });
  browser = await openBrowser();
  house = await openHouse('2026-11-23T08:00', { walksScripts: true });
  desk = await openDesk(browser, house, '/scripts/refunded');
}, 180_000);
afterAll(async () => {
  await desk?.close();
  await house?.stop();
  await browser?.close();
});

async function picture(name: string): Promise<void> {
  if (PICTURES) await desk.page.screenshot({ path: `${PICTURES}/${name}.png` });
}

describe('a publish that waits for the walk with digits only', () => {
  let dialog: Locator;

  it('says that it is walking, then what was wrong where, and asks for a reason', async () => {
    const { page, replace, saved } = desk;
    dialog = page.getByRole('dialog');
    await replace(WAY, NEVER);
    await saved();
    await page.getByRole('button', { name: 'Publish…' }).click();
    await dialog.getByRole('heading', { name: 'With digits only' }).waitFor();
    await dialog.getByRole('status').getByText('Walking it with digits only…').waitFor();
    await picture('digits-walking');
    const wrong = dialog.getByText(/by SMS with digits only.*: no digits? leads? /);
    await wrong.first().waitFor({ timeout: 120_000 });
    expect(await dialog.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true);
    await wrong.first().scrollIntoViewIfNeeded();
    await picture('digits-refused');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  it('publishes once digits lead to every end, and the version has its badge at once', async () => {
    const { page, replace, saved } = desk;
    await replace(NEVER, WAY);
    await replace('book again', 'come again');
    await saved();
    await page.getByRole('button', { name: 'Publish…' }).click();
    await dialog
      .getByText(/✔ By SMS, digits alone reach every end in English, Spanish, Arabic\./)
      .waitFor({ timeout: 120_000 });
    await dialog.getByText(/✔ By SMS/).scrollIntoViewIfNeeded();
    await picture('digits-earned');
    for (const field of await dialog.getByLabel(/^(Why it is right here|Why they should)/).all())
      await field.fill('It is meant so');
    await dialog.getByLabel('Note').fill('Shorter');
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 2 of refunded is in effect').waitFor();
    await page.locator('.badge-digits').first().waitFor();
    expect(desk.complaints).toEqual([]);
  });
});
