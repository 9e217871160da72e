import { randomBytes } from 'node:crypto';
import type { BenchRow } from '../bench.js';
import { SIX_ANSWERS } from '../flow/six-questions.js';
import { keepAlive, percentile, postSms, startServer, startSink, type BenchServer } from './load.js';

const CONNECTIONS = 64;
const WARM_MS = 4_000;
const MEASURED_MS = 6_000;
const OVERLOAD_CONNECTIONS = 600;

/** Saturation: as many turns as go through sixty-four connections, and what happens beyond that. */
export async function run(uri = process.env['MONGODB_URI']!): Promise<BenchRow[]> {
  const waiting = new Map<string, () => void>();
  const sink = await startSink((to) => {
    waiting.get(to)?.();
    waiting.delete(to);
  });
  const db = (): string => `bench_p7_${randomBytes(4).toString('hex')}`;
  const floorServer = await startServer('floor-server', [uri, db()]);
  const floor = await saturate(floorServer, null);
  await floorServer.stop();
  const server = await startServer('turn-server', [uri, db(), sink.url, 'none']);
  const bare = await saturate(server, null);
  await server.stop();
  const whole = await startServer('turn-server', [uri, db(), sink.url]);
  const sent = await saturate(whole, waiting);
  const beyond = await overload(whole);
  await whole.stop();
  sink.server.close();
  sink.server.closeAllConnections();

  const rate = (what: string, turns: number, limited: boolean): BenchRow => ({
    id: 'P7',
    what,
    value: turns,
    unit: 'turns/s',
    floor,
    ratio: turns / floor,
    limit: limited ? '≥ 0.75 ×' : 'reported',
    holds: !limited || turns / floor >= 0.75,
  });
  const none = { unit: 'ms', floor: null, ratio: null };
  return [
    rate(`saturated turns through ${CONNECTIONS} connections, replies committed`, bare, true),
    rate('the same with every reply sent through the provider’s SDK (the floor sends none)', sent, false),
    {
      id: 'P7',
      what: `beyond it: 503 of ${beyond.refused.length}, p99`,
      value: beyond.refusedP99,
      ...none,
      limit: '≤ 100 ms',
      holds: beyond.refused.length > 0 && beyond.refusedP99 <= 100,
    },
    {
      id: 'P7',
      what: `beyond it: 2xx of ${beyond.accepted.length}, p99`,
      value: beyond.acceptedP99,
      ...none,
      limit: '≤ 1 s',
      holds: beyond.acceptedP99 <= 1_000,
    },
  ];
}

async function saturate(server: BenchServer, waiting: Map<string, () => void> | null): Promise<number> {
  const agent = keepAlive(CONNECTIONS);
  const startedMs = performance.now();
  let turns = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, lane) => {
      for (let n = 0; performance.now() < startedMs + WARM_MS + MEASURED_MS; n++) {
        const from = `+4479${String(lane).padStart(3, '0')}${String(Math.floor(n / SIX_ANSWERS.length)).padStart(6, '0')}`;
        const replied = waiting ? new Promise<void>((resolve) => waiting.set(from, resolve)) : null;
        const status = await postSms(server.port, agent, from, SIX_ANSWERS[n % SIX_ANSWERS.length]!);
        if (status !== 200) throw new Error(`answered ${status}`);
        await replied;
        if (performance.now() > startedMs + WARM_MS) turns++;
      }
    }),
  );
  agent.destroy();
  return turns / (MEASURED_MS / 1000);
}

async function overload(server: BenchServer) {
  const agent = keepAlive(OVERLOAD_CONNECTIONS);
  const refused: number[] = [];
  const accepted: number[] = [];
  const endsMs = performance.now() + 4_000;
  await Promise.all(
    Array.from({ length: OVERLOAD_CONNECTIONS }, async (_, lane) => {
      for (let n = 0; performance.now() < endsMs; n++) {
        const from = `+4476${String(lane).padStart(4, '0')}${String(n).padStart(5, '0')}`;
        const sentMs = performance.now();
        const status = await postSms(server.port, agent, from, SIX_ANSWERS[0]).catch(() => 0);
        (status === 503 ? refused : accepted).push(performance.now() - sentMs);
        // A provider that hears "not now" waits before it comes again.
        if (status === 503) await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }),
  );
  agent.destroy();
  const p99 = (times: number[]): number =>
    percentile(
      times.sort((a, b) => a - b),
      0.99,
    );
  return { refused, accepted, refusedP99: p99(refused), acceptedP99: p99(accepted) };
}
