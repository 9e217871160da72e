import { z } from 'zod';
import type { ChannelLimits, Rendered } from '../../src/messaging/channel.js';
import {
  choiceToken,
  parseChoiceToken,
  type Choice,
  type ContactCard,
  type OutboundMessage,
  type SharedFile,
} from '../../src/messaging/message.js';
import {
  choiceLine,
  choiceWords,
  joinLines,
  numberedText,
  splitIntoPages,
  textWithLink,
} from '../../src/messaging/plain.js';

export const telegramLimits: ChannelLimits = {
  textChars: 4096,
  buttons: 20,
  // Telegram sets no limit; longer labels are cut off on a narrow phone.
  buttonLabelChars: 40,
  listRows: 0,
  listLabelChars: 0,
  files: true,
};
const CAPTION_CHARS = 1024;
/** Ways out share the last row while their labels are this short together. */
const SHARED_ROW_CHARS = 30;
const DIGITS_A_ROW = 5;

const buttonSchema = z.union([
  z.object({ text: z.string(), callback_data: z.string() }),
  z.object({ text: z.string(), url: z.string() }),
]);
const keyboardSchema = z.array(z.array(buttonSchema));
const partSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().min(1), keyboard: keyboardSchema }),
  z.object({
    kind: z.literal('document'),
    caption: z.string(),
    filename: z.string(),
    content: z.string(),
    keyboard: keyboardSchema,
  }),
  /** A file of the house, read when it is sent. */
  z.object({
    kind: z.literal('file'),
    caption: z.string(),
    name: z.string(),
    type: z.string(),
    url: z.string(),
    /** Telegram fetches it itself. */
    elsewhere: z.boolean(),
    keyboard: keyboardSchema,
  }),
  z.object({
    kind: z.literal('contact'),
    name: z.string(),
    phone: z.string(),
    vcard: z.string(),
    keyboard: keyboardSchema,
  }),
]);
export type TelegramPart = z.infer<typeof partSchema>;
export type Keyboard = z.infer<typeof keyboardSchema>;

/** @throws when the payload was not made by `renderTelegram`: a programming error. */
export function readTelegramPart(part: unknown): TelegramPart {
  return partSchema.parse(part);
}

/** Plain text without markup (nothing to escape) with inline buttons; the typed digit works beside them (FL-18). */
export function renderTelegram(message: OutboundMessage): Rendered {
  const choices = message.choices ?? [];
  const waysOut = message.waysOut ?? [];
  const all = [...choices, ...waysOut];
  const linkRow = linkButton(message);
  const text = linkRow.length > 0 ? message.text : textWithLink(message);
  const plainText = numberedText(withoutFile(message));
  if (all.length === 0) return assemble(message, text, linkRow, { plainText, shape: 'text', reshaped: [] });
  const tokens = tokensOf(message, all);
  if (!tokens) {
    const reshaped = ['numbered: no usable tokens'];
    return assemble(message, joinLines([text, ...all.map(choiceLine)]), linkRow, {
      plainText,
      shape: 'numbered',
      reshaped,
    });
  }
  const button = (choice: Choice, words: string): Keyboard[number][number] => ({
    text: words,
    callback_data: tokens.get(choice) ?? '',
  });
  if (all.every((choice) => choiceWords(choice).length <= telegramLimits.buttonLabelChars)) {
    const rows = choices.map((choice) => [button(choice, choiceWords(choice))]);
    const last = waysOut.map((choice) => button(choice, choiceWords(choice)));
    const shared = last.reduce((chars, { text: words }) => chars + words.length, 0) <= SHARED_ROW_CHARS;
    const keyboard = [...linkRow, ...rows, ...(shared ? [last] : last.map((one) => [one]))].filter(
      (row) => row.length > 0,
    );
    return assemble(message, text, keyboard, { plainText, shape: 'buttons', reshaped: [] });
  }
  // The words go where there is room for them, and the digits stay tappable.
  const digits = all.map((choice) => button(choice, choice.digit));
  const rows = Array.from({ length: Math.ceil(digits.length / DIGITS_A_ROW) }, (_, row) =>
    digits.slice(row * DIGITS_A_ROW, (row + 1) * DIGITS_A_ROW),
  );
  const reshaped = [`numbered: label over ${telegramLimits.buttonLabelChars} characters`];
  return assemble(message, joinLines([text, ...all.map(choiceLine)]), [...linkRow, ...rows], {
    plainText,
    shape: 'numbered',
    reshaped,
  });
}

