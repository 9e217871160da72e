import { fork, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildChildProgram, type ChildProgram } from '../support/child-program.js';
import type { StartMessage } from './app-process.js';

/** The program that `createKillable` starts, to be removed when every process of it has ended. */
export const buildApp = (): Promise<ChildProgram> => buildChildProgram(new URL('./app-process.ts', import.meta.url));

/** One app at a time on one port, and a spare that is loaded already: when the first is killed the spare takes over. */
export interface Killable {
  /** Resolves when an app is answering. */
  up(): Promise<void>;
  /** `kill -9`, unless it is dead already. The spare starts at once. */
  kill(): void;
  /** From the next app on. */
  killNextAt(killAt: StartMessage['killAt']): void;
  /** When each app died, by `performance.now()`. */
  readonly deathsAtMs: readonly number[];
  stop(): Promise<void>;
}

export function createKillable({ path }: ChildProgram, message: Omit<StartMessage, 'killAt' | 'isIndexed'>): Killable {
  const isWatched = process.env['TEST_LOG_LEVEL'] !== undefined;
  const deathsAtMs: number[] = [];
  let stopped = false;
  let isIndexed = false;
  let killAt: StartMessage['killAt'];
  let spare = warm();
  let current: ChildProcess | undefined;
  let ready = takeOver();

  function warm(): { child: ChildProcess; isWarm: Promise<void> } {
    const child = fork(path, {
      // A map takes a quarter of the time a child needs to load: only for whoever reads what it says.
      execArgv: isWatched ? ['--enable-source-maps'] : [],
      stdio: ['ignore', isWatched ? 'inherit' : 'ignore', 'inherit', 'ipc'],
    });
    const isWarm = new Promise<void>((resolve) => child.once('message', () => resolve()));
    return { child, isWarm };
  }

  async function takeOver(): Promise<void> {
    const { child, isWarm } = spare;
    spare = warm();
    await isWarm;
    current = child;
    const isReady = new Promise<void>((resolve) => child.once('message', () => resolve()));
    child.once('exit', () => {
      if (stopped) return;
      deathsAtMs.push(performance.now());
      ready = takeOver();
    });
    child.send({ ...message, isIndexed, ...(killAt ? { killAt } : {}) });
    killAt = undefined;
    await isReady;
    isIndexed = true;
  }

  return {
    up: async () => {
      for (let seen; seen !== ready;) {
        seen = ready;
        await seen;
      }
    },
    kill: () => void current?.kill('SIGKILL'),
    killNextAt: (at) => void (killAt = at),
    deathsAtMs,
    async stop() {
      stopped = true;
      await Promise.all(
        [current, spare.child].map(async (child) => {
          if (!child || child.exitCode !== null || child.signalCode !== null) return;
          const gone = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGKILL');
          await gone;
        }),
      );
    },
  };
}

/** A port nobody listens on: the next process of the same app must come up on it again. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
