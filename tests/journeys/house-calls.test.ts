import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SlackMessage } from '../../src/simulator/stand-ins/slack.js';
import { EICAR, PNG } from '../files/support/bytes.js';
import { buttonOf, wordsOf } from '../handoff/support/desk.js';
import { withHouseCalls } from './house-calls.js';
import { openHouse, type House } from './house.js';

const ASHA = { id: 'U1', name: 'Asha' };
const BEN = { id: 'U2', name: 'Ben' };

let flows: Awaited<ReturnType<typeof withHouseCalls>>;
let house: House;
beforeAll(async () => {
  flows = await withHouseCalls();
  house = await openHouse('2026-11-23T10:00', { flowsFolder: flows.folder });
});
afterAll(async () => {
  await house.stop();
  await flows.remove();
});

const slack = () => house.app.standIns!.slack!;
const lastCard = (): SlackMessage => slack().messages.findLast((one) => wordsOf(one).includes('wants to talk'))!;
const thread = (card: SlackMessage): string[] =>
  slack()
    .messages.filter(({ threadTs }) => threadTs === card.ts)
    .map(wordsOf);

async function press(who: { id: string; name: string }, message: SlackMessage, label: string): Promise<void> {
  await slack().device.click(who, message.ts, buttonOf(message, label));
  await house.settle();
}

async function send(who: { id: string; name: string }, card: SlackMessage, text: string): Promise<void> {
  await slack().device.write(who, card.ts, text);
  await house.settle();
  await press(who, slack().messages.at(-1)!, 'Send to customer');
}

describe.each(['sms', 'webchat'] as const)('a customer on %s who asks for a person', (channel) => {
  it('talks with them through Slack, hears nothing that was not sent, and goes on with the script afterwards', async () => {
    const rosa = house.person(channel);
    await rosa.says('hi');
    await rosa.heard();
    await rosa.says('desk');
    if ((await rosa.heard()).join('\n').includes('1 ')) await rosa.says('1');
    const card = lastCard();
    expect(wordsOf(card)).toContain('Waiting for a person');

    await rosa.says('My hair is green');
    expect(await rosa.heard()).toEqual([]);
    await Promise.all([press(ASHA, card, 'I take it'), press(BEN, card, 'I take it').catch(() => undefined)]);
    const owner = /With (Asha|Ben)/.exec(wordsOf(card))![1] === 'Asha' ? ASHA : BEN;

    await slack().device.write(owner, card.ts, 'green again, the poor thing');
    await house.settle();
    expect(await rosa.heard()).toEqual([]);
    await send(owner, card, 'Come in at 3, we mend it.');
    expect((await rosa.heard()).join('\n')).toBe('Come in at 3, we mend it.');

    await rosa.says('1');
    expect(await rosa.heard()).toEqual([]);
    expect(thread(card)).toEqual(expect.arrayContaining([expect.stringMatching(/: My hair is green$/)]));
    expect(thread(card).at(-1)).toMatch(/: 1$/);

    await press(owner, card, 'Give back');
    const after = (await rosa.heard()).join('\n');
    expect(after).toContain(`${owner.name} has handed you back to me.`);
    expect(after).toContain('Is there more I can do?');
    await rosa.says('hi');
    expect((await rosa.heard()).length).toBeGreaterThan(0);
    expect(house.problems()).toEqual([]);
  });
});

