import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { Mongo } from '../platform/mongo.js';
import type { XRay } from '../platform/xray.js';
import type { DeliveryGateDeps } from '../messaging/delivery.js';
import type { ChannelEvent, ConversationRef } from '../messaging/channel.js';
import type { ChannelId } from '../messaging/message.js';
import type { Engine } from '../flow/index.js';
import type { CallHandlers, CallName, Notice } from '../flow/protocol.js';
import type { StepsGiven } from '../insights/index.js';
import type { HouseEvent } from './conversation.model.js';
import type { SenderDeps } from './sender.js';
import type { TurnDeps, TurnResult } from './turn.js';

/** What the room of conversations needs, and what it does for the others. */
export interface ConversationsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  /** Real time for leases; never the movable clock. */
  readonly leaseClock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly engine: Engine;
  readonly handlers: CallHandlers<CallName>;
  readonly delivery: Omit<DeliveryGateDeps, 'clock' | 'log'>;
  /** Which shop a customer reaches through one of our accounts. */
  readonly shopOf: (channel: ChannelId, account: string) => string;
  readonly markAnswered?: SenderDeps['markAnswered'];
  readonly dress?: TurnDeps['dress'];
  /** Passes on what the customer says while a person has the chat; a rejection means that it is tried again. */
  readonly forward?: SenderDeps['forward'];
  /** Stores what happened at the blocks of many turns at once, each record once however often its key comes. */
  readonly recordSteps?: (records: readonly StepsGiven[]) => Promise<void>;
  /** Told of each turn once it is committed, at most once; must return at once. */
  readonly turnDone?: (turn: TurnDone) => void;
  /** An answer that takes longer is announced where the channel can; 700 ms unless told. */
  readonly typingAfterMs?: number;
  readonly leaseMs?: number;
  readonly sweepEveryMs?: number;
  /** Turns handled at once; beyond it `busy` is answered and nothing is stored. */
  readonly maxInFlight?: number;
  /** Watches each message's way through the house. */
  readonly xray?: XRay;
  /** Called at named points between two effects; a fault test ends the process there. */
  readonly checkpoint?: (name: string) => void;
}

/** One committed turn, for those who replay them. */
export interface TurnDone extends NonNullable<TurnResult['heard']> {
  readonly conversationId: string;
  readonly rev: number;
  readonly channel: ChannelId;
  readonly atUtc: number;
  readonly steps: TurnResult['steps'];
}

export type AcceptResult = 'accepted' | 'duplicate' | 'flooded' | 'busy';

export interface Conversations {
  /** Stores an event; resolves once it is durable, before it is handled. */
  accept(event: ChannelEvent): Promise<AcceptResult>;
  /** As much is under way as this process takes: what comes now is told to come again, before anything is spent on it. */
  isBusy(): boolean;
  /** News from the house for one conversation, told once however often the same `noticeId` comes. */
  notify(conversationId: string, noticeId: string, notice: Notice): Promise<void>;
  /** As `notify`, to somebody who may never have written: what they answer is heard in that chat. */
  open(to: ConversationRef & { readonly shopId: string }, noticeId: string, notice: Notice): Promise<void>;
  /** Tells a chat something of the house, once however often the same `eventId` comes. */
  readonly tell: (conversationId: string, eventId: string, event: HouseEvent) => Promise<void>;
  /** Takes up what other processes left. Resolves with the number of conversations taken. */
  sweep(): Promise<number>;
  /** Resolves when this process has nothing in hand: every accepted event handled, sent and recorded. */
  idle(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}
