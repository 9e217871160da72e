import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { resolveMongodBinary, startEmbeddedMongo, type EmbeddedMongo } from '../../src/setup/index.js';

declare global {
  var parleyTestServer: EmbeddedMongo | undefined;
  var parleyTestMemory: string | undefined;
}

const MEMORY = '/dev/shm';
const NAME = /^parley-tests-(\d+)$/;
/** A whole run writes half a gigabyte; the browsers and both workers want theirs beside it. */
const ROOM_BYTES = 4 * 1024 ** 3;

/**
 * One throw-away replica set for the whole run; each test opens a database of its own on it (`openTestDatabase`).
 * `MONGODB_TEST_URI` names another. `MONGODB_URI` is left alone: it may be the one people are booking on.
 */
export default async function globalSetup(): Promise<void> {
  if (process.env['MONGODB_TEST_URI']) return;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const binary = await resolveMongodBinary({ env: process.env, say });
  const memory = openMemoryFolder();
  const usual = process.env['TMPDIR'];
  // Throw-away servers keep their data where the system keeps such things; nothing else is made while this one starts.
  if (memory) process.env['TMPDIR'] = globalThis.parleyTestMemory = memory;
  const server = await startEmbeddedMongo({ binary });
  if (usual === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usual;
  process.env['MONGODB_TEST_URI'] = server.uri;
  globalThis.parleyTestServer = server;
}

/**
 * A folder in memory for data that nobody needs after the run, or null where there is none or no room. On a disk each of the
 * thousands of small files that collections and indexes are made of is waited for, and so is each write.
 */
function openMemoryFolder(): string | null {
  try {
    removeLeftovers();
    const { bavail, bsize } = statfsSync(MEMORY);
    if (Math.min(bavail * bsize, freemem()) < ROOM_BYTES) return null;
    const folder = join(MEMORY, `parley-tests-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch {
    // Another system, or not ours to write in: the disk it is.
    return null;
  }
}

/** A run that was killed could not remove its own, and memory is not swept as a disk's folder is. */
function removeLeftovers(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = NAME.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's is running; nobody's is not.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
