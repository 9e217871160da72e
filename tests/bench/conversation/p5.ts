import { randomBytes } from 'node:crypto';
import type { BenchRow } from '../bench.js';
import { median } from '../bench.js';
import { SIX_ANSWERS } from '../flow/six-questions.js';
import { keepAlive, postSms, startServer, startSink, type BenchServer } from './load.js';

const RUNS = 5;
const PEOPLE = 100;

/** CPU of the app process for a persisted SMS turn, against Express + one findOne + one updateOne and a bare reducer. */
export async function run(uri = process.env['MONGODB_URI']!): Promise<BenchRow[]> {
  const waiting = new Map<string, () => void>();
  const sink = await startSink((to) => waiting.get(to)?.());
  const db = (): string => `bench_p5_${randomBytes(4).toString('hex')}`;
  const floor = await startServer('floor-server', [uri, db()]);
  const bare = await startServer('turn-server', [uri, db(), sink.url, 'none']);
  const whole = await startServer('turn-server', [uri, db(), sink.url]);
  const agent = keepAlive(8);
  let serial = 0;

  /** Everybody answers the six questions once, eight at a time; milliseconds of CPU a turn. */
  async function cpuPerTurn(server: BenchServer, replies: boolean): Promise<number> {
    const batch = ++serial;
    const people = Array.from(
      { length: PEOPLE },
      (_, i) => `+44${String(batch).padStart(4, '0')}${String(i).padStart(6, '0')}`,
    );
    const before = await server.cpuMs();
    await Promise.all(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let i = lane; i < people.length; i += 8) {
          for (const text of SIX_ANSWERS) {
            const replied = replies ? new Promise<void>((resolve) => waiting.set(people[i]!, resolve)) : null;
            const status = await postSms(server.port, agent, people[i]!, text);
            if (status !== 200) throw new Error(`answered ${status}`);
            await replied;
          }
        }
      }),
    );
    return ((await server.cpuMs()) - before) / (PEOPLE * SIX_ANSWERS.length);
  }

  for (const [server, replies] of [
    [floor, false],
    [bare, false],
    [whole, true],
  ] as const)
    await cpuPerTurn(server, replies);
  const figures = { floor: [] as number[], bare: [] as number[], whole: [] as number[] };
  for (let i = 0; i < RUNS; i++) {
    figures.floor.push(await cpuPerTurn(floor, false));
    figures.bare.push(await cpuPerTurn(bare, false));
    figures.whole.push(await cpuPerTurn(whole, true));
  }
  await Promise.all([floor, bare, whole].map((server) => server.stop()));
  agent.destroy();
  sink.server.close();
  sink.server.closeAllConnections();

  const floorMs = median(figures.floor);
  const row = (what: string, values: number[], limited: boolean): BenchRow => {
    const ratio = median(values) / floorMs;
    return {
      id: 'P5',
      what,
      value: median(values),
      unit: 'ms CPU',
      floor: floorMs,
      ratio,
      limit: limited ? '≤ 1.3 ×' : 'reported',
      holds: !limited || ratio <= 1.3,
      range: [Math.min(...values), Math.max(...values)],
    };
  };
  return [
    row('a persisted SMS turn, signature to committed reply', figures.bare, true),
    row('the same with the reply sent through the provider’s SDK (the floor sends none)', figures.whole, false),
  ];
}
