import { connectMongo } from '../../../src/platform/mongo.js';
import { acceptAll, openPublishing } from '../../publishing/support.js';
import type { BenchRow } from '../bench.js';
import { round, summary } from '../scheduling/timing.js';

const RUNS = 5;

/** All shipped scripts changed and published in one go: checks, recorded chats, freeze, switch. */
export async function run(uri = process.env['MONGODB_URI']): Promise<BenchRow[]> {
  if (!uri) throw new Error('publish needs a MongoDB: give MONGODB_URI');
  const mongo = await connectMongo(uri, `bench_publish_${process.pid}`);
  try {
    const publishing = await openPublishing(mongo);
    const scripts = (await publishing.list()).filter(({ kind }) => kind !== 'phrases').map(({ id }) => id);
    const accepted = await acceptAll(publishing, scripts);
    const times: number[] = [];
    for (let turn = 0; turn < RUNS; turn++) {
      for (const scriptId of scripts) {
        const { text } = (await publishing.drafts.find(scriptId))!;
        await publishing.drafts.save({ scriptId, text: `${text}# ${turn}\n`, revision: 0, author: 'Bench' });
      }
      const drafts = scripts.map((scriptId) => ({ scriptId, revision: 1 }));
      const from = performance.now();
      const outcome = await publishing.publish({
        drafts,
        note: 'Measured',
        author: 'Bench',
        policy: 'finish',
        accepted,
      });
      times.push(performance.now() - from);
      if (outcome.kind !== 'published') throw new Error(`publish: ${outcome.reason}`);
    }
    const { median, range } = summary(times);
    return [
      {
        id: 'publish',
        what: `${scripts.length} scripts checked, their recorded chats played, frozen and switched in one go`,
        value: round(median),
        unit: 'ms',
        floor: null,
        ratio: null,
        limit: '≤ 5 s',
        holds: median <= 5_000,
        range: [round(range[0]), round(range[1])],
      },
    ];
  } finally {
    await mongo.connection.dropDatabase();
    await mongo.close();
  }
}
