import type { Library } from '../flow/index.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { publishingCollections } from './publishing.model.js';
import type { VersionStore } from './version-store.js';

const POLL_MS = 2_000;

export interface LiveLibrary {
  /** What is published now. A turn asks once and keeps to it. */
  readonly current: () => Library;
  /** Looks whether anything was published, here or by another process. Resolves with whether it was. */
  readonly refresh: () => Promise<boolean>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

/** Follows what is published: a change stream says at once, a look every two seconds makes sure. */
export async function createLiveLibrary(deps: {
  mongo: Mongo;
  log: Log;
  store: VersionStore;
  pollMs?: number;
  /** Without it, only the look every so often: what a test of that alone wants. */
  watches?: boolean;
}): Promise<LiveLibrary> {
  const { mongo, log, store } = deps;
  const { heads } = publishingCollections(mongo);
  let pointer = await store.heads();
  let library = await store.library(pointer);
  let refreshing: Promise<boolean> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stream: ReturnType<typeof heads.watch> | undefined;

  async function look(): Promise<boolean> {
    const found = await store.heads();
    if (found.rev === pointer.rev) return false;
    library = await store.library(found);
    pointer = found;
    return true;
  }

  function refresh(): Promise<boolean> {
    // After the one under way: what it has read may already be old.
    const next = (refreshing ?? Promise.resolve(false)).then(look, look);
    refreshing = next;
    const done = (): void => {
      if (refreshing === next) refreshing = undefined;
    };
    next.then(done, done);
    return next;
  }

  function refreshInBackground(): void {
    refresh().catch((error: unknown) => log.error({ err: error }, 'what is published could not be read; tried again'));
  }

  return {
    current: () => library,
    refresh,
    start() {
      timer ??= setInterval(refreshInBackground, deps.pollMs ?? POLL_MS).unref();
      if (stream || deps.watches === false) return;
      stream = heads.watch([]);
      stream.on('change', refreshInBackground);
      stream.on('error', (error: unknown) => log.warn({ err: error }, 'publishing is now only looked at by the clock'));
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await stream?.close();
      stream = undefined;
      await refreshing?.catch(() => undefined);
    },
  };
}
