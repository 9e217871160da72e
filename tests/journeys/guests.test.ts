import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CUSTOMER_CHANNELS } from '../../src/messaging/message.js';
import { openHouse, type House } from './house.js';
import { happen } from './outside.js';
import type { Person } from './person.js';

let house: House;
let web: Person;
let phone: Person;
let reference: string;

beforeAll(async () => {
  house = await openHouse('2026-11-23T08:00');
  web = house.person('webchat');
  phone = house.person('sms');
  for (const words of ['hi', '1', '1', '4', 'friday', '1', 'Rosa Field', 'rosa@example.com', '1'])
    await web.says(words);
  reference = /BK-\d{8}/.exec(await hears(web))![0];
}, 60_000);
afterAll(() => house.stop());

const hears = async (person: Person): Promise<string> => (await person.heard()).join('\n');

async function says(person: Person, ...words: string[]): Promise<string> {
  for (const one of words) await person.says(one);
  return hears(person);
}

function lastMail(): { readonly to: string; readonly text: string } {
  const mail = house.app.standIns!.mail!.mails.at(-1)!;
  return { to: String(mail.to), text: mail.text };
}

const codeIn = (text: string): string => /(?<!\d)\d{6}(?!\d)/.exec(text)![0];

describe('a guest with a booking number, in a chat it was not made in', () => {
  it('is asked for its e-mail whatever the number is, and hears of none after a code that was right [CX-03] [GU-13]', async () => {
    const unknown = await says(phone, 'drop BK-00000001');
    expect(unknown).toContain('BK-00000001 is not among the visits of this chat. Which e-mail was it booked with?');
    const sent = await says(phone, 'rosa@example.com');
    expect(sent).toContain('I sent six digits to r...@example.com');
    expect(await says(phone, codeIn(lastMail().text))).toContain('No visit BK-00000001 was booked with that e-mail.');
  });

  it('drops it once the e-mail is proved, and both chats show it from then on [CX-03] [GU-08]', async () => {
    await house.pass(60_000);
    const asked = await says(phone, `drop ${reference}`);
    expect(asked).toContain(`${reference} is not among the visits of this chat. Which e-mail was it booked with?`);
    await says(phone, 'rosa@example.com');
    const found = await says(phone, codeIn(lastMail().text));
    expect(found).toContain(`${reference}, haircut, Fri 27 Nov`);
    expect(found).toContain('This chat shows it from now on.');
    expect(await hears(web)).toContain('Joined with your chat by text message');
    const weighed = await says(phone, '3');
    expect(weighed).toContain('1 Drop it');
    expect(await says(phone, '1')).toContain(`Dropped: ${reference}`);
    const row = await house.app.house.mongo.db
      .collection<{ _id: string; history: { proof: string; atUtc: number }[] }>('customers')
      .findOne({ 'identities.conversationId': phone.conversationId });
    expect(row?.history.map(({ proof }) => proof)).toEqual(['email']);
  });

  it('is told at once how its own visit stands', async () => {
    await says(phone, '0', '1', '1', '4', 'monday', '1', '1', 'Rosa Field', '1');
    const own = /BK-\d{8}/.exec(await says(phone, 'my bookings'))![0];
    await says(phone, '1');
    expect(await says(phone, `status ${own}`)).toContain(`${own}, haircut, Mon 30 Nov`);
    await says(phone, '1');
  });
});

