import type { mongo as driver } from 'mongoose';
import type { Mongo } from '../platform/mongo.js';
import type { Completion, Funnel, FunnelStep, InsightFilter, Unmatched } from './api.js';
import { STEPS, type StepsDoc } from './insights.model.js';

type Document = driver.Document;

/** Reading stops after this: a figure nobody can wait for is none. */
const PATIENCE_MS = 10_000;
/** What a run that ended in a visit answered: booked at once, or paid and then booked. */
const BOOKED = 'booked';

/**
 * Funnels from what was appended, worked out when somebody looks.
 *
 * Glossary
 * - **run**: one way through a script by one chat. What happened at a block is counted once a run, however often it happened.
 * - **entered**: runs in which anything at all happened at the block, so nobody can answer what they did not enter.
 * - **started**: a first answer was given. **completed**: a visit was booked.
 */
export function createInsights({ mongo, shopId }: { mongo: Mongo; shopId: string }) {
  const rows = mongo.db.collection<StepsDoc>(STEPS);
  const read = <T extends Document>(pipeline: Document[]): Promise<T[]> =>
    rows.aggregate<T>(pipeline, { maxTimeMS: PATIENCE_MS, allowDiskUse: true }).toArray();

  /** @returns each block of the script with how many runs entered, answered and left it (FL-15). */
  async function funnel(filter: InsightFilter & { script: string }): Promise<Funnel> {
    const counted = (what: string): Document => ({ $max: { $cond: [{ $eq: ['$steps.what', what] }, 1, 0] } });
    const steps = await read<FunnelStep>([
      ...stepsOf(shopId, filter),
      {
        $group: {
          _id: { chat: '$chat', run: '$steps.run', block: '$steps.block' },
          ...Object.fromEntries(WHATS.map((what) => [what, counted(what)])),
          triesOfRun: { $max: '$steps.tries' },
          secondsOfRun: { $max: { $cond: [{ $eq: ['$steps.what', 'answered'] }, '$steps.seconds', null] } },
          firstUtc: { $min: '$atUtc' },
        },
      },
      {
        $group: {
          _id: '$_id.block',
          // The group itself is the entering: without it there is nothing to count.
          entered: { $sum: 1 },
          ...Object.fromEntries(WHATS.map((what) => [what, { $sum: `$${what}` }])),
          tries: { $avg: '$triesOfRun' },
          seconds: { $avg: '$secondsOfRun' },
        },
      },
      {
        $project: {
          _id: 0,
          block: '$_id',
          entered: 1,
          ...Object.fromEntries(WHATS.map((what) => [what, 1])),
          droppedOff: { $subtract: ['$entered', '$answered'] },
          tries: { $round: [{ $ifNull: ['$tries', 0] }, 2] },
          seconds: { $round: [{ $ifNull: ['$seconds', 0] }, 1] },
        },
      },
      { $sort: { entered: -1, block: 1 } },
    ]);
    return { script: filter.script, steps };
  }

  /** Started and completed runs by channel (KPI-02), and how long a booking took from the first question (KPI-06). */
  async function completion(filter: InsightFilter): Promise<readonly Completion[]> {
    const whenIs = (what: string, category?: string): Document => {
      const conditions: Document[] = [{ $eq: ['$steps.what', what] }];
      if (category !== undefined) conditions.push({ $eq: ['$steps.category', category] });
      return { $cond: [{ $and: conditions }, '$atUtc', null] };
    };
    return read<Completion>([
      ...stepsOf(shopId, filter),
      {
        $group: {
          _id: { chat: '$chat', run: '$steps.run', channel: '$channel' },
          promptedUtc: { $min: whenIs('prompted') },
          answeredUtc: { $min: whenIs('answered') },
          bookedUtc: { $min: whenIs('answered', BOOKED) },
        },
      },
      { $match: { answeredUtc: { $ne: null } } },
      {
        $group: {
          _id: '$_id.channel',
          started: { $sum: 1 },
          completed: { $sum: { $cond: [{ $gt: ['$bookedUtc', null] }, 1, 0] } },
          seconds: {
            $avg: {
              $cond: [
                { $gt: ['$bookedUtc', null] },
                { $divide: [{ $subtract: ['$bookedUtc', '$promptedUtc'] }, 1000] },
                null,
              ],
            },
          },
        },
      },
      {
        $project: {
          _id: 0,
          channel: '$_id',
          started: 1,
          completed: 1,
          rate: { $divide: ['$completed', '$started'] },
          averageSeconds: { $cond: [{ $eq: ['$seconds', null] }, null, { $round: ['$seconds', 1] }] },
        },
      },
      { $sort: { channel: 1 } },
    ]);
  }

  /** What people said that no question understood, most often first, masked when it was said. */
  async function unmatched(filter: InsightFilter & { script: string; limit: number }): Promise<readonly Unmatched[]> {
    return read<Unmatched>([
      ...stepsOf(shopId, filter),
      { $match: { 'steps.what': 'unmatched', 'steps.words': { $type: 'string', $ne: '' } } },
      {
        $group: {
          _id: {
            block: '$steps.block',
            language: '$steps.language',
            words: { $toLower: { $trim: { input: '$steps.words' } } },
          },
          times: { $sum: 1 },
          chats: { $addToSet: '$chat' },
        },
      },
      { $sort: { times: -1, '_id.block': 1, '_id.words': 1 } },
      { $limit: filter.limit },
      {
        $project: {
          _id: 0,
          block: '$_id.block',
          language: '$_id.language',
          words: '$_id.words',
          times: 1,
          chats: { $size: '$chats' },
        },
      },
    ]);
  }

  return { funnel, completion, unmatched };
}

export type Insights = ReturnType<typeof createInsights>;

const WHATS = ['prompted', 'answered', 'helped', 'unmatched', 'timedOut', 'interrupted', 'handedOff', 'left'] as const;

/** The rows that may hold such steps, then the steps themselves. */
function stepsOf(shopId: string, filter: InsightFilter & { script?: string | undefined }): Document[] {
  const { script, version, language, channel, fromUtc, toUtc } = filter;
  const atUtc = { ...(fromUtc === undefined ? {} : { $gte: fromUtc }), ...(toUtc === undefined ? {} : { $lt: toUtc }) };
  const wanted = {
    ...(script === undefined ? {} : { 'steps.script': script }),
    ...(version === undefined ? {} : { 'steps.version': version }),
    ...(language === undefined ? {} : { 'steps.language': language }),
  };
  const rows = {
    shopId,
    ...wanted,
    ...(channel === undefined ? {} : { channel }),
    ...(Object.keys(atUtc).length > 0 ? { atUtc } : {}),
  };
  return [{ $match: rows }, { $unwind: '$steps' }, { $match: wanted }];
}
