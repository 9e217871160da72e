import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../../src/platform/clock.js';
import type { Process } from './house.js';
import type { Answered, Asked } from './second-process.child.js';

const FILE = fileURLToPath(new URL('./second-process.child.ts', import.meta.url));

/** A process of the operating system with rooms of its own: it shares nothing with the test's but the database. */
export interface SecondProcess {
  open(clock: Clock, stripeUrl: string): Promise<{ readonly process: Process; close(): Promise<void> }>;
  stop(): Promise<void>;
}

type Question = Asked extends infer One ? (One extends Asked ? Omit<One, 'id'> : never) : never;

export async function startSecondProcess(mongoUri: string, dbName: string): Promise<SecondProcess> {
  const child = fork(FILE, {
    execArgv: ['--import', 'tsx'],
    // Bodies of webhooks are bytes.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let questions = 0;
  let houses = 0;
  child.on('message', (said: Answered) => {
    const one = waiting.get(said.id);
    waiting.delete(said.id);
    if ('failure' in said) one?.reject(new Error(said.failure));
    else one?.resolve(said.value);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const { reject } of waiting.values()) reject(new Error('the second process has ended'));
      resolve();
    });
  });

  function ask(question: Question): Promise<unknown> {
    questions += 1;
    const id = questions;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.send({ ...question, id });
    });
  }

  await ask({ kind: 'connect', mongoUri, dbName });
  return {
    async open(clock, stripeUrl) {
      houses += 1;
      const house = houses;
      await ask({ kind: 'open', house, stripeUrl });
      const call = (path: readonly string[], args: readonly unknown[]): Promise<unknown> =>
        ask({ kind: 'call', house, nowUtc: clock.nowUtc(), path, args });
      return {
        // Every room of it is asked for by promise, so whoever uses it cannot tell that it is elsewhere.
        process: roomAt([], call) as Process,
        close: async () => void (await ask({ kind: 'close', house })),
      };
    },
    async stop() {
      child.disconnect();
      await gone;
    },
  };
}

/** Whatever is read from it is a room, and whatever is called in it is asked of the other process. */
function roomAt(
  path: readonly string[],
  call: (path: readonly string[], args: readonly unknown[]) => Promise<unknown>,
): unknown {
  return new Proxy(() => undefined, {
    // A promise of it must not take it for a promise.
    get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : roomAt([...path, name], call)),
    apply: (_target, _self, args: readonly unknown[]) => call(path, args),
  });
}
