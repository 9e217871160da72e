import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const PATIENCE_MS = 10_000;

/** @type {import('./index.d.ts').runProgram} */
export function runProgram({ command, args, cwd, env, say, patienceMs = PATIENCE_MS, endWithParent = false }) {
  const child = spawn(command, endWithParent ? ['--import', preload, ...args] : args, {
    cwd,
    env: { ...env },
    // Without a keyboard, as it is out of the terminal's foreground: reading would stop it.
    stdio: ['ignore', 'inherit', 'inherit', ...(endWithParent ? [/** @type {const} */ ('ipc')] : [])],
    // A group of its own: the terminal sends Ctrl-C to everyone in the foreground, so the program would get it twice.
    detached: process.platform !== 'win32',
  });
  let stopping = false;
  /** @type {NodeJS.Timeout | undefined} */
  let patience;

  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(patience);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });

  function kill() {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  }

  return {
    ended,
    kill,
    stop(signal) {
      if (stopping) return;
      stopping = true;
      child.kill(signal);
      patience = setTimeout(() => {
        say(`It did not stop within ${patienceMs / 1000} s and is ended now.`);
        kill();
      }, patienceMs);
    },
  };
}

const preload = new URL('./end-with-parent.js', import.meta.url).href;

/** The project's folder: everything is found from here, wherever a command was started. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
