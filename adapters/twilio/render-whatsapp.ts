import type { ChannelLimits, Rendered } from '../../src/messaging/channel.js';
import { choiceToken, parseChoiceToken, type Choice, type OutboundMessage } from '../../src/messaging/message.js';
import {
  attachmentLines,
  choiceLine,
  joinLines,
  numberedText,
  splitIntoPages,
  textWithLink,
} from '../../src/messaging/plain.js';
import type { TwilioPart } from './parts.js';

export const whatsappLimits: ChannelLimits = {
  textChars: 1600,
  buttons: 3,
  buttonLabelChars: 20,
  listRows: 10,
  listLabelChars: 24,
  files: false,
};
const INTERACTIVE_BODY_CHARS = 1024;
const LIST_DETAIL_CHARS = 72;
const CAPTION_CHARS = 1024;

/** The button that opens the list; at most 20 characters. */
const OPEN_LIST: Readonly<Record<string, string>> = { en: 'Choose', es: 'Elegir', ar: 'اختيار' };

/** What WhatsApp shows itself, and how much of it; anything else is sent as a link. */
const CARRIED: readonly (readonly [type: RegExp, maxBytes: number])[] = [
  [/^image\/(jpeg|png)$/, 5 * 1024 * 1024],
  [/^(audio\/(ogg|mpeg|aac|amr|mp4)|video\/(mp4|3gpp)|application\/pdf)$/, 16 * 1024 * 1024],
];

/** Reply buttons, else a list, else numbered text (CH-02, FL-18). What does not fit moves to the plainer form whole. */
export function renderWhatsapp(message: OutboundMessage): Rendered {
  const { contact } = message;
  const rendered = renderWithFile(message);
  if (!contact?.url) return rendered;
  // The words hold the number as well: a card that cannot be fetched takes nothing away.
  const card: TwilioPart = { kind: 'media', body: '', url: contact.url };
  return { ...rendered, parts: [...rendered.parts, card] };
}

function renderWithFile(message: OutboundMessage): Rendered {
  const { file, ...rest } = message;
  if (!file || !CARRIED.some(([type, maxBytes]) => type.test(file.type) && file.bytes <= maxBytes))
    return renderWords(message);
  const words = renderWords(rest);
  const [only, ...others] = words.parts as readonly TwilioPart[]; // made by this file
  const caption =
    file.type.startsWith('image/') && only?.kind === 'text' && others.length === 0 && only.body.length <= CAPTION_CHARS
      ? only.body
      : null;
  const media: TwilioPart = { kind: 'media', body: caption ?? '', url: file.url };
  if (caption !== null) return { ...words, parts: [media], plainText: numberedText(message) };
  // A picture with buttons is a card: what it shows stands above what may be chosen.
  const isCard = file.type.startsWith('image/') && only?.kind === 'interactive';
  const parts = isCard ? [media, ...words.parts] : [...words.parts, media];
  return { ...words, parts, plainText: numberedText(message) };
}

function renderWords(message: OutboundMessage): Rendered {
  const choices = message.choices ?? [];
  const waysOut = message.waysOut ?? [];
  const all = [...choices, ...waysOut];
  if (all.length === 0) return asText(message, 'text', []);
  const reason = whyNotInteractive(message, all);
  if (reason) return asText(message, 'numbered', [`numbered: ${reason}`]);
  return (
    asButtons(message, choices, waysOut) ??
    asList(message, choices, waysOut) ??
    asText(message, 'numbered', [whyNumbered(all)])
  );
}

/** Reasons that rule out buttons and lists alike. */
function whyNotInteractive(message: OutboundMessage, all: readonly Choice[]): string | null {
  const { stepId } = message;
  if (stepId === undefined) return 'no step to answer to';
  if (all.some(({ id }) => !parseChoiceToken(choiceToken(stepId, id)))) return 'a choice has no usable token';
  if (all.some(({ label, detail }) => label.trim() === '' || /[\r\n]/.test(label + (detail ?? ''))))
    return 'a label of several lines';
  // WhatsApp refuses two buttons of the same name.
  if (new Set(all.map(({ label }) => label)).size < all.length) return 'two labels alike';
  return null;
}

