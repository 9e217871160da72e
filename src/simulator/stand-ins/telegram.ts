import type { Clock } from '../../platform/clock.js';
import { createStandInServer, withServer, type StandInRequest, type StandInResponse } from './http.js';
import type { StandIn } from './stand-in.js';
import {
  readCall,
  readKeyboard,
  telegramError,
  telegramOk,
  type InlineButton,
  type MethodCall,
  type UploadedFile,
} from './telegram-api.js';
import { createTelegramDevice, type TelegramDevice } from './telegram-device.js';
import { createWebhookPoster } from './webhook-poster.js';

export interface TelegramStandInDeps {
  readonly token: string;
  /** Used until `setWebhook` is called. */
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly clock: Clock;
  /** The waits before a refused update is posted again. The real ones grow to hours. */
  readonly retryDelaysMs?: readonly number[];
  readonly port?: number;
}

export interface TelegramMessage {
  readonly messageId: number;
  readonly chatId: number;
  text: string;
  keyboard: readonly (readonly InlineButton[])[];
  readonly document?: UploadedFile;
}

/** What the app on the phone shows. */
export type TelegramDeviceEvent =
  | { readonly type: 'message'; readonly message: Readonly<TelegramMessage> }
  | { readonly type: 'edited'; readonly message: Readonly<TelegramMessage> }
  /** The spinning of a tapped button ends. */
  | { readonly type: 'callbackAnswered'; readonly callbackId: string; readonly text: string | null }
  | { readonly type: 'typing'; readonly chatId: number };

export interface TelegramStandIn extends StandIn<TelegramDeviceEvent> {
  readonly device: TelegramDevice;
  readonly botId: number;
  /** Every message the bot sent, oldest first. */
  readonly messages: readonly TelegramMessage[];
  /** Taps not yet answered by the bot. */
  readonly openCallbacks: ReadonlySet<string>;
  settled(): Promise<void>;
}

const TEXT_CHARS = 4096;
const CAPTION_CHARS = 1024;
const FILE_LIMIT_BYTES = 20 * 1024 * 1024;
const RETRY_DELAYS_MS = [200, 500, 1_000, 2_000, 4_000];

