import { describe, expect, it } from '@jest/globals';
import { violations } from './browser.js';
import { looksRight, withDesk } from './panel-pages.js';

const office = withDesk('/programs');
const { picture } = office;

const open = (text: string | null): Promise<number> =>
  fetch(`${office.house.app.url}/api/v1/services`, { headers: { authorization: `Bearer ${text}` } }).then(
    ({ status }) => status,
  );

describe('keys of programs in the panel', () => {
  it('shows a new key once, replaces it while the old one goes on, and ends both', async () => {
    const { page, complaints } = office.desk;
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
    const { page, complaints } = office.desk;
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

/** The services as somebody who texts the shop is offered them. */
async function offered(): Promise<string> {
  const somebody = office.house.person('sms');
  await somebody.says('hi');
  await somebody.heard();
  await somebody.says('1');
  return (await somebody.heard()).join('\n');
}

const names = (): Promise<string[]> => office.desk.page.locator('.ordered-name').allInnerTexts();

describe('the services of a shop in the panel', () => {
  it('stand in an order that two buttons or a drag change, and chats count in it at once [CAT-10]', async () => {
    const { page } = office.desk;
    await page.goto(`${office.house.app.url}/admin/services?shop=willow`);
    await page.getByRole('button', { name: 'Haircut', exact: true }).waitFor();
    expect(await names()).toEqual(['Haircut', 'Colour', 'Shave']);
    await picture('services');

    await page.getByRole('button', { name: 'Move Shave up' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Shave is number 2 of 3 now' }).waitFor();
    expect(await names()).toEqual(['Haircut', 'Shave', 'Colour']);

    await page.locator('[data-item="haircut"] .ordered-handle').dragTo(page.locator('[data-item="colour"]'));
    await page.getByRole('status').filter({ hasText: 'Haircut is number 3 of 3 now' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await names()).toEqual(['Shave', 'Colour', 'Haircut']);
    expect(await offered()).toMatch(/1 Shave.*\n2 Colour.*\n3 Haircut/);
  });

  it('are added with a price in the currency of the shop, and say which field is wrong [CAT-10] [CAT-05]', async () => {
    const { page } = office.desk;
    await page.getByRole('button', { name: 'Add a service' }).click();
    const drawer = page.getByRole('dialog');
    expect(await drawer.getByLabel('Hours of notice').inputValue()).toBe('24');
    await drawer.getByRole('button', { name: 'Add it' }).click();
    await drawer.getByText('Give it a name').waitFor();
    await drawer.getByLabel('Name in English').fill('Head massage');
    await drawer.getByLabel('Name in Spanish').fill('Masaje capilar');
    await drawer.getByLabel('Price').fill('17.50');
    await drawer.getByLabel('Category').fill('Care');
    await drawer.getByLabel('Paper to check first').click();
    await page.getByRole('option', { name: 'Identity card (Aadhaar)' }).click();
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
    expect(await page.locator('[data-item="head-massage"]').innerText()).toMatch(/15 min · £17\.50 · Care · Ben/);
    expect(await offered()).toContain('4 Head massage, 15 min, £17.50');
    const { services } = await office.house.app.house.business.catalogue.reload('willow');
    expect(services.at(-1)).toMatchObject({ id: 'head-massage', proof: 'aadhaar' });
  });

  it('are not written over when somebody else has saved meanwhile, and what was typed is still there [CAT-10]', async () => {
    const { page } = office.desk;
    await page.getByRole('button', { name: 'Shave', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Price').fill('16');
    const { catalogue } = office.house.app.house.business;
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
    const { page } = office.desk;
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
    expect(office.desk.complaints.filter((one) => !/40[09]/.test(one))).toEqual([]);
  });
});
