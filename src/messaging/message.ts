/**
 * What can be said on any channel. Browser-safe: no imports, no vendor words.
 *
 * Glossary
 * - **choice**: something the person may answer. Its digit is its name on a keypad; its id is what a button carries back.
 * - **way out**: the fixed digits of the number grammar: 7 more, 8 back, 9 a person, 0 the menu.
 * - **token**: `<stepId>.<choiceId>`, what a tapped button sends back. The step id tells an old button from a live one.
 */

/** UTC epoch milliseconds. */
export type Instant = number;

export const CUSTOMER_CHANNELS = ['sms', 'whatsapp', 'telegram', 'webchat'] as const;
export type ChannelId = (typeof CUSTOMER_CHANNELS)[number];

export interface Choice {
  /** Stable inside its step; `[A-Za-z0-9_-]{1,32}`. */
  readonly id: string;
  /** The digit that answers it: '1'–'6' for choices, '7' more, '8' back, '9' a person, '0' the menu. */
  readonly digit: string;
  /** The choice without its number. Never shortened by us: a renderer that cannot fit it chooses a plainer form. */
  readonly label: string;
  /** A second line where the channel has room for one (list rows, chips). */
  readonly detail?: string;
}

export interface Attachment {
  readonly kind: 'calendar';
  readonly filename: string;
  /** The file itself, for channels that can carry it. */
  readonly content: string;
  /** A short signed address of the same file, for channels that cannot. */
  readonly url: string;
}

/** The class decides what the delivery gate may do with it: answers go at once, `normal` waits for quiet hours to end. */
export type MessageClass = 'answer' | 'urgent' | 'normal';

export interface OutboundMessage {
  /** Plain text, lines separated by \n, never containing the numbered choices themselves. */
  readonly text: string;
  /** In order of their digits. */
  readonly choices?: readonly Choice[];
  /** Ways out (7, 8, 9, 0) that make sense here, shown after the choices. */
  readonly waysOut?: readonly Choice[];
  /** Identifies the step that asked, for button tokens. Absent when nothing is asked. */
  readonly stepId?: string;
  /** A link shown as a button where possible, as a bare address otherwise. */
  readonly link?: {
    readonly label: string;
    readonly url: string;
    /** Nothing is missing without it: a channel that pays by the part leaves it out where it would cost another one. */
    readonly spare?: boolean;
  };
  readonly attachment?: Attachment;
  /** A file is asked for: where the channel can carry none, the house adds another way to send one. */
  readonly wants?: 'file';
  /** What it is about, where people may say that they do not want to hear of it: `reminders`, `offers`. */
  readonly topic?: string;
  readonly language: string;
  readonly class: MessageClass;
  /** Set when the text speaks of a booking: the gate does not send it once the booking has moved past this version. */
  readonly about?: { readonly bookingId: string; readonly version: number };
  /** The approved template that says the same outside WhatsApp's 24-hour window. Without one it falls back to SMS or is recorded as not sent. */
  readonly template?: { readonly name: string; readonly variables: Readonly<Record<string, string>> };
}

/** What a button sends back. At most 64 bytes, so that it fits Telegram's callback data. */
export function choiceToken(stepId: string, choiceId: string): string {
  return `${stepId}.${choiceId}`;
}

/** The parts of a token, or null when it is not one of ours. */
export function parseChoiceToken(token: string): { stepId: string; choiceId: string } | null {
  const match = /^([A-Za-z0-9_-]{1,31})\.([A-Za-z0-9_-]{1,32})$/.exec(token);
  return match ? { stepId: match[1]!, choiceId: match[2]! } : null;
}
