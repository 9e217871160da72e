import type { OutboundMessage } from '../../messaging/message.js';
import { addressOf } from '../run/calls.js';
import { lookupIn, render, valueAt, type Draft } from '../run/draft.js';
import type { SayBlock } from '../script/script.js';
import { fieldOf, renderTemplate, wordsOf, type Template } from '../script/text.js';

/** The picture, document or contact card that goes out with the words of a block. */
export function saidWith(
  draft: Draft,
  { media, contact }: SayBlock,
): Pick<OutboundMessage, 'file' | 'keptFile' | 'contact'> {
  return { ...(media ? fileOf(draft, media) : {}), ...(contact ? { contact: cardOf(draft, contact) } : {}) };
}

function fileOf(draft: Draft, media: NonNullable<SayBlock['media']>): Pick<OutboundMessage, 'file' | 'keptFile'> {
  if ('url' in media) {
    const { name, url, type } = media;
    return { file: { name: render(draft, name), type, bytes: 0, url: addressOf(draft, url), elsewhere: true } };
  }
  const kept = valueAt(draft, media.fileAt);
  const [id, name, type] = [wordsOf(kept, 'id'), wordsOf(kept, 'name'), wordsOf(kept, 'type')];
  // A file that is not there, in a damaged state, leaves the words.
  if (id === '') return {};
  // Its address is the house's to give: it is signed.
  return { file: { name, type, bytes: Number(fieldOf(kept, 'bytes')) || 0, url: '' }, keptFile: id };
}

function cardOf(
  draft: Draft,
  { name, phone, email }: NonNullable<SayBlock['contact']>,
): OutboundMessage['contact'] & {} {
  const words = (template: Template): string => renderTemplate(template, lookupIn(draft));
  return { name: render(draft, name), phone: words(phone), ...(email ? { email: words(email) } : {}) };
}
