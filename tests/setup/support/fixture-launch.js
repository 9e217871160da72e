import { fileURLToPath } from 'node:url';
import { launch, resolveMongodBinary, startEmbeddedMongo } from '../../../src/setup/index.js';

/** Launches the fixture app as `npm start` launches the real one. Arguments: data folder, manner, patience in ms. */
const [dataDir, manner, patienceMs] = process.argv.slice(2);
const say = (line) => void process.stdout.write(`${line}\n`);

process.exitCode = await launch({
  command: process.execPath,
  args: [fileURLToPath(new URL('./fixture-app.js', import.meta.url)), manner],
  cwd: process.cwd(),
  env: process.env,
  say,
  patienceMs: Number(patienceMs),
  endWithParent: true,
  async bringDatabase() {
    const database = await startEmbeddedMongo({
      binary: await resolveMongodBinary({ env: process.env, say }),
      dataDir,
    });
    say(`database: pid ${database.pid}`);
    return database;
  },
});
