import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Watched {
  readonly pid: number;
  /** All it has said so far. */
  output(): string;
  /** Resolves with the groups of the first match; rejects, with all it said, when it ends without one. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

const running = new Set<Watched>();

export const scriptPath = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** Runs a script, by its path or by its name in this folder, and listens to it. */
export function runScript(script: string, args: readonly string[], env: Environment = process.env): Watched {
  return watch(process.execPath, [script.startsWith('/') ? script : scriptPath(script), ...args], env);
}

/** Runs a program and listens to it. */
export function watch(command: string, args: readonly string[], env: Environment): Watched {
  const child = spawn(command, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      output += data.toString();
      for (const listener of listeners) listener();
    });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const watched: Watched = {
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(output);
          if (!match) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        void ended.then(() => reject(new Error(`it ended without saying ${pattern}; it said:\n${output}`)));
        look();
      }),
  };
  running.add(watched);
  void ended.then(() => running.delete(watched));
  return watched;
}

/** For `afterEach`: nothing a failed test started outlives it. */
export async function endAll(): Promise<void> {
  const left = [...running];
  for (const watched of left) watched.signal('SIGKILL');
  await Promise.all(left.map((watched) => watched.ended));
}

/** A process that has ended and was not yet waited for by its parent does not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** There is no event for the end of a process that is not our child: asked until it is so; the test's limit ends it. */
export async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The processes this one has started itself and that still run. */
export function childrenOf(pid: number): number[] {
  const said = existsSync('/proc/self/task')
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return said.split(/\s+/).filter(Boolean).map(Number);
}

/** A folder of its own under the system's temporary one. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'parley-setup-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
