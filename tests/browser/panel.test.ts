import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openHouse, type House } from '../journeys/house.js';
import { openBrowser, violations } from './browser.js';
import { openPhones } from './journey-phones.js';
import {
  ALL_CHATS,
  looksRight,
  makeAdministrator,
  openDesk,
  preparePanel,
  publishAs,
  type Desk,
} from './panel-pages.js';

const WORDS = 'What would you like?';
const OTHER_WORDS = 'What can I do for you?';

jest.setTimeout(180_000); // A browser on a busy machine is slow; each step has its own bound.

let browser: Browser;
let house: House;
const desks: Desk[] = [];
const IN_A_HAND = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const;

beforeAll(async () => {
  [, browser] = await Promise.all([preparePanel(), openBrowser()]);
}, 180_000);
afterAll(() => browser?.close());

async function comeIn(): Promise<void> {
  house = await openHouse('2026-11-23T08:00');
}

async function leave(): Promise<void> {
  for (const desk of desks.splice(0)) await desk.close();
  await house?.stop();
}

async function open(path: string, as?: string, options?: BrowserContextOptions): Promise<Desk> {
  const desk = await openDesk(browser, house, path, as, options);
  desks.push(desk);
  return desk;
}

describe('writing and publishing a conversation', () => {
  beforeEach(comeIn);
  afterEach(leave);

  it('lists a problem as it is written, jumps to it, previews the mended text, and its words are on the phones', async () => {
    const anna = await makeAdministrator(house, 'Anna');
    const { page, code, problems, preview, replace, saved, answer, complaints } = await open('/scripts/salon', anna);
    await preview.getByText('1 Book').waitFor();
    await answer('1');
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
    const dialog = page.getByRole('dialog');
    await dialog.getByText('One problem blocks it.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true);
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
    await page.getByText('Version 2 of salon is in effect').waitFor(ALL_CHATS);
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
    await page.getByText('Version 2 of salon is in effect').waitFor(ALL_CHATS);

    await page.getByRole('button', { name: 'Versions' }).click();
    const drawer = page.getByRole('dialog', { name: 'Versions of salon' });
    await drawer.getByText('Friendlier question').waitFor();
    const changes = drawer.getByRole('region', { name: 'What differs' });
    expect((await changes.locator('del').allInnerTexts()).join(' ')).toMatch(/^would .*like$/);
    expect((await changes.locator('ins').allInnerTexts()).join(' ')).toMatch(/^can I do for/);
    await drawer.getByRole('button', { name: 'Roll back…' }).click();
    await page.getByRole('dialog', { name: 'Roll salon back to version 1' }).waitFor();
    await publishAs(page, 'The old words were better', 'Roll back');
    await page.getByText('Version 3 of salon is in effect').waitFor(ALL_CHATS);
    const sam = house.person('whatsapp');
    for (const words of ['hi', '1']) await sam.says(words);
    expect((await sam.heard()).join('\n')).toContain(WORDS);
  });

  it('has nothing axe objects to on any page and dialog, and nothing runs over the side, in a hand and at a desk', async () => {
    const { page, replace, saved, preview, complaints } = await open('/scripts', 'demo', IN_A_HAND);
    await page.getByRole('link', { name: 'salon', exact: true }).waitFor();
    await looksRight(page, 'list');
    await page.getByRole('link', { name: 'salon', exact: true }).click();
    await preview.getByText('Willow Salon').first().waitFor({ state: 'attached' });
    await page.getByText('No problems found').waitFor();
    await replace(WORDS, 'What would you {like');
    await page.getByRole('list', { name: 'Problems' }).waitFor();
    await looksRight(page, 'editor');
    await replace('What would you {like', OTHER_WORDS);
    await page.getByText('No problems found').waitFor();
    await saved();
    await page.getByText('Preview', { exact: true }).click();
    await page.getByText('WhatsApp', { exact: true }).click();
    await preview.getByRole('button', { name: 'Book', exact: true }).click();
    await preview.getByRole('button', { name: /Choose/ }).click();
    await preview.getByRole('button', { name: /^Haircut/ }).waitFor();
    await looksRight(page, 'preview');
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: /^Publish salon/ }).waitFor();
    await looksRight(page, 'palette');
    await page.keyboard.press('Enter');
    await page.getByText('go another way').first().waitFor(ALL_CHATS);
    await page.getByText('There has been no conversation yet').waitFor();
    await looksRight(page, 'publish');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Versions' }).click();
    await page.getByRole('region', { name: 'What differs' }).waitFor();
    await looksRight(page, 'versions');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Numbers' }).click();
    await page.getByText('Everything was understood.').waitFor();
    await looksRight(page, 'numbers');
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByText('As published, version 1').waitFor();
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await saved();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await looksRight(page, 'sign-in');
    expect(complaints).toEqual([]);
  });
});

describe('two people at one script', () => {
  beforeEach(comeIn);
  afterEach(leave);

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
  let desk: Desk;
  beforeAll(async () => {
    await comeIn();
    desk = await open('/scripts/salon');
  });
  afterAll(leave);

  it('counts each step by channel, and makes a word that was not understood an answer of the draft', async () => {
    const rosa = house.person('sms');
    await rosa.says('hi');
    await rosa.says('xylophone');
    await house.settle();
    const { page, preview, saved, answer } = desk;
    await page.getByRole('tab', { name: 'Numbers' }).click();
    const steps = page.getByRole('table', { name: 'Steps' });
    await steps.getByRole('row', { name: /^welcome/ }).waitFor();
    await page.getByRole('button', { name: 'Add “xylophone” as a synonym' }).click();
    await page.getByRole('menuitem', { name: 'Book', exact: true }).click();
    await saved();
    await page.getByRole('tab', { name: 'Script' }).click();
    await preview.getByText('1 Book').waitFor();
    await answer('xylophone');
    await preview.getByText(WORDS).waitFor();
    await page.getByRole('tab', { name: 'Numbers' }).click();
    await page.getByRole('combobox', { name: 'Channel' }).click();
    await page.getByRole('option', { name: 'Telegram' }).click();
    await page.getByText('Nobody has been through it yet.').waitFor();
  });

  it('goes anywhere by keyboard alone', async () => {
    const { page } = desk;
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Conversations' }).click();
    await page.getByRole('link', { name: 'salon', exact: true }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor();
    await page.keyboard.type('versions sal');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Versions of salon' }).getByText('In effect').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(new URL(page.url()).pathname).toBe('/admin/scripts/salon');
  });

  it('tries what seldom happens: the time just gone, the payment declined, nobody there', async () => {
    const { page, preview, answer } = desk;
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
    await answer('Nora Hale');
    await preview.getByRole('button', { name: 'Book it' }).click();
    await preview.getByText('The payment page does not open just now').waitFor();
    await page.getByRole('button', { name: 'not-payable' }).click();
    await page.locator('.cm-activeLine', { hasText: 'not-payable:' }).waitFor();
  });

  it('shows every text as each channel prints it, in every language of the script', async () => {
    const { page } = desk;
    await page.getByRole('tab', { name: 'Channels' }).click();
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
});
