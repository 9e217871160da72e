import { resolveMongodBinary, startEmbeddedMongo } from '../../../src/setup/index.js';

/** A process that owns an embedded server until it is told to stop. Argument: data folder. Says where the server is. */
const say = (line) => void process.stdout.write(`${line}\n`);
try {
  const binary = await resolveMongodBinary({ env: process.env, say });
  const { uri, port, pid, stop } = await startEmbeddedMongo({ binary, dataDir: process.argv[2] });
  process.once('SIGTERM', () => void stop());
  say(`server: ${JSON.stringify({ uri, port, pid })}`);
} catch (error) {
  say(`refused: ${JSON.stringify(error.message)}`);
  process.exitCode = 1;
}
