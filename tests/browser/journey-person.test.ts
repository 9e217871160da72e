import { describe, expect, it, jest } from '@jest/globals';
import { withHouseCalls } from '../journeys/house-calls.js';
import type { OutcomeOf } from '../../src/flow/protocol.js';
import { SAMPLE_PICTURE } from '../../src/simulator/sample-picture.js';
import { violationsOfPhones, withPhones } from './journey-phones.js';

/** A browser on a busy machine is slow; each step has its own bound. */
jest.setTimeout(90_000);

const stage = withPhones();

describe('a person in the chat, on the phones page', () => {
  it('is asked for with 9, takes the chat in Slack, answers from its thread and gives it back', async () => {
    const house = await stage.openHouse('2026-11-23T10:00');
    const phones = await stage.openPhones();
    const { page, device, lcd, keys } = phones;
    await keys('hi');
    await lcd.getByText('9 A person').waitFor();
    await keys('9');
    await lcd.getByText('Write your message').waitFor();
    await keys('my hair is green');
    await lcd.getByText('Thank you.').waitFor();

    const slack = device('slack');
    const card = slack.getByRole('article').filter({ hasText: 'wants to talk' }).first();
    await card.getByRole('button', { name: 'I take it' }).click();
    await card.getByText('With Asha').first().waitFor();
    const line = card.getByPlaceholder('Reply…');
    // The thread opens by itself as soon as what the customer wrote stands in it, which may be between a look and a press.
    const opener = card.getByRole('button', { name: 'Reply in thread' });
    await line.or(opener).first().waitFor();
    if (await opener.isVisible()) await opener.click({ timeout: 2_000 }).catch(() => undefined);
    await line.waitFor();
    await line.fill('Come in at 3, we mend it.');
    await line.press('Enter');
    const send = card.getByRole('button', { name: 'Send to customer' });
    await send.waitFor();
    expect(await lcd.getByText('Come in at 3').count()).toBe(0);
    await page.locator('#device-slack').scrollIntoViewIfNeeded();
    await stage.picture('thread');
    await send.click();
    await lcd.getByText('Come in at 3, we mend it.').waitFor();
    await keys('see you');
    await card.getByText('see you').waitFor();
    expect(await violationsOfPhones(page)).toEqual([]);

    await card.getByRole('button', { name: 'Give back' }).click();
    await lcd.getByText('Asha has handed you back to me.').waitFor();
    expect(house.problems()).toEqual([]);
    expect(phones.complaints).toEqual([]);
  });
});

describe('a picture and a place, on the phones page', () => {
  it('go from WhatsApp and Telegram by one button each, from the website by its own, and by a link from a keypad phone [FL-14]', async () => {
    const flows = await withHouseCalls();
    const house = await stage.openHouse('2026-11-23T10:00', { flowsFolder: flows.folder });
    const phones = await stage.openPhones();
    const { page, device, lcd, keys } = phones;
    for (const [phone, owner] of [
      ['whatsapp', 'Maria'],
      ['telegram', 'Sam'],
    ] as const) {
      const screen = device(phone);
      if (phone === 'telegram') {
        await screen.getByRole('button', { name: 'Start' }).click();
        await screen
          .getByText('1 Book')
          .or(screen.getByRole('button', { name: 'Book', exact: true }))
          .first()
          .waitFor();
      }
      await screen.getByLabel(`${owner} writes a message`).fill('errand');
      await screen.getByRole('button', { name: 'Send', exact: true }).click();
      await screen.getByText('Please send me a picture of your hair.').waitFor();
      await screen.getByRole('button', { name: `${owner} sends something else` }).click();
      if (phone === 'whatsapp') await stage.picture('share');
      await screen.getByRole('button', { name: 'Send a photo' }).click();
      await screen.getByText('Where do you live?').waitFor();
      await screen.getByRole('button', { name: `${owner} sends something else` }).click();
      await screen.getByRole('button', { name: 'Send my place' }).click();
      await screen.getByText('Mill Lane').first().waitFor();
    }
    await stage.picture('shared');

    await keys('errand');
    await lcd.getByText('Please send me a picture of your hair.').waitFor();
    await lcd.getByText('/u/').waitFor();

    const widget = await phones.openWidget();
    await widget.getByLabel('Your answer').fill('errand');
    await widget.getByLabel('Your answer').press('Enter');
    const add = widget.getByRole('button', { name: 'Add a photo or file' });
    await add.waitFor();
    await page.locator('#device-webchat').scrollIntoViewIfNeeded();
    await stage.picture('widget-file');
    expect(await violationsOfPhones(page)).toEqual([]);
    const chosen = page.waitForEvent('filechooser');
    await add.press('Enter');
    await (await chosen).setFiles({ name: 'bike.png', mimeType: SAMPLE_PICTURE.type, buffer: SAMPLE_PICTURE.content });
    await widget.getByText('Where do you live?').waitFor();
    await add.waitFor({ state: 'detached' });
    await house.settle();
    const kept = await house.app.house.mongo.db.collection('kept_files').find({ 'outcome.exit': 'kept' }).toArray();
    expect(kept.map(({ outcome }) => (outcome as OutcomeOf<'file.keep'> & { exit: 'kept' }).data.file.type)).toEqual([
      'image/png',
      'image/png',
      'image/png',
    ]);
    expect(house.problems()).toEqual([]);
    expect(phones.complaints).toEqual([]);
    await flows.remove();
  });
});
