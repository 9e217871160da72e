import { startApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';

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
  /** The process before it has made them. */
  readonly isIndexed: boolean;
  /** Ends the process by itself, as `kill -9` would, the nth time it passes this point. */
  readonly killAt?: { readonly point: string; readonly nth: number };
}

// What the house would load as it starts, in the moments in which nobody answers: its channels and the stand-ins of the rest.
const loaded = await Promise.all([
  import('../../adapters/twilio/index.js'),
  import('../../adapters/webchat/index.js'),
  import('../../adapters/slack/index.js'),
  import('../../adapters/telegram/index.js'),
  import('../../src/simulator/index.js'),
  import('../../src/simulator/stand-ins/slack.js'),
  import('../../src/simulator/stand-ins/telegram.js'),
  import('../../src/simulator/stand-ins/stripe.js'),
  import('../../src/simulator/stand-ins/mail.js'),
  import('@slack/bolt'),
  import('botbuilder'),
  import('smtp-server'),
]);
if (loaded.some((one) => Object.keys(one).length === 0)) throw new Error('a part of the house was not loaded');
process.on('disconnect', () => process.exit(0));
process.on('message', ({ env, mongoUri, dbName, killAt, leaseMs, isIndexed }: StartMessage) => {
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
    isIndexed,
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