describe('the details of a guest, asked for after the booking and never before', () => {
  async function booksInNewBrowser(email: string): Promise<{ browser: Person; offered: string }> {
    const browser = house.person('webchat');
    const offered = await says(browser, 'hi', '1', '3', '4', 'thursday', '2', 'Rosa Field', email, '1');
    return { browser, offered };
  }

  it('says the same to an e-mail that is known and to one that is not, before and after its code [GU-04] [GU-13]', async () => {
    await house.pass(3_600_000);
    const heard: string[] = [];
    for (const email of ['rosa@example.com', 'nova@example.com']) {
      const { browser, offered } = await booksInNewBrowser(email);
      const sent = await says(browser, '1');
      const saved = await says(browser, codeIn(lastMail().text));
      heard.push(
        [offered, sent, saved]
          .join('\n')
          .replaceAll(/\S*\/t\/\S+|BK-\d{8}|\d+:\d\d|[rn]?\S*@example.com|with \w+/g, ''),
      );
      expect(saved).toContain('Saved. MY shows all that is yours here.');
    }
    expect(heard[0]).toBe(heard[1]);
  });

  it('attaches what was booked with it elsewhere only once the code is right, and keeps since when [GU-05] [GU-06] [GU-08]', async () => {
    await house.pass(3_600_000);
    const { browser } = await booksInNewBrowser('rosa@example.com');
    await says(browser, '1');
    const people = house.app.house.mongo.db.collection<{
      _id: string;
      savedAtUtc?: number;
      identities: unknown[];
      history: { proof: string; atUtc: number }[];
    }>('customers');
    const row = () => people.findOne({ 'identities.conversationId': browser.conversationId });
    const code = codeIn(lastMail().text);
    await says(browser, code === '000000' ? '000001' : '000000');
    expect((await row())?.savedAtUtc).toBeUndefined();
    expect((await row())?.identities).toHaveLength(1);
    await says(browser, code);
    expect((await row())?.history.at(-1)).toMatchObject({ proof: 'email', atUtc: house.clock.nowUtc() });
    expect((await row())?.savedAtUtc).toBeLessThan(house.clock.nowUtc());
    expect((await row())?.identities.length).toBeGreaterThan(2);
    expect(await says(browser, 'my bookings')).toContain('Mon 30 Nov 9:00, haircut');
  });
});

describe('the confirmation of a guest', () => {
  it.each(CUSTOMER_CHANNELS)(
    'carries its number and a link to its page on %s, short on SMS [GU-03]',
    async (channel) => {
      const guest = house.person(channel);
      // A link is a button there, and its address is on no screen.
      const buttons: string[] = [];
      house.app.standIns!.telegram!.onEvent((event) => void buttons.push(JSON.stringify(event)));
      const answers = ['hi', '1', '3', '4', 'wednesday', '1', 'Rosa Field'];
      let heard = await says(guest, ...answers, ...(channel === 'webchat' ? ['me@example.com'] : []), '1');
      await happen('the operator presses Accept', house, guest);
      heard += `\n${await hears(guest)}`;
      const number = /BK-\d{8}/.exec(heard)![0];
      const url = /https?:\/\/[^\s"]+\/t\/[\w.-]+/.exec([heard, ...buttons].join('\n'))![0];
      if (channel === 'sms') expect(new URL(url).pathname.length).toBeLessThanOrEqual(48);
      const page = await (await fetch(url)).text();
      expect(page).toContain(number);
      expect(page).not.toContain('Rosa');
    },
  );
});

describe('MY, on a phone with keys alone', () => {
  it('shows by digits what is ahead, what was, who they are and a page that opens once [ORD-11]', async () => {
    const menu = await says(phone, 'my');
    for (const line of ['1 What is ahead', '2 Past visits', '3 My details', '4 Family and helpers', '5 On the web'])
      expect(menu).toContain(line);
    expect(await says(phone, '1')).toContain('Mon 30 Nov 9:00, haircut');
    await says(phone, '1');
    expect(await says(phone, 'my', '3')).toContain('Name: Rosa Field.');
    expect(await says(phone, '2', 'Rosa Marsh')).toContain('Good, I have noted that.');
    expect(await says(phone, 'my details')).toContain('Name: Rosa Marsh.');
    await says(phone, '1');
    const url = /https?:\/\/\S+\/my\/open\/[\w-]{22}/.exec(await says(phone, 'my web'))![0];
    const opened = await fetch(url, { method: 'POST', redirect: 'manual' });
    const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
    const page = await fetch(new URL('/my', url), { headers: { cookie } });
    const html = await page.text();
    expect(html).toContain('Rosa Marsh');
    expect(html).toContain('Mon 30 Nov');
    expect((await fetch(url, { method: 'POST', redirect: 'manual' })).status).toBe(410);
  });
});
