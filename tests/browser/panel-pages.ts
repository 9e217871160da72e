import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { createAccess } from '../../src/access/index.js';
import { buildPanel } from '../../src/setup/index.js';
import { openHouse, type House } from '../journeys/house.js';
import { profile } from '../support/profile.js';
import { openBrowser, violations } from './browser.js';

/** The panel in a browser context of its own: one administrator at one desk. */
export interface Desk {
  readonly page: Page;
  /** The text of the script; in it the usual keys work. */
  readonly code: Locator;
  readonly problems: Locator;
  readonly preview: Locator;
  /** Puts other words in place of the first occurrence, by the editor's own change, as typing would. */
  readonly replace: (from: string, to: string) => Promise<void>;
  /** Says it to the preview, as a person would in a chat. */
  readonly answer: (words: string) => Promise<void>;
  /** Resolves when the server has what was written. */
  readonly saved: () => Promise<void>;
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

const TIMEOUT_MS = 20_000;
/** Every recorded chat is played by the server: seconds of work, many more on a busy machine. */
export const ALL_CHATS = { timeout: 60_000 };
export const PASSWORD = 'a long enough word';

/** A folder for pictures of every state, for whoever wants to look at them. */
const PICTURES = process.env['PANEL_PICTURES'];

export interface Office {
  readonly house: House;
  readonly desk: Desk;
  /** Takes a picture of the page, when a folder for pictures was named. */
  readonly picture: (name: string) => Promise<void>;
}

/**
 * Call once at the top of a test file: one house on Monday 23 November 2026, 8:00, and one desk of the demo owner in it,
 * for all of its tests; they run as one story.
 *
 * @param path below `/admin`, where the desk is after signing in.
 */
export function withDesk(path: string, options: Parameters<typeof openHouse>[1] = {}): Office {
  // A browser on a busy machine is slow; each step has its own bound.
  jest.setTimeout(120_000);
  let browser: Browser;
  let house: House;
  let desk: Desk;
  beforeAll(async () => {
    await preparePanel();
    browser = await openBrowser();
    house = await openHouse('2026-11-23T08:00', options);
    desk = await openDesk(browser, house, path);
  }, 180_000);
  afterAll(async () => {
    await desk?.close();
    await house?.stop();
    await browser?.close();
  });
  return {
    get house() {
      return house;
    },
    get desk() {
      return desk;
    },
    picture: (name) => takePicture(desk.page, name),
  };
}

/** Builds the panel's pages, unless they are built from these sources already. */
export function preparePanel(): Promise<unknown> {
  return buildPanel({ root: process.cwd(), env: process.env, say: () => undefined });
}

export async function takePicture(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

const LOOKS = [
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1024, height: 768, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
] as const;

/**
 * Nothing that axe objects to and nothing that runs over the side: at a desk in light and in a hand in dark, with
 * `npm run prove` the other way round too. The page stays as it is, only its window changes, and is as before afterwards.
 */
export async function looksRight(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  // The one that led here may still be on its way out, and two with the same landmarks are an objection.
  await page.waitForFunction(() => document.querySelectorAll('[role=dialog]').length <= 1);
  for (const { width, height, colorScheme } of LOOKS.slice(0, profile({ short: 2, full: 4 }))) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
    await takePicture(page, `${name}-${width}-${colorScheme}`);
    const look = { name, width, colorScheme };
    expect({ ...look, found: await violations(page) }).toEqual({ ...look, found: [] });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  }
  if (before) await page.setViewportSize(before);
}

export async function makeAdministrator(house: House, name: string): Promise<string> {
  const email = `${name.toLowerCase()}@willow.example`;
  const { mongo } = house.app.house;
  const cheap = { memoryCost: 1024, timeCost: 1 };
  await createAccess({ mongo, clock: house.clock, cost: cheap }).create({ email, name, password: PASSWORD });
  return email;
}

/** @param path below `/admin`, where the desk is after signing in. @param as an address, or the demo owner. */
export async function openDesk(
  browser: Browser,
  house: House,
  path: string,
  as: string = 'demo',
  options: BrowserContextOptions = {},
): Promise<Desk> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    // Whoever is not signed in yet is told so, and the browser writes that down as well.
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  await page.goto(`${house.app.url}/admin${path}`);
  await signIn(page, as);
  const code = page.locator('.bench .cm-content');
  return {
    page,
    code,
    problems: page.getByRole('list', { name: 'Problems' }),
    // Also while it is behind the other tab of a narrow screen.
    preview: page.locator('.phone-log'),
    async replace(from, to) {
      await selectText(page, from);
      await page.keyboard.insertText(to);
    },
    async answer(words) {
      await page.getByLabel('Answer on the preview').fill(words);
      await page.getByLabel('Answer on the preview').press('Enter');
    },
    saved: () => page.getByText(/^Saved /).waitFor(),
    complaints,
    close: () => context.close(),
  };
}

async function signIn(page: Page, as: string): Promise<void> {
  if (as === 'demo') {
    await page.getByRole('button', { name: 'Look around as Maria, the demo owner' }).click();
  } else {
    await page.getByLabel('E-mail').fill(as);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'attached' });
}

/** By the editor's own search, which finds what is not on the screen too. */
async function selectText(page: Page, words: string): Promise<void> {
  await page.locator('.bench .cm-content').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  const field = page.locator('.cm-search input[name=search]');
  await field.fill(words);
  // The search listens to keys.
  await field.press('End');
  await field.press('Enter');
  await field.press('Escape');
}

/** Through the dialog: reasons where they are asked for, a note, the one button. Opens it where it is not open yet. */
export async function publishAs(page: Page, note: string, button: 'Publish' | 'Roll back' = 'Publish'): Promise<void> {
  const dialog = page.getByRole('dialog');
  if (button === 'Publish') await page.getByRole('button', { name: 'Publish…' }).click();
  await dialog.getByText(/went as recorded/).waitFor(ALL_CHATS);
  const reasons = dialog.getByLabel(/^(Why it is right here|Why they should now go another way)/);
  for (const field of await reasons.all()) await field.fill('The words are meant so');
  await dialog.getByLabel('Note').fill(note);
  await dialog.getByRole('button', { name: button, exact: true }).click();
}
