import { performance } from 'node:perf_hooks';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './ways.js';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */

/** @type {import('./index.d.ts').checkNodeVersion} */
export function checkNodeVersion({ root }, version = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const oldest = /(\d+)\.(\d+)/.exec(engines.node);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = [Number(oldest?.[1]), Number(oldest?.[2])];
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor))
    throw new SetupError(
      `This is Node ${version}; ${wantedMajor}.${wantedMinor} or newer is needed. Install it, then try again.`,
    );
}

/**
 * Compares with the lock npm leaves inside `node_modules` when it has finished. A mark of our own would lie after a
 * `npm prune`, and would install all over again after somebody's own `npm ci`. Takes about 10 ms.
 * @type {import('./index.d.ts').isInstalled}
 */
export function isInstalled({ root }) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (!wanted) throw new SetupError('package-lock.json is missing or unreadable: get the project again.');
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage> | null}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** @type {import('./index.d.ts').installDependencies} */
export async function installDependencies(project) {
  if (isInstalled(project)) return;
  const { root, env, say } = project;
  say('Installing the packages, once (about a minute) …');
  const startedMs = performance.now();
  // No package needs its install script; the database's would start a download nobody asked for.
  const code = await npm(['ci', '--ignore-scripts', '--include=dev', '--no-progress', '--loglevel=error'], root, env);
  if (code !== 0)
    throw new SetupError(
      'The packages could not be installed; npm says why above. Check that npm reaches its registry, then try again.',
    );
  say(`Packages installed in ${Math.round((performance.now() - startedMs) / 1000)} s.`);
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {import('./index.d.ts').Environment} env
 * @returns {Promise<number | null>}
 */
function npm(args, cwd, env) {
  // The npm that runs us, where one does: on Windows the plain name is a script that needs a shell.
  const cli = env['npm_execpath'];
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], {
      cwd,
      env: { ...env },
      // Its summary goes to the error stream: the output of our own commands stays theirs.
      stdio: ['ignore', process.stderr, 'inherit'],
      shell: command === 'npm' && process.platform === 'win32',
    });
    child.on('error', (error) => reject(new SetupError(`npm could not be started: ${error.message}`)));
    child.on('close', resolve);
  });
}
