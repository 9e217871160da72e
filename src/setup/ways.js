import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export class SetupError extends Error {
  /** @type {'setup.failed'} */
  code = 'setup.failed';
}

/** @type {import('./index.d.ts').findProgram} */
export async function findProgram(what, ways, { env, say, cacheDir = defaultCacheDir(env) }) {
  const failures = [];
  for (const way of ways) {
    const outcome = await way.find({ env, say, cacheDir });
    if (outcome !== null && typeof outcome !== 'string') return outcome;
    if (typeof outcome === 'string') failures.push(`  ${failures.length + 1}. ${way.name}: ${outcome}`);
  }
  throw new SetupError(
    `${what} could not be found or fetched. What was tried, and what would help:\n${failures.join('\n')}`,
  );
}

/** @param {import('./index.d.ts').Environment} env */
function defaultCacheDir(env) {
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'parley');
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] ?? homedir(), '.cache'), 'parley');
}

/**
 * The first of these programs on the PATH.
 * @param {readonly string[]} names
 * @param {import('./index.d.ts').Environment} env
 * @returns {string | null}
 */
export function findOnPath(names, env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const name of names)
    for (const folder of folders) {
      const path = join(folder, name + suffix);
      if (isExecutable(path)) return path;
    }
  return null;
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs a helper program to its end and returns what it said. Never throws: a program that cannot be started, or is too
 * slow, has a code of null and the reason in `output`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: import('./index.d.ts').Environment, timeoutMs: number }} options
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function run(command, args, { env, timeoutMs }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const collect = (/** @type {Buffer} */ data) => void (output += data.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code, output: signal ? `${output}\nended by ${signal} after ${timeoutMs / 1000} s` : output }),
    );
  });
}

/**
 * The last line that says something: where programs put their reason.
 * @param {string} output
 */
export const lastLine = (output) => output.trim().split('\n').at(-1)?.trim() || 'it said nothing';
