import type { Clock } from '../platform/clock.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { OperatorAct, OperatorPort } from '../messaging/operator.js';

/** What the booking desk answers to an operator's click. */
export type ActOutcome =
  | { readonly kind: 'done' }
  /** Not possible any more or not possible yet; `reason` is a sentence for the operator. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface OperatorActsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly operators: OperatorPort;
  /** Idempotent by `act.actId`. */
  readonly perform: (act: OperatorAct, nowUtc: number) => Promise<ActOutcome>;
  /** Shows the card as the booking is now, after a click that changed nothing. */
  readonly refreshCard: (bookingId: string) => Promise<void>;
}

type ActRow = {
  readonly _id: string;
  readonly state: 'new' | 'done' | 'refused';
  readonly clickedAtUtc: number;
  readonly dueAt: number;
  readonly reason?: string;
} & {
  readonly act: OperatorAct;
};

export const operatorActIndexes: IndexSpec[] = [
  {
    collection: 'operator_acts',
    key: { dueAt: 1 },
    options: { name: 'unfinished', partialFilterExpression: { state: 'new' } },
  },
  { collection: 'operator_acts', key: { 'act.bookingId': 1, clickedAtUtc: 1 }, options: { name: 'by_booking' } },
];

const RETRY_MS = 10_000;

/** Every click is a row before it is an act: signed at the door, stored once, performed once, kept with who did it. */
export function createOperatorActs({ mongo, clock, log, operators, perform, refreshCard }: OperatorActsDeps) {
  const rows = mongo.db.collection<ActRow>('operator_acts');
  const running = new Set<Promise<void>>();

  /** Stores a click. False when it is a repeat of one we know. */
  async function store(act: OperatorAct): Promise<boolean> {
    const now = clock.nowUtc();
    const result = await rows.updateOne(
      { _id: act.actId },
      { $setOnInsert: { act, state: 'new', clickedAtUtc: now, dueAt: now + RETRY_MS } },
      { upsert: true },
    );
    return result.upsertedCount === 1;
  }

  async function carryOut(act: OperatorAct, clickedAtUtc: number): Promise<void> {
    const outcome = await perform(act, clickedAtUtc);
    if (outcome.kind === 'done') {
      await rows.updateOne({ _id: act.actId }, { $set: { state: 'done' } });
      return;
    }
    await rows.updateOne({ _id: act.actId }, { $set: { state: 'refused', reason: outcome.reason } });
    await operators.whisper(
      { operatorId: act.operator.id, ...(act.replyTo ? { replyTo: act.replyTo } : {}) },
      outcome.reason,
    );
    await refreshCard(act.bookingId);
  }

  function track(work: Promise<void>): Promise<void> {
    running.add(work);
    return work.finally(() => running.delete(work));
  }

  /** Stores and performs one click. The promise is for tests and for shutdown: the provider was answered long before. */
  async function take(act: OperatorAct): Promise<void> {
    if (await store(act)) await carryOut(act, clock.nowUtc());
  }

  return {
    /** Never rejects: a click that could not be performed now is told to the operator or taken up by the next sweep. */
    take: (act: OperatorAct): Promise<void> =>
      track(
        take(act).catch(async (error: unknown) => {
          log.error({ err: error, act: act.actId }, 'an operator’s click could not be performed yet');
          const known = await rows.findOne({ _id: act.actId }).catch(() => null);
          if (known) return;
          const to = { operatorId: act.operator.id, ...(act.replyTo ? { replyTo: act.replyTo } : {}) };
          await operators.whisper(to, 'That click did not reach us. Please press again.').catch(() => undefined);
        }),
      ),
    /** Performs the clicks a killed process left. */
    async sweep(): Promise<void> {
      const now = clock.nowUtc();
      const left = await rows
        .find({ state: 'new', dueAt: { $lte: now } })
        .limit(50)
        .toArray();
      for (const row of left) {
        const claimed = await rows.updateOne({ _id: row._id, dueAt: row.dueAt }, { $set: { dueAt: now + RETRY_MS } });
        if (claimed.modifiedCount === 1) await track(carryOut(row.act, row.clickedAtUtc));
      }
    },
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.allSettled([...running]);
    },
  };
}
