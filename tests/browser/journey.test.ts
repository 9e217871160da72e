import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FrameLocator, Locator } from 'playwright-core';
import { violations } from './browser.js';
import { violationsOfPhones, withPhones } from './journey-phones.js';

const README_PICTURE = 'docs/images/phones.png';

/** A browser on a busy machine is slow; each step has its own bound. */
jest.setTimeout(90_000);

const stage = withPhones();
beforeEach(async () => {
  await stage.openHouse('2026-11-23T08:00');
});

/** Everybody has begun: the same question, asked in four ways on one screen. */
async function everybodySaysHi(): Promise<FrameLocator> {
  const { device, lcd, keys } = stage.phones;
  await keys('hi');
  await device('whatsapp').getByRole('button', { name: 'Say hi' }).click();
  await device('telegram').getByRole('button', { name: 'Start' }).click();
  const widget = await stage.phones.openWidget();
  await lcd.getByText('1 Book').waitFor();
  await device('whatsapp').getByRole('button', { name: 'Book', exact: true }).click();
  await device('telegram').getByRole('button', { name: 'Book', exact: true }).click();
  await widget.getByRole('button', { name: '1 Book' }).click();
  await keys('1');
  await lcd.getByText('3 Shave').waitFor();
  await device('whatsapp').getByRole('button', { name: 'Choose' }).waitFor();
  await device('telegram').getByRole('button', { name: 'Shave, 20 min, £15' }).waitFor();
  await widget.getByRole('button', { name: /^3 Shave/ }).waitFor();
  return widget;
}

/** From the list of services to the question for money. */
async function chooseColour(widget: FrameLocator): Promise<void> {
  await widget.getByRole('button', { name: /^2 Colour/ }).click();
  await widget.getByRole('button', { name: /^2 Mon 23 Nov/ }).click();
  await widget.getByText('What is your name?').waitFor();
  await widget.getByLabel('Your answer').fill('Nora Hale');
  await widget.getByLabel('Your answer').press('Enter');
  await widget.getByText('Where shall I send the confirmation?').waitFor();
  await widget.getByLabel('Your answer').fill('nora@example.com');
  await widget.getByLabel('Your answer').press('Enter');
  await widget.getByText('Nora Hale, colour').waitFor();
  await widget.getByRole('button', { name: /Book it/ }).click();
  await widget.getByRole('link', { name: 'Pay here' }).waitFor();
}

