import type { ChannelLimits, Rendered } from '../../src/messaging/channel.js';
import type { OutboundMessage } from '../../src/messaging/message.js';
import { numberedText, splitIntoPages } from '../../src/messaging/plain.js';
import { countSegments, toGsmPunctuation } from './gsm.js';
import type { TwilioPart } from './parts.js';

export const smsLimits: ChannelLimits = {
  textChars: 1600,
  buttons: 0,
  buttonLabelChars: 0,
  listRows: 0,
  listLabelChars: 0,
  files: false,
};

/** More parts than this in one text arrive late, out of order or not at all on some networks. */
const SEGMENTS_MAX = 3;

/** What may be left out is, where it would make the text longer than this. */
const SEGMENTS_WITH_SPARE_LINK = 2;

/** Numbered text in GSM punctuation; what is longer than a page becomes several texts, cut at line ends (CH-03). */
export function renderSms(given: OutboundMessage): Rendered {
  const message = withoutLongLink(given);
  const { text, replaced } = toGsmPunctuation(numberedText(message));
  const pages = splitIntoPages(
    text,
    (page) => page.length <= smsLimits.textChars && countSegments(page) <= SEGMENTS_MAX,
  );
  const asks = (message.choices?.length ?? 0) + (message.waysOut?.length ?? 0) > 0;
  return {
    parts: pages.map((body): TwilioPart => ({ kind: 'text', body })),
    plainText: text,
    shape: asks ? 'numbered' : 'text',
    reshaped: [
      ...(pages.length > 1 ? [`pages: ${pages.length}`] : []),
      ...(message === given ? [] : ['link left out: over 2 parts with it']),
      ...(replaced > 0 ? [`punctuation: ${replaced} marks made plain`] : []),
    ],
  };
}

function withoutLongLink(message: OutboundMessage): OutboundMessage {
  if (!message.link?.spare) return message;
  const { text } = toGsmPunctuation(numberedText(message));
  if (countSegments(text) <= SEGMENTS_WITH_SPARE_LINK) return message;
  const { link: _spare, ...rest } = message;
  return rest;
}
