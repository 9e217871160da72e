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

export interface DayScope {
  readonly serviceId: string;
  readonly personId: string | null;
  readonly movingBookingId: string | null;
}

/** The days that may be booked, from today to the last one (AV-24). */
export interface FreeDays {
  /** YYYY-MM-DD on the shop's calendar. */
  readonly firstDay: string;
  /** A character a day from the first on: `1` has room, `0` has none. */
  readonly free: string;
}

/** A file of the house for the person: a picture, a document. */
export interface SharedFile {
  readonly name: string;
  /** MIME type, as its bytes say. */
  readonly type: string;
  readonly bytes: number;
  /** A short signed address, for channels that cannot carry the file or fetch it from there. */
  readonly url: string;
  /** It lies on a server outside, where channels fetch it themselves; how large it is (`bytes`) is not known, so 0. */
  readonly elsewhere?: true;
}

/** Somebody the person may call or write to. */
export interface ContactCard {
  readonly name: string;
  /** As it is to be dialled, `+` first. */
  readonly phone: string;
  readonly email?: string;
  /** A short signed address of the same as a vCard, for channels that fetch it from there. */
  readonly url?: string;
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
  readonly file?: SharedFile;
  /** The kept file that `file` speaks of: the house adds its address. Stays in the house. */
  readonly keptFile?: string;
  readonly contact?: ContactCard;
  /**
   * A file is asked for: where the channel can carry none, the house adds another way to send one. A day, or a time: where
   * the channel can show a calendar, the house adds the free days of `dayOf`; days typed in words work everywhere.
   */
  readonly wants?: 'file' | 'day' | 'time';
  /** Whose free days may be chosen from; stays in the house. */
  readonly dayOf?: DayScope;
  readonly freeDays?: FreeDays;
  /** Which step of how many this asks; for channels that show progress. */
  readonly progress?: { readonly step: number; readonly steps: number };
  /** What it is about, where people may say that they do not want to hear of it: `reminders`, `offers`. */
  readonly topic?: string;
  /** A part of the text that only its reader may know, such as a code: it is kept nowhere once it has left. */
  readonly secret?: string;
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
