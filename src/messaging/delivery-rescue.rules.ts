import type { ChannelId, Instant, OutboundMessage } from './message.js';

/** Why a message did not arrive. `other`: the provider gave a code that asks for nothing special, or none. */
export type FailureCause = 'windowClosed' | 'optedOut' | 'unreachable' | 'other';

export type RescueStep =
  /** To the same person in the same chat, as an approved template, else by SMS. */
  | { readonly kind: 'again' }
  /** Over another channel of the same person. */
  | { readonly kind: 'elsewhere' }
  /** Never there again: the person has said so. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'dead'; readonly reason: string };

/** Later than this the words may not be true any more ("Today, …", "until 10:42"): people are told, not machines. */
export const RESCUE_WITHIN_MS = 60 * 60_000;

const AGAIN = ':again';

/** The key of the second attempt: it follows from the first, so there cannot be two. */
export function againKey(key: string): string {
  return key + AGAIN;
}

export function isAgain(key: string): boolean {
  return key.endsWith(AGAIN);
}

/** What to do about a message that did not arrive (NT-12, NT-23). Pure. */
export function nextStep(failed: {
  readonly key: string;
  readonly cause: FailureCause;
  readonly channel: ChannelId;
  /** How it had left: see `DeliveryReason`. */
  readonly sentAs: string;
  readonly committedAtUtc: Instant;
  readonly nowUtc: Instant;
}): RescueStep {
  const { key, cause, channel, sentAs } = failed;
  if (cause === 'optedOut') return { kind: 'stop' };
  if (isAgain(key)) return { kind: 'dead', reason: 'the second way failed as well' };
  if (sentAs === 'sent: sms instead') return { kind: 'dead', reason: 'neither WhatsApp nor SMS reached the person' };
  if (failed.nowUtc - failed.committedAtUtc > RESCUE_WITHIN_MS)
    return { kind: 'dead', reason: 'too late to send it another way' };
  if (cause === 'windowClosed' && channel === 'whatsapp' && sentAs !== 'sent: template') return { kind: 'again' };
  return { kind: 'elsewhere' };
}

const NAMES: Readonly<Record<ChannelId, string>> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  webchat: 'web chat',
};
const ANSWER_THERE: Readonly<Record<string, string>> = {
  en: 'To answer, write to me by {channel}.',
  es: 'Para responder, escríbame por {channel}.',
  ar: 'للرد، يرجى الكتابة عبر {channel}.',
};

/**
 * The same news for another chat of the person. The question stays where it was asked: a digit sent elsewhere would answer
 * whatever is open there.
 */
export function asNewsElsewhere(message: OutboundMessage, askedOn: ChannelId): OutboundMessage {
  const { choices, waysOut, stepId: _stepId, ...news } = message;
  if (!choices?.length && !waysOut?.length) return news;
  const where = (ANSWER_THERE[message.language] ?? ANSWER_THERE['en']!).replace('{channel}', NAMES[askedOn]);
  return { ...news, text: `${message.text}\n${where}` };
}

/** What operators read of it, with the provider's code. */
export function failureLine(row: {
  readonly channel: ChannelId;
  readonly address: string;
  readonly state: string;
  readonly reason: string | null;
  readonly code: string | null;
}): string {
  const said = row.code === null ? '' : ` (code ${row.code})`;
  const what = row.state === 'uncertain' ? 'A message may not have arrived' : 'A message did not arrive';
  return `${what} by ${NAMES[row.channel]} at ${row.address.replace(/^\w+:/, '')}${said}: ${row.reason ?? 'no reason given'}.`;
}
