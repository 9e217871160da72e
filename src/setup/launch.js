import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { runProgram } from './program.js';

/** npm passes a terminal's Ctrl-C on to us a moment after the terminal did: within this time it is the same one. */
const SAME_KEYPRESS_MS = 400;
const INTERRUPTED = 130;
const LOOK_MS = 500;

/** @type {import('./index.d.ts').launch} */
export async function launch({ bringDatabase, ...options }) {
  /** @type {import('./index.d.ts').RunningProgram | undefined} */
  let program;
  /** @type {import('./index.d.ts').EmbeddedMongo | null} */
  let database = null;
  /** @type {number | undefined} */
  let askedAtMs;
  let hurried = false;

  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    const nowMs = performance.now();
    if (askedAtMs === undefined) {
      askedAtMs = nowMs;
      program?.stop(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    } else if (nowMs - askedAtMs > SAME_KEYPRESS_MS) {
      hurried = true;
      program?.kill();
      database?.kill();
    }
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, onSignal);
  const stopWatching = options.env['npm_lifecycle_event'] ? onParentGone(() => onSignal('SIGTERM')) : () => undefined;
  try {
    database = await bringDatabase();
    if (askedAtMs !== undefined) return INTERRUPTED;
    let lost = false;
    const env = database ? { ...options.env, MONGODB_URI: database.uri } : options.env;
    program = runProgram({ ...options, env });
    const running = program;
    void database?.closed.then(() => {
      if (askedAtMs !== undefined) return;
      lost = true;
      options.say('The database has ended unexpectedly, so the program is stopped. Start again to go on.');
      running.stop('SIGTERM');
    });
    const code = await running.ended;
    if (hurried) return INTERRUPTED;
    return lost && code === 0 ? 1 : code;
  } finally {
    // From here a database that ends was asked to.
    askedAtMs ??= performance.now();
    await database?.stop();
    stopWatching();
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/**
 * npm runs us in a shell and passes its own SIGTERM on to that shell, which ends without a word to us. Started by hand we
 * may well outlive the shell: that is what `nohup` and `&` are for.
 * @param {() => void} act
 */
function onParentGone(act) {
  const parentPid = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(looking);
    act();
  }, LOOK_MS);
  return () => clearInterval(looking);
}