/** Telegram's Bot API as far as Parley uses it, and the app behind it. */
export function createTelegramStandIn(deps: TelegramStandInDeps): TelegramStandIn {
  const botId = Number(deps.token.split(':')[0]);
  const messages: TelegramMessage[] = [];
  const openCallbacks = new Set<string>();
  let webhook = { url: deps.webhookUrl, secret: deps.webhookSecret };
  let lastMessageId = 100;

  const server = createStandInServer<TelegramDeviceEvent>({
    name: 'telegram',
    handle,
    tooMany: () => telegramError(429, 'Too Many Requests: retry after 1', { retry_after: 1 }),
    unavailable: () => telegramError(503, 'Service Unavailable'),
    ...(deps.port === undefined ? {} : { port: deps.port }),
  });
  const poster = createWebhookPoster({
    faults: server.faults,
    timeoutMs: 60_000,
    retryDelaysMs: deps.retryDelaysMs ?? RETRY_DELAYS_MS,
  });
  const device = createTelegramDevice({
    clock: deps.clock,
    token: deps.token,
    botId,
    messages,
    nextMessageId: () => ++lastMessageId,
    tapped: (callbackId) => openCallbacks.add(callbackId),
    post: (update) =>
      poster.post({
        url: webhook.url,
        headers: () => ({ 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': webhook.secret }),
        body: JSON.stringify(update),
        kind: 'event',
      }),
  });

  function handle(request: StandInRequest): StandInResponse {
    const file = device.sentFile(decodeURIComponent(request.path));
    if (file) return { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: file };
    const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(decodeURIComponent(request.path)) ?? [];
    if (token !== deps.token) {
      server.report('the bot token is wrong');
      return telegramError(token === '' ? 404 : 401, token === '' ? 'Not Found' : 'Unauthorized');
    }
    const perform = methods.get(method.toLowerCase());
    if (!perform) {
      server.report(`${method} is not a method`);
      return telegramError(404, 'Not Found: method not found');
    }
    return perform(readCall(request));
  }

  const methods = new Map<string, (call: MethodCall) => StandInResponse>([
    ['getme', () => telegramOk({ id: botId, is_bot: true, first_name: 'Willow Salon', username: 'willow_bot' })],
    ['setwebhook', setWebhook],
    ['getfile', getFile],
    ['sendmessage', (call) => inChat(call, (chatId) => post(chatId, call, call.params['text'], TEXT_CHARS, 'message'))],
    ['senddocument', (call) => inChat(call, (chatId) => sendFile(chatId, call, 'document'))],
    ['sendphoto', (call) => inChat(call, (chatId) => sendFile(chatId, call, 'photo'))],
    ['sendcontact', (call) => inChat(call, (chatId) => sendContact(chatId, call))],
    ['sendchataction', (call) => inChat(call, typing)],
    ['editmessagetext', (call) => inChat(call, (chatId) => edit(chatId, call, true))],
    ['editmessagereplymarkup', (call) => inChat(call, (chatId) => edit(chatId, call, false))],
    ['answercallbackquery', answerCallback],
  ]);

  function refuse(description: string): StandInResponse {
    server.report(description);
    return telegramError(400, description);
  }

  /** A bot can only write where a person has opened a chat with it and not blocked it. */
  function inChat({ params }: MethodCall, act: (chatId: number) => StandInResponse): StandInResponse {
    const chatId = Number(params['chat_id']);
    const state = device.chatState(chatId);
    if (state === 'unknown') return telegramError(400, 'Bad Request: chat not found');
    if (state === 'blocked') return telegramError(403, 'Forbidden: bot was blocked by the user');
    return act(chatId);
  }

  function setWebhook({ params }: MethodCall): StandInResponse {
    const { url, secret_token: secret } = params;
    if (typeof url !== 'string' || !URL.canParse(url)) return refuse('Bad Request: bad webhook: invalid URL');
    if (secret !== undefined && (typeof secret !== 'string' || !/^[A-Za-z0-9_-]{1,256}$/.test(secret))) {
      return refuse('Bad Request: secret token contains unallowed characters');
    }
    webhook = { url, secret: secret ?? '' };
    return { status: 200, json: { ok: true, result: true, description: 'Webhook was set' } };
  }

  /** Bots get no file of more than 20 MB. */
  function getFile({ params }: MethodCall): StandInResponse {
    const found = device.findFile(String(params['file_id']));
    if (!found) return telegramError(400, 'Bad Request: invalid file_id');
    if (found.bytes > FILE_LIMIT_BYTES) return telegramError(400, 'Bad Request: file is too big');
    const { fileId, path, bytes } = found;
    return telegramOk({ file_id: fileId, file_unique_id: `u${fileId}`, file_size: bytes, file_path: path });
  }

  function post(
    chatId: number,
    { params }: MethodCall,
    text: unknown,
    maxChars: number,
    what: string,
    document?: UploadedFile,
  ): StandInResponse {
    const words = typeof text === 'string' ? text.trim() : '';
    if (words === '' && !document) return refuse('Bad Request: message text is empty');
    if (words.length > maxChars) return refuse(`Bad Request: ${what} is too long`);
    const keyboard = readKeyboard(params['reply_markup']);
    if ('refused' in keyboard) return refuse(keyboard.refused);
    const message: TelegramMessage = {
      messageId: ++lastMessageId,
      chatId,
      text: words,
      keyboard: keyboard.rows,
      ...(document ? { document } : {}),
    };
    messages.push(message);
    server.emit({ type: 'message', message: { ...message } });
    return telegramOk(device.present(message));
  }

  function sendFile(chatId: number, call: MethodCall, as: 'document' | 'photo'): StandInResponse {
    const named = call.params[as];
    const attached = typeof named === 'string' && named.startsWith('attach://') ? named.slice('attach://'.length) : as;
    const file = call.files.get(attached) ?? fromAddress(named);
    if (!file) return refuse(`Bad Request: there is no ${as} in the request`);
    return post(chatId, call, call.params['caption'], CAPTION_CHARS, 'message caption', file);
  }

  /** Telegram fetches what is named by an address; what it found there is not looked at here. */
  function fromAddress(named: unknown): UploadedFile | undefined {
    const url = typeof named === 'string' && URL.canParse(named) ? new URL(named) : null;
    if (url?.protocol !== 'https:') return undefined;
    return { filename: url.pathname.split('/').at(-1) ?? '', contentType: '', content: Buffer.alloc(0) };
  }

  function sendContact(chatId: number, call: MethodCall): StandInResponse {
    const { phone_number: phone, first_name: name } = call.params;
    if (typeof phone !== 'string' || phone === '' || typeof name !== 'string' || name === '')
      return refuse('Bad Request: a contact needs phone_number and first_name');
    return post(chatId, call, `${name}\n${phone}`, TEXT_CHARS, 'message');
  }

  function typing(chatId: number): StandInResponse {
    server.emit({ type: 'typing', chatId });
    return telegramOk(true);
  }

  function edit(chatId: number, { params }: MethodCall, withText: boolean): StandInResponse {
    const message = messages.find((one) => one.chatId === chatId && one.messageId === Number(params['message_id']));
    if (!message) return telegramError(400, 'Bad Request: message to edit not found');
    const keyboard = readKeyboard(params['reply_markup']);
    if ('refused' in keyboard) return refuse(keyboard.refused);
    const given = params['text'];
    const text = withText ? (typeof given === 'string' ? given.trim() : '') : message.text;
    if (text === '') return refuse('Bad Request: message text is empty');
    if (text.length > TEXT_CHARS) return refuse('Bad Request: message is too long');
    if (text === message.text && JSON.stringify(keyboard.rows) === JSON.stringify(message.keyboard)) {
      return telegramError(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same',
      );
    }
    message.text = text;
    message.keyboard = keyboard.rows;
    server.emit({ type: 'edited', message: { ...message } });
    return telegramOk(device.present(message));
  }

  function answerCallback({ params }: MethodCall): StandInResponse {
    const { callback_query_id: callbackId, text } = params;
    if (typeof callbackId !== 'string' || !openCallbacks.delete(callbackId)) {
      return telegramError(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid');
    }
    if (typeof text === 'string' && text.length > 200) return refuse('Bad Request: MESSAGE_TOO_LONG');
    server.emit({ type: 'callbackAnswered', callbackId, text: typeof text === 'string' ? text : null });
    return telegramOk(true);
  }

  const own = {
    device,
    botId,
    messages,
    openCallbacks,
    settled: () => poster.idle(),
  };
  return withServer(server, own, () => {
    poster.stop();
  });
}
