import { createMovableClock } from '../../../src/platform/clock.js';
import { connectMongo } from '../../../src/platform/mongo.js';
import { playRound, wishesOf } from './r2-round.js';
import { joinWorld } from './world.js';

/**
 * One app process of the contest. Told over IPC which round to play and which share of the people is its own;
 * arguments: uri, database, now, process number, of how many, people, seed.
 */
const [uri, database, nowUtc, mine, processes, people, seed] = process.argv.slice(2);
const mongo = await connectMongo(uri!, database);
const world = joinWorld({ mongo, clock: createMovableClock(Number(nowUtc)) });
await world.catalogue.current('shop');

process.on('message', (message: { round: number } | 'stop') => {
  if (message === 'stop') {
    void mongo.close().then(() => process.disconnect());
    return;
  }
  const all = wishesOf(message.round, Number(people), Number(seed));
  const share = all.filter((_, index) => index % Number(processes) === Number(mine));
  void playRound(world, share, `r${message.round}-p${mine}`).then((result) => process.send!(result));
});
process.send!('ready');
