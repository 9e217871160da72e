import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { createAccess } from '../../src/access/index.js';
import type { House } from '../journeys/house.js';

/** The panel in a browser context of its own: one administrator at one desk. */
export interface Desk {
  readonly page: Page;
  /** The text of the script; in it the usual keys work. */
  readonly code: Locator;
  readonly problems: Locator;
  readonly preview: Locator;
  /** Puts other words in place of the first occurrence, by the editor's own change, as typing would. */
  readonly replace: (from: string, to: string) => Promise<void>;
  /** Resolves when the server has what was written. */
  readonly saved: () => Promise<void>;
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

const TIMEOUT_MS = 20_000;
export const PASSWORD = 'a long enough word';

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
  await dialog.getByText(/went as recorded/).waitFor();
  const reasons = dialog.getByLabel(/^(Why it is right here|Why they should now go another way)/);
  for (const field of await reasons.all()) await field.fill('The words are meant so');
  await dialog.getByLabel('Note').fill(note);
  await dialog.getByRole('button', { name: button, exact: true }).click();
}
