import type { BookingView } from '../flow/protocol.js';
import type { ChannelId } from '../messaging/message.js';

/** The words of the page itself; how the visit stands is worded by the scripts' phrases. */
export interface PageText {
  readonly badge: Readonly<Record<BookingView['status'], string>>;
  readonly steps: string;
  readonly stepState: Readonly<Record<'done' | 'now' | 'ahead' | 'ended', string>>;
  readonly acts: string;
  readonly move: string;
  readonly drop: string;
  readonly keep: string;
  readonly calendar: string;
  readonly person: string;
  readonly bookAgain: string;
  readonly freeUntil: string;
  readonly freeWhileWaiting: string;
  readonly nothingToPay: string;
  readonly goesBack: string;
  readonly onlyPersonHours: string;
  readonly onlyPerson: string;
  readonly calendarHint: string;
  readonly dropAsk: string;
  readonly changed: string;
  readonly refresh: string;
  /** How the chat is opened, by channel: `{words}` is what to write, `{number}` whom to. */
  readonly how: Readonly<Record<ChannelId, string>>;
  readonly unknownTitle: string;
  readonly unknown: string;
  readonly endedTitle: string;
  readonly ended: string;
  readonly busyTitle: string;
  readonly busy: string;
  readonly failedTitle: string;
  readonly failed: string;
}

const en: PageText = {
  badge: {
    pending: 'Waiting',
    accepted: 'Booked',
    rejected: 'Not possible',
    in_progress: 'Under way',
    completed: 'Done',
    cancelled: 'Dropped',
    no_show: 'Missed',
    expired: 'Not answered',
  },
  steps: 'How it goes',
  stepState: { done: 'Behind you', now: 'Now', ahead: 'To come', ended: 'The end' },
  acts: 'What you can do now',
  move: 'Move it',
  drop: 'Drop it',
  keep: 'Keep it',
  calendar: 'Put it in my calendar',
  person: 'Write to {shop}',
  bookAgain: 'Book another time',
  freeUntil: 'Free until {until}.',
  freeWhileWaiting: 'Free until {shop} confirms it.',
  nothingToPay: 'Nothing to pay.',
  goesBack: 'Your {paid} goes back to you.',
  onlyPersonHours: 'Less than {hours} hours before, only a person can move or drop it.',
  onlyPerson: 'Only a person can move or drop it now.',
  calendarHint: 'Opens a file your calendar can read.',
  dropAsk: 'Drop this visit?',
  changed: 'This visit has changed since the page was shown. Please read it again before you drop it.',
  refresh: 'Look again',
  how: {
    sms: 'Opens your messages. Text “{words}” to {number}.',
    whatsapp: 'Opens WhatsApp. Write “{words}” to {number}.',
    telegram: 'In our Telegram chat, write “{words}”.',
    webchat: 'Opens the chat, in the browser you booked with. Write “{words}” there.',
  },
  unknownTitle: 'There is no visit behind this link',
  unknown: 'Perhaps a part of it got lost. Please open it again from the message you were sent.',
  endedTitle: 'This page has ended',
  ended: 'The visit was a while ago. To book again, write in your chat.',
  busyTitle: 'One moment please',
  busy: 'This page was opened very often just now. Please try again in a minute.',
  failedTitle: 'Something went wrong on our side',
  failed: 'Nothing was changed that this page does not show. Please try again in a minute.',
};

const TEXTS: Readonly<Record<string, PageText>> = { en };

/** The page's words in this language, English where there are none yet. */
export function pageText(language: string): PageText {
  return TEXTS[language] ?? en;
}

/** Puts values in their places. Nothing is escaped here: that is the page's last step. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** What to write in the chat: commands the engine understands from anywhere. */
export const CHAT_WORDS: Readonly<Record<string, Readonly<Record<'move' | 'person' | 'book', string>>>> = {
  en: { move: 'move {reference}', person: 'person', book: 'book' },
};
