import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { isUsable } from '../flow/index.js';
import { nextTimerAt } from './commit.js';
import type { ConversationDoc, Conversations, HouseEvent } from './conversation.model.js';

export interface TimersDeps {
  readonly conversations: Conversations;
  /** The clock people live by: movable in the simulator. */
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (conversationId: string, eventId: string, event: HouseEvent) => Promise<void>;
}

const BATCH = 50;
/** Looked at this often; what must ring sooner is remembered by the process that set it. */
const LOOK_EVERY_MS = 5_000;
const SOON_MS = 20_000;

/**
 * Rings the scripts' timers. They stand in the conversation's own state, written by the commit that set them, so none is
 * lost with a process; any process may ring one, and the event id names timer and time, so that two ring it once.
 */
export function createTimers({ conversations, clock, log, tell }: TimersDeps) {
  const wakings = new Set<NodeJS.Timeout>();
  let looking: NodeJS.Timeout | undefined;
  let running: Promise<number> | undefined;

  /** Rings what is due in one conversation. A `timerAt` that was too early is moved to the true one. */
  async function ringIn(doc: Pick<ConversationDoc, '_id' | 'rev' | 'state' | 'timerAt'>): Promise<number> {
    const nowUtc = clock.nowUtc();
    const timers = isUsable(doc.state) ? (doc.state.control.tm ?? {}) : {};
    const due = Object.entries(timers).filter(([, atUtc]) => atUtc <= nowUtc);
    // The revision is part of the id: one set anew for the very same time is another timer.
    for (const [id, atUtc] of due) await tell(doc._id, `timer:${id}:${atUtc}:${doc.rev}`, { type: 'timer', id });
    if (due.length === 0) {
      const timerAt = nextTimerAt(doc.timerAt, timers, nowUtc);
      const update = typeof timerAt === 'number' ? { $set: { timerAt } } : { $unset: { timerAt: 1 as const } };
      await conversations.updateOne({ _id: doc._id, rev: doc.rev }, update);
    }
    return due.length;
  }

  async function pass(): Promise<number> {
    const due = await conversations
      .find(
        // One whose event is already waiting to be handled is not rung again.
        { timerAt: { $lte: clock.nowUtc() }, 'pending.0': { $exists: false } },
        { projection: { rev: 1, timerAt: 1, 'state.v': 1, 'state.control': 1, 'state.person': 1 }, limit: BATCH },
      )
      .toArray();
    let rung = 0;
    for (const doc of due) rung += await ringIn({ ...doc, state: readable(doc.state) });
    return rung;
  }

  function ring(): Promise<number> {
    running ??= pass().finally(() => (running = undefined));
    return running;
  }

  const report = (error: unknown): void => log.error({ err: error }, 'ringing timers failed; it is tried again');

  return {
    /** Rings everything that is due now; resolves with how many that were. */
    ring,
    /** One that is to ring within seconds is not left to the next look. */
    wakeFor({ state, timerAt }: Pick<ConversationDoc, 'state' | 'timerAt'>): void {
      const first = Math.min(...Object.values(state?.control.tm ?? {}), timerAt ?? Infinity);
      const waitMs = first - clock.nowUtc();
      if (looking === undefined || waitMs > SOON_MS) return;
      const waking = setTimeout(
        () => {
          wakings.delete(waking);
          ring().catch(report);
        },
        Math.max(0, waitMs) + 5,
      ).unref();
      wakings.add(waking);
    },
    start(): void {
      looking ??= setInterval(() => void ring().catch(report), LOOK_EVERY_MS).unref();
    },
    async stop(): Promise<void> {
      clearInterval(looking);
      looking = undefined;
      for (const waking of wakings) clearTimeout(waking);
      wakings.clear();
      await running;
    },
  };
}

/** Only the part that holds the timers is read; its answers stay in the database. */
function readable(state: ConversationDoc['state']): ConversationDoc['state'] {
  return state && { ...state, answers: {} };
}
