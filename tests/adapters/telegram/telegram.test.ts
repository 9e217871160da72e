import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TelegramAdapter } from '../../../adapters/telegram/index.js';
import { readTelegramPart, renderTelegram } from '../../../adapters/telegram/render.js';
import type { OutboundMessage } from '../../../src/messaging/message.js';
import type { TelegramDeviceEvent, TelegramStandIn } from '../../../src/simulator/stand-ins/telegram.js';
import { BOT_ID, makeAdapter, messageUpdate, openTelegram, ROSA, tapUpdate } from './bench.js';

const TIMES: OutboundMessage = {
  text: 'When suits you?',
  stepId: 'time',
  choices: [
    { id: 'c1', digit: '1', label: 'Tue 24 Nov 9:30' },
    { id: 'c2', digit: '2', label: 'Tue 24 Nov 14:00', detail: '£25' },
  ],
  waysOut: [
    { id: 'more', digit: '7', label: 'More times' },
    { id: 'person', digit: '9', label: 'A person' },
  ],
  language: 'en',
  class: 'answer',
};
const keyboardOf = (message: OutboundMessage): string[][] =>
  readTelegramPart(renderTelegram(message).parts.at(-1)).keyboard.map((row) => row.map(({ text }) => text));

describe('the dress of a question on Telegram', () => {
  it('is one button a row, the ways out together in the last [CH-04]', () => {
    expect(keyboardOf(TIMES)).toEqual([['Tue 24 Nov 9:30'], ['Tue 24 Nov 14:00, £25'], ['More times', 'A person']]);
  });

  it('keeps labels as buttons at 40 characters, and from 41 on writes them out with digits to tap', () => {
    const labelled = (chars: number): OutboundMessage => ({
      ...TIMES,
      waysOut: [],
      choices: [{ id: 'a', digit: '1', label: 'x'.repeat(chars) }],
    });
    expect(renderTelegram(labelled(40)).shape).toBe('buttons');
    const over = labelled(41);
    expect(renderTelegram(over)).toMatchObject({
      shape: 'numbered',
      parts: [{ text: `When suits you?\n1 ${'x'.repeat(41)}` }],
    });
    expect(keyboardOf(over)).toEqual([['1']]);
  });

  it('makes a link a button where Telegram takes it, and bare text where it does not', () => {
    const withLink = (url: string): OutboundMessage => ({
      text: 'Pay',
      link: { label: 'Pay £25', url },
      language: 'en',
      class: 'answer',
    });
    expect(renderTelegram(withLink('https://pay.parley.example/x')).parts).toMatchObject([
      { text: 'Pay', keyboard: [[{ text: 'Pay £25', url: 'https://pay.parley.example/x' }]] },
    ]);
    expect(renderTelegram(withLink('http://127.0.0.1:8080/x')).parts).toMatchObject([
      { text: 'Pay\nPay £25:\nhttp://127.0.0.1:8080/x', keyboard: [] },
    ]);
  });

  it('sends no markup, so that nothing in a name can break a message', () => {
    expect(renderTelegram({ text: 'Rosa <b>_Field*', language: 'en', class: 'answer' }).parts).toMatchObject([
      { text: 'Rosa <b>_Field*' },
    ]);
  });
});

describe('receiving', () => {
  const adapter = makeAdapter();

  it('keeps the name, the language and the own number of the person [CH-07]', async () => {
    const own = messageUpdate({ contact: { phone_number: '+44 7700 900123', user_id: ROSA.id } });
    expect(await adapter.receive(own)).toMatchObject({
      events: [
        {
          channel: 'telegram',
          account: BOT_ID,
          address: String(ROSA.id),
          profile: { displayName: 'Rosa Field', language: 'en', phone: '+447700900123' },
        },
      ],
    });
  });

  it('does not take somebody else’s contact for the person’s number', async () => {
    const other = await adapter.receive(messageUpdate({ contact: { phone_number: '+447700900999', user_id: 42 } }));
    expect(other).not.toHaveProperty('events.0.profile.phone');
  });

  it('replaces half a surrogate pair, which no database could give back', async () => {
    expect(await adapter.receive(messageUpdate({ text: 'a\ud800b' }))).toMatchObject({
      events: [{ content: { text: 'a\ufffdb' } }],
    });
  });

  it('refuses a missing, a doubled and a wrong secret, each with its own status [SEC-14]', async () => {
    const request = messageUpdate({ text: 'hi' });
    const withSecret = (secret: string | string[] | undefined) => ({
      ...request,
      headers: { ...request.headers, 'x-telegram-bot-api-secret-token': secret },
    });
    const secret = String(request.headers['x-telegram-bot-api-secret-token']);
    expect(await adapter.receive(withSecret(undefined))).toMatchObject({ kind: 'refused', status: 401 });
    expect(await adapter.receive(withSecret([secret, secret]))).toMatchObject({ kind: 'refused', status: 400 });
    expect(await adapter.receive(withSecret(`${secret}x`))).toMatchObject({ kind: 'refused', status: 403 });
  });

  it('refuses to exist without a secret', () => {
    expect(() => makeAdapter({ webhookSecret: '' })).toThrow('webhook secret');
  });
});

