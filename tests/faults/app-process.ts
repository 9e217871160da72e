import { startApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createTwilioAdapters } from '../../adapters/twilio/index.js';

/**
 * The whole app in a process that a fault test may kill. Everything slow to load is loaded before `start` comes, so that the
 * next process takes over within moments of the last one's death.
 */
export interface StartMessage {
  readonly env: Record<string, string>;
  readonly mongoUri: string;
  readonly dbName: string;
  /** How long a dead process's work waits for another; the real one is 15 s. */
  readonly leaseMs?: number;
  /** Ends the process by itself, as `kill -9` would, the nth time it passes this point. */
  readonly killAt?: { readonly point: string; readonly nth: number };
}

if (typeof createTwilioAdapters !== 'function') throw new Error('the adapter was not loaded');
process.on('disconnect', () => process.exit(0));
process.on('message', ({ env, mongoUri, dbName, killAt, leaseMs }: StartMessage) => {
  let passed = 0;
  const checkpoint = (point: string): void => {
    if (killAt?.point === point && ++passed === killAt.nth) process.kill(process.pid, 'SIGKILL');
  };
  startApp({
    config: readConfig(env),
    mongoUri,
    dbName,
    checkpoint,
    sweepEveryMs: 100,
    ...(leaseMs ? { leaseMs } : {}),
  }).then(
    () => process.send?.({ type: 'ready' }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.({ type: 'warm' });
