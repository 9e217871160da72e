import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { isDuplicateKey } from '../platform/mongo.js';
import { FILES_AUTHOR } from './publishing.model.js';
import type { FolderFile } from './scripts-folder.js';
import { digestOf, HeadsMovedError, type VersionStore } from './version-store.js';

/**
 * Publishes what came with the product, except where people have published something of their own: their work is never
 * overwritten, the log says so. Several processes that start together agree, since only one of them switches.
 */
export async function publishFiles(deps: {
  store: VersionStore;
  clock: Clock;
  log: Log;
  files: readonly FolderFile[];
}): Promise<void> {
  const { store, clock, log, files } = deps;
  for (;;) {
    const heads = await store.heads();
    const published = new Map((await store.current(heads)).map((doc) => [doc.scriptId, doc]));
    const changed: FolderFile[] = [];
    for (const one of files) {
      const now = published.get(one.scriptId);
      if (now && (now.author ?? FILES_AUTHOR) !== FILES_AUTHOR) {
        // Said only where it matters: the file and what people published are not the same words.
        if (now.digest !== digestOf(one.text))
          log.info(
            { script: one.scriptId, version: now.version },
            'a script published in the panel stays; its file is left aside',
          );
      } else if (now?.digest !== digestOf(one.text)) changed.push(one);
    }
    if (changed.length === 0 && heads.rev > 0) return;
    const atUtc = clock.nowUtc();
    try {
      await store.freezeAndSwitch(
        heads,
        changed.map((one) => ({
          ...one,
          atUtc,
          note: 'Came with the product',
          author: FILES_AUTHOR,
          policy: 'finish',
        })),
      );
      return;
    } catch (error) {
      if (!(error instanceof HeadsMovedError) && !isDuplicateKey(error)) throw error;
    }
  }
}
