import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { createDraftKeeper, type DraftKeeper, type SaveAnswer } from '../../admin/src/editor/draft-keeper.js';

/** A server of one draft, that takes a save only over the revision it names. */
function createServer({ ignoresRevisions = false } = {}) {
  let draft = { text: 'began', revision: 1 };
  let isAway = false;
  return {
    draft: () => draft,
    away: (now: boolean) => void (isAway = now),
    async save(this: void, text: string, began: { revision: number }): Promise<SaveAnswer> {
      await turn();
      if (isAway) return { kind: 'away' };
      if (began.revision !== draft.revision && !ignoresRevisions)
        return { kind: 'stale', theirs: { ...draft, author: 'Ben', updatedAtUtc: 1 }, merged: null };
      draft = { text, revision: draft.revision + 1 };
      return { kind: 'saved', revision: draft.revision, updatedAtUtc: 1 };
    },
  };
}

function createStorage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

function open(server: ReturnType<typeof createServer>, storage = createStorage()): DraftKeeper {
  const began = { ...server.draft(), updatedAtUtc: 1 };
  return createDraftKeeper({ scriptId: 'salon', began, save: server.save, storage, nowUtc: () => 7, waitMs: 60_000 });
}

describe('keeping a draft', () => {
  it('saves what was written and forgets its copy in the browser once the server has it', async () => {
    const [server, storage] = [createServer(), createStorage()];
    const keeper = open(server, storage);
    keeper.write('one');
    expect(storage.kept.size).toBe(1);
    await keeper.saveNow();
    expect(server.draft().text).toBe('one');
    expect(storage.kept.size).toBe(0);
    expect(keeper.view().keeping).toEqual({ kind: 'saved', atUtc: 1 });
    keeper.close();
  });

  it('keeps what was written during a save for the next one', async () => {
    const [server, storage] = [createServer(), createStorage()];
    const keeper = open(server, storage);
    keeper.write('one');
    const saving = keeper.saveNow();
    keeper.write('one two');
    await saving;
    expect(storage.kept.size).toBe(1);
    await keeper.saveNow();
    expect(server.draft().text).toBe('one two');
    keeper.close();
  });

  it('offers back, on the next visit, what never reached the server', async () => {
    const [server, storage] = [createServer(), createStorage()];
    server.away(true);
    const keeper = open(server, storage);
    keeper.write('far from anywhere');
    await keeper.saveNow();
    expect(keeper.view().keeping).toEqual({ kind: 'away' });
    keeper.close();
    server.away(false);
    const later = open(server, storage);
    expect(later.view()).toMatchObject({ text: 'began', kept: { text: 'far from anywhere', atUtc: 7 } });
    later.bringBack();
    await later.saveNow();
    expect(server.draft().text).toBe('far from anywhere');
    later.close();
  });

  /** Both write and save; the second is asked and puts its text on top of the first's. Texts nobody ever saw go missing. */
  async function unseen(server: ReturnType<typeof createServer>): Promise<string[]> {
    const [anna, ben] = [open(server), open(server)];
    const seen = new Set<string>();
    anna.write('of Anna');
    ben.write('of Ben');
    await anna.saveNow();
    await ben.saveNow();
    const { keeping } = ben.view();
    if (keeping.kind === 'stale') seen.add(keeping.theirs.text);
    ben.putOnTop('of Ben');
    await ben.saveNow();
    seen.add(server.draft().text);
    anna.close();
    ben.close();
    return ['of Anna', 'of Ben'].filter((text) => !seen.has(text));
  }

  it('never puts a text over another that its writer has not seen', async () => {
    expect(await unseen(createServer())).toEqual([]);
    // A server that takes every save loses one: the check can see it.
    expect(await unseen(createServer({ ignoresRevisions: true }))).toEqual(['of Anna']);
  });

  it('rests while it is not decided which text it is to be, and goes on from theirs when that is taken', async () => {
    const server = createServer();
    const [anna, ben] = [open(server), open(server)];
    anna.write('of Anna');
    await anna.saveNow();
    ben.write('of Ben');
    await ben.saveNow();
    ben.write('of Ben, longer');
    await ben.saveNow();
    expect(server.draft().text).toBe('of Anna');
    ben.takeTheirs();
    expect(ben.view()).toMatchObject({ text: 'of Anna', keeping: { kind: 'saved' } });
    ben.write('of both');
    await ben.saveNow();
    expect(server.draft()).toEqual({ text: 'of both', revision: 3 });
    anna.close();
    ben.close();
  });
});
