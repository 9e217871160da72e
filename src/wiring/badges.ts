import type { Log } from '../platform/log.js';
import type { Publishing } from '../publishing/index.js';
import type { Walker } from './walker.js';

/** The first customers of a fresh start come before any badge. */
const FIRST_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 10_000;
/** A walk that could not be finished takes long, and will hardly go better at once. */
const AFTER_FAILURE_MS = 600_000;

/** Walks what is published and was not walked before: what came with the product, and what does not need it. */
export function createBadges(deps: { publishing: Publishing; walker: Walker; log: Log }) {
  const { publishing, walker, log } = deps;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function look(): Promise<void> {
    let nextMs = LOOK_EVERY_MS;
    try {
      const walked = await publishing.earnBadges(walker.walk);
      if (walked > 0) log.info({ scripts: walked }, 'published scripts were walked with digits only');
    } catch (error) {
      nextMs = AFTER_FAILURE_MS;
      if (!isStopped) log.error({ err: error }, 'published scripts could not be walked');
    }
    if (!isStopped) timer = setTimeout(() => void look(), nextMs).unref();
  }

  return {
    start(): void {
      timer = setTimeout(() => void look(), FIRST_AFTER_MS).unref();
    },
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
