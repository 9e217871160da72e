import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, BrowserContextOptions, FrameLocator, Locator, Page } from 'playwright-core';
import { KEYS, LETTERS, MODES, type Key } from '../../src/simulator/page/keypad.js';
import { openHouse, type House } from '../journeys/house.js';
import { openBrowser, violations, type Found } from './browser.js';

/** The phones page in a real browser, with hands for each device on it. */
export interface Phones {
  readonly page: Page;
  readonly device: (id: DeviceId) => Locator;
  /** What Rosa's small screen shows. */
  readonly lcd: Locator;
  /** Writes on Rosa's twelve keys, letters by pressing a key several times, and sends. */
  readonly keys: (text: string) => Promise<void>;
  /** Opens the salon's web chat; the widget runs in a frame. */
  readonly openWidget: () => Promise<FrameLocator>;
  /** Errors of the page's own script, and what the browser complained of. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

export type DeviceId = 'sms' | 'whatsapp' | 'telegram' | 'webchat' | 'slack' | 'mail' | 'pay';

const DEVICES_TIMEOUT_MS = 20_000;

/** `PARLEY_PICTURES=1` takes the picture of the README anew; another value is a folder for pictures of every state. */
const PICTURES = process.env['PARLEY_PICTURES'];

export interface Stage {
  readonly house: House;
  readonly phones: Phones;
  /** One of each for a test: both are closed after it. */
  openHouse(...options: Parameters<typeof openHouse>): Promise<House>;
  openPhones(options?: BrowserContextOptions): Promise<Phones>;
  /** For whoever wants to look: does nothing unless a folder for pictures was named. */
  picture(name: string): Promise<void>;
  /** Takes the picture of the README, when that was asked for. */
  readmePicture(path: string): Promise<void>;
}

/** Call once at the top of a test file: one browser for all of its tests. */
export function withPhones(): Stage {
  let browser: Browser;
  let house: House | undefined;
  let phones: Phones | undefined;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterEach(async () => {
    await phones?.close();
    phones = undefined;
    await house?.stop();
    house = undefined;
  });
  afterAll(() => browser?.close());
  return {
    get house() {
      return house!; // opened by the test
    },
    get phones() {
      return phones!; // opened by the test
    },
    openHouse: async (...options) => (house = await openHouse(...options)),
    openPhones: async (options) => (phones = await openPhones(browser, house!, options)),
    async picture(name) {
      if (PICTURES && PICTURES !== '1') await phones!.page.screenshot({ path: `${PICTURES}/${name}.png` });
    },
    async readmePicture(path) {
      if (PICTURES === '1') await phones!.page.screenshot({ path });
    },
  };
}

export async function openPhones(browser: Browser, house: House, options: BrowserContextOptions = {}): Promise<Phones> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(DEVICES_TIMEOUT_MS);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${house.app.url}/simulator`);
  const device = (id: DeviceId): Locator => page.locator(`#device-${id}`);
  await device('sms').getByRole('group', { name: 'Keypad' }).waitFor();
  return {
    page,
    device,
    lcd: device('sms').getByRole('log'),
    keys: createTypist(device('sms')),
    async openWidget() {
      await device('webchat').getByRole('button', { name: 'Chat with us' }).click();
      return device('webchat').frameLocator('iframe');
    },
    complaints,
    close: () => context.close(),
  };
}

/**
 * Violations of the phones page, frames included. The pay page in its sheet is a page of its own, with a `main` of its own:
 * it is checked where it stands alone.
 */
export function violationsOfPhones(page: Page): Promise<Found[]> {
  return violations(page, { without: '.pay-sheet iframe' });
}

/** Knows which keys make which letters, and that a phone keeps its mode from one text to the next. */
function createTypist(phone: Locator): (text: string) => Promise<void> {
  const keypad = phone.getByRole('group', { name: 'Keypad' });
  let mode = 0;

  /** All presses at once: for the phone, presses of one key in quick succession are one letter. */
  const press = (key: Key, times: number): Promise<void> =>
    keypad.getByRole('button', { name: key === '#' ? /^#/ : key, exact: true }).evaluate((button, presses) => {
      for (let press = 0; press < presses; press++) (button as HTMLElement).click();
    }, times);

  async function switchTo(wanted: number, atLeastOnce: boolean): Promise<void> {
    const presses = (wanted - mode + MODES.length) % MODES.length || (atLeastOnce ? MODES.length : 0);
    mode = wanted;
    if (presses > 0) await press('#', presses);
  }

  return async (text) => {
    let lastKey: Key | null = null;
    for (const char of text) {
      const { wanted, key, times } = wayTo(char);
      // Two letters of one key: going once round the modes ends the first, so that no pause is needed.
      await switchTo(wanted, wanted > 0 && key === lastKey);
      await press(key, times);
      lastKey = key;
    }
    await phone.getByRole('button', { name: 'Send', exact: true }).click();
  };
}

function wayTo(char: string): { readonly wanted: number; readonly key: Key; readonly times: number } {
  const digit = KEYS.find((key) => key === char && key !== '#');
  if (digit) return { wanted: 0, key: digit, times: 1 };
  for (const key of KEYS) {
    const turn = key === '#' ? -1 : LETTERS[key].indexOf(char.toLowerCase());
    if (turn >= 0) return { wanted: char === char.toLowerCase() ? 1 : 2, key, times: turn + 1 };
  }
  throw new Error(`no key makes ${JSON.stringify(char)}`);
}
