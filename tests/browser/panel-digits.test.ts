import { describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { violations } from './browser.js';
import { withDesk } from './panel-pages.js';

/** Nothing but a walk sees that this way is never gone. */
const WAY = 'has(person.name)';
const NEVER = 'has(person.name) && answer.wanted == ""';

const office = withDesk('/scripts/refunded', { walksScripts: true });
const { picture } = office;

describe('a publish that waits for the walk with digits only', () => {
  let dialog: Locator;

  it('says that it is walking, then what was wrong where, and asks for a reason', async () => {
    const { page, replace, saved } = office.desk;
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
    const { page, replace, saved } = office.desk;
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
    expect(office.desk.complaints).toEqual([]);
  });
});