describe('the phones page', () => {
  it('books a haircut by the keys of the keypad phone, and brings the answer and the reminder there', async () => {
    await stage.openPhones();
    const { page, device, lcd, keys } = stage.phones;
    await keys('hi');
    await lcd.getByText('Willow Salon. I can book you by text').waitFor();
    await keys('1');
    await lcd.getByText('What would you like?').waitFor();
    await keys('1');
    await lcd.getByText('When suits you?').waitFor();
    await keys('4');
    await lcd.getByText('Which day?').waitFor();
    await keys('fri');
    await lcd.getByText('1 Fri 27 Nov 9:00').waitFor();
    await keys('1');
    await lcd.getByText('What is your name?').waitFor();
    await keys('Rosa Field');
    await lcd.getByText('Rosa Field, haircut, Fri 27 Nov 9:00 with Asha, £25, pay at the salon.').waitFor();
    await keys('1');
    await lcd.getByText('Received: BK-').waitFor();
    expect(await lcd.getByText('Booked: BK-').count()).toBe(0);

    await device('slack').getByRole('button', { name: 'Accept' }).click();
    await lcd.getByText('Booked: BK-').waitFor();
    await device('slack').getByText('Accepted by Asha').waitFor();

    const controls = page.getByRole('complementary', { name: 'Controls' });
    await controls.getByText('Thu 26 Nov 7:00').waitFor();
    expect(await lcd.getByText('Tomorrow, Fri 27 Nov 9:00').count()).toBe(0);
    await controls.getByRole('button', { name: 'To the next reminder' }).click();
    await lcd.getByText('Tomorrow, Fri 27 Nov 9:00: haircut with Asha, Willow Salon.').waitFor();
    await controls.locator('time', { hasText: 'Thu 26 Nov 7:00' }).waitFor();
    await keys('1');
    await lcd.getByText('Good. See you Fri 27 Nov 9:00.').waitFor();
    expect(stage.house.problems()).toEqual([]);
    expect(stage.phones.complaints).toEqual([]);
  });

  it('takes a visitor of the website from hello to a paid booking that the shop accepts', async () => {
    await stage.openPhones();
    const { page, device } = stage.phones;
    const widget = await stage.phones.openWidget();
    await widget.getByRole('button', { name: '1 Book' }).click();
    await chooseColour(widget);
    await device('pay').getByText('Waiting for the money').waitFor();

    const opening = page.context().waitForEvent('page');
    await widget.getByRole('link', { name: 'Pay here' }).click();
    const payPage = await opening;
    await payPage.getByRole('heading', { name: '£80' }).waitFor();
    expect(await violations(payPage)).toEqual([]);
    expect(await widget.getByText('£80 paid').count()).toBe(0);
    await payPage.getByRole('button', { name: 'Pay £80' }).click();
    await payPage.getByText('Your chat tells you as soon as the payment has arrived.').waitFor();
    await widget.getByText('Thank you, £80 paid.').waitFor();
    await device('pay').getByText('✔ Paid').waitFor();

    await device('slack').getByRole('button', { name: 'Accept' }).click();
    await widget.getByText('Booked: BK-').waitFor();
    await device('mail').getByText('nora@example.com').first().waitFor();
    expect(await stage.house.app.house.mongo.db.collection('bookings').distinct('status')).toEqual(['accepted']);
    expect(stage.house.problems()).toEqual([]);
    expect(stage.phones.complaints).toEqual([]);
  });

  it('asks everybody the same in the dress of their channel, four phones on one screen [FL-18]', async () => {
    await stage.openPhones();
    const { device, lcd } = stage.phones;
    const widget = await everybodySaysHi();
    await stage.readmePicture(README_PICTURE);
    for (const choice of ['1 Haircut, 30 min, £25', '2 Colour, 90 min, £80', '3 Shave, 20 min, £15'])
      expect(await lcd.innerText()).toContain(choice);
    expect(await lcd.getByRole('button').count()).toBe(0);
    await device('whatsapp').getByRole('button', { name: 'Choose' }).click();
    await device('whatsapp')
      .getByRole('button', { name: /^Haircut/ })
      .click();
    await device('whatsapp').getByText('Haircut. When suits you?').waitFor();
    await device('telegram').getByRole('button', { name: 'Colour, 90 min, £80' }).click();
    await device('telegram').getByText('Colour. When suits you?').waitFor();
    await widget.getByRole('button', { name: /^3 Shave/ }).click();
    await widget.getByText('Shave. When suits you?').waitFor();
    expect(stage.house.problems()).toEqual([]);
    expect(stage.phones.complaints).toEqual([]);
  });

  it('shows the way of the last message: every station with its milliseconds and its database commands', async () => {
    await stage.openPhones();
    const { page, device } = stage.phones;
    await device('whatsapp').getByRole('button', { name: 'Say hi' }).click();
    await device('whatsapp').getByRole('button', { name: 'Book', exact: true }).click();
    await device('whatsapp').getByText('What would you like?').waitFor();
    await device('whatsapp').getByRole('button', { name: "X-ray of Maria's last message" }).click();

    const xray = page.getByRole('complementary', { name: 'X-ray' });
    const station = (name: string): Locator => xray.locator('.way li').filter({ hasText: new RegExp(`^${name}`, 'i') });
    await station('sent').waitFor();
    await station('committed').getByText('revision 2, 1 to say').waitFor();
    expect(await station('accepted').locator('code').allInnerTexts()).toEqual(['findAndModify conversations']);
    expect(await station('reduced').locator('code').count()).toBe(0);
    expect(await station('committed').locator('code').allInnerTexts()).toEqual(['findAndModify conversations']);

    // Read in one go: the trace may still grow while it is looked at.
    const { way, codes } = await xray
      .locator('.way')
      .evaluate((all: HTMLElement) => ({ way: all.innerText, codes: all.querySelectorAll('code').length }));
    const [, totalMs, commands] = /([\d.]+) ms\s+(\d+) database commands/.exec(way) ?? [];
    const steps = [...way.matchAll(/\+([\d.]+) ms/g)].map(([, ms]) => Number(ms));
    expect(steps.length).toBeGreaterThanOrEqual(5);
    expect(Math.abs(steps.reduce((sum, ms) => sum + ms, 0) - Number(totalMs))).toBeLessThan(0.1 * steps.length);
    expect(codes).toBe(Number(commands));

    await xray.getByRole('listitem').filter({ hasText: 'Maria' }).nth(1).getByRole('button').click();
    await station('committed').getByText('revision 1, 1 to say').waitFor();
  });
});

