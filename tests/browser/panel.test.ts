import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPanel } from '../../src/setup/index.js';
import { profile } from '../support/profile.js';
import { openHouse, type House } from '../journeys/house.js';
import { openBrowser, openPhones, violations } from './journey-phones.js';
import { makeAdministrator, openDesk, publishAs, type Desk } from './panel-pages.js';

/** A folder for pictures of every state, for whoever wants to look at them. */
const PICTURES = process.env['PANEL_PICTURES'];
const WORDS = 'What would you like?';
const OTHER_WORDS = 'What can I do for you?';

/** A browser on a busy machine is slow; each step has its own bound. */
jest.setTimeout(120_000);

let browser: Browser;
let house: House;
const desks: Desk[] = [];

beforeAll(async () => {
  await buildPanel({ root: process.cwd(), env: process.env, say: () => undefined });
  browser = await openBrowser();
}, 180_000);
beforeEach(async () => {
  house = await openHouse('2026-11-23T08:00');
});
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
  await house?.stop();
});
afterAll(() => browser?.close());

async function open(path: string, as?: string, options?: BrowserContextOptions): Promise<Desk> {
  const desk = await openDesk(browser, house, path, as, options);
  desks.push(desk);
  return desk;
}

describe('writing and publishing a conversation', () => {
  it('lists a problem as it is written, jumps to it, previews the mended text, and its words are on the phones', async () => {
    const anna = await makeAdministrator(house, 'Anna');
    const { page, code, problems, preview, replace, saved, complaints } = await open('/scripts/salon', anna);
    await preview.getByText('1 Book').waitFor();
    await page.getByLabel('Answer on the preview').fill('1');
    await page.getByLabel('Answer on the preview').press('Enter');
    await preview.getByText(WORDS).waitFor();
    await preview
      .getByText(/^\d+ characters, 1 part$/)
      .last()
      .waitFor();

    // An exit that leads nowhere: listed with its block, and the click leads to its line.
    await replace('none: closed', 'none: shut');
    const problem = problems.getByRole('button', { name: /shut/ });
    await problem.waitFor();
    await page.getByRole('button', { name: 'Publish…' }).click();
    await page.getByRole('dialog').getByText('One problem blocks it.').waitFor();
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(
      true,
    );
    await page.keyboard.press('Escape');
    await problem.click();
    await page.locator('.cm-activeLine', { hasText: 'none: shut' }).waitFor();
    await replace('none: shut', 'none: closed');
    await page.getByText('No problems found').waitFor();

    // The preview stays at the answer it was at, and says the new words there.
    await replace(WORDS, OTHER_WORDS);
    await preview.getByText(OTHER_WORDS).waitFor();
    await code.press('Control+s');
    await saved();
    await publishAs(page, 'Friendlier question');
    await page.getByText('Version 2 of salon is in effect').waitFor();
    await page.getByText('As published, version 2').waitFor();
    expect(complaints).toEqual([]);

    const phones = await openPhones(browser, house);
    await phones.keys('hi');
    await phones.lcd.getByText('1 Book').waitFor();
    await phones.keys('1');
    await phones.lcd.getByText(OTHER_WORDS).waitFor();
    await phones.close();
  });

  it('says who is in the middle of it and plays earlier chats again, then rolls back by a version of its own', async () => {
    const rosa = house.person('sms');
    for (const words of ['hi', '1']) await rosa.says(words);
    const { page, replace, saved } = await open('/scripts/salon');
    await replace(WORDS, OTHER_WORDS);
    await saved();
    await page.getByRole('button', { name: 'Publish…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 person is in the middle of “service”, which changes').waitFor();
    await dialog.getByText('The last 1 conversation would all end as they did.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await publishAs(page, 'Friendlier question');
    await page.getByText('Version 2 of salon is in effect').waitFor();

    await page.getByRole('button', { name: 'Versions' }).click();
    const drawer = page.getByRole('dialog', { name: 'Versions of salon' });
    await drawer.getByText('Friendlier question').waitFor();
    const changes = drawer.getByRole('region', { name: 'What differs' });
    expect((await changes.locator('del').allInnerTexts()).join(' ')).toMatch(/^would .*like$/);
    expect((await changes.locator('ins').allInnerTexts()).join(' ')).toMatch(/^can I do for/);
    await drawer.getByRole('button', { name: 'Roll back…' }).click();
    await page.getByRole('dialog', { name: 'Roll salon back to version 1' }).waitFor();
    await publishAs(page, 'The old words were better', 'Roll back');
    await page.getByText('Version 3 of salon is in effect').waitFor();
    const sam = house.person('whatsapp');
    for (const words of ['hi', '1']) await sam.says(words);
    expect((await sam.heard()).join('\n')).toContain(WORDS);
  });
});

describe('two people at one script', () => {
  it('refuses the second save, shows the other’s change, and loses neither', async () => {
    const [anna, ben] = [await makeAdministrator(house, 'Anna'), await makeAdministrator(house, 'Ben')];
    const first = await open('/scripts/salon', anna);
    const second = await open('/scripts/salon', ben);
    await first.replace(WORDS, OTHER_WORDS);
    await first.saved();

    // In the same words: there is no way to keep both without somebody deciding.
    await second.replace(WORDS, 'What shall it be?');
    const dialog = second.page.getByRole('dialog', { name: /^Anna saved this script/ });
    await dialog.waitFor();
    await dialog.getByRole('region', { name: 'What Anna changed' }).getByText(OTHER_WORDS).waitFor();
    await dialog.getByRole('region', { name: 'What you changed' }).getByText('What shall it be?').waitFor();
    expect(await dialog.getByRole('button', { name: 'Keep both changes' }).count()).toBe(0);
    expect(await violations(second.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Open both' }).click();
    await dialog.locator('.cm-content').nth(1).waitFor();
    await dialog.getByRole('button', { name: 'Keep mine on top' }).click();
    await second.saved();
    const { mongo } = house.app.house;
    const draft = await mongo.db.collection('script_drafts').findOne({});
    expect(draft?.['text']).toContain('What shall it be?');

    // Anna's next save meets Ben's text; what both wrote apart from each other is put together.
    await first.replace('Which day? For example', 'On which day? For example');
    const both = first.page.getByRole('dialog', { name: /^Ben saved this script/ });
    await both.getByRole('button', { name: 'Take Ben’s' }).click();
    await first.replace('Which day? For example', 'On which day? For example');
    await first.saved();
    await second.replace('Who?', 'With whom?');
    await second.page.getByRole('button', { name: 'Keep both changes' }).click();
    await second.saved();
    const merged = await mongo.db.collection('script_drafts').findOne({});
    for (const words of ['What shall it be?', 'On which day?', 'With whom?']) expect(merged?.['text']).toContain(words);
    expect(await mongo.db.collection('script_draft_copies').countDocuments()).toBe(3);
  });

  it('keeps what is written while the server is away, and offers it back after a reload', async () => {
    const { page, code, replace, saved } = await open('/scripts/salon');
    await code.waitFor();
    // In the page itself: what it sends while it is being left does not pass the browser's own interception.
    await page.evaluate(() => {
      const send = window.fetch.bind(window);
      window.fetch = (input, init) =>
        init?.method === 'PUT' ? Promise.reject(new TypeError('the server is away')) : send(input, init);
    });
    await replace(WORDS, OTHER_WORDS);
    await page.getByText('Not saved: server away, kept here').waitFor();
    await page.reload();
    await page.getByText(/never reached the server/).waitFor();
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await saved();
    const draft = await house.app.house.mongo.db.collection('script_drafts').findOne({});
    expect(draft?.['text']).toContain(OTHER_WORDS);
  });
});

describe('the preview and the numbers', () => {
  it('tries what seldom happens: the time just gone, the payment declined, nobody there', async () => {
    const { page, preview } = await open('/scripts/salon');
    await page.getByText('Telegram', { exact: true }).click();
    await preview.getByRole('button', { name: 'Book', exact: true }).click();
    await preview.getByRole('button', { name: /^Colour/ }).click();
    await preview
      .getByRole('button', { name: /^\w{3} \d/ })
      .first()
      .click();
    await preview.getByText('What is your name?').waitFor();
    await page.getByText('Time just gone', { exact: true }).click();
    await preview.getByText('has just gone, I am sorry').waitFor();
    await page.getByText('Time just gone', { exact: true }).click();
    await page.getByText('Payment declined', { exact: true }).click();
    await page.getByLabel('Answer on the preview').fill('Nora Hale');
    await page.getByLabel('Answer on the preview').press('Enter');
    await preview.getByRole('button', { name: 'Book it' }).click();
    await preview.getByText('The payment page does not open just now').waitFor();
    await page.getByRole('button', { name: 'not-payable' }).click();
    await page.locator('.cm-activeLine', { hasText: 'not-payable:' }).waitFor();
  });

  it('shows every text as each channel prints it, in every language of the script', async () => {
    const { page } = await open('/scripts/salon?tab=channels');
    const welcome = page.getByRole('region', { name: 'welcome' });
    await welcome
      .getByText(/^SMS, say .*characters, 1 part$/)
      .first()
      .waitFor();
    await welcome.getByText('Buttons: Book · My bookings · A person').first().waitFor();
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'Arabic' }).click();
    await welcome.locator('[lang=ar]').first().waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('counts each step by channel, and makes a word that was not understood an answer of the draft', async () => {
    const rosa = house.person('sms');
    await rosa.says('hi');
    await rosa.says('xylophone');
    await house.settle();
    const { page, preview, saved } = await open('/scripts/salon?tab=numbers');
    const steps = page.getByRole('table', { name: 'Steps' });
    await steps.getByRole('row', { name: /^welcome/ }).waitFor();
    await page.getByRole('button', { name: 'Add “xylophone” as a synonym' }).click();
    await page.getByRole('menuitem', { name: 'Book', exact: true }).click();
    await saved();
    await page.getByRole('tab', { name: 'Script' }).click();
    await preview.getByText('1 Book').waitFor();
    await page.getByLabel('Answer on the preview').fill('xylophone');
    await page.getByLabel('Answer on the preview').press('Enter');
    await preview.getByText(WORDS).waitFor();
    await page.getByRole('tab', { name: 'Numbers' }).click();
    await page.getByRole('combobox', { name: 'Channel' }).click();
    await page.getByRole('option', { name: 'Telegram' }).click();
    await page.getByText('Nobody has been through it yet.').waitFor();
  });

  it('goes anywhere by keyboard alone', async () => {
    const { page } = await open('/scripts');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor();
    await page.keyboard.type('versions sal');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Versions of salon' }).getByText('In effect').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(new URL(page.url()).pathname).toBe('/admin/scripts/salon');
  });
});

/** Both ends of the widths and both colour schemes always; all of them with `npm run prove`. */
const LOOKS = [
  ['1440 px, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['390 px, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ['1024 px, dark', { viewport: { width: 1024, height: 768 }, colorScheme: 'dark' }],
  ['390 px, light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }],
] as const;

describe('looks', () => {
  for (const [look, options] of LOOKS.slice(0, profile({ short: 2, full: 4 }))) {
    it(`has nothing axe objects to on any page and dialog, and nothing runs over the side: ${look}`, async () => {
      const { page, replace, saved, preview, complaints } = await open('/scripts', 'demo', options);
      const isNarrow = options.viewport.width < 1000;
      await page.getByRole('link', { name: 'salon', exact: true }).waitFor();
      await looksRight(page, `${look} list`);
      await page.getByRole('link', { name: 'salon', exact: true }).click();
      await preview.getByText('Willow Salon').first().waitFor({ state: 'attached' });
      await page.getByText('No problems found').waitFor();
      await replace(WORDS, 'What would you {like');
      await page.getByRole('list', { name: 'Problems' }).waitFor();
      await looksRight(page, `${look} editor`);
      await replace('What would you {like', OTHER_WORDS);
      await page.getByText('No problems found').waitFor();
      await saved();
      if (isNarrow) await page.getByText('Preview', { exact: true }).click();
      await page.getByText('WhatsApp', { exact: true }).click();
      await preview.getByRole('button', { name: 'Book', exact: true }).click();
      await preview.getByRole('button', { name: /Choose/ }).click();
      await preview.getByRole('button', { name: /^Haircut/ }).waitFor();
      await looksRight(page, `${look} preview`);
      await page.keyboard.press('Control+k');
      await page.getByRole('option', { name: /^Publish salon/ }).waitFor();
      await looksRight(page, `${look} palette`);
      await page.keyboard.press('Enter');
      await page.getByText('go another way').first().waitFor();
      await page.getByText('There has been no conversation yet').waitFor();
      await looksRight(page, `${look} publish`);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Versions' }).click();
      await page.getByRole('region', { name: 'What differs' }).waitFor();
      await looksRight(page, `${look} versions`);
      await page.keyboard.press('Escape');
      await page.getByRole('tab', { name: 'Numbers' }).click();
      await page.getByText('Everything was understood.').waitFor();
      await looksRight(page, `${look} numbers`);
      await page.getByRole('button', { name: 'Discard draft' }).click();
      await page.getByText('As published, version 1').waitFor();
      await page.getByRole('button', { name: 'Bring it back' }).click();
      await saved();
      if (isNarrow) await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await looksRight(page, `${look} sign-in`);
      expect(complaints).toEqual([]);
    });
  }
});

async function looksRight(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
  expect({ name, found: await violations(page) }).toEqual({ name, found: [] });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}
