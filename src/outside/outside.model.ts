import type { CallInput, Json, OutcomeOf } from '../flow/protocol.js';
import type { IndexSpec } from '../platform/indexes.js';

export interface OutsideCallRow {
  readonly _id: string;
  readonly host: string;
  readonly outcome: OutcomeOf<'http.request'>;
  readonly storedAt: Date;
}

/** One event a script told; `body` is what servers outside are sent. */
export interface OutsideEventRow {
  readonly _id: string;
  readonly body: {
    readonly id: string;
    readonly event: string;
    readonly at: string;
    readonly shop: string;
    readonly channel: string;
    /** The chat, by a name that says nothing of whose it is. */
    readonly chat: string;
    readonly data: Readonly<Record<string, Json>>;
  };
  readonly tries: number;
  /** Absent once it has arrived, was given up, or goes nowhere. */
  readonly dueAtUtc?: number;
  readonly sentAtUtc?: number;
  /** Why the last try did not succeed. */
  readonly reason?: string;
  readonly storedAt: Date;
}

/** A link that may be called once. */
export interface CallbackRow {
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly take: CallInput<'callback.make'>['take'];
  readonly untilUtc: number;
  /** What it was called with; absent until then. */
  readonly values?: Readonly<Record<string, Json>>;
  readonly calledAtUtc?: number;
  /** The chat has not been told yet. */
  readonly untold?: boolean;
  readonly endsAt: Date;
}

export const OUTSIDE_EVENTS = 'outside_events';
export const OUTSIDE_CALLBACKS = 'outside_callbacks';
export const OUTSIDE_CALLS = 'outside_calls';
/** Longer than any turn is ever run again. */
const KEPT_FOR_S = 24 * 60 * 60;
const EVENTS_KEPT_FOR_S = 30 * 24 * 60 * 60;

export const outsideIndexes: IndexSpec[] = [
  { collection: OUTSIDE_CALLS, key: { storedAt: 1 }, options: { name: 'expire', expireAfterSeconds: KEPT_FOR_S } },
  {
    collection: OUTSIDE_EVENTS,
    key: { dueAtUtc: 1 },
    options: { name: 'due', partialFilterExpression: { dueAtUtc: { $exists: true } } },
  },
  {
    collection: OUTSIDE_EVENTS,
    key: { storedAt: 1 },
    options: { name: 'expire', expireAfterSeconds: EVENTS_KEPT_FOR_S },
  },
  {
    collection: OUTSIDE_CALLBACKS,
    key: { calledAtUtc: 1 },
    options: { name: 'untold', partialFilterExpression: { untold: true } },
  },
  { collection: OUTSIDE_CALLBACKS, key: { endsAt: 1 }, options: { name: 'expire', expireAfterSeconds: 0 } },
];
