import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openHouse, type House } from '../journeys/house.js';
import { happen } from '../journeys/outside.js';
import type { Person } from '../journeys/person.js';
import { openBrowser, violations } from './browser.js';

/** Where pictures of the page go when somebody wants to look at them. */
const PICTURES = process.env['TRACKING_PICTURES'];

/** A browser on a busy machine is slow; each step has its own bound. */
jest.setTimeout(90_000);

let house: House;
let browser: Browser;
const pages: Page[] = [];

beforeAll(async () => {
  house = await openHouse('2026-11-23T08:00');
  browser = await openBrowser();
}, 60_000);
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

/** A paid colour on Friday, booked by text; resolves with the address of its page. */
async function book(): Promise<{ person: Person; url: string }> {
  const person = house.person('sms');
  for (const text of ['hi', '1', '2', '4', 'friday', '1', 'Rosa Field', '1']) await person.says(text);
  await happen('the person pays', house, person);
  await person.heard();
  const { mongo, business } = house.app.house;
  const { conversationId } = person;
  const booking = await mongo.db.collection<{ _id: string }>('bookings').findOne({ conversationId });
  return { person, url: business.trackingLinks.urlOf(booking!._id) };
}

async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  pages.push(page);
  await page.goto(url);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

describe('the page of a visit in a browser', () => {
  it('has nothing axe objects to while waiting, agreed, moved, asked whether to drop, dropped or not found, in light and dark [OF-09]', async () => {
    const { person, url } = await book();
    const page = await open(url);
    const look = async (name: string, address: string): Promise<void> => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(address);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect({ name, colorScheme, found: await violations(page) }).toEqual({ name, colorScheme, found: [] });
        await picture(page, `${name}-390-${colorScheme}`);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
      await picture(page, `${name}-1440`);
    };
    await look('waiting', url);
    await happen('the operator presses Accept', house, person);
    await look('booked', url);
    await look('drop', `${url}/drop`);
    await look('move-day', `${url}/move`);
    await look('move-time', `${url}/move?day=2026-11-30`);
    const time = await page.getByRole('link', { name: /^10:00/ }).getAttribute('href');
    await look('move', `${url}/${time}`);
    await happen('the person drops it on its page', house, person);
    await look('dropped', url);
    await look('unknown', `${url}x`);
  });

  it('moves and drops a visit by keyboard alone and without scripts, its cost said first, and the chat is told [BK-17] [ORD-11]', async () => {
    const { person, url } = await book();
    const page = await open(url, { javaScriptEnabled: false });
    expect(await page.locator('h1').textContent()).toContain('received, £80 paid');
    await page.getByRole('link', { name: 'Move it' }).press('Enter');
    await page.getByText('The price stays the same.').waitFor();
    await page.getByRole('link', { name: 'Mon 30 Nov' }).press('Enter');
    await page.getByRole('link', { name: /^10:00/ }).press('Enter');
    await page.getByRole('button', { name: 'Move it' }).press('Enter');
    await page.getByRole('heading', { name: 'Mon 30 Nov 10:00' }).waitFor();
    expect(page.url()).toBe(url);
    await house.settle();
    expect((await person.heard()).join('\n')).toMatch(/Moved: BK-\d{8}\. Colour, Mon 30 Nov 10:00-11:30/);
    await page.getByRole('link', { name: 'Drop it' }).press('Enter');
    await page.getByText('Your £80 goes back to you.').waitFor();
    await page.getByRole('button', { name: 'Drop it' }).press('Enter');
    await page.getByText('dropped.').waitFor();
    expect(page.url()).toBe(url);
    await house.settle();
    expect((await person.heard()).join('\n')).toContain('Your £80 goes back to you today.');
  });

  it('shows by itself what has changed, says it to those who cannot see it, and keeps within its own rules', async () => {
    const { person, url } = await book();
    const context = await browser.newContext();
    const page = await context.newPage();
    pages.push(page);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(new URL(request.url()).origin));
    await page.clock.install();
    await page.goto(url);
    await happen('the operator presses Accept', house, person);
    await page.clock.runFor(16_000);
    await page.locator('h1', { hasText: 'booked, £80 paid' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'booked, £80 paid' }).waitFor({ state: 'attached' });
    await page.locator('[aria-current=step]', { hasText: 'Now: Colour Fri 27 Nov' }).waitFor({ state: 'attached' });
    expect(complaints).toEqual([]);
    expect(new Set(asked)).toEqual(new Set([house.app.url]));
  });

  it('leads back into the chat it was booked by, with room for a thumb and whole at twice the size', async () => {
    const { person, url } = await book();
    const page = await open(url, { viewport: { width: 195, height: 422 } });
    const heights = await page
      .locator('.button')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThan(1);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const href = await page.getByRole('link', { name: 'Write to Willow Salon' }).getAttribute('href');
    const [number, words] = decodeURIComponent(href!).replace('sms:', '').split('?body=');
    expect(number).toBe('+447700900000');
    await person.says(words!);
    expect((await person.heard()).join('\n')).toContain('a person answers you here');
  });
});

describe('the pages of a guest in a browser', () => {
  it('look for a visit by two fields and show all that is its own to a person, clean for axe, in light, dark and Arabic', async () => {
    const { url, person } = await book();
    const base = new URL(url).origin;
    for (const [name, options] of [
      ['light', { locale: 'en-GB' }],
      ['dark', { locale: 'es-ES', colorScheme: 'dark' }],
      ['arabic', { locale: 'ar' }],
    ] as const) {
      const page = await open(`${base}/t`, options);
      expect(await violations(page)).toEqual([]);
      await picture(page, `guest-find-${name}`);
      await page.fill('#reference', 'BK-00000000');
      await page.fill('#email', 'rosa@example.com');
      await page.click('button');
      expect(await violations(page)).toEqual([]);
      await picture(page, `guest-sent-${name}`);
    }
    await person.says('my web');
    const link = /https?:\/\/\S+\/my\/open\/[\w-]{22}/.exec((await person.heard()).join(' '))![0];
    const page = await open(link, { colorScheme: 'light' });
    await page.click('button');
    await page.waitForURL(/\/my$/);
    expect(await page.textContent('main')).toMatch(/Colour, Fri 27 Nov [^]*£80/);
    expect(await violations(page)).toEqual([]);
    await picture(page, 'portal-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'portal-dark');
    expect(await violations(page)).toEqual([]);
    const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(sizes[0]).toBeLessThanOrEqual(sizes[1]!);
    await page.click('form button');
    await page.waitForURL(/\/t$/);
  });
});
