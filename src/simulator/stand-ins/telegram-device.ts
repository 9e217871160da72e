import type { Clock } from '../../platform/clock.js';
import type { TelegramMessage } from './telegram.js';
import type { WebhookAnswer } from './webhook-poster.js';

/** A person with the app. The id is also the id of their private chat with the bot. */
export interface TelegramPerson {
  readonly id: number;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly languageCode?: string;
}

/** What people do in the app, turned into updates. Each act resolves with the last answer the webhook gave. */
export interface TelegramDevice {
  /** Opens the chat and presses Start; `payload` as from a deep link. */
  start(person: TelegramPerson, payload?: string): Promise<WebhookAnswer>;
  text(person: TelegramPerson, text: string): Promise<WebhookAnswer>;
  /** Any other kind of message, in Telegram's own fields: `{ sticker: {…} }`, `{ voice: {…} }`. */
  send(person: TelegramPerson, fields: Readonly<Record<string, unknown>>): Promise<WebhookAnswer>;
  /** Sends a file, as a document unless told: `photo`, `voice`, `video`. */
  file(
    person: TelegramPerson,
    file: TelegramFile,
    as?: 'document' | 'photo' | 'voice' | 'video',
  ): Promise<WebhookAnswer>;
  location(person: TelegramPerson, latitude: number, longitude: number): Promise<WebhookAnswer>;
  /** Taps an inline button. @throws when that message shows no such button. */
  tap(person: TelegramPerson, messageId: number, callbackData: string): Promise<WebhookAnswer>;
  edit(person: TelegramPerson, messageId: number, text: string): Promise<WebhookAnswer>;
  block(person: TelegramPerson): Promise<WebhookAnswer>;
  unblock(person: TelegramPerson): Promise<WebhookAnswer>;
  /** Posts an update as it is; only `update_id` is filled in when absent. */
  inject(update: Readonly<Record<string, unknown>>): Promise<WebhookAnswer>;
}

export interface TelegramFile {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
  readonly caption?: string;
}

export interface TelegramDeviceDeps {
  readonly clock: Clock;
  readonly token: string;
  readonly botId: number;
  readonly messages: readonly TelegramMessage[];
  readonly nextMessageId: () => number;
  readonly tapped: (callbackId: string) => void;
  readonly post: (update: Readonly<Record<string, unknown>>) => Promise<WebhookAnswer>;
}

export interface TelegramDeviceInternals extends TelegramDevice {
  chatState(chatId: number): 'open' | 'blocked' | 'unknown';
  present(message: TelegramMessage): object;
  findFile(fileId: string): { readonly fileId: string; readonly path: string; readonly bytes: number } | null;
  /** What stands at a path such as `/file/bot<token>/documents/file_1.pdf`. */
  sentFile(path: string): Uint8Array | null;
}

