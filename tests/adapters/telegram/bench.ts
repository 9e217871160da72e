import { createTelegramAdapter, type TelegramAdapter } from '../../../adapters/telegram/index.js';
import type { RawRequest } from '../../../src/messaging/channel.js';
import { createMovableClock } from '../../../src/platform/clock.js';
import { createTelegramStandIn, type TelegramStandIn } from '../../../src/simulator/stand-ins/telegram.js';

export const TOKEN = '100200300:AAbot-token_of_the-tests';
export const BOT_ID = '100200300';
export const SECRET = 'webhook_Secret-of-the_tests';
export const ROSA = { id: 555_000_111, firstName: 'Rosa', lastName: 'Field', languageCode: 'en' };
export const PATH = '/webhooks/telegram';

let updates = 1_000;

export function posted(update: unknown, secret: string = SECRET): RawRequest {
  return postedBody(Buffer.from(JSON.stringify(update)), secret);
}

export function postedBody(body: Buffer, secret: string = SECRET): RawRequest {
  return {
    method: 'POST',
    path: PATH,
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body,
  };
}

const FROM = { id: ROSA.id, is_bot: false, first_name: 'Rosa', last_name: 'Field', language_code: 'en' };
const CHAT = { id: ROSA.id, type: 'private', first_name: 'Rosa' };

/** A message in Rosa's private chat, or elsewhere when `more` says so. */
export function messageUpdate(fields: Readonly<Record<string, unknown>>, kind = 'message'): RawRequest {
  const update_id = ++updates;
  return posted({
    update_id,
    [kind]: { message_id: update_id, date: 1_795_424_400, from: FROM, chat: CHAT, ...fields },
  });
}

export function tapUpdate(data: string, label: string, more: Readonly<Record<string, unknown>> = {}): RawRequest {
  const message = {
    message_id: 5,
    date: 1,
    chat: CHAT,
    reply_markup: { inline_keyboard: [[{ text: label, callback_data: data }]] },
  };
  return posted({
    update_id: ++updates,
    callback_query: { id: '77', from: FROM, chat_instance: '1', message, data, ...more },
  });
}

export function membershipUpdate(status: string, chat: object = CHAT): RawRequest {
  return posted({
    update_id: ++updates,
    my_chat_member: {
      chat,
      from: FROM,
      date: 1,
      old_chat_member: { status: 'member' },
      new_chat_member: { status, user: { id: 1 } },
    },
  });
}

export function makeAdapter(more: Partial<Parameters<typeof createTelegramAdapter>[0]> = {}): TelegramAdapter {
  return createTelegramAdapter({ token: TOKEN, webhookSecret: SECRET, ...more });
}

/** The stand-in with grammY pointed at it, and Rosa's chat open. Nobody listens to the webhook itself. */
export async function openTelegram(): Promise<{ standIn: TelegramStandIn; adapter: TelegramAdapter }> {
  const standIn = createTelegramStandIn({
    token: TOKEN,
    webhookUrl: 'http://127.0.0.1:9/',
    webhookSecret: SECRET,
    clock: createMovableClock(Date.UTC(2026, 10, 23, 9, 0)),
    retryDelaysMs: [],
  });
  await standIn.start();
  await standIn.device.start(ROSA);
  return { standIn, adapter: makeAdapter({ apiRoot: standIn.url }) };
}
