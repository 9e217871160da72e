import type { Log } from './log.js';
import type { Mongo } from './mongo.js';
import type { Clock } from './clock.js';
import type { DomainEvent, DomainEventType, EventHandler, EventStore } from './events.js';
import type { IndexSpec } from './indexes.js';

interface StoredEvent extends Omit<DomainEvent, 'id'> {
  readonly _id: string;
  /** Subscribers still to be told. The row is kept for its history once the list is empty. */
  readonly waiting: readonly string[];
  /** Nobody else works on it before this moment. */
  readonly leaseUntil: number;
  readonly tries: number;
}

export const eventIndexes: IndexSpec[] = [
  {
    collection: 'domain_events',
    key: { leaseUntil: 1 },
    options: { name: 'waiting_by_lease', partialFilterExpression: { 'waiting.0': { $exists: true } } },
  },
];

const LEASE_MS = 15_000;
const RETRY_BASE_MS = 500;
const RETRY_CAP_MS = 60_000;

export interface EventBus extends EventStore {
  /** Every subscriber hears every event of its types at least once. `name` is stored with the event: never reuse it. */
  subscribe(name: string, types: readonly DomainEventType[], handler: EventHandler): void;
  /** Delivers whatever is due; resolves when nothing that is due now is left. */
  drain(): Promise<void>;
  /** Resolves when nothing is left of what this process has recorded. Asks the database only where that could be. */
  idle(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/**
 * Events as rows: stored in the transaction of the change, told afterwards by whichever process comes first.
 * A crash between the two leaves the row with its lease, which the next sweep picks up.
 */
export function createEventBus(deps: { mongo: Mongo; clock: Clock; log: Log; sweepEveryMs?: number }): EventBus {
  const { mongo, clock, log } = deps;
  const rows = mongo.db.collection<StoredEvent>('domain_events');
  const subscribers = new Map<string, { types: readonly DomainEventType[]; handler: EventHandler }>();
  let timer: NodeJS.Timeout | undefined;
  let draining: Promise<void> | undefined;
  let again = false;
  /** What was recorded here since the last look that found nothing, and when that was: a later moment ends leases and pauses. */
  let isClear = false;
  let clearAtUtc = -1;

  async function claimNext(): Promise<StoredEvent | null> {
    const now = clock.nowUtc();
    return rows.findOneAndUpdate(
      { 'waiting.0': { $exists: true }, leaseUntil: { $lte: now } },
      { $set: { leaseUntil: now + LEASE_MS }, $inc: { tries: 1 } },
      { sort: { leaseUntil: 1 }, returnDocument: 'after' },
    );
  }

  async function tell(row: StoredEvent): Promise<void> {
    const { _id, waiting, leaseUntil: _lease, tries, ...rest } = row;
    const told: string[] = [];
    for (const name of waiting) {
      const subscriber = subscribers.get(name);
      if (!subscriber) continue;
      try {
        await subscriber.handler({ id: _id, ...rest });
        told.push(name);
      } catch (error) {
        log.error({ err: error, event: _id, subscriber: name, tries }, 'a subscriber failed; it will be told again');
      }
    }
    const backoffMs = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** Math.min(tries, 10));
    await rows.updateOne(
      { _id },
      { $pull: { waiting: { $in: told } }, $set: { leaseUntil: clock.nowUtc() + backoffMs } },
    );
  }

  async function drainOnce(): Promise<void> {
    isClear = true;
    clearAtUtc = -1;
    const lookedAtUtc = clock.nowUtc();
    for (let row = await claimNext(); row; row = await claimNext()) await tell(row);
    clearAtUtc = lookedAtUtc;
  }

  function drain(): Promise<void> {
    if (draining) {
      again = true;
      return draining;
    }
    draining = (async () => {
      do {
        again = false;
        await drainOnce();
      } while (again);
    })().finally(() => {
      draining = undefined;
    });
    return draining;
  }

  const drainInBackground = (): void => {
    drain().catch((error: unknown) => log.error({ err: error }, 'telling domain events failed'));
  };

  return {
    async record(session, events) {
      isClear = false;
      const docs = events.map(({ id, ...rest }) => ({
        _id: id,
        ...rest,
        waiting: [...subscribers].filter(([, { types }]) => types.includes(rest.type)).map(([name]) => name),
        leaseUntil: 0,
        tries: 0,
      }));
      await rows.insertMany(docs, { session });
    },
    wake() {
      // Not known from `record`: a look between that and the commit finds nothing.
      isClear = false;
      setImmediate(drainInBackground);
    },
    subscribe(name, types, handler) {
      if (subscribers.has(name)) throw new Error(`two subscribers are named ${name}`);
      subscribers.set(name, { types, handler });
    },
    drain,
    async idle() {
      if (draining || !isClear || clock.nowUtc() !== clearAtUtc) await drain();
    },
    start() {
      timer ??= setInterval(drainInBackground, deps.sweepEveryMs ?? 1_000).unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await draining;
    },
  };
}
