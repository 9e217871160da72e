import { startApp } from './app.js';
import { ConfigError, readConfig } from './config.js';
import { ScriptsRefusedError } from './publishing/index.js';

/** The process: reads the environment, opens the house, closes it in order when asked to. */
async function main(): Promise<void> {
  const config = readConfig();
  if (!config.MONGODB_URI) throw new ConfigError('MONGODB_URI is missing. `npm start` brings a database of its own.');
  const app = await startApp({ config, mongoUri: config.MONGODB_URI, walksScripts: true });
  if (config.SIMULATOR === 'on') process.stdout.write(`\nParley is ready. Open ${app.url}/simulator\n\n`);

  let stopping = false;
  const stop = (): void => {
    // A second Ctrl-C ends the process at once.
    if (stopping) process.exit(130);
    stopping = true;
    app.stop().then(
      // Libraries may keep timers for minutes after they were stopped; everything of ours is closed by now.
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  const known =
    error instanceof ConfigError || error instanceof ScriptsRefusedError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`Parley could not start.\n${known}\n`);
  process.exit(1);
});