describe('a customer with a plain phone', () => {
  it('sends a picture by a page, names a place in words, says no to reminders and proves a number [FL-14]', async () => {
    const rosa = house.person('sms');
    await rosa.says('hi');
    await rosa.heard();
    await rosa.says('errand');
    let heard = (await rosa.heard()).join('\n');
    if (!heard.includes('picture')) {
      await rosa.says('1');
      heard = (await rosa.heard()).join('\n');
    }
    const url = /http:\/\/127\.0\.0\.1:\d+\/u\/[\w-]{22}/.exec(heard)![0];
    await upload(url, EICAR);
    expect((await rosa.heard()).join('\n')).not.toContain('Where do you live?');
    await upload(url, PNG);
    expect((await rosa.heard()).join('\n')).toContain('Where do you live?');

    await rosa.says('12 mill ln n17aa');
    heard = (await rosa.heard()).join('\n');
    expect(heard).toContain('12 Mill Lane, London N1 7AA');
    if (!heard.includes('May I remind')) {
      await rosa.says('1');
      heard = (await rosa.heard()).join('\n');
    }
    expect(heard).toContain('May I remind you of visits?');
    await rosa.says('2');
    await rosa.heard();

    const own = '+447700911111';
    const texts: string[] = [];
    const stop = house.app.standIns!.twilio!.onEvent((event) => {
      if (event.type === 'message' && event.to === own) texts.push(event.body);
    });
    await rosa.says(own);
    heard = (await rosa.heard()).join('\n');
    if (!heard.includes('six digits')) {
      await rosa.says('1');
      heard = (await rosa.heard()).join('\n');
    }
    stop();
    expect(heard).toContain('Which six digits did I send?');
    const code = /\b\d{6}\b/.exec(texts.join('\n'))![0];
    await rosa.says(code);
    expect((await rosa.heard()).join('\n')).toContain('Proven: me.png from 12 Mill Lane, London N1 7AA.');

    const { db } = house.app.house.mongo;
    expect(await db.collection('topic_consents').findOne({ conversationId: rosa.conversationId })).toMatchObject({
      topic: 'reminders',
      granted: false,
      words: expect.stringContaining('May I remind you of visits?'),
    });
    const said = JSON.stringify(
      await db.collection('messages').find({ conversationId: rosa.conversationId }).toArray(),
    );
    // Neither the code nor the number, which is a sensitive answer.
    for (const secret of [code, own]) expect(said).not.toContain(secret);

    // What was sent on the way to a booking stands in its card, for the people of the shop to open.
    for (const text of ['hi', '1', '1', '1', 'Rosa Field', '1']) await rosa.says(text);
    const job = slack().messages.findLast((one) => wordsOf(one).includes('Haircut'))!;
    const link = /me\.png: (http\S+)/.exec(wordsOf(job))![1]!;
    expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(PNG)).toBe(true);
  });

  it('hears who reads it and when, out of hours', async () => {
    await house.pass(10 * 3_600_000);
    const rosa = house.person('sms');
    await rosa.says('hi');
    await rosa.heard();
    await rosa.says('desk');
    let heard = (await rosa.heard()).join('\n');
    if (!heard.includes('Nobody')) {
      await rosa.says('1');
      heard = (await rosa.heard()).join('\n');
    }
    expect(heard).toContain('Nobody is here. Willow Salon reads it at Tue 24 Nov 9:00.');
  });
});

describe('a customer who sends what a channel can carry', () => {
  it('is asked for the next thing: a photo and a position by Telegram', async () => {
    const { twilio, telegram } = house.app.standIns!;
    const sam = { id: 77_001, firstName: 'Sam' };
    const texts: string[] = [];
    const stop = telegram!.onEvent((event) => {
      if (event.type === 'message' && event.message.chatId === sam.id) texts.push(event.message.text);
    });
    for (const text of ['hi', 'errand']) {
      await telegram!.device.text(sam, text);
      await house.settle();
    }
    if (!texts.join('\n').includes('picture')) {
      await telegram!.device.text(sam, '1');
      await house.settle();
    }
    expect(texts.join('\n')).not.toContain('/u/');
    await telegram!.device.file(sam, { name: 'me.png', type: 'image/png', content: PNG }, 'photo');
    await house.settle();
    expect(texts.at(-1)).toContain('Where do you live?');
    await telegram!.device.location(sam, 51.5352, -0.1031);
    await house.settle();
    stop();
    expect(texts.join('\n')).toContain('Mill Lane, London N1 7AA');
    expect(twilio!.problems).toEqual([]);
  });
});

async function upload(url: string, content: Uint8Array): Promise<void> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type: 'image/png' }), 'me.png');
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(200);
  await house.settle();
}

describe('a script that waits for a server outside', () => {
  it('shows what it was sent, gives a number, tells of it, and goes on once its link is called', async () => {
    const rosa = house.person('sms');
    await rosa.says('hi');
    await rosa.heard();
    await rosa.says('lab');
    let heard = (await rosa.heard()).join('\n');
    if (!heard.includes('picture')) {
      await rosa.says('1');
      heard = (await rosa.heard()).join('\n');
    }
    await upload(/http:\/\/127\.0\.0\.1:\d+\/u\/[\w-]{22}/.exec(heard)![0], PNG);
    const told = (await rosa.heard()).join('\n');
    expect(told).toMatch(/Is it this\?[^]*Willow Salon: \+442079460958/);
    const picture = await fetch(/http:\/\/127\.0\.0\.1:\d+\/f\/[\w.-]+/.exec(told)![0]);
    expect(picture.headers.get('content-type')).toBe('image/png');
    const events = house.app.house.mongo.db.collection('outside_events');
    const link = /http:\/\/127\.0\.0\.1:\d+\/callbacks\/[\w.-]+/.exec(told)![0];
    expect(await events.findOne({ 'body.event': 'lab.asked' })).toMatchObject({ body: { data: { answerTo: link } } });

    const call = () => fetch(link, { method: 'POST', body: JSON.stringify({ data: { result: 'all clear' } }) });
    expect((await call()).status).toBe(200);
    await house.settle();
    expect((await rosa.heard()).join('\n')).toContain('The lab says: all clear.');
    expect((await call()).status).toBe(410);
    await house.settle();
    expect(await rosa.heard()).toEqual([]);
    expect(house.problems()).toEqual([]);
  });
});
