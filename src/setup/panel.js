import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the panel is made of. A file that only the server uses costs a needless build now and then, nothing worse. */
const SOURCES = [
  ...['admin', 'adapters/telegram', 'adapters/twilio', 'src/flow', 'src/insights', 'src/messaging', 'src/publishing'],
  'package-lock.json',
];
const BUILT = 'admin/dist';
const STAMP = '.digest';

/**
 * Builds the panel when its sources have changed since the last time. The service does not wait for it: `/admin` says that
 * it is being built until it is there.
 * @type {import('./index.d.ts').buildPanel}
 */
export async function buildPanel({ root, env, say }) {
  if (!existsSync(join(root, 'admin/vite.config.ts'))) return;
  const digest = digestOf(root);
  if (readStamp(root) === digest) return;
  say('Building the panel');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  // Beside the old one, which serves until this one is whole; two that build at once do not meet.
  const fresh = `.cache/panel.${process.pid}`;
  const child = spawn(
    process.execPath,
    [vite, 'build', '--logLevel', 'warn', '--emptyOutDir', '--outDir', join(root, fresh)],
    {
      cwd: join(root, 'admin'),
      env: { ...env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const code = await new Promise((done) => child.on('error', () => done(1)).on('exit', done));
  if (code === 0) {
    writeFileSync(join(root, fresh, STAMP), digest);
    putInPlace(root, fresh);
  } else say('The panel could not be built; everything else works. Start again to try once more.');
  rmSync(join(root, fresh), { recursive: true, force: true });
}

/**
 * @param {string} root
 * @param {string} fresh
 */
function putInPlace(root, fresh) {
  const old = `${fresh}.old`;
  try {
    if (existsSync(join(root, BUILT))) renameSync(join(root, BUILT), join(root, old));
    renameSync(join(root, fresh), join(root, BUILT));
  } catch (error) {
    // Somebody who built at the same time was quicker: theirs is of the same sources.
    if (!existsSync(join(root, BUILT))) throw error;
  }
  rmSync(join(root, old), { recursive: true, force: true });
}

/** @param {string} root */
function digestOf(root) {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((one) => filesOf(root, one)).sort()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(root, path) {
  const whole = join(root, path);
  if (!existsSync(whole)) return [];
  if (!statSync(whole).isDirectory()) return [path];
  return readdirSync(whole)
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .flatMap((name) => filesOf(root, `${path}/${name}`));
}

/** @param {string} root */
function readStamp(root) {
  try {
    return readFileSync(join(root, BUILT, STAMP), 'utf8');
  } catch {
    return null;
  }
}
