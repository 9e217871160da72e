import { Api, GrammyError, InputFile } from 'grammy';
import type { ChannelAdapter, ConversationRef } from '../../src/messaging/channel.js';
import { createPartsSender } from '../../src/messaging/send-parts.js';
import { createFetchFile } from './files.js';
import { isHarmless, outcomeOf } from './outcomes.js';
import { createSecretCheck, createTelegramReceive } from './receive.js';
import { readTelegramPart, renderTelegram, telegramLimits, type TelegramPart } from './render.js';

export interface TelegramAdapterDeps {
  /** `<bot id>:<secret>` from BotFather. */
  readonly token: string;
  /** What `setWebhook` was given as `secret_token`. */
  readonly webhookSecret: string;
  /** Replaces `https://api.telegram.org`, for tests and the phones page. */
  readonly apiRoot?: string;
  /** Reads a file of the house by its address; null when it is not kept any more. */
  readonly loadFile?: (url: string) => Promise<Uint8Array | null>;
  /** Bound of one call. Default 10 s; the SDK's own is over eight minutes. */
  readonly timeoutSeconds?: number;
}

export interface TelegramAdapter extends ChannelAdapter {
  /** Our side of every conversation: the bot's id. */
  readonly account: string;
  /**
   * Marks a question as answered where it stands: new words, or only its buttons taken away. A message that is gone, too
   * old or already so is left as it is. @throws when Telegram cannot be reached.
   */
  readonly markAnswered: (
    to: Pick<ConversationRef, 'address'>,
    providerMessageId: string,
    text?: string,
  ) => Promise<void>;
  /** Tells Telegram where to post updates, and which kinds. */
  readonly registerWebhook: (url: string) => Promise<void>;
}

/** Telegram by grammY's API client alone: updates are received by our own webhook route. Opens nothing until it is used. */
export function createTelegramAdapter(deps: TelegramAdapterDeps): TelegramAdapter {
  const api = new Api(deps.token, {
    ...(deps.apiRoot ? { apiRoot: deps.apiRoot } : {}),
    timeoutSeconds: deps.timeoutSeconds ?? 10,
  });
  const account = deps.token.split(':')[0] ?? '';

  /** @throws FileGoneError when the house does not keep it any more. */
  async function sendFile(
    chatId: string,
    { url, name, type, caption, elsewhere }: Extract<TelegramPart, { kind: 'file' }>,
    markup: object,
  ): Promise<number> {
    // A picture of ours may lie where Telegram cannot reach it: it is handed over.
    const content = await deps.loadFile?.(url);
    if (!elsewhere && !content) throw new FileGoneError('the file is not kept any more');
    const file = content ? new InputFile(content, name) : url;
    const more = { ...(caption ? { caption } : {}), ...markup };
    const sent = PHOTO.test(type)
      ? await api.sendPhoto(chatId, file, more)
      : await api.sendDocument(chatId, file, more);
    return sent.message_id;
  }

  /** A picture that Telegram cannot fetch takes the words and the buttons that came with it nowhere. */
  async function sendFileOrWords(
    chatId: string,
    part: Extract<TelegramPart, { kind: 'file' }>,
    markup: object,
  ): Promise<number> {
    try {
      return await sendFile(chatId, part, markup);
    } catch (error) {
      const isUnreachable = error instanceof GrammyError && error.error_code === 400 && part.elsewhere;
      if (!isUnreachable || part.caption === '') throw error;
      const { message_id: messageId } = await api.sendMessage(chatId, part.caption, markup);
      return messageId;
    }
  }

  async function sendPart(chatId: string, part: TelegramPart): Promise<number> {
    const markup = part.keyboard.length > 0 ? { reply_markup: { inline_keyboard: part.keyboard } } : {};
    if (part.kind === 'text') {
      const sent = await api.sendMessage(chatId, part.text, { link_preview_options: { is_disabled: true }, ...markup });
      return sent.message_id;
    }
    if (part.kind === 'file') return sendFileOrWords(chatId, part, markup);
    if (part.kind === 'contact') {
      const vcard = part.vcard === '' ? {} : { vcard: part.vcard };
      return (await api.sendContact(chatId, part.phone, part.name, { ...vcard, ...markup })).message_id;
    }
    const file = new InputFile(Buffer.from(part.content, 'utf8'), part.filename);
    const sent = await api.sendDocument(chatId, file, {
      ...(part.caption ? { caption: part.caption } : {}),
      ...markup,
    });
    return sent.message_id;
  }

  return {
    id: 'telegram',
    limits: telegramLimits,
    account,
    receive: createTelegramReceive({
      botId: account,
      isGenuine: createSecretCheck(deps.webhookSecret),
      acknowledge: (callbackId) => unlessHarmless(api.answerCallbackQuery(callbackId)),
    }),
    render: renderTelegram,
    send: createPartsSender(async ({ address }, part) => {
      try {
        return { providerMessageId: String(await sendPart(address, readTelegramPart(part))) };
      } catch (error) {
        if (error instanceof FileGoneError) return { kind: 'refused', reason: error.message, cause: 'invalid' };
        return outcomeOf(error);
      }
    }),
    showTyping: ({ address }) => unlessHarmless(api.sendChatAction(address, 'typing')),
    fetchFile: createFetchFile({
      api,
      token: deps.token,
      ...(deps.apiRoot ? { apiRoot: deps.apiRoot } : {}),
      timeoutMs: (deps.timeoutSeconds ?? 10) * 1_000,
    }),
    markAnswered({ address }, providerMessageId, text) {
      const messageId = Number(providerMessageId);
      return unlessHarmless(
        text === undefined
          ? api.editMessageReplyMarkup(address, messageId)
          : api.editMessageText(address, messageId, text),
      );
    },
    async registerWebhook(url) {
      await api.setWebhook(url, {
        secret_token: deps.webhookSecret,
        allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
      });
    },
  };
}

/** What Telegram shows as a picture; anything else is a document. */
const PHOTO = /^image\/(jpeg|png|webp)$/;

class FileGoneError extends Error {
  readonly code = 'telegram.fileGone';
}

async function unlessHarmless(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isHarmless(error)) throw error;
  }
}
