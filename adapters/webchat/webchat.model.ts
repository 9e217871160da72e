import type { Activity } from 'botbuilder';
import type { Clock } from '../../src/platform/clock.js';
import type { IndexSpec } from '../../src/platform/indexes.js';
import { isDuplicateKey, type Mongo } from '../../src/platform/mongo.js';

/** An activity as it is kept: what the client is shown, without the parts that are filled in when it is stored. */
export type ActivityBody = Readonly<Partial<Activity>>;

export interface ActivityRow {
  /** `<conversation>|<number, 7 digits>`: also the activity's id. */
  readonly _id: string;
  readonly conversationId: string;
  /** 1, 2, 3 … without gaps: the watermark. */
  readonly seq: number;
  /** The same key twice is the same activity. */
  readonly key: string;
  readonly activity: ActivityBody;
  readonly storedAt: Date;
}

const KEPT_FOR_S = 30 * 24 * 60 * 60;

export const WEBCHAT_ACTIVITIES = 'webchat_activities';

export const webchatIndexes: IndexSpec[] = [
  {
    collection: WEBCHAT_ACTIVITIES,
    key: { conversationId: 1, seq: 1 },
    options: { name: 'webchat_by_seq', unique: true },
  },
  {
    collection: WEBCHAT_ACTIVITIES,
    key: { conversationId: 1, key: 1 },
    options: { name: 'webchat_by_key', unique: true },
  },
  {
    collection: WEBCHAT_ACTIVITIES,
    key: { storedAt: 1 },
    options: { name: 'webchat_expire', expireAfterSeconds: KEPT_FOR_S },
  },
];

export interface ActivityStore {
  /** Stores under the next number, or finds what is already stored under `key`. */
  append(entry: {
    conversationId: string;
    key: string;
    activity: ActivityBody;
  }): Promise<{ row: ActivityRow; isNew: boolean }>;
  /** At most `limit` rows with a number above `afterSeq`, in order. */
  after(conversationId: string, afterSeq: number, limit: number): Promise<ActivityRow[]>;
  isEmpty(conversationId: string): Promise<boolean>;
  /** The highest number of each conversation that has one. */
  lastSeqs(conversationIds: readonly string[]): Promise<Map<string, number>>;
}

/** Writers of one conversation that meet: each loses at most as often as there are others. */
const APPEND_TRIES = 100;

/**
 * Numbers are taken by the insert itself: number n + 1 is only tried when n is there to be seen. A counter incremented first
 * was rejected: a reader could meet 5 before 4 is written, move its watermark to 5 and never show 4.
 */
export function createActivityStore({ mongo, clock }: { mongo: Mongo; clock: Clock }): ActivityStore {
  const rows = mongo.db.collection<ActivityRow>(WEBCHAT_ACTIVITIES);

  async function insertNext(conversationId: string, key: string, activity: ActivityBody): Promise<ActivityRow | null> {
    const last = await rows.findOne({ conversationId }, { sort: { seq: -1 }, projection: { seq: 1 } });
    const seq = (last?.seq ?? 0) + 1;
    const storedAt = new Date(clock.nowUtc());
    const _id = `${conversationId}|${String(seq).padStart(7, '0')}`;
    const row: ActivityRow = { _id, conversationId, seq, key, activity, storedAt };
    try {
      await rows.insertOne(row);
      return row;
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    async append({ conversationId, key, activity }) {
      for (let tries = 0; tries < APPEND_TRIES; tries++) {
        const row = await insertNext(conversationId, key, activity);
        if (row) return { row, isNew: true };
        const known = await rows.findOne({ conversationId, key });
        if (known) return { row: known, isNew: false };
      }
      throw new Error(`no free number for an activity after ${APPEND_TRIES} tries`);
    },
    after: (conversationId, afterSeq, limit) =>
      rows
        .find({ conversationId, seq: { $gt: afterSeq } })
        .sort({ seq: 1 })
        .limit(limit)
        .toArray(),
    isEmpty: async (conversationId) => (await rows.findOne({ conversationId }, { projection: { _id: 1 } })) === null,
    async lastSeqs(conversationIds) {
      const found = await rows
        .aggregate<{ _id: string; seq: number }>([
          { $match: { conversationId: { $in: [...conversationIds] } } },
          { $sort: { conversationId: 1, seq: 1 } },
          { $group: { _id: '$conversationId', seq: { $last: '$seq' } } },
        ])
        .toArray();
      return new Map(found.map(({ _id, seq }) => [_id, seq]));
    },
  };
}

/** The activity as clients get it: id, time and conversation are ours to say. */
export function presentActivity({ _id, conversationId, activity, storedAt }: ActivityRow): Record<string, unknown> {
  return {
    ...activity,
    id: _id,
    timestamp: storedAt.toISOString(),
    channelId: 'webchat',
    conversation: { id: conversationId },
  };
}
