import type { Library } from '../flow/index.js';
import type { Mongo } from '../platform/mongo.js';
import { differenceIn, talksIn, type Difference } from './replay.rules.js';
import type { LoggedTurn } from './turn-log.js';

export interface ReplayReport {
  readonly talks: number;
  readonly turns: number;
  readonly same: number;
  readonly different: readonly Difference[];
}

/** Turns read at most, however many chats were asked for. */
const TURNS_MAX = 50_000;
/** So many turns, then others get their turn of the processor. */
const TURNS_AT_ONCE = 200;

/**
 * "What would this edit have changed?": the newest chats once more, through the draft. Nothing leaves the house and nothing
 * is kept.
 * @param conversations how many chats, the newest first.
 */
export async function replay(
  { db }: Mongo,
  published: Library,
  draft: Library,
  conversations: number,
): Promise<ReplayReport> {
  const log = db.collection<LoggedTurn>('turn_log');
  const newest = await log
    .aggregate<{ _id: string }>([
      { $sort: { atUtc: -1 } },
      { $limit: TURNS_MAX },
      { $group: { _id: '$conversationId', atUtc: { $max: '$atUtc' } } },
      { $sort: { atUtc: -1 } },
      { $limit: conversations },
    ])
    .toArray();
  const turns = await log
    .find({ conversationId: { $in: newest.map(({ _id }) => _id) } })
    .sort({ conversationId: 1, rev: 1 })
    .limit(TURNS_MAX)
    .toArray();
  const talks = talksIn(turns);
  const different: Difference[] = [];
  let since = 0;
  for (const talk of talks) {
    const difference = differenceIn(talk, published, draft);
    if (difference) different.push(difference);
    since += talk.length;
    if (since < TURNS_AT_ONCE) continue;
    since = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const count = talks.reduce((sum, talk) => sum + talk.length, 0);
  return { talks: talks.length, turns: count, same: talks.length - different.length, different };
}