/** Takes every name from a field: runs in the page. */
function unlabel(element: Element): void {
  for (const name of ['aria-label', 'placeholder', 'id']) element.removeAttribute(name);
}

describe('accessibility', () => {
  for (const [look, options] of [
    ['1440 px, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
    ['390 px, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ] as const)
    it(`has no violation in any state on the way at ${look} [OF-09]`, async () => {
      await stage.openPhones(options);
      const { page, device } = stage.phones;
      const controls = page.getByRole('complementary', { name: 'Controls' });
      const xray = page.getByRole('complementary', { name: 'X-ray' });
      const check = async (state: string): Promise<void> => {
        await stage.picture(`${state} at ${look}`);
        expect({ state, found: await violationsOfPhones(page) }).toEqual({ state, found: [] });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
          options.viewport.width,
        );
      };
      await check('nobody has written');
      const widget = await everybodySaysHi();
      await device('whatsapp').getByRole('button', { name: 'Choose' }).click();
      await check('everybody is asked');
      await device('whatsapp')
        .getByRole('button', { name: /^Haircut/ })
        .click();
      await device('whatsapp').getByText('When suits you?').waitFor();

      await chooseColour(widget);
      await device('pay').getByRole('button', { name: 'Open the pay page' }).click();
      const sheet = page.getByRole('dialog', { name: "Stripe's pay page" });
      await sheet.frameLocator('iframe').getByRole('button', { name: 'Pay £80' }).waitFor();
      await check('the pay page is open');
      await sheet.frameLocator('iframe').getByRole('button', { name: 'Pay £80' }).click();
      await sheet.getByRole('button', { name: 'Close the pay page' }).click();
      await widget.getByText('Thank you, £80 paid.').waitFor();
      await device('slack').getByRole('button', { name: 'Accept' }).waitFor();

      await controls.getByRole('button', { name: 'X-ray' }).click();
      await xray.locator('.way li').first().waitFor();
      await check('a job waits and the X-ray is open');
      await xray.getByRole('button', { name: 'Close the X-ray' }).click();

      const unfold = controls.getByRole('button', { name: 'Controls' });
      if (await unfold.isVisible()) await unfold.click();
      await controls.getByRole('button', { name: 'Start over' }).click();
      await controls.getByRole('button', { name: 'Forget it all' }).waitFor();
      await check('starting over is asked');
    });

  it('is judged by a check that finds violations, in the frame of the widget as well', async () => {
    await stage.openPhones();
    const widget = await stage.phones.openWidget();
    await widget.getByRole('button', { name: '1 Book' }).waitFor();
    await stage.phones.device('sms').getByLabel('Rosa writes a text').evaluate(unlabel);
    await widget.getByLabel('Your answer').evaluate(unlabel);
    const [found, ...others] = await violationsOfPhones(stage.phones.page);
    expect(others).toEqual([]);
    expect(found).toEqual({ id: 'label', at: [expect.anything(), expect.anything()] });
  });
});
