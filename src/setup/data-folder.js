import { performance } from 'node:perf_hooks';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './ways.js';

const LEAVE_MS = 15_000;
const LOOK_MS = 50;

/** @typedef {{ pid: number, parentPid: number }} Holder */

/**
 * The server that is running on these data files, if any. The number in the lock file is not enough: after a crash, or in
 * a new container, it may belong to quite another process by now. A lock without its server is the server's own affair.
 * @param {string} dbPath
 * @returns {Holder | null}
 */
export function whoHolds(dbPath) {
  const pid = Number(readOr(join(dbPath, 'mongod.lock'), '').trim());
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const found = process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  return found?.command.includes(dbPath) ? { pid, parentPid: found.parentPid } : null;
}

/**
 * Asks a server nobody owns any more to end, and waits until it has.
 * @param {Holder} holder
 * @param {string} dbPath
 */
export async function leaveBy(holder, dbPath) {
  const startedMs = performance.now();
  for (;;) {
    if (whoHolds(dbPath)?.pid !== holder.pid) return;
    try {
      process.kill(holder.pid, 'SIGTERM');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
    if (performance.now() - startedMs > LEAVE_MS)
      throw new SetupError(
        `A database left by an earlier run (process ${holder.pid}) still uses ${dbPath} and does not end. ` +
          `End that process, then try again.`,
      );
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

/** @param {number} pid */
function fromProc(pid) {
  const command = readOr(`/proc/${pid}/cmdline`, '').replaceAll('\0', ' ');
  const parentPid = Number(/^PPid:\s+(\d+)$/m.exec(readOr(`/proc/${pid}/status`, ''))?.[1]);
  // A process that has ended but was not waited for has no command any more.
  return command ? { command, parentPid } : null;
}

/** @param {number} pid */
function fromPs(pid) {
  try {
    const said = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parentPid, command = ''] = /^\s*(\d+)\s+(.*)$/m.exec(said) ?? [];
    return command ? { command, parentPid: Number(parentPid) } : null;
  } catch {
    // `ps` fails when there is no such process; Windows has none, and there the lock itself keeps a second server out.
    return null;
  }
}

/**
 * @param {string} path
 * @param {string} otherwise
 */
function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