/** The file travels with the message: no line stands for it. */
function withoutFile({ attachment: _attachment, file: _file, ...message }: OutboundMessage): OutboundMessage {
  return message;
}

/** The callback data of each choice, or null when one of them could not be told apart when it comes back. */
function tokensOf({ stepId }: OutboundMessage, all: readonly Choice[]): ReadonlyMap<Choice, string> | null {
  if (stepId === undefined) return null;
  const tokens = new Map(all.map((choice) => [choice, choiceToken(stepId, choice.id)]));
  return [...tokens.values()].every((token) => parseChoiceToken(token)) && all.every(({ label }) => label.trim() !== '')
    ? tokens
    : null;
}

/** Telegram takes only addresses on the open internet as buttons; any other is shown as text. */
function linkButton({ link }: OutboundMessage): Keyboard {
  if (!link || !URL.canParse(link.url) || link.label.trim() === '') return [];
  const { protocol, hostname } = new URL(link.url);
  const isOpen = protocol === 'https:' && /\.[a-z]{2,}$/i.test(hostname);
  return isOpen ? [[{ text: link.label, url: link.url }]] : [];
}

/** Pages of text with the buttons under the last one; a file carries the text as its caption where it fits. */
function assemble(
  message: OutboundMessage,
  text: string,
  keyboard: Keyboard,
  rest: Pick<Rendered, 'plainText' | 'shape' | 'reshaped'>,
): Rendered {
  const rendered = assembleWords(message, text, keyboard, rest);
  const { contact } = message;
  return contact ? { ...rendered, parts: [...rendered.parts, contactPart(contact)] } : rendered;
}

function fileOf({ name, type, url, elsewhere }: SharedFile, caption: string, keyboard: Keyboard): TelegramPart {
  return { kind: 'file', caption, name, type, url, elsewhere: elsewhere ?? false, keyboard };
}

/** A card of its own, which a phone can call or keep at a tap. */
function contactPart({ name, phone, email }: ContactCard): TelegramPart {
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `FN:${name.replace(/[\\,;]/g, '\\$&')}`, `TEL:${phone}`];
  const vcard = email ? [...lines, `EMAIL:${email}`, 'END:VCARD'].join('\n') : '';
  return { kind: 'contact', name, phone, vcard, keyboard: [] };
}

function assembleWords(
  message: OutboundMessage,
  text: string,
  keyboard: Keyboard,
  rest: Pick<Rendered, 'plainText' | 'shape' | 'reshaped'>,
): Rendered {
  const { attachment, file } = message;
  const shared = (caption: string, under: Keyboard): TelegramPart[] => (file ? [fileOf(file, caption, under)] : []);
  if (file && !attachment && text.length <= CAPTION_CHARS) return { ...rest, parts: shared(text, keyboard) };
  if (attachment && text.length <= CAPTION_CHARS) {
    const { filename, content } = attachment;
    const part: TelegramPart = { kind: 'document', caption: text, filename, content, keyboard };
    return { ...rest, parts: [part, ...shared('', [])] };
  }
  const shown = text.trim() === '' && keyboard.length > 0 ? '-' : text;
  const pages = splitIntoPages(shown, (page) => page.length <= telegramLimits.textChars);
  const parts: TelegramPart[] = pages.map((page, index) => ({
    kind: 'text',
    text: page,
    keyboard: index === pages.length - 1 ? keyboard : [],
  }));
  if (attachment)
    parts.push({
      kind: 'document',
      caption: '',
      filename: attachment.filename,
      content: attachment.content,
      keyboard: [],
    });
  parts.push(...shared('', []));
  return { ...rest, parts, reshaped: pages.length > 1 ? [...rest.reshaped, `pages: ${pages.length}`] : rest.reshaped };
}
