import { checkNodeVersion, installDependencies } from './dependencies.js';
import { startEmbeddedMongo } from './embedded-mongo.js';
import { runCommand, say } from './entry.js';
import { launch } from './launch.js';
import { resolveMongod } from './mongod.js';
import { projectRoot as root } from './program.js';
import { SetupError } from './ways.js';

const { env } = process;

/** Runs a TypeScript file of the project, with a throw-away database when none is given. */
await runCommand(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) throw new SetupError('Which file? Usage: node src/setup/run.js FILE [arguments]');
  checkNodeVersion({ root });
  await installDependencies({ root, env, say });
  return launch({
    command: process.execPath,
    args: ['--import', 'tsx', file, ...args],
    cwd: root,
    env,
    say,
    endWithParent: true,
    async bringDatabase() {
      const found = await resolveMongod({ env, say });
      return found.kind === 'uri' ? null : startEmbeddedMongo({ binary: found });
    },
  });
});
