import { randomBytes } from 'node:crypto';
import type { BenchRow } from '../bench.js';
import { SIX_ANSWERS } from '../flow/six-questions.js';
import { keepAlive, percentile, postSms, startServer, startSink, type BenchServer } from './load.js';

const PEOPLE = 1_000;
const MEAN_PAUSE_MS = 5_000;
/** Until the compiler and the connection pools of both have settled; what is measured is a running service. */
const WARM_MS = 20_000;
const MEASURED_MS = 12_000;

interface Times {
  readonly replies: number[];
  readonly answers: number[];
  errors: number;
}

/**
 * A thousand people, open loop: each message has a moment it is due, and the clock starts there whether or not the machine
 * is ready to send it. The floor replies in the HTTP answer; Parley's reply is the provider's REST call.
 */
export async function run(uri = process.env['MONGODB_URI']!): Promise<BenchRow[]> {
  const waiting = new Map<string, () => void>();
  const sink = await startSink((to) => {
    waiting.get(to)?.();
    waiting.delete(to);
  });
  const db = (): string => `bench_p6_${randomBytes(4).toString('hex')}`;
  const floorServer = await startServer('floor-server', [uri, db()]);
  const floor = await crowd(floorServer, null);
  await floorServer.stop();
  const server = await startServer('turn-server', [uri, db(), sink.url]);
  const ours = await crowd(server, waiting);
  await server.stop();
  sink.server.close();
  sink.server.closeAllConnections();

  const p99 = (times: readonly number[]): number =>
    percentile(
      [...times].sort((a, b) => a - b),
      0.99,
    );
  const reply = p99(ours.replies);
  const floorReply = p99(floor.replies);
  const answer = p99(ours.answers);
  const ratio = reply / floorReply;
  const common = { id: 'P6', unit: 'ms' };
  return [
    {
      ...common,
      what: `reply at the provider, p99 of ${ours.replies.length} turns`,
      value: reply,
      floor: floorReply,
      ratio,
      limit: '≤ 2 × and ≤ 25 ms',
      holds: ratio <= 2 && reply <= 25,
    },
    {
      ...common,
      what: '2xx to the provider, p99',
      value: answer,
      floor: p99(floor.answers),
      ratio: answer / p99(floor.answers),
      limit: '≤ 15 ms',
      holds: answer <= 15,
    },
    {
      id: 'P6',
      what: 'errors',
      value: ours.errors,
      unit: '',
      floor: floor.errors,
      ratio: null,
      limit: '0',
      holds: ours.errors === 0,
    },
  ];
}

const pauseMs = (): number => -Math.log(1 - Math.random()) * MEAN_PAUSE_MS;

async function crowd(server: BenchServer, waiting: Map<string, () => void> | null): Promise<Times> {
  const agent = keepAlive(256);
  const times: Times = { replies: [], answers: [], errors: 0 };
  const startedMs = performance.now();
  const endsMs = startedMs + WARM_MS + MEASURED_MS;

  async function person(i: number): Promise<void> {
    const from = `+4478${String(i).padStart(8, '0')}`;
    // From the first second as many messages as in any other.
    let dueMs = startedMs + pauseMs();
    for (let turn = 0; ; turn++) {
      if (dueMs > endsMs) return;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
      const replied = waiting ? new Promise<void>((resolve) => waiting.set(from, resolve)) : null;
      const status = await postSms(server.port, agent, from, SIX_ANSWERS[turn % SIX_ANSWERS.length]!).catch(() => 0);
      const answeredMs = performance.now();
      if (status !== 200) times.errors++;
      else {
        await replied;
        if (dueMs > startedMs + WARM_MS) {
          times.answers.push(answeredMs - dueMs);
          times.replies.push(performance.now() - dueMs);
        }
      }
      dueMs += pauseMs();
    }
  }
  await Promise.all(Array.from({ length: PEOPLE }, (_, i) => person(i)));
  agent.destroy();
  return times;
}
