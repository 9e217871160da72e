import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { DeliveryRecord } from './delivery.js';
import type { ChannelId, Instant } from './message.js';

/** Something a person said or tapped, as the transcript keeps it. Card numbers are masked before it gets here. */
export interface HeardRecord {
  readonly key: string;
  readonly conversationId: string;
  readonly shopId: string;
  readonly channel: ChannelId;
  readonly direction: 'in';
  readonly text: string;
  readonly atUtc: Instant;
}

export type TranscriptRow = DeliveryRecord | HeardRecord;

export const transcriptIndexes: IndexSpec[] = [
  { collection: 'messages', key: { conversationId: 1, atUtc: 1 }, options: { name: 'by_conversation' } },
  {
    collection: 'messages',
    key: { providerMessageIds: 1 },
    options: { name: 'by_provider_id', partialFilterExpression: { 'providerMessageIds.0': { $exists: true } } },
  },
  {
    collection: 'messages',
    key: { 'about.bookingId': 1, atUtc: 1 },
    options: { name: 'by_booking', partialFilterExpression: { 'about.bookingId': { $exists: true } } },
  },
  { collection: 'receipts', key: { providerMessageId: 1 }, options: { name: 'by_provider_id' } },
];

/** Run once the rows are stored: the outbox of this conversation, as it stood at `rev`, needs no one any more. */
export interface Mark {
  readonly conversationId: string;
  readonly rev: number;
}

export interface Transcript {
  /** Queues a row; it is stored with others in one write within `flushEveryMs`. */
  add(row: TranscriptRow): void;
  /** Queues a mark, applied only after every row queued before it is stored: the other order could lose the proof of a send. */
  mark(mark: Mark): void;
  /** Of these keys, the ones already stored: what another process has certainly dealt with. */
  known(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Stores everything queued. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Rows and marks in batches, off the answer's path: two commands for however many turns came in the meantime. */
export function createTranscript(deps: {
  mongo: Mongo;
  log: Log;
  applyMarks: (marks: readonly Mark[]) => Promise<void>;
  flushEveryMs?: number;
}): Transcript {
  const rows = deps.mongo.db.collection<{ _id: string }>('messages');
  let queuedRows: TranscriptRow[] = [];
  let queuedMarks: Mark[] = [];
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();

  async function flushOnce(): Promise<void> {
    const writeRows = queuedRows;
    const marks = queuedMarks;
    queuedRows = [];
    queuedMarks = [];
    if (writeRows.length > 0) {
      try {
        await rows.insertMany(
          writeRows.map(({ key, ...rest }) => ({ _id: key, ...rest })),
          { ordered: false },
        );
      } catch (error) {
        if (!isOnlyDuplicates(error)) {
          queuedRows = [...writeRows, ...queuedRows];
          queuedMarks = [...marks, ...queuedMarks];
          throw error;
        }
      }
    }
    if (marks.length > 0) await deps.applyMarks(marks);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    flushing = flushing.then(flushOnce, flushOnce);
    return flushing;
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      flush().catch((error: unknown) => {
        deps.log.error({ err: error }, 'storing the transcript failed; it is kept and tried again');
        schedule();
      });
    }, deps.flushEveryMs ?? 100).unref();
  }

  return {
    add(row) {
      queuedRows.push(row);
      schedule();
    },
    mark(mark) {
      queuedMarks.push(mark);
      schedule();
    },
    async known(keys) {
      const found = await rows.find({ _id: { $in: [...keys] } }, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },
    flush,
    stop: flush,
  };
}

/** A row that is already there was stored by whoever finished the same send: nothing is lost. The driver gives one error or a list. */
function isOnlyDuplicates(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('writeErrors' in error)) return false;
  const errors = [error.writeErrors].flat() as readonly { readonly code?: unknown }[];
  return errors.length > 0 && errors.every(({ code }) => code === 11000);
}
