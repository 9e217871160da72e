import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTextLoader, type TextLoader } from '../../src/flow/index.js';
import { SAMPLE_SHOP } from '../../src/flow/chats/index.js';
import { createLog } from '../../src/platform/log.js';
import { createVersionStore, ScriptsRefusedError } from '../../src/publishing/version-store.js';
import { readFlow } from '../flow/support/scripts.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.clear());

const talk = (words: string): string =>
  `id: talk\nlanguages: [en]\nstart: a\nblocks:\n  a: { say: { en: ${words} }, then: z }\n  z: { end: done }\n`;

/** A store that notes every text it has compiled. */
function openStore() {
  const compiled: string[] = [];
  const loader = createTextLoader();
  const texts: TextLoader = {
    ...loader,
    loadScript: (file, text) => {
      compiled.push(text);
      return loader.loadScript(file, text);
    },
  };
  const store = createVersionStore({
    mongo: database,
    log: createLog('silent'),
    shopId: 'willow',
    shop: () => SAMPLE_SHOP,
    texts,
  });
  return { store, compiled };
}

async function publish(texts: readonly string[], policy: 'finish' | 'move' = 'finish'): Promise<void> {
  const { store } = openStore();
  const about = { atUtc: 1, note: '', author: 'Maria', policy };
  const phrases = { ...about, scriptId: 'phrases', file: 'flows/phrases.yaml', text: readFlow('phrases.yaml') };
  if ((await store.heads()).rev === 0) await store.freezeAndSwitch(await store.heads(), [phrases]);
  for (const text of texts)
    await store.freezeAndSwitch(await store.heads(), [{ ...about, scriptId: 'talk', file: 'flows/talk.yaml', text }]);
}

describe('the versions of a script', () => {
  it('are compiled when somebody stands in one, and only then, but for the one that is in effect', async () => {
    await publish([talk('One'), talk('Two'), talk('Three')]);
    const { store, compiled } = openStore();
    const library = await store.library(await store.heads());
    expect(compiled).toEqual([talk('Three')]);
    expect(library.current('talk')?.version).toBe(3);
    expect(library.script('talk', 1)?.version).toBe(1);
    expect(library.script('talk', 1)).toBe(library.script('talk', 1));
    expect(library.script('talk', 4)).toBeUndefined();
    expect(compiled).toEqual([talk('Three'), talk('One')]);
  });

  it('are there from the start where a publish moved people on: that has to be known in each turn', async () => {
    await publish([talk('One')]);
    await publish([talk('Two')], 'move');
    await publish([talk('Three')]);
    const { store } = openStore();
    const library = await store.library(await store.heads());
    expect(library.newer?.('talk', 1).map(({ script, policy }) => [script.version, policy])).toEqual([[2, 'move']]);
    expect(library.newer?.('talk', 2)).toEqual([]);
  });

  it('are left aside when the engine no longer reads them, unless one is in effect', async () => {
    await publish([talk('One'), talk('Two')]);
    const versions = database.db.collection<{ _id: string }>('script_versions');
    await versions.updateOne({ _id: 'talk@1' }, { $set: { text: 'id: talk' } });
    const { store } = openStore();
    const library = await store.library(await store.heads());
    expect(library.script('talk', 1)).toBeUndefined();
    expect(library.current('talk')?.version).toBe(2);
    await versions.updateOne({ _id: 'talk@2' }, { $set: { text: 'id: talk' } });
    const other = openStore();
    await expect(other.store.library(await other.store.heads())).rejects.toThrow(ScriptsRefusedError);
  });
});