export function createTelegramDevice(deps: TelegramDeviceDeps): TelegramDeviceInternals {
  const chats = new Map<number, 'open' | 'blocked'>();
  const bot = { id: deps.botId, is_bot: true, first_name: 'Willow Salon', username: 'willow_bot' };
  const files = new Map<string, { readonly path: string; readonly content: Uint8Array }>();
  let lastUpdateId = 700_000;
  let lastCallback = 0;

  const dateS = (): number => Math.floor(deps.clock.nowUtc() / 1000);
  const user = ({ id, firstName = 'Rosa', lastName, languageCode = 'en' }: TelegramPerson): object => ({
    id,
    is_bot: false,
    first_name: firstName,
    ...(lastName ? { last_name: lastName } : {}),
    language_code: languageCode,
  });
  const chat = ({ id, firstName = 'Rosa' }: TelegramPerson): object => ({ id, first_name: firstName, type: 'private' });

  function post(update: Readonly<Record<string, unknown>>): Promise<WebhookAnswer> {
    return deps.post({ update_id: ++lastUpdateId, ...update });
  }

  function send(person: TelegramPerson, fields: Readonly<Record<string, unknown>>): Promise<WebhookAnswer> {
    chats.set(person.id, 'open');
    const message = {
      message_id: deps.nextMessageId(),
      from: user(person),
      chat: chat(person),
      date: dateS(),
      ...fields,
    };
    return post({ message });
  }

  function membership(person: TelegramPerson, was: string, is: string): Promise<WebhookAnswer> {
    chats.set(person.id, is === 'kicked' ? 'blocked' : 'open');
    return post({
      my_chat_member: {
        chat: chat(person),
        from: user(person),
        date: dateS(),
        old_chat_member: { user: bot, status: was },
        new_chat_member: { user: bot, status: is, ...(is === 'kicked' ? { until_date: 0 } : {}) },
      },
    });
  }

  function present(message: TelegramMessage): object {
    const { messageId, chatId, text, keyboard, document } = message;
    return {
      message_id: messageId,
      from: bot,
      chat: { id: chatId, first_name: 'Rosa', type: 'private' },
      date: dateS(),
      ...(document
        ? {
            document: { file_id: `file${messageId}`, file_unique_id: `u${messageId}`, file_name: document.filename },
            ...(text ? { caption: text } : {}),
          }
        : { text }),
      ...(keyboard.length > 0 ? { reply_markup: { inline_keyboard: keyboard } } : {}),
    };
  }

  return {
    chatState: (chatId) => chats.get(chatId) ?? 'unknown',
    present,
    send,
    text: (person, text) => send(person, { text }),
    file(person, { name, type, content, caption }, as = 'document') {
      const fileId = `BQACAgQAAx${files.size + 1}`;
      files.set(fileId, { path: `${as}s/file_${files.size + 1}.${name.split('.').at(-1) ?? 'bin'}`, content });
      const ids = { file_id: fileId, file_unique_id: `u${fileId}`, file_size: content.byteLength };
      const fields =
        as === 'photo'
          ? { photo: [{ ...ids, width: 90, height: 90 }] }
          : { [as]: { ...ids, mime_type: type, ...(as === 'document' ? { file_name: name } : {}) } };
      return send(person, { ...fields, ...(caption ? { caption } : {}) });
    },
    location: (person, latitude, longitude) => send(person, { location: { latitude, longitude } }),
    findFile(fileId) {
      const file = files.get(fileId);
      return file ? { fileId, path: file.path, bytes: file.content.byteLength } : null;
    },
    sentFile(path) {
      const start = `/file/bot${deps.token}/`;
      if (!path.startsWith(start)) return null;
      return [...files.values()].find((file) => file.path === path.slice(start.length))?.content ?? null;
    },
    start: (person, payload) => send(person, commandMessage(payload === undefined ? '/start' : `/start ${payload}`)),
    tap(person, messageId, callbackData) {
      const message = deps.messages.find((one) => one.messageId === messageId && one.chatId === person.id);
      const shown = message?.keyboard.flat().some(({ callback_data: data }) => data === callbackData);
      if (!message || !shown) throw new Error(`telegram: message ${messageId} shows no button ${callbackData}`);
      const id = `cb${++lastCallback}`;
      deps.tapped(id);
      return post({
        callback_query: {
          id,
          from: user(person),
          message: present(message),
          chat_instance: String(person.id),
          data: callbackData,
        },
      });
    },
    edit: (person, messageId, text) =>
      post({
        edited_message: {
          message_id: messageId,
          from: user(person),
          chat: chat(person),
          date: dateS(),
          edit_date: dateS(),
          text,
        },
      }),
    block: (person) => membership(person, 'member', 'kicked'),
    unblock: (person) => membership(person, 'kicked', 'member'),
    inject: post,
  };
}

function commandMessage(text: string): object & Record<string, unknown> {
  return { text, entities: [{ type: 'bot_command', offset: 0, length: '/start'.length }] };
}
