import { countSegments } from '../../../src/messaging/gsm.js';
import type { ChannelId, Choice, OutboundMessage } from '../../../src/messaging/message.js';
import { choiceWords, textWithLink } from '../../../src/messaging/plain.js';
import type { PreviewLine } from './protocol.js';
import { RENDERERS } from './renderers.js';

/** A message as that channel shows it. */
export function dressOf(channel: ChannelId, message: OutboundMessage): Extract<PreviewLine, { by: 'script' }> {
  const { text, link = null, choices = [], waysOut = [] } = message;
  const offered = [...choices, ...waysOut].map(previewChoice);
  const rendered = RENDERERS[channel]?.render(message);
  if (!rendered) return { by: 'script', text, link, choices: offered, dress: 'buttons', sms: null };
  if (channel === 'sms' || rendered.shape === 'numbered' || rendered.shape === 'text') {
    const { plainText } = rendered;
    const sms = channel === 'sms' ? { characters: [...plainText].length, parts: countSegments(plainText) } : null;
    return { by: 'script', text: plainText, link: null, choices: offered, dress: 'text', sms };
  }
  const isList = rendered.shape === 'list';
  const isBare = channel === 'telegram' && link !== null;
  return {
    by: 'script',
    text: isBare ? text : textWithLink(message),
    link: isBare ? link : null,
    choices: offered,
    dress: isList ? 'list' : 'buttons',
    sms: null,
  };
}

function previewChoice(choice: Choice): { id: string; digit: string; words: string } {
  return { id: choice.id, digit: choice.digit, words: choiceWords(choice) };
}