function whyNumbered(all: readonly Choice[]): string {
  const long = all.find(({ label }) => label.length > whatsappLimits.listLabelChars);
  if (long) return `numbered: label over ${whatsappLimits.listLabelChars} characters`;
  return all.length > whatsappLimits.listRows
    ? `numbered: ${all.length} choices`
    : 'numbered: text too long for buttons';
}

function asButtons(message: OutboundMessage, choices: readonly Choice[], waysOut: readonly Choice[]): Rendered | null {
  const fit = ({ label, detail }: Choice): boolean => !detail && label.length <= whatsappLimits.buttonLabelChars;
  const together = [...choices, ...waysOut];
  const buttons = together.length <= whatsappLimits.buttons && together.every(fit) ? together : choices;
  if (buttons.length === 0 || buttons.length > whatsappLimits.buttons || !buttons.every(fit)) return null;
  const below = buttons === choices ? waysOut : [];
  const body = bodyWith(message, below);
  if (body.length > INTERACTIVE_BODY_CHARS) return null;
  const variables = numbered([body, ...buttons.flatMap((choice) => [choice.label, tokenOf(message, choice)])]);
  const part: TwilioPart = { kind: 'interactive', shape: { kind: 'buttons', count: buttons.length }, variables };
  return { parts: [part], plainText: numberedText(message), shape: 'buttons', reshaped: [] };
}

function asList(message: OutboundMessage, choices: readonly Choice[], waysOut: readonly Choice[]): Rendered | null {
  const fit = ({ label, detail }: Choice): boolean =>
    label.length <= whatsappLimits.listLabelChars && (detail?.length ?? 0) <= LIST_DETAIL_CHARS;
  const together = [...choices, ...waysOut];
  const rows = together.length <= whatsappLimits.listRows && together.every(fit) ? together : choices;
  if (rows.length === 0 || rows.length > whatsappLimits.listRows || !rows.every(fit)) return null;
  const body = bodyWith(message, rows === choices ? waysOut : []);
  if (body.length > INTERACTIVE_BODY_CHARS) return null;
  const details = rows.map(({ detail }) => Boolean(detail));
  const cells = rows.flatMap((choice) => [
    choice.label,
    tokenOf(message, choice),
    ...(choice.detail ? [choice.detail] : []),
  ]);
  const variables = numbered([body, OPEN_LIST[message.language] ?? 'Choose', ...cells]);
  const part: TwilioPart = { kind: 'interactive', shape: { kind: 'list', details }, variables };
  return { parts: [part], plainText: numberedText(message), shape: 'list', reshaped: [`list: ${rows.length} choices`] };
}

function asText(message: OutboundMessage, shape: 'text' | 'numbered', reshaped: readonly string[]): Rendered {
  const text = numberedText(message);
  const pages = splitIntoPages(text, (page) => page.length <= whatsappLimits.textChars);
  return {
    parts: pages.map((body): TwilioPart => ({ kind: 'text', body })),
    plainText: text,
    shape,
    reshaped: pages.length > 1 ? [...reshaped, `pages: ${pages.length}`] : reshaped,
  };
}

/** What stands above the buttons. An empty body is refused by WhatsApp, so a mark stands for it. */
function bodyWith(message: OutboundMessage, below: readonly Choice[]): string {
  return joinLines([textWithLink(message), ...attachmentLines(message), ...below.map(choiceLine)]) || '-';
}

/** `stepId` is known to be there: `whyNotInteractive` has looked. */
function tokenOf({ stepId = '' }: OutboundMessage, { id }: Choice): string {
  return choiceToken(stepId, id);
}

/** Content variables are named by their position, from 1. */
function numbered(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
}
