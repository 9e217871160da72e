import { describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { Person } from '../journeys/person.js';
import { looksRight, withDesk } from './panel-pages.js';

const office = withDesk('/orders?shop=pets', { shopId: 'pets' });

async function tells(person: Person, ...answers: readonly string[]): Promise<string> {
  for (const answer of answers) await person.says(answer);
  return (await person.heard()).join('\n');
}

const row = (text: string): Locator => office.desk.page.locator('tr[data-order]', { hasText: text });
const drawer = (): Locator => office.desk.page.getByRole('dialog');

/** Opens it, and waits for what it holds. */
async function open(text: string): Promise<Locator> {
  await row(text).getByRole('button').click();
  await drawer().getByRole('heading', { name: 'History' }).waitFor();
  return drawer();
}

async function press(label: string): Promise<void> {
  await drawer().getByRole('button', { name: label, exact: true }).click();
}

async function close(): Promise<void> {
  await drawer().getByRole('button', { name: 'Close' }).click();
  await drawer().waitFor({ state: 'hidden' });
}

describe('the orders of a shop in the panel', () => {
  let rosa: Person;

  it('say what will stand there before anything was bought', async () => {
    const { page } = office.desk;
    await page.getByText('Nothing was bought yet').waitFor();
    await looksRight(page, 'orders-empty');
  });

  it('are worked as on the card in Slack: the customer hears of each press, and it says who pressed [ORD-05] [ORD-02]', async () => {
    const { house, desk } = office;
    rosa = house.person('whatsapp');
    await tells(rosa, 'hi', '1', '1', '2', '1', '1', 'Rosa Field', '1');
    house.app.standIns!.stripe!.pay(house.lastLink(), 'paid');
    await house.settle();
    expect(await tells(rosa)).toMatch(/£18 paid\. Ordered: OR-/);
    await desk.page.reload();
    await row('2 x Dog shampoo').getByText('New').waitFor();
    await looksRight(desk.page, 'orders');

    const sheet = await open('2 x Dog shampoo');
    await sheet.getByText('£18 paid, Mon 23 Nov 8:00.').waitFor();
    await looksRight(desk.page, 'order');
    await press('Accept');
    await sheet.getByText('Accepted by Maria').first().waitFor();
    await press('It is late');
    await sheet.getByLabel('Why is it late?').fill('The parcel is not here yet');
    await press('Tell the customer');
    await sheet.getByText(/^Said to be late by Maria.*: The parcel/).waitFor();
    await press('Ready');
    await press('Collected');
    await sheet.getByText('Handed over by Maria').first().waitFor();
    expect(await sheet.getByRole('button').allInnerTexts()).toEqual(['']);
    await house.settle();
    expect(await tells(rosa)).toMatch(
      /making your order[^]*late, I am sorry[^]*is ready: 2 x Dog shampoo[^]*have collected/,
    );
    await close();
  });

  it('tell the second of two who press at once that somebody was first', async () => {
    const { house, desk } = office;
    const ben = house.person('sms');
    await tells(ben, 'hi', '1', '2', '1', '1', '1', 'Ben Hill', '1');
    house.app.standIns!.stripe!.pay(house.lastLink(), 'paid');
    await house.settle();
    await desk.page.getByLabel('Find by number or name').fill('hil');
    const sheet = await open('1 x Soft brush');
    expect(await desk.page.locator('tr[data-order]').count()).toBe(1);
    const { orders } = house.app.house.business;
    const number = await sheet.getByRole('heading', { level: 2 }).innerText();
    const order = await orders.findByNumber('pets', number);
    const operator = { id: 'U1', name: 'Asha' };
    await orders.operatorAct({ orderId: order!._id, act: 'soldOut', actId: 'first-1', operator });
    await press('Accept');
    await sheet
      .getByRole('alert')
      .getByText(/^Not possible: cancelled/)
      .waitFor();
    await sheet.getByText('Out of stock by Asha').first().waitFor();
    await house.settle();
    await close();
    await desk.page.getByLabel('Find by number or name').fill('nobody');
    await desk.page.getByText('None is like that').waitFor();
    await desk.page.getByLabel('Find by number or name').fill('');
  });

  it('have a part for visits, with who does them and the place of the day [ORD-02] [ORD-12]', async () => {
    const { house, desk } = office;
    expect(await tells(rosa, '0', '2', '1', '1', '1')).toMatch(/Dog bath/);
    await desk.page.getByText('Services', { exact: true }).last().click();
    await row('Dog bath').getByText('1st of today').waitFor();
    const sheet = await open('Dog bath');
    await looksRight(desk.page, 'visit');
    await press('Accept');
    await sheet.getByText('Accepted by Maria').first().waitFor();
    await house.settle();
    expect(await tells(rosa)).toMatch(/confirms|confirmed/);
    await close();
    await desk.page.getByRole('combobox', { name: 'Status' }).click();
    await desk.page.getByRole('option', { name: 'No-show' }).click();
    await desk.page.getByText('None is like that').waitFor();
  });

  it('show who has a place in a queue, first to last, and call the first [ORD-02]', async () => {
    const { house, desk } = office;
    house.app.house.reach('walkin');
    const people = [house.person('sms'), house.person('sms')];
    for (const [nr, one] of people.entries()) await tells(one, 'hi', '1', '1', `Guest ${nr + 1}`, '1');
    await desk.page.goto(`${house.app.url}/admin/orders?shop=walkin&part=services`);
    await desk.page.getByRole('heading', { name: 'In the queue now' }).waitFor();
    await row('Guest 2').getByText('2nd in the queue').waitFor();
    await looksRight(desk.page, 'queue');
    await open('Guest 1');
    await press('Call');
    await drawer().getByText('Called by Maria').first().waitFor();
    expect(await tells(people[0]!)).toMatch(/Asha is ready for you/);
    await close();
  });
});

describe('the products of a shop in the panel', () => {
  it('are added with a picture and a stock, and bought with both at once [CAT-01] [CAT-02]', async () => {
    const { house, desk } = office;
    const { page } = desk;
    house.app.house.reach('pets');
    await page.goto(`${house.app.url}/admin/products?shop=pets`);
    await page.getByRole('button', { name: 'Dog shampoo', exact: true }).waitFor();
    await looksRight(page, 'products');
    await page.getByRole('button', { name: 'Add a product' }).click();
    await drawer().getByRole('button', { name: 'Add it' }).click();
    await drawer().getByText('Give it a name').waitFor();
    await drawer().getByLabel('Name in English').fill('Fine comb');
    await drawer().getByLabel('Picture').fill('/pictures/brush.gif');
    await drawer().getByLabel('Price').fill('4.50');
    await drawer().getByLabel('In stock').fill('1');
    await drawer().getByRole('button', { name: 'Add it' }).click();
    await drawer().getByText('the address of a JPEG or PNG').waitFor();
    await drawer().getByLabel('Picture').fill('/pictures/brush.jpg');
    await looksRight(page, 'product');
    await drawer().getByRole('button', { name: 'Add it' }).click();
    await drawer().waitFor({ state: 'hidden' });
    expect(await page.locator('[data-item="fine-comb"]').innerText()).toMatch(/Fine comb[^]*£4\.50 · 1 in stock/);
    await page.getByRole('button', { name: 'Move Fine comb up' }).click();
    await page.getByRole('status').filter({ hasText: 'Fine comb is number 3 of 4 now' }).waitFor();
    await page.waitForLoadState('networkidle');

    const zoe = house.person('sms');
    expect(await tells(zoe, 'hi', '1')).toMatch(/3 Fine comb, £4\.50, 1 left/);
    const pictures: string[] = [];
    house.app.standIns!.twilio!.onEvent((event) => {
      if (event.type === 'message') pictures.push(...(event.media ?? []));
    });
    await tells(house.person('whatsapp'), 'hi', '1', '3');
    expect(pictures).toEqual([`${house.app.url}/pictures/brush.jpg`]);
    expect((await fetch(pictures[0]!)).headers.get('content-type')).toBe('image/jpeg');
  });
});

describe('the shop itself in the panel', () => {
  it('is saved, said in the next chat, and not written over unseen [CAT-03]', async () => {
    const { house, desk } = office;
    const { page } = desk;
    const settings = `${house.app.url}/api/v1/panel/shops/pets/settings`;
    expect([(await fetch(settings)).status, (await fetch(settings, { method: 'PUT' })).status]).toEqual([401, 401]);
    await page.getByRole('link', { name: 'Shop', exact: true }).click();
    await page.getByLabel('Name', { exact: false }).first().waitFor();
    await looksRight(page, 'shop');
    await page.getByLabel('Phone').fill('call me');
    await page.getByLabel('Opening words in English').fill('Every dog is welcome.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('a phone number').waitFor();
    await page.getByLabel('Phone').fill('020 7946 0011');
    await page.getByRole('textbox', { name: /^Name/ }).fill('Fern & Paws');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Fern & Paws is saved').waitFor();
    expect(await tells(house.person('whatsapp'), 'hi')).toMatch(/^Every dog is welcome\.\nFern & Paws\./);
    const bySms = await tells(house.person('sms'), 'hi');
    expect(bySms).toMatch(/^Fern & Paws\./);
    expect(bySms).not.toContain('Every dog');

    const { shop } = await house.app.house.business.catalogue.reload('pets');
    await house.app.house.business.catalogue.saveShop({ ...shop, phone: '020 7946 0012' });
    await page.getByLabel('Phone').fill('020 7946 0013');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Somebody has changed the shop/).waitFor();
    expect(await page.getByLabel('Phone').inputValue()).toBe('020 7946 0013');
    await page.getByRole('button', { name: 'Show it as it is now' }).click();
    await page.getByText(/^Somebody has changed the shop/).waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Phone').inputValue()).toBe('020 7946 0012');
    expect(desk.complaints.filter((one) => !/40[09]/.test(one))).toEqual([]);
  });
});
