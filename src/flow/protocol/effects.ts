import type { ChannelId, Instant, OutboundMessage } from '../../messaging/message.js';
import type { Call, CallInput, CallName, OutcomeOf } from './calls.js';
import type { FileRef } from './events.js';

export type Effect =
  | { readonly effect: 'say'; readonly message: OutboundMessage }
  /** The script waits until its outcome is fed back. At most one in a turn, and last. */
  | {
      readonly effect: 'call';
      readonly call: Call;
      /** The key it had when a script that failed asked the same; otherwise the turn gives it one. */
      readonly key?: string;
    }
  /** The last question no longer stands: channels that can edit a message in place mark it answered. */
  | { readonly effect: 'answered'; readonly stepId: string; readonly choiceId: string | null }
  /** Ring at that time with a `timer` event of this id; null stops it. Setting an id again replaces it. */
  | { readonly effect: 'timer'; readonly id: string; readonly atUtc: Instant | null }
  | ({ readonly effect: 'forward' } & Forwarded);

/** What the person said goes to whoever has the chat. */
export interface Forwarded {
  readonly text: string;
  readonly epoch: number;
  /** The words are those for the menu, so nobody who is still waiting for a person has to wait on. */
  readonly leaves?: true;
  /** What they sent, with `text` as its caption. */
  readonly sent?: { readonly media: string; readonly file: FileRef };
}

/** What happened at one block, for the funnel. Append-only; never read by the engine. */
export interface StepEvent {
  readonly what:
    'entered' | 'prompted' | 'answered' | 'helped' | 'unmatched' | 'timedOut' | 'interrupted' | 'handedOff' | 'left';
  readonly script: string;
  readonly version: number;
  readonly block: string;
  /** The run it belongs to: within one run nobody can answer what they did not enter. */
  readonly run: string;
  readonly language: string;
  /** The category of the answer: an option's id, an exit, never the words. */
  readonly category?: string;
  readonly tries?: number;
  /** Between being asked and this. */
  readonly seconds?: number;
  /** Only with `unmatched`: the words, with personal data masked. */
  readonly words?: string;
}

/** What the executor of a call is told about the chat it works for. */
export interface CallContext {
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  /** Unique to this call of this turn; the same key again must have the same one effect. */
  readonly key: string;
  /** When the event that caused the call was accepted. */
  readonly nowUtc: Instant;
  /** Other chats that have proved to be the same person's: what is theirs there is theirs here. */
  readonly alsoIn?: readonly string[];
  /** Those of them that are somebody else's, who lets this person help. */
  readonly helps?: readonly string[];
}

/** How a business module offers the calls it can perform (its `*.blocks.ts`). */
export type CallHandlers<N extends CallName> = {
  readonly [K in N]: (input: CallInput<K>, context: CallContext) => Promise<OutcomeOf<K>>;
};
