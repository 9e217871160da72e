import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChannelId } from '../../src/messaging/message.js';
import type { SlackMessage } from '../../src/simulator/stand-ins/slack.js';
import { STAND_IN_SMS_NUMBER, STAND_IN_WHATSAPP_NUMBER } from '../../src/wiring/stand-ins.js';
import { EICAR, PNG } from '../files/support/bytes.js';
import { buttonOf, wordsOf } from '../handoff/support/desk.js';
import { withHouseCalls } from './house-calls.js';
import { openHouse, type House } from './house.js';
import type { Person } from './person.js';

const ASHA = { id: 'U1', name: 'Asha' };
const PDF = { name: 'Care sheet.pdf', type: 'application/pdf', content: Buffer.from('%PDF-1.7 care') };
const PICTURE = { name: 'look.png', type: 'image/png', content: PNG };

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

async function press(message: SlackMessage, label: string): Promise<void> {
  await slack().device.click(ASHA, message.ts, buttonOf(message, label));
  await house.settle();
}

/** A customer whose chat Asha has, and the card of it. */
async function inPersonsHands(channel: ChannelId): Promise<{ rosa: Person; card: SlackMessage }> {
  const rosa = house.person(channel);
  await rosa.says('hi');
  await rosa.heard();
  await rosa.says('desk');
  if ((await rosa.heard()).join('\n').includes('1 ')) await rosa.says('1');
  await rosa.heard();
  const card = slack().messages.findLast((one) => wordsOf(one).includes('wants to talk'))!;
  await press(card, 'I take it');
  return { rosa, card };
}

/** The customer sends a file with the app of their channel. */
async function sendFile({ channel, conversationId }: Person, content: Buffer, caption: string): Promise<void> {
  const { twilio, telegram } = house.app.standIns!;
  if (channel === 'telegram') {
    const id = Number(conversationId.split(':').at(-1));
    const file = { name: 'hair.png', type: 'image/png', content, caption };
    await telegram!.device.file({ id, firstName: 'Rosa' }, file);
  } else {
    const number = /(?<from>\+\d+)$/.exec(conversationId)!.groups!['from']!;
    const [from, to] =
      channel === 'sms'
        ? [number, STAND_IN_SMS_NUMBER]
        : [`whatsapp:${number}`, `whatsapp:${STAND_IN_WHATSAPP_NUMBER}`];
    await twilio!.device.media(from, to, 'image/png', caption, content);
  }
  await house.settle();
}

const thread = (card: SlackMessage) => slack().messages.filter(({ threadTs }) => threadTs === card.ts);

describe.each(['sms', 'whatsapp', 'telegram'] as const)('a customer on %s who talks with a person', (channel) => {
  it('shows them a picture in the thread, and hears when one could not be passed on', async () => {
    const { rosa, card } = await inPersonsHands(channel);
    await sendFile(rosa, PNG, 'My hair is green');
    const line = thread(card).at(-1)!;
    expect(line.text).toMatch(/ sent a (picture|file): My hair is green$/);
    expect(line.files!.map(({ content }) => content)).toEqual([PNG]);
    expect(await rosa.heard()).toEqual([]);

    await sendFile(rosa, EICAR, '');
    expect(wordsOf(thread(card).at(-1)!)).toContain('Not passed on, it carries something harmful.');
    expect((await rosa.heard()).join('\n')).toContain('That file carries something harmful');
    expect(house.problems()).toEqual([]);
  });
});

describe('what an operator adds in the thread', () => {
  async function send(card: SlackMessage, text: string, file: typeof PDF): Promise<void> {
    await slack().device.write(ASHA, card.ts, text, [file]);
    await house.settle();
    await press(thread(card).at(-1)!, 'Send to customer');
  }

  it('is a short link on a keypad phone, and the link opens the file', async () => {
    const { rosa, card } = await inPersonsHands('sms');
    await send(card, 'Like this?', PICTURE);
    const lines = await rosa.heard();
    expect(lines.slice(0, 2)).toEqual(['Like this?', 'look.png:']);
    const answer = await fetch(lines[2]!);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG);
  });

  it('is the picture itself on WhatsApp, with its words, and a document where it is one', async () => {
    const { rosa, card } = await inPersonsHands('whatsapp');
    const sent: { body: string; media: readonly string[] }[] = [];
    house.app.standIns!.twilio!.onEvent((event) => event.type === 'message' && sent.push(event));
    await send(card, 'Like this?', PICTURE);
    await send(card, '', PDF);
    expect(await rosa.heard()).toEqual(['Like this?', '']);
    expect(sent.map(({ media }) => media.length)).toEqual([1, 1]);
    const answer = await fetch(sent[1]!.media[0]!);
    expect([answer.headers.get('content-type'), Buffer.from(await answer.arrayBuffer())]).toEqual([
      PDF.type,
      PDF.content,
    ]);
  });

  it('is a photo or a document on Telegram', async () => {
    const { card } = await inPersonsHands('telegram');
    const { messages } = house.app.standIns!.telegram!;
    await send(card, 'Like this?', PICTURE);
    expect(messages.at(-1)).toMatchObject({ text: 'Like this?', document: { filename: 'look.png', content: PNG } });
    await send(card, '', PDF);
    expect(messages.at(-1)).toMatchObject({ document: { filename: 'Care sheet.pdf', content: PDF.content } });
    expect(house.problems()).toEqual([]);
  });

  it('hangs on the message in the web chat', async () => {
    const { rosa, card } = await inPersonsHands('webchat');
    await send(card, 'Like this?', PICTURE);
    expect(await rosa.heard()).toEqual(['Like this?', '[file look.png]']);
  });
});
