import type { Log } from './log.js';

/** Something that runs. Both acts may be called twice. */
export interface Running {
  readonly name: string;
  stop(): Promise<void> | void;
}

/**
 * Stops what was started, last first, each within `eachMs`. Calling it again returns the same promise.
 * A part that does not stop in time is left behind with a log line: the others still get their turn.
 */
export function createLifecycle(log: Log, eachMs = 8_000): { add(running: Running): void; stop(): Promise<void> } {
  const parts: Running[] = [];
  let stopping: Promise<void> | undefined;
  return {
    add: (running) => void parts.push(running),
    stop() {
      stopping ??= (async () => {
        for (const part of parts.reverse()) {
          let timer: NodeJS.Timeout | undefined;
          const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), eachMs).unref()));
          try {
            if ((await Promise.race([Promise.resolve(part.stop()), late])) === 'late')
              log.warn({ part: part.name }, 'did not stop in time');
          } catch (error) {
            log.error({ err: error, part: part.name }, 'failed while stopping');
          }
          clearTimeout(timer);
        }
      })();
      return stopping;
    },
  };
}
