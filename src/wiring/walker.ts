import { Worker } from 'node:worker_threads';
import { WalkUnfinishedError, type WalkInput, type WalkOutcome, type WalkScript } from '../publishing/index.js';

/** More than any script that ships needs on a busy machine. */
const BUDGET_MS = 120_000;
/** A thread that nobody needs holds memory for nothing. */
const IDLE_MS = 30_000;

/**
 * Goes through scripts with digits only, one after the other, in a thread of its own: it computes for seconds, and nobody's
 * answer may wait for that. Opened when it is first needed.
 * @param deps.open another thread, for tests of what happens when it dies.
 */
export function createWalker({
  budgetMs = BUDGET_MS,
  open = openWorker,
}: { budgetMs?: number; open?: () => Worker } = {}) {
  let worker: Worker | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function close(): Promise<void> {
    clearTimeout(idle);
    const closed = worker;
    worker = undefined;
    await closed?.terminate();
  }

  function ask(input: WalkInput): Promise<WalkOutcome> {
    const thread = (worker ??= open());
    return new Promise<WalkOutcome>((resolve, reject) => {
      const fail = (why: string, cause?: unknown): void => {
        done();
        void close();
        reject(new WalkUnfinishedError(why, { cause }));
      };
      const timer = setTimeout(() => fail(`it took more than ${Math.round(budgetMs / 1000)} seconds`), budgetMs);
      const answered = (outcome: WalkOutcome | null): void => {
        done();
        if (outcome) resolve(outcome);
        else reject(new WalkUnfinishedError('its text or one beside it cannot be read'));
      };
      const failed = (error: unknown): void => fail('the thread that walks it failed', error);
      const ended = (): void => fail('the thread that walks it ended');
      function done(): void {
        clearTimeout(timer);
        thread.off('message', answered).off('error', failed).off('exit', ended);
      }
      thread.on('message', answered).on('error', failed).on('exit', ended);
      thread.postMessage(input);
    });
  }

  const walk: WalkScript = (input) => {
    const walked = queue.then(() => {
      clearTimeout(idle);
      if (isStopped) throw new WalkUnfinishedError('the service is stopping');
      return ask(input);
    });
    queue = walked.then(rest, rest);
    return walked;
  };

  function rest(): void {
    clearTimeout(idle);
    idle = setTimeout(() => void close(), IDLE_MS).unref();
  }

  return {
    walk,
    async stop(): Promise<void> {
      isStopped = true;
      await close();
    },
  };
}

export type Walker = ReturnType<typeof createWalker>;

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
