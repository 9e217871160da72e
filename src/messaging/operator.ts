import type { Instant } from './message.js';
import type { RawRequest, WebhookResponse } from './channel.js';

/** Where operators work (Slack today): one card a job, updated in place, acts coming back signed. */
export interface OperatorPort {
  readonly id: 'slack';
  /** Verifies, parses and acknowledges within the provider's limit. Keeps nothing: the caller stores the acts, then answers `response`. */
  receive(request: RawRequest): Promise<OperatorReceived>;
  postCard(card: JobCard, key: string): Promise<CardOutcome>;
  updateCard(ref: CardRef, card: JobCard): Promise<CardOutcome>;
  /** A short private remark to one operator, e.g. "Ben was first". */
  whisper(to: { operatorId: string; replyTo?: string }, text: string): Promise<void>;
}

export type OperatorReceived =
  | { readonly kind: 'accepted'; readonly acts: readonly OperatorAct[]; readonly response: WebhookResponse }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 403; readonly reason: string };

/** The acts in the order of the work. */
export const OPERATOR_ACTS = ['accept', 'reject', 'start', 'done', 'noShow'] as const;
export type OperatorActName = (typeof OPERATOR_ACTS)[number];

export interface OperatorAct {
  /** Unique per click; the same id twice is the same click. */
  readonly actId: string;
  readonly act: OperatorActName;
  readonly bookingId: string;
  /** The booking's version the clicked card showed. */
  readonly seenVersion: number;
  readonly operator: { readonly id: string; readonly name: string };
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
