import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { median, type BenchRow } from '../bench.js';

const FRESH_LIMIT_S = 90;
const RETURNING_LIMIT_S = 5;
const RETURNING_RUNS = 5;
const GIVE_UP_S = 600;

/** P15: seconds from `npm start` to a service that is ready, right after `git clone` with a warm package cache, and again. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-p15-'));
  const clone = join(folder, 'parley');
  try {
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', process.cwd(), clone]);
    const port = await freePort();
    const fresh = await secondsToReady(clone, port);
    const returning: number[] = [];
    for (let start = 0; start < RETURNING_RUNS; start++) returning.push(await secondsToReady(clone, port));
    return [
      row('fresh clone to a ready service, packages in the cache', [fresh], FRESH_LIMIT_S),
      row('a returning start', returning, RETURNING_LIMIT_S),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(what: string, seconds: readonly number[], limitS: number): BenchRow {
  const value = median(seconds);
  return {
    id: 'P15',
    what,
    value,
    unit: 's',
    floor: null,
    ratio: null,
    limit: `≤ ${limitS} s`,
    holds: value <= limitS,
    range: [Math.min(...seconds), Math.max(...seconds)],
  };
}

async function secondsToReady(cwd: string, port: number): Promise<number> {
  const { MONGODB_URI: _theBench, ...env } = process.env;
  const startedMs = performance.now();
  const child = spawn('npm', ['start'], {
    cwd,
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  try {
    while (!(await isReady(port))) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
      if (performance.now() - startedMs > GIVE_UP_S * 1000) throw new Error(`not ready after ${GIVE_UP_S} s`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return (performance.now() - startedMs) / 1000;
  } finally {
    await stop(child);
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  } catch {
    return false;
  }
}

/** The whole group, as Ctrl-C in a terminal does. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
