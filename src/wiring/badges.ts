import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Log } from '../platform/log.js';
import type { Publishing, WalkScript } from '../publishing/index.js';

/** The first customers of a fresh start come before any badge. */
const FIRST_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 10_000;

/** Walks what has been published, a while after it was, in a thread of its own. */
export function createBadges(deps: { publishing: Publishing; log: Log }) {
  const { publishing, log } = deps;
  let timer: NodeJS.Timeout | undefined;
  let worker: Worker | undefined;
  let isStopped = false;

  const walk: WalkScript = async (input) => {
    worker ??= openWorker();
    worker.postMessage(input);
    const [badge] = (await once(worker, 'message')) as [Awaited<ReturnType<WalkScript>>];
    return badge;
  };

  async function look(): Promise<void> {
    try {
      const walked = await publishing.earnBadges(walk);
      if (walked > 0) log.info({ scripts: walked }, 'published scripts were walked with digits only');
    } catch (error) {
      if (!isStopped) log.error({ err: error }, 'published scripts could not be walked');
    } finally {
      await worker?.terminate();
      worker = undefined;
    }
    if (!isStopped) timer = setTimeout(() => void look(), LOOK_EVERY_MS).unref();
  }

  return {
    start(): void {
      timer = setTimeout(() => void look(), FIRST_AFTER_MS).unref();
    },
    async stop(): Promise<void> {
      isStopped = true;
      clearTimeout(timer);
      await worker?.terminate();
    },
  };
}

/** From sources a thread needs the loader set up inside it; compiled code needs none. */
const FROM_SOURCE =
  "import('tsx/esm/api').then(({ register }) => { register(); return import(require('node:worker_threads').workerData); });";

function openWorker(): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(isSource ? './badge.worker.ts' : './badge.worker.js', import.meta.url);
  const worker = isSource ? new Worker(FROM_SOURCE, { eval: true, workerData: file.href }) : new Worker(file);
  worker.unref();
  return worker;
}
