import { join, resolve } from 'node:path';
import { checkNodeVersion, installDependencies } from './dependencies.js';
import { runningMongo, startEmbeddedMongo } from './embedded-mongo.js';
import { runCommand, say } from './entry.js';
import { launch } from './launch.js';
import { resolveMongod } from './mongod.js';
import { projectRoot as root } from './program.js';
import { SetupError } from './ways.js';

const { env } = process;

/** Runs a TypeScript file of the project beside a running `npm start`, on its database, and without one. */
await runCommand(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) throw new SetupError('Which file? Usage: node src/setup/beside.js FILE [arguments]');
  checkNodeVersion({ root });
  await installDependencies({ root, env, say });
  const dataDir = resolve(root, env['DATA_DIR'] || join(root, '.data'));
  const running = env['MONGODB_URI'] ? null : runningMongo(dataDir);
  return launch({
    command: process.execPath,
    args: ['--import', 'tsx', file, ...args],
    cwd: root,
    env: running ? { ...env, MONGODB_URI: running } : env,
    say,
    endWithParent: true,
    async bringDatabase() {
      if (running) return null;
      const found = await resolveMongod({ env, say });
      return found.kind === 'uri' ? null : startEmbeddedMongo({ binary: found, dataDir });
    },
  });
});
