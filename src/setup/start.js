import { join, resolve } from 'node:path';
import { checkNodeVersion, installDependencies } from './dependencies.js';
import { startEmbeddedMongo } from './embedded-mongo.js';
import { runCommand, say } from './entry.js';
import { launch } from './launch.js';
import { resolveMongod } from './mongod.js';
import { buildPanel } from './panel.js';
import { projectRoot as root } from './program.js';

const { env } = process;
const APP = ['--import', 'tsx', 'src/main.ts'];
const WATCHED = ['src', 'adapters', 'flows'];

await runCommand(async () => {
  checkNodeVersion({ root });
  await installDependencies({ root, env, say });
  const watch = process.argv.includes('--watch');
  void buildPanel({ root, env, say });
  return launch({
    command: process.execPath,
    args: watch
      ? ['--watch', '--watch-preserve-output', ...WATCHED.map((path) => `--watch-path=${path}`), ...APP]
      : APP,
    cwd: root,
    env,
    say,
    // The watcher stands between: the app's channel is its own.
    endWithParent: !watch,
    bringDatabase,
  });
});

async function bringDatabase() {
  const found = await resolveMongod({ env, say });
  if (found.kind === 'uri') return null;
  const dataDir = resolve(root, env['DATA_DIR'] || join(root, '.data'));
  say(`Starting MongoDB ${found.version}, data in ${dataDir}`);
  return startEmbeddedMongo({ binary: found, dataDir });
}
