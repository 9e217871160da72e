import type { Instant } from './message.js';
import type { FetchedFile, InboundFile, RawRequest, WebhookResponse } from './channel.js';

/** Where operators work (Slack today): one card a job, updated in place, acts coming back signed. */
export interface OperatorPort {
  readonly id: 'slack';
  /** Verifies, parses and acknowledges within the provider's limit. Keeps nothing: the caller stores the acts, then answers `response`. */
  receive(request: RawRequest): Promise<OperatorReceived>;
  postCard(card: JobCard, key: string): Promise<CardOutcome>;
  updateCard(ref: CardRef, card: JobCard): Promise<CardOutcome>;
  /** A short private remark to one operator, e.g. "Ben was first". */
  whisper(to: { operatorId: string; replyTo?: string }, text: string): Promise<void>;
  /** Chats that were given to a person: one message each, whose thread carries the talk. */
  readonly talks: TalkPort;
}

export interface TalkPort {
  postTalk(card: TalkCard, key: string): Promise<CardOutcome>;
  updateTalk(ref: CardRef, card: TalkCard): Promise<CardOutcome>;
  /** Adds to the thread below the talk's message. */
  postLine(talk: CardRef, line: TalkLine, key: string): Promise<CardOutcome>;
  updateLine(ref: CardRef, line: TalkLine): Promise<CardOutcome>;
  /** Adds a file to the thread, with words above it. */
  postFile(talk: CardRef, file: TalkFile, key: string): Promise<CardOutcome>;
  /** Fetches a file an operator added, at most `limitBytes` of it. */
  fetchFile(ref: string, limitBytes: number): Promise<FetchedFile>;
}

export interface TalkFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly text: string;
}

export type OperatorReceived =
  | {
      readonly kind: 'accepted';
      readonly acts: readonly OperatorAct[];
      /** Buttons of a talk. */
      readonly talkActs: readonly TalkAct[];
      /** What operators wrote in threads; it reaches nobody by itself. */
      readonly written: readonly WrittenLine[];
      readonly response: WebhookResponse;
    }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 403; readonly reason: string };

/** The acts in the order of the work. */
export const OPERATOR_ACTS = [
  'accept',
  'reject',
  'start',
  'done',
  'confirm',
  'noShow',
  'undoNoShow',
  'askExtra',
  'dropExtra',
  'bill',
  'approveChange',
  'refuseChange',
  /** Of an order of products. */
  'cancel',
] as const;
export type OperatorActName = (typeof OPERATOR_ACTS)[number];

/** A press of a button of a card, wherever the card is shown. */
export interface PressedAct {
  /** Unique per click; the same id twice is the same click. */
  readonly actId: string;
  readonly act: OperatorActName;
  readonly bookingId: string;
  /** The booking's version the clicked card showed. */
  readonly seenVersion: number;
  readonly operator: { readonly id: string; readonly name: string };
}

export interface OperatorAct extends PressedAct {
  readonly card: CardRef;
  /** Where a private answer to this click goes. */
  readonly replyTo?: string;
}

export interface CardRef {
  readonly channel: string;
  readonly messageId: string;
}

/** Plain data; the adapter dresses it. */
export interface JobCard {
  readonly bookingId: string;
  readonly version: number;
  readonly title: string;
  /** The work specification and payment state, one fact a line. */
  readonly facts: readonly string[];
  readonly status: { readonly label: string; readonly tone: 'waiting' | 'accepted' | 'underWay' | 'done' | 'refused' };
  readonly acts: readonly {
    readonly act: OperatorActName;
    readonly label: string;
    readonly style?: 'primary' | 'danger';
  }[];
  /** Who did what and when, the card's last line. */
  readonly lastLine: string;
  readonly updatedAtUtc: Instant;
}

export type CardOutcome =
  | { readonly kind: 'ok'; readonly ref: CardRef }
  | { readonly kind: 'retry'; readonly retryAfterMs: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** What an operator does with a chat that was given to a person. */
export const TALK_ACTS = ['take', 'giveBack', 'send'] as const;
export type TalkActName = (typeof TALK_ACTS)[number];

export interface TalkAct {
  /** Unique per click. */
  readonly actId: string;
  readonly act: TalkActName;
  readonly handOffId: string;
  /** The epoch the clicked message showed. */
  readonly seenEpoch: number;
  /** The line to send; null with the other acts. */
  readonly lineId: string | null;
  readonly operator: { readonly id: string; readonly name: string };
  readonly card: CardRef;
  readonly replyTo?: string;
}

/** A line an operator wrote in a thread. The same id twice is the same line. */
export interface WrittenLine {
  readonly lineId: string;
  /** The message the thread belongs to; it need not be one of ours. */
  readonly thread: CardRef;
  readonly operatorId: string;
  readonly text: string;
  /** What was added to the words; with files the words may be empty. */
  readonly files?: readonly InboundFile[];
}

/** A chat that waits for a person or has one. Plain data; the adapter dresses it. */
export interface TalkCard {
  readonly handOffId: string;
  readonly epoch: number;
  readonly title: string;
  readonly facts: readonly string[];
  readonly status: JobCard['status'];
  readonly acts: readonly {
    readonly act: Exclude<TalkActName, 'send'>;
    readonly label: string;
    readonly style?: 'primary' | 'danger';
  }[];
  readonly lastLine: string;
}

/** One message of the thread: the customer's words, or an operator's that may be sent with one press. */
export interface TalkLine {
  readonly handOffId: string;
  readonly epoch: number;
  readonly text: string;
  /** Present while these words can still be sent to the customer. */
  readonly send?: { readonly lineId: string; readonly label: string };
  /** What became of it, below the words. */
  readonly note?: string;
}
