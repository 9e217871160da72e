import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Api } from 'grammy';
import { createTelegramAdapter } from '../../adapters/telegram/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { createTelegramStandIn, type TelegramStandIn } from '../../src/simulator/stand-ins/telegram.js';
import { openReceiver, type Receiver } from './receiver.js';

const TOKEN = '4242:telegram-token';
const SECRET = 'telegram_secret-1';
const ROSA = { id: 901, firstName: 'Rosa' };

let receiver: Receiver;
let standIn: TelegramStandIn;
const api = (token = TOKEN): Api => new Api(token, { apiRoot: standIn.url, timeoutSeconds: 2 });

beforeEach(async () => {
  receiver = await openReceiver();
  standIn = createTelegramStandIn({
    token: TOKEN,
    webhookUrl: `${receiver.url}/tg`,
    webhookSecret: SECRET,
    clock: createMovableClock(Date.UTC(2026, 10, 23, 9, 0)),
    retryDelaysMs: [5, 5, 5],
  });
  await standIn.start();
});
afterEach(async () => {
  await standIn.stop();
  await receiver.stop();
});

describe('the Telegram stand-in', () => {
  it('knows its bot, refuses another token and a method that does not exist', async () => {
    expect(await api().getMe()).toMatchObject({ id: 4242, is_bot: true });
    await expect(api('4242:wrong').getMe()).rejects.toMatchObject({ error_code: 401 });
    await expect(api().getMyName()).rejects.toMatchObject({ error_code: 404 });
    expect(standIn.problems).toHaveLength(2);
  });

  it('lets a bot write only where a person has opened the chat and not blocked it', async () => {
    await expect(api().sendMessage(ROSA.id, 'x')).rejects.toMatchObject({
      error_code: 400,
      description: 'Bad Request: chat not found',
    });
    await standIn.device.start(ROSA);
    expect(await api().sendMessage(ROSA.id, 'x')).toMatchObject({ text: 'x' });
    await standIn.device.block(ROSA);
    await expect(api().sendMessage(ROSA.id, 'x')).rejects.toMatchObject({ error_code: 403 });
  });

  it('holds to the limits: text at 4096, callback data at 64 bytes, captions at 1024 [CH-04]', async () => {
    await standIn.device.start(ROSA);
    const button = (data: string) => ({ reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: data }]] } });
    await expect(api().sendMessage(ROSA.id, 'x'.repeat(4096), button('é'.repeat(32)))).resolves.toBeDefined();
    await expect(api().sendMessage(ROSA.id, 'x'.repeat(4097))).rejects.toMatchObject({ error_code: 400 });
    await expect(api().sendMessage(ROSA.id, 'x', button(`${'é'.repeat(32)}a`))).rejects.toMatchObject({
      description: 'Bad Request: BUTTON_DATA_INVALID',
    });
    await expect(api().sendMessage(ROSA.id, ' ')).rejects.toMatchObject({
      description: 'Bad Request: message text is empty',
    });
    await expect(api().editMessageText(ROSA.id, 1, 'x')).rejects.toMatchObject({
      description: 'Bad Request: message to edit not found',
    });
  });

  it('posts each update with its secret and posts a refused one again under the same id', async () => {
    receiver.answers.push(503, 0);
    expect(await standIn.device.text(ROSA, 'hi')).toMatchObject({ status: 200, attempts: 3 });
    const updates = receiver.requests.map(
      ({ body }) => JSON.parse(Buffer.from(body).toString()) as { update_id: number },
    );
    expect(updates).toHaveLength(3);
    expect(new Set(updates.map(({ update_id: id }) => id)).size).toBe(1);
    expect(receiver.requests[0]?.headers['x-telegram-bot-api-secret-token']).toBe(SECRET);
  });

  it('speaks with our adapter: start, button, tap, sticker, edit and block come as what they are [CH-04]', async () => {
    const adapter = createTelegramAdapter({ token: TOKEN, webhookSecret: SECRET, apiRoot: standIn.url });
    await adapter.registerWebhook(`${receiver.url}/webhooks/telegram`);
    await standIn.device.start(ROSA, 'shop-1');
    const to = { channel: 'telegram', account: adapter.account, address: String(ROSA.id) } as const;
    const choices = [{ id: 'cut', digit: '1', label: 'Haircut' }];
    const rendered = adapter.render({ text: 'Which?', choices, stepId: 'service', language: 'en', class: 'answer' });
    expect(await adapter.send(to, rendered, 'k')).toMatchObject({ kind: 'sent' });
    const messageId = standIn.messages.at(-1)?.messageId ?? 0;
    await standIn.device.tap(ROSA, messageId, 'service.cut');
    await standIn.device.send(ROSA, { sticker: { file_id: 's' } });
    await standIn.device.edit(ROSA, messageId, 'I mean a shave');
    await standIn.device.block(ROSA);
    await standIn.settled();
    const contents: unknown[] = [];
    for (const request of receiver.requests) {
      const received = await adapter.receive(request);
      if (received.kind !== 'accepted') throw new Error(received.reason);
      for (const event of received.events) contents.push(event.type === 'message' ? event.content : null);
      await received.afterAccept?.();
    }
    expect(contents).toEqual([
      { kind: 'start', payload: 'shop-1' },
      { kind: 'choice', token: 'service.cut', label: 'Haircut' },
      { kind: 'media', media: 'sticker', file: { ref: 's', type: null, bytes: null, name: null } },
      { kind: 'edited', text: 'I mean a shave' },
      { kind: 'consent', granted: false, source: 'blocked' },
    ]);
    expect(standIn.openCallbacks.size).toBe(0);
    expect(receiver.requests.map(({ path }) => path)).toEqual(Array(5).fill('/webhooks/telegram'));
    expect(standIn.problems).toEqual([]);
  });
});
