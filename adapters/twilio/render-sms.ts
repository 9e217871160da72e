import type { ChannelLimits, Rendered } from '../../src/messaging/channel.js';
import type { OutboundMessage } from '../../src/messaging/message.js';
import { numberedText } from '../../src/messaging/plain.js';
import { countSegments, smsTexts, toGsmPunctuation } from './gsm.js';
import type { TwilioPart } from './parts.js';

export const smsLimits: ChannelLimits = {
  textChars: 1600,
  buttons: 0,
  buttonLabelChars: 0,
  listRows: 0,
  listLabelChars: 0,
  files: false,
};

/** What may be left out is, where it would make the text longer than this. */
const SEGMENTS_WITH_SPARE_LINK = 2;

/** Numbered text in GSM punctuation; what is longer than a page becomes several texts, cut at line ends (CH-03). */
export function renderSms(given: OutboundMessage): Rendered {
  const message = withoutLongLink(given);
  const { text, replaced } = toGsmPunctuation(numberedText(message), message.language);
  const pages = smsTexts(text, message.language, smsLimits.textChars);
  const asks = (message.choices?.length ?? 0) + (message.waysOut?.length ?? 0) > 0;
  return {
    parts: pages.map((body): TwilioPart => ({ kind: 'text', body })),
    plainText: text,
    shape: asks ? 'numbered' : 'text',
    reshaped: [
      ...(pages.length > 1 ? [`pages: ${pages.length}`] : []),
      ...(message === given ? [] : ['link left out: over 2 parts with it']),
      ...(replaced > 0 ? [`plain alphabet: ${replaced} marks or letters replaced`] : []),
    ],
  };
}

/** The page of a visit offers its calendar file too, so of the two links the page stays (GU-03). */
function withoutLongLink(message: OutboundMessage): OutboundMessage {
  if (!message.link?.spare || fits(message)) return message;
  const { attachment: _file, ...withPage } = message;
  if (message.attachment && fits(withPage)) return withPage;
  const { link: _spare, ...rest } = message;
  return rest;
}

function fits(message: OutboundMessage): boolean {
  const { text } = toGsmPunctuation(numberedText(message), message.language);
  return countSegments(text) <= SEGMENTS_WITH_SPARE_LINK;
}
