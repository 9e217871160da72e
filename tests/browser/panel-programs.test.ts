import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
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
  desk = await openDesk(browser, house, '/programs');
}, 180_000);
afterAll(async () => {
  await desk?.close();
  await house?.stop();
  await browser?.close();
});

/** At a desk in light, in a hand in dark. */
async function looksRight(page: Page, name: string): Promise<void> {
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}-${width}.png` });
    expect({ name, width, found: await violations(page) }).toEqual({ name, width, found: [] });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 844 });
  await page.emulateMedia({ colorScheme: 'light' });
}

const open = (text: string | null): Promise<number> =>
  fetch(`${house.app.url}/api/v1/services`, { headers: { authorization: `Bearer ${text}` } }).then(
    ({ status }) => status,
  );

describe('keys of programs in the panel', () => {
  it('shows a new key once, replaces it while the old one goes on, and ends both', async () => {
    const { page, complaints } = desk;
    await page.getByText('No program has a key yet').waitFor();
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('What is it for?').fill('Till in the shop');
    await page.getByLabel('Book', { exact: true }).check();
    await looksRight(page, 'new-key');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const shown = page.getByRole('dialog', { name: 'Copy the key now' });
    await shown.waitFor();
    await looksRight(page, 'shown-key');
    const first = await shown.getByLabel('The key').textContent();
    await shown.getByRole('button', { name: 'I have it' }).click();
    await page.getByText('Never').waitFor();
    const used = await open(first);
    await page.reload();
    const row = page.getByRole('row', { name: /Till in the shop/ });
    await row.getByText('08:00').last().waitFor();
    const seen = await page.content();

    await row.getByRole('button', { name: 'Replace Till in the shop' }).click();
    await shown.getByText('the old one works until').waitFor();
    const second = await shown.getByLabel('The key').textContent();
    await shown.getByRole('button', { name: 'I have it' }).click();
    await looksRight(page, 'keys');
    expect([used, await open(first), await open(second)]).toEqual([200, 200, 200]);
    expect(second).not.toBe(first);
    expect(seen).not.toContain(first);

    await row.getByRole('button', { name: 'End Till in the shop' }).click();
    await page.getByRole('button', { name: 'End it' }).click();
    await page.getByText('No program has a key yet').waitFor();
    expect([await open(first), await open(second)]).toEqual([401, 401]);
    expect(complaints).toEqual([]);
  });
});

describe('the proof in the panel', () => {
  it('lets a crowd try and says in plain words that nobody was booked twice', async () => {
    const { page, complaints } = desk;
    await page.getByRole('link', { name: 'Prove it' }).click();
    await page.getByRole('button', { name: 'Let 500 people try at once' }).click();
    const result = page.getByRole('status');
    await result.getByText('Nobody was booked twice').waitFor({ timeout: 60_000 });
    await result.getByText(/^500 people wanted 10 times at once, some on top of another: \d+ got one/).waitFor();
    await page.getByRole('row', { name: /A crowd on a copy Nobody was booked twice/ }).waitFor();
    await looksRight(page, 'proof');
    expect(complaints).toEqual([]);
  });
});