describe('sending through grammY', () => {
  let standIn: TelegramStandIn;
  let adapter: TelegramAdapter;
  const seen: TelegramDeviceEvent[] = [];
  const to = { channel: 'telegram', account: BOT_ID, address: String(ROSA.id) } as const;
  const send = (message: OutboundMessage, address: string = to.address) =>
    adapter.send({ ...to, address }, adapter.render(message), `k${Math.random()}`);

  beforeAll(async () => {
    ({ standIn, adapter } = await openTelegram());
    standIn.onEvent((event) => seen.push(event));
  });
  beforeEach(() => {
    seen.length = 0;
  });
  afterAll(async () => {
    expect(standIn.problems).toEqual([]);
    await standIn.stop();
  });

  it('carries the calendar file itself, with the words below it and the buttons under both', async () => {
    const content = 'BEGIN:VCALENDAR\r\nSUMMARY:Haircut – Asha\r\nEND:VCALENDAR';
    await send({
      ...TIMES,
      text: 'Booked.',
      attachment: { kind: 'calendar', filename: 'visit.ics', content, url: 'https://x.example/i' },
    });
    const shown = standIn.messages.at(-1);
    expect(shown).toMatchObject({ text: 'Booked.', document: { filename: 'visit.ics' } });
    expect(shown?.document?.content.toString('utf8')).toBe(content);
    expect(shown?.keyboard.flat()).toHaveLength(4);
  });

  it('sends a picture by its address, and a contact as a card of its own below the words', async () => {
    const file = {
      name: 'Prices',
      type: 'image/png',
      bytes: 0,
      url: 'https://files.example/p.png',
      elsewhere: true,
    } as const;
    await send({ text: 'Here they are.', language: 'en', class: 'answer', file });
    expect(standIn.messages.at(-1)).toMatchObject({ text: 'Here they are.', document: { filename: 'p.png' } });
    const contact = { name: 'Asha', phone: '+442079460958', email: 'asha@willow.example' };
    await send({ text: 'Call us.', language: 'en', class: 'answer', contact });
    expect(standIn.messages.slice(-2).map(({ text }) => text)).toEqual(['Call us.', 'Asha\n+442079460958']);
  });

  it('answers every tap, also the second one, so that no button keeps spinning [CH-04]', async () => {
    await send(TIMES);
    const messageId = standIn.messages.at(-1)?.messageId ?? 0;
    await standIn.device.tap(ROSA, messageId, 'time.c1');
    const [open] = standIn.openCallbacks;
    const received = await adapter.receive(tapUpdate('time.c1', 'x', { id: open }));
    if (received.kind !== 'accepted' || !received.afterAccept) throw new Error('a tap has to be acknowledged');
    await received.afterAccept();
    expect(seen).toContainEqual({ type: 'callbackAnswered', callbackId: open, text: null });
    expect(standIn.openCallbacks.size).toBe(0);
    await expect(received.afterAccept()).resolves.toBeUndefined();
  });

  it('marks a question as answered in place, and leaves one that is gone or already so as it is', async () => {
    const outcome = await send(TIMES);
    if (outcome.kind !== 'sent') throw new Error('not sent');
    const id = outcome.providerMessageIds[0] ?? '';
    await adapter.markAnswered(to, id, 'When suits you?\n\nTue 24 Nov 14:00');
    expect(standIn.messages.at(-1)).toMatchObject({ text: 'When suits you?\n\nTue 24 Nov 14:00', keyboard: [] });
    await adapter.markAnswered(to, id, 'When suits you?\n\nTue 24 Nov 14:00');
    await adapter.markAnswered(to, id);
    await adapter.markAnswered(to, '1', 'gone');
  });

  it('tells a person who blocked the bot from a chat that never was', async () => {
    const ben = { id: 777 };
    await standIn.device.start(ben);
    await standIn.device.block(ben);
    expect(await send(TIMES, '777')).toEqual({ kind: 'refused', reason: 'telegram 403', cause: 'optedOut' });
    await standIn.device.unblock(ben);
    expect(await send(TIMES, '777')).toMatchObject({ kind: 'sent' });
    expect(await send(TIMES, '888')).toEqual({ kind: 'refused', reason: 'telegram 400', cause: 'unreachable' });
  });

  it('waits as long as a 429 asks', async () => {
    standIn.faults.rateLimit = 1;
    expect(await send(TIMES)).toEqual({ kind: 'retry', retryAfterMs: 1_000, reason: 'telegram 429' });
  });

  it('tells Telegram where to post, with the secret that is checked', async () => {
    await adapter.registerWebhook('https://parley.example/webhooks/telegram');
  });
});
