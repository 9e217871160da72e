import { createHmac } from 'node:crypto';
import type { FlowState, Library } from '../flow/index.js';
import type { FlowEvent, Outcome, StepEvent } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { Log } from '../platform/log.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { maskTurn } from './mask-turn.rules.js';

/** One turn as it happened, handed in once it is committed. */
export interface TurnRecord {
  readonly conversationId: string;
  readonly rev: number;
  readonly channel: ChannelId;
  readonly atUtc: Instant;
  /** The state the event met. */
  readonly before: FlowState;
  readonly event: FlowEvent;
  /** What the house answered, in order. */
  readonly outcomes: readonly Outcome[];
  readonly steps: readonly StepEvent[];
}

/** A turn as it is kept: nothing in it tells who it was. */
export interface LoggedTurn {
  readonly _id: string;
  /** The same for all turns of one chat, and nothing but that. */
  readonly conversationId: string;
  readonly rev: number;
  readonly channel: ChannelId;
  readonly atUtc: Instant;
  readonly event: FlowEvent;
  readonly outcomes: readonly Outcome[];
  /** Only where nothing was under way: a talk can be replayed from here. */
  readonly start: FlowState | null;
  readonly forgetAt: Date;
}

export interface TurnLog {
  /** Remembers a turn, to be stored with others. Costs the answer nothing; more than can be stored are let go. */
  add(turn: TurnRecord): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const KEEP_MS = 30 * 24 * 3_600_000;
const QUEUE_MAX = 5_000;
const FLUSH_EVERY_MS = 1_000;

/**
 * What people said and the house answered, masked, for asking what an edit would have changed. Beside the transcript,
 * which knows no outcomes; in memory until it is stored, since a few lost turns of a sample harm nobody while a write with
 * every answer would slow all. A talk with a gap is not replayed.
 * @param deps.secret makes the names of chats unguessable: an SMS chat's own name is a phone number.
 */
export function createTurnLog(deps: {
  mongo: Mongo;
  log: Log;
  library: () => Library;
  secret: string;
  flushEveryMs?: number;
}): TurnLog {
  const turns = deps.mongo.db.collection<LoggedTurn>('turn_log');
  let queued: TurnRecord[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();

  function toRow({ conversationId, rev, channel, atUtc, ...turn }: TurnRecord): LoggedTurn {
    const name = createHmac('sha256', deps.secret).update(conversationId).digest('base64url').slice(0, 22);
    const forgetAt = new Date(atUtc + KEEP_MS);
    return {
      _id: `${name}:${rev}`,
      conversationId: name,
      rev,
      channel,
      atUtc,
      ...maskTurn(deps.library(), turn),
      forgetAt,
    };
  }

  async function flushOnce(): Promise<void> {
    const batch = queued;
    queued = [];
    if (lost > 0) deps.log.warn({ turns: lost }, 'turns were not kept for replay: too many at once');
    lost = 0;
    if (batch.length === 0) return;
    await turns.insertMany(batch.map(toRow), { ordered: false }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    flushing = flushing.then(flushOnce, flushOnce);
    return flushing;
  }

  return {
    add(turn) {
      if (queued.length >= QUEUE_MAX) {
        lost += 1;
        return;
      }
      queued.push(turn);
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => deps.log.warn({ err: error }, 'turns could not be kept for replay'));
      }, deps.flushEveryMs ?? FLUSH_EVERY_MS).unref();
    },
    flush,
    stop: flush,
  };
}
