import type { StepEvent } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

/** What happened at the blocks of one turn, as it is kept: appended once, never changed. */
export interface StepsDoc {
  /** Unique to the turn: handed in twice, it is kept once. */
  readonly _id: string;
  /** The same for all turns of one chat, and nothing but that. */
  readonly chat: string;
  readonly shopId: string;
  readonly channel: ChannelId;
  readonly atUtc: Instant;
  readonly steps: readonly StepEvent[];
  readonly forgetAt: Date;
}

export const STEPS = 'step_events';

export const insightIndexes: IndexSpec[] = [
  { collection: STEPS, key: { shopId: 1, 'steps.script': 1, atUtc: -1 }, options: { name: 'by_script' } },
  { collection: STEPS, key: { forgetAt: 1 }, options: { name: 'forget', expireAfterSeconds: 0 } },
];
