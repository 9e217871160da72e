import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CUSTOMER_CHANNELS, type ChannelId } from '../../src/messaging/message.js';
import { happen } from './outside.js';
import { openHouse, type House } from './house.js';
import type { Person } from './person.js';

let house: House;

beforeAll(async () => {
  house = await openHouse('2026-11-23T08:00');
}, 60_000);
afterAll(() => house.stop());

const hears = async (person: Person): Promise<string> => (await person.heard()).join('\n');

function codeIn(text: string): string {
  const code = /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0];
  if (!code) throw new Error(`there is no code in: ${text}`);
  return code;
}

/** What, when, with whom: three answers, and the name is asked next. */
async function answersThree(person: Person): Promise<void> {
  for (const words of ['hi', '1', '1', '2']) await person.says(words);
  expect(await hears(person)).toContain('What is your name?');
}

async function codeOf(person: Person, word = 'switch'): Promise<string> {
  await person.says(word);
  return codeIn(await hears(person));
}

async function chatOf({ conversationId }: Person) {
  const chats = house.app.house.mongo.db.collection<{ _id: string; state: unknown; alsoIn?: string[] }>(
    'conversations',
  );
  return chats.findOne({ _id: conversationId });
}

/** Every time that is taken or kept, on all sheets. */
async function claims(): Promise<readonly { id: string; kind: string; untilUtc: number }[]> {
  const sheets = await house.app.house.mongo.db
    .collection<{ claims: { id: string; kind: string; untilUtc: number }[] }>('day_sheets')
    .find()
    .toArray();
  return sheets.flatMap(({ claims: those }) => those.map(({ id, kind, untilUtc }) => ({ id, kind, untilUtc })));
}

const WHERE: Readonly<Record<ChannelId, string>> = {
  sms: 'by text message',
  whatsapp: 'on WhatsApp',
  telegram: 'on Telegram',
  webchat: 'in the web chat',
};

