import type { ChannelId, OutboundMessage } from './message.js';

/**
 * The channel port: the only thing the house knows about a chat provider. An adapter verifies, parses, renders and sends;
 * it keeps no state, knows no business and never decides whether something may be sent.
 */
export interface ChannelAdapter {
  readonly id: ChannelId;
  readonly limits: ChannelLimits;
  /** Verifies the signature on the raw bytes, then parses. Changes nothing. Never throws for bad input: that is `refused`. */
  receive(request: RawRequest): Promise<Received>;
  /** Pure. The payload to send, and what had to be reshaped to fit. Never truncates: what does not fit is split into parts. */
  render(message: OutboundMessage): Rendered;
  /** One attempt, no retries of its own, bounded by a timeout. */
  send(to: ConversationRef, rendered: Rendered, key: string): Promise<SendOutcome>;
  /**
   * Shows the person that an answer is being made (AV-25); a channel that cannot has none. Worth nothing late, so it is
   * tried once and a failure changes nothing. `eventId` is the message being answered.
   */
  showTyping?(to: ConversationRef, eventId: string): Promise<void>;
  /** Fetches a file a person sent, at most `limitBytes` of it. Channels whose files the house itself keeps have none. */
  fetchFile?(ref: string, limitBytes: number): Promise<FetchedFile>;
}

/** Where a channel that serves its own protocol (web chat) hands in what it hears. */
export interface InboundSink {
  /** Resolves once the event is stored; only then may the channel acknowledge it. */
  accept(event: ChannelEvent): Promise<'accepted' | 'duplicate' | 'flooded'>;
}

export interface ChannelLimits {
  readonly textChars: number;
  readonly buttons: number;
  readonly buttonLabelChars: number;
  readonly listRows: number;
  readonly listLabelChars: number;
  /** Can carry a file itself; otherwise its link is sent. */
  readonly files: boolean;
}

/** One HTTP request as it came: nothing parsed. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as received. Adapters join it to PUBLIC_URL themselves: the Host header is not trusted. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** Whom to talk to: our own account on the channel and the provider's opaque id of the person. Never assume a phone number. */
export interface ConversationRef {
  readonly channel: ChannelId;
  /** Our side: the sender number, the bot id, the web shop. */
  readonly account: string;
  /** Their side, as the provider spells it: `+4477…`, `whatsapp:US.1349…`, a chat id, a web conversation id. */
  readonly address: string;
}

export type Received =
  /** Genuine. `response` is what to answer once every event is stored; nothing is answered before. */
  | {
      readonly kind: 'accepted';
      readonly events: readonly ChannelEvent[];
      readonly response: WebhookResponse;
      /** Runs after the answer, e.g. to stop a tapped button from spinning. */ readonly afterAccept?: () => Promise<void>;
    }
  /** Not genuine or not readable. Nothing was parsed before the signature held. `status` is 400, 401 or 403. */
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 403; readonly reason: string };

export interface WebhookResponse {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: string;
}

export type ChannelEvent =
  ({ readonly type: 'message' } & InboundMessage) | ({ readonly type: 'receipt' } & DeliveryReceipt);

export interface InboundMessage extends ConversationRef {
  /** The provider's id of this delivery; the same id twice is the same message. */
  readonly eventId: string;
  readonly content: InboundContent;
  readonly profile?: { readonly displayName?: string; readonly phone?: string; readonly language?: string };
}

export type InboundContent =
  | { readonly kind: 'text'; readonly text: string }
  /** A tapped button: the token we gave it (see `choiceToken`) and the label the person saw, when the provider says it. */
  | { readonly kind: 'choice'; readonly token: string; readonly label?: string }
  /** The person opened the chat or pressed Start; `payload` is a deep-link parameter. */
  | { readonly kind: 'start'; readonly payload?: string }
  | {
      readonly kind: 'media';
      readonly media: 'image' | 'voice' | 'video' | 'sticker' | 'file' | 'contact' | 'location';
      readonly caption?: string;
      /** The file itself, as the channel names it: what `fetchFile` takes. */
      readonly file?: InboundFile;
      /** Only with `location`. */
      readonly location?: { readonly latitude: number; readonly longitude: number; readonly label?: string };
    }
  /** An earlier message was edited: it is not a new answer. */
  | { readonly kind: 'edited'; readonly text: string }
  /** The provider tells us the person stopped or allowed our messages again (keyword layer, blocked bot). */
  | { readonly kind: 'consent'; readonly granted: boolean; readonly source: string };

export interface InboundFile {
  /** The channel's own handle: an address, a file id. Means nothing outside of the channel it came from. */
  readonly ref: string;
  /** MIME type and size as the channel says them: claims, not facts. Null when it does not say. */
  readonly type: string | null;
  readonly bytes: number | null;
  readonly name: string | null;
}

/** What came of fetching a file a person sent. */
export type FetchedFile =
  | { readonly kind: 'fetched'; readonly content: Uint8Array; readonly name?: string }
  | { readonly kind: 'tooBig' }
  /** The channel does not have it, or no longer; trying again is no use. */
  | { readonly kind: 'gone' }
  /** The channel could not be reached now. */
  | { readonly kind: 'retry'; readonly reason: string };

export interface DeliveryReceipt extends ConversationRef {
  readonly eventId: string;
  readonly providerMessageId: string;
  readonly status: 'sent' | 'delivered' | 'read' | 'failed';
  readonly errorCode?: string;
  /** What a failure means for us, where the code says so; see `SendOutcome`. */
  readonly cause?: 'optedOut' | 'windowClosed' | 'unreachable';
}

export interface Rendered {
  /** One payload for each message the provider will be asked to send, in order. Opaque to everyone but the adapter. */
  readonly parts: readonly unknown[];
  /** The words as the person will read them, for the transcript. */
  readonly plainText: string;
  readonly shape: 'text' | 'buttons' | 'list' | 'numbered';
  /** What had to be changed to fit, e.g. `list: 7 choices`, `numbered: label over 20 characters`. */
  readonly reshaped: readonly string[];
}

export type SendOutcome =
  | { readonly kind: 'sent'; readonly providerMessageIds: readonly string[] }
  /** Try again, not before `retryAfterMs`. Nothing left the house. */
  | { readonly kind: 'retry'; readonly retryAfterMs: number; readonly reason: string }
  /** Will never succeed as it is. `optedOut` flips the consent ledger; `windowClosed` asks for a template; `unreachable` marks the address. */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly cause: 'optedOut' | 'windowClosed' | 'unreachable' | 'invalid';
    }
  /** The request went out and no answer came: it may or may not have been sent. Never repeated blindly. */
  | { readonly kind: 'unknown'; readonly reason: string };
