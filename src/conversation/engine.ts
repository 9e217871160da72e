import type { ChannelId, Instant, OutboundMessage } from '../messaging/message.js';
import type { FlowState, Turn } from '../flow/index.js';
import type { FlowEvent } from '../flow/protocol.js';

/** The pure engine with its scripts and shops bound in. */
export interface Engine {
  /** A new conversation's state. */
  begin(about: {
    shopId: string;
    channel: ChannelId;
    profile: { displayName?: string; phone?: string; language?: string } | null;
  }): FlowState;
  reduce(state: FlowState, event: FlowEvent, nowUtc: Instant): Turn;
  apply(state: FlowState, turn: Turn): FlowState;
  languageOf(state: FlowState): string;
  /** "Something went wrong on our side": said when an event cannot be handled at all. */
  apology(state: FlowState): OutboundMessage;
}
