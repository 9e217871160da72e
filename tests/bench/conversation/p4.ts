import type { BenchRow } from '../bench.js';
import { createProbe, prepareIndexes, textFrom } from '../../conversation/probe.js';
import { connectMongo } from '../../../src/platform/mongo.js';
import { randomBytes } from 'node:crypto';

const PEOPLE = 50;
const TURNS_EACH = 6;

/** Database commands of a turn, counted by the driver's command monitor. Exact counts, no floor. */
export async function run(uri = process.env['MONGODB_URI']!): Promise<BenchRow[]> {
  const mongo = await connectMongo(uri, `bench_p4_${randomBytes(4).toString('hex')}`, { monitorCommands: true });
  let commands = 0;
  mongo.connection.getClient().on('commandStarted', () => commands++);
  await prepareIndexes(mongo);
  const probe = createProbe(mongo);
  const { conversations, channel } = probe;

  const beforeReply: number[] = [];
  for (let i = 0; i < 10; i++) {
    commands = 0;
    channel.outcomes.push(() => {
      beforeReply.push(commands);
      return Promise.resolve({ kind: 'sent', providerMessageIds: [] });
    });
    await conversations.accept(textFrom('+1', `before${i}`, 'hi'));
    await conversations.idle();
  }
  commands = 0;
  await conversations.accept(textFrom('+1', 'before9', 'hi'));
  await conversations.idle();
  const redelivered = commands;

  commands = 0;
  for (let turn = 0; turn < TURNS_EACH; turn++) {
    await Promise.all(
      Array.from({ length: PEOPLE }, (_, i) => conversations.accept(textFrom(`+2${i}`, `t${turn}`, 'hi'))),
    );
    await conversations.idle();
  }
  const inAll = commands / (PEOPLE * TURNS_EACH);
  await conversations.stop();
  await mongo.connection.dropDatabase();
  await mongo.close();
  const most = Math.max(...beforeReply);
  const exact = { unit: 'commands', floor: null, ratio: null };
  return [
    {
      id: 'P4',
      what: 'commands before the reply leaves, most of 10 turns',
      value: most,
      ...exact,
      limit: '≤ 2',
      holds: most <= 2,
    },
    {
      id: 'P4',
      what: `commands in all, mean of ${PEOPLE * TURNS_EACH} turns of ${PEOPLE} people`,
      value: inAll,
      ...exact,
      limit: '≤ 3',
      holds: inAll <= 3,
    },
    {
      id: 'P4',
      what: 'commands of a redelivered message',
      value: redelivered,
      ...exact,
      limit: '≤ 1',
      holds: redelivered <= 1,
    },
  ];
}
