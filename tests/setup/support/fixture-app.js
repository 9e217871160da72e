import { setInterval } from 'node:timers';
import mongoose from 'mongoose';

/**
 * The smallest app that can be launched. What it does when it is asked to stop is its argument.
 *   orderly   asks the database once more, then ends with 0
 *   stubborn  goes on
 *   exit-7    ends with 7 before anybody asks
 */
const manner = process.argv[2];
const tell = (line) => void process.stdout.write(`app: ${line}\n`);

const connection = await mongoose
  .createConnection(process.env.MONGODB_URI, { serverSelectionTimeoutMS: 1_000 })
  .asPromise();
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, async () => {
    asked += 1;
    tell(`got ${signal} ${asked}`);
    if (manner === 'stubborn') return;
    await connection.db.command({ ping: 1 }).then(
      () => tell('the database still answers'),
      () => tell('the database is gone'),
    );
    process.exit(0);
  });
if (manner === 'exit-7') process.exit(7);
setInterval(() => undefined, 60_000);
tell(`pid ${process.pid}`);