describe('a talk that moves', () => {
  it('asks the fourth question by SMS after three answers on web chat, and the web side says where it went', async () => {
    const web = house.person('webchat');
    const phone = house.person('sms');
    await answersThree(web);
    const before = await claims();
    const code = await codeOf(web);
    await phone.says(code);
    const fourth = await hears(phone);
    expect(fourth).toContain('Willow Salon. Text STOP');
    expect(fourth).toContain('On we go with what you began in the web chat.');
    expect(fourth).toContain('with Asha. I keep it for you until 8:15. What is your name?');
    expect(await hears(web)).toContain('You go on by text message now');
    // The very hold, with its end: nothing was taken again.
    expect(await claims()).toEqual(before);
    for (const words of ['Rosa Field', '1']) await phone.says(words);
    expect(await hears(phone)).toContain('Received: BK-');
    const after = await claims();
    expect(after).toHaveLength(before.length);
    expect(after.filter(({ kind }) => kind === 'booking')).toHaveLength(1);
    // The web side is done: what is written there begins anew.
    await web.says('hi');
    expect(await hears(web)).toContain('Book');
  });

  it.each(CUSTOMER_CHANNELS.flatMap((from) => CUSTOMER_CHANNELS.map((to) => [from, to] as const)))(
    'moves from %s to %s',
    async (from, to) => {
      const here = house.person(from);
      const there = house.person(to);
      await answersThree(here);
      await there.says(await codeOf(here));
      const fourth = await hears(there);
      expect(fourth).toContain(`On we go with what you began ${WHERE[from]}.`);
      expect(fourth).toContain('What is your name?');
      expect(await hears(here)).toContain(`You go on ${WHERE[to]} now`);
      await there.says('Rosa Field');
      expect(await hears(there)).toContain(to === 'webchat' ? 'Where shall I send the confirmation?' : 'Rosa Field');
    },
  );

  it('goes on in the language it was begun in', async () => {
    const web = house.person('webchat');
    const phone = house.person('sms');
    for (const words of ['hi', 'español', '1', '1', '2']) await web.says(words);
    expect(await hears(web)).toContain('¿Cómo se llama?');
    await web.says('otro chat');
    const offered = await hears(web);
    expect(offered).toContain('antes de las 8:10');
    await phone.says(codeIn(offered));
    expect(await hears(phone)).toContain('Seguimos con lo que empezo en el chat de la web.');
    expect(await hears(web)).toContain('Ahora sigue por SMS');
    await phone.says('Rosa Field');
    expect(await hears(phone)).toContain('1 Reservar');
  });

  it('moves nothing for a code that is wrong, used or old, and says so', async () => {
    const web = house.person('webchat');
    await answersThree(web);
    const code = await codeOf(web);
    const standing = (await chatOf(web))!.state;
    const guesser = house.person('sms');
    await guesser.says(String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
    expect(await hears(guesser)).toContain('I do not know that code, or its time is over. Nothing has changed.');
    expect((await chatOf(web))!.state).toEqual(standing);
    const late = house.person('telegram');
    await house.pass(10 * 60_000);
    await late.says(code);
    expect(await hears(late)).toContain('Nothing has changed.');
    expect((await chatOf(web))!.state).toEqual(standing);
    const right = house.person('sms');
    await right.says(await codeOf(web));
    expect(await hears(right)).toContain('What is your name?');
    const moved = (await chatOf(right))!.state;
    const again = house.person('whatsapp');
    await again.says(code);
    expect(await hears(again)).toContain('Nothing has changed.');
    expect((await chatOf(right))!.state).toEqual(moved);
  });

  it('goes to one of two phones that send the code at the same time', async () => {
    const web = house.person('webchat');
    const phones = [house.person('sms'), house.person('whatsapp'), house.person('telegram')];
    await answersThree(web);
    const code = await codeOf(web);
    await Promise.all(phones.map((phone) => phone.says(code)));
    const heard = await Promise.all(phones.map((phone) => hears(phone)));
    expect(heard.filter((words) => words.includes('What is your name?'))).toHaveLength(1);
    expect(heard.filter((words) => words.includes('Nothing has changed.'))).toHaveLength(2);
  });

  it('takes along what it waits for on the list', async () => {
    const phone = house.person('sms');
    const telegram = house.person('telegram');
    for (const words of ['hi', 'waiting list', '1', '1', '1']) await phone.says(words);
    const { db } = house.app.house.mongo;
    const places = db.collection<{ _id: string; conversationId: string; isOpen?: boolean }>('waitlist_places');
    expect(await places.countDocuments({ conversationId: phone.conversationId, isOpen: true })).toBe(1);
    await telegram.says(await codeOf(phone));
    await house.settle();
    expect(await places.countDocuments({ conversationId: phone.conversationId, isOpen: true })).toBe(0);
    expect(await places.countDocuments({ conversationId: telegram.conversationId, isOpen: true })).toBe(1);
    await telegram.says('my bookings');
    expect(await hears(telegram)).toContain('You are on the list for:');
  });

  it('takes its open payment along: the receipt comes to where the talk goes on', async () => {
    const phone = house.person('sms');
    const telegram = house.person('telegram');
    for (const words of ['hi', '1', '2', '1', 'Rosa Field', '1']) await phone.says(words);
    expect(await hears(phone)).toContain('Pay here');
    await telegram.says(await codeOf(phone));
    expect(await hears(telegram)).toContain('On we go with what you began by text message.');
    await happen('the person pays', house, telegram);
    expect(await hears(telegram)).toContain('paid');
    expect(await hears(phone)).not.toContain('paid');
    const row = await house.app.house.mongo.db
      .collection('bookings')
      .findOne({ conversationId: telegram.conversationId });
    expect(row).toMatchObject({ channel: 'telegram' });
  });

  it('leaves its code in no record', async () => {
    const web = house.person('webchat');
    await answersThree(web);
    const code = await codeOf(web);
    const rows = house.app.house.mongo.db.collection('messages').find({ conversationId: web.conversationId });
    const kept = JSON.stringify(await rows.toArray());
    expect(kept).toContain('text ****** to');
    expect(kept).not.toContain(code);
  });

  it('leaves somebody who is talking to a person where they are', async () => {
    const web = house.person('webchat');
    const phone = house.person('sms');
    await answersThree(web);
    const code = await codeOf(web);
    await house.app.house.conversations.tell(web.conversationId, 'taken', {
      type: 'owner',
      to: 'person',
      by: 'Maria',
      epoch: 7,
    });
    await house.settle();
    const { control } = (await chatOf(web))!.state as { control: { frames: unknown } };
    await phone.says(code);
    expect(await hears(phone)).toContain('Nothing was left open in the web chat.');
    expect(((await chatOf(web))!.state as { control: unknown }).control).toMatchObject({ frames: control.frames });
  });

  it('keeps the question open where a wrong code was sent', async () => {
    const phone = house.person('sms');
    await answersThree(phone);
    await phone.says('123456');
    expect(await hears(phone)).toContain('I do not know that code');
    await phone.says('Rosa Field');
    expect(await hears(phone)).toContain('Rosa Field, haircut');
  });
});

describe('two chats of one person', () => {
  async function books(person: Person): Promise<void> {
    for (const words of ['hi', '1', '1', '2', 'Rosa Field', '1']) await person.says(words);
    expect(await hears(person)).toContain('Received: BK-');
  }

  it('show and change the bookings of both after LINK and its code, until they are taken apart [GU-12]', async () => {
    const phone = house.person('sms');
    const telegram = house.person('telegram');
    await books(phone);
    await telegram.says('hi');
    await telegram.heard();
    await telegram.says('my bookings');
    expect(await hears(telegram)).not.toContain('BK-');
    await telegram.says(await codeOf(phone, 'link'));
    expect(await hears(telegram)).toContain('Joined with your chat by text message: both show all your bookings.');
    expect(await hears(phone)).toContain('Joined with your chat on Telegram');
    await telegram.says('my bookings');
    expect(await hears(telegram)).toContain('Haircut');
    await telegram.says('unlink');
    expect(await hears(telegram)).toContain('Each chat shows its own bookings again.');
    await telegram.says('my bookings');
    expect(await hears(telegram)).not.toContain('Haircut');
    expect((await chatOf(telegram))!.alsoIn).toBeUndefined();
  });

  it('drop in one what was booked in the other', async () => {
    const whatsapp = house.person('whatsapp');
    const phone = house.person('sms');
    await books(whatsapp);
    await phone.says(await codeOf(whatsapp, 'link'));
    await phone.heard();
    await phone.says('drop it');
    expect(await hears(phone)).toContain('There is nothing to pay.');
    await phone.says('1');
    await phone.heard();
    const booking = await house.app.house.mongo.db
      .collection('bookings')
      .findOne({ conversationId: whatsapp.conversationId });
    expect(booking).toMatchObject({ status: 'cancelled' });
  });
});
