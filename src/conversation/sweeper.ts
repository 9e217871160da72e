import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { ConversationDoc, Conversations } from './conversation.model.js';

export interface SweeperDeps {
  readonly conversations: Conversations;
  readonly leaseClock: Clock;
  readonly leaseMs: number;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Goes on with whatever the document still holds, in its own time. Never throws. */
  readonly resume: (doc: ConversationDoc) => void;
  readonly everyMs: number;
}

const BATCH = 50;

/** Finishes what a killed or failed process left: any document whose lease has run out, taken by compare-and-set. */
export function createSweeper(deps: SweeperDeps) {
  const { conversations, leaseClock, leaseMs, metrics, log, resume } = deps;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<number> | undefined;

  async function claimNext(): Promise<ConversationDoc | null> {
    const now = leaseClock.nowUtc();
    return conversations.findOneAndUpdate(
      { dueAt: { $lte: now } },
      { $set: { dueAt: now + leaseMs } },
      { sort: { dueAt: 1 }, returnDocument: 'after', projection: { ring: 0 } },
    );
  }

  /** What is taken is not waited for here: one chat whose database call hangs must not hold up all the others. */
  async function pass(): Promise<number> {
    let taken = 0;
    for (let doc = await claimNext(); doc; doc = taken < BATCH ? await claimNext() : null) {
      metrics.lag.set(doc.pending[0] ? Math.max(0, (leaseClock.nowUtc() - doc.pending[0].atUtc) / 1000) : 0);
      resume(doc);
      taken++;
    }
    if (taken === 0) metrics.lag.set(0);
    return taken;
  }

  /** Takes up everything that is due now; resolves with how many conversations that was, before they are done. */
  function sweep(): Promise<number> {
    running ??= pass().finally(() => (running = undefined));
    return running;
  }

  return {
    sweep,
    start() {
      timer ??= setInterval(() => {
        sweep().catch((error: unknown) => log.error({ err: error }, 'sweeping failed; it is tried again'));
      }, deps.everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}
