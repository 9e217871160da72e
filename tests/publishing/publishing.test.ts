import { mkdtemp, cp, writeFile, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Publishing } from '../../src/publishing/index.js';
import { openTestDatabase } from '../support/database.js';
import { acceptAll, openPublishing, publishText } from './support.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let publishing: Publishing;
const open: Publishing[] = [];

beforeEach(async () => {
  mongo = await openTestDatabase();
  publishing = await openPublishing(mongo);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  await mongo.drop();
});

const saved = async (text: string, revision: number, author: string, began?: string) =>
  publishing.drafts.save({ scriptId: 'salon', text, revision, author, ...(began === undefined ? {} : { began }) });
const counts = async () => ({
  versions: await mongo.db.collection('script_versions').countDocuments(),
  heads: await mongo.db.collection('script_heads').find().toArray(),
});

describe('what came with the product', () => {
  it('is published at the first start, and once however many processes start together', async () => {
    const before = await counts();
    await Promise.all([openPublishing(mongo), openPublishing(mongo), openPublishing(mongo)]);

    expect((await publishing.list()).map(({ id, current }) => [id, current.version, current.author])).toContainEqual([
      'salon',
      1,
      'files',
    ]);
    expect(await counts()).toEqual(before);
  });

  it('gives way to what people have published: their work is never overwritten', async () => {
    const ours = await publishText(publishing, 'salon', (text) => text.replace("'Who?'", "'Who shall it be?'"));
    expect(ours.kind).toBe('published');
    const folder = await mkdtemp(join(tmpdir(), 'flows-'));
    try {
      await cp('flows', folder, { recursive: true });
      for (const [name, from, to] of [
        ['salon.yaml', "'Who?'", "'Which of us?'"],
        ['drop.yaml', '# ', '# Newer. '],
      ] as const) {
        const path = join(folder, name);
        await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
      }
      const next = await openPublishing(mongo, { folder });

      const current = new Map((await next.list()).map(({ id, current }) => [id, current]));
      expect([current.get('salon')!.author, current.get('salon')!.version]).toEqual(['Maria', 2]);
      expect([current.get('drop')!.author, current.get('drop')!.version]).toEqual(['files', 2]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a draft', () => {
  it('is never what people talk with', async () => {
    const { text } = (await publishing.drafts.find('salon'))!;
    await saved(text.replace("'Who?'", "'Who shall it be?'"), 0, 'Maria');
    await publishing.refresh();

    expect(publishing.library().current('salon')!.version).toBe(1);
  });

  it('refuses a save that began from an older revision, shows the other and keeps both texts (pain 18)', async () => {
    const { text } = (await publishing.drafts.find('salon'))!;
    const mine = text.replace("'Who?'", "'Who shall it be?'");
    const theirs = text.replace('Something else', 'Another thing');
    expect((await saved(theirs, 0, 'Ben')).kind).toBe('saved');

    const refused = await saved(mine, 0, 'Maria', text);

    expect(refused).toMatchObject({
      kind: 'stale',
      theirs: { text: theirs, author: 'Ben', revision: 1 },
      conflictsAt: [],
    });
    const merged = refused.kind === 'stale' ? refused.merged : null;
    expect([merged?.includes('Who shall it be?'), merged?.includes('Another thing')]).toEqual([true, true]);
    expect((await publishing.drafts.copies('salon')).map((one) => [one.text, one.author])).toEqual([[mine, 'Maria']]);
    expect((await publishing.drafts.find('salon'))!.text).toBe(theirs);
  });

  it('names the lines both have changed instead of putting them together', async () => {
    const { text } = (await publishing.drafts.find('salon'))!;
    await saved(text.replace("'Who?'", "'One?'"), 0, 'Ben');

    const refused = await saved(text.replace("'Who?'", "'Two?'"), 0, 'Maria', text);

    const line = text.split('\n').findIndex((one) => one.includes("'Who?'")) + 1;
    expect(refused).toMatchObject({ kind: 'stale', merged: null, conflictsAt: [line] });
  });

  it('lets exactly one of twenty who save at once through, and loses nothing of the others', async () => {
    const { text } = (await publishing.drafts.find('salon'))!;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => saved(`${text}# ${index}\n`, 0, `Editor ${index}`)),
    );

    expect(outcomes.filter(({ kind }) => kind === 'saved')).toHaveLength(1);
    const kept = [
      (await publishing.drafts.find('salon'))!.text,
      ...(await publishing.drafts.copies('salon')).map((one) => one.text),
    ];
    expect(new Set(kept).size).toBe(20);
  });
});

describe('publishing', () => {
  it('checks, plays the recorded chats, freezes and switches, with a note [FL-12]', async () => {
    const outcome = await publishText(publishing, 'salon', (text) => text.replace("'Who?'", "'Who shall it be?'"));

    expect(outcome).toMatchObject({
      kind: 'published',
      versions: [{ _id: 'salon@2', note: 'Other words', author: 'Maria' }],
    });
    expect(publishing.library().current('salon')!.version).toBe(2);
    expect(publishing.library().script('salon', 1)).toBeDefined();
    const [newest] = await publishing.versionsOf('salon');
    expect(newest).toMatchObject({ isCurrent: true, coverage: { chats: expect.any(Number) } });
    expect(newest!.coverage!.chats).toBeGreaterThan(10);
    expect((await publishing.drafts.find('salon'))!.revision).toBe(0);
  });

  it('changes nothing when a check blocks, and says which step and why', async () => {
    const before = await counts();
    const { text } = (await publishing.drafts.find('salon'))!;
    await saved(text.replace('then: paying', 'then: nowhere'), 0, 'Maria');

    const outcome = await publishing.publish({
      drafts: [{ scriptId: 'salon', revision: 1 }],
      ...{ note: 'n', author: 'Maria', policy: 'finish', accepted: [] },
    });

    expect(outcome).toMatchObject({ kind: 'refused', step: 'check' });
    expect(outcome.kind === 'refused' && outcome.problems.some(({ reason }) => reason.includes('nowhere'))).toBe(true);
    expect(await counts()).toEqual(before);
  });

  it('stops at a recorded chat that goes another way, unless it is said why', async () => {
    const { text } = (await publishing.drafts.find('salon'))!;
    await saved(text.replace("'What would you like?'", "'Which one?'"), 0, 'Maria');
    const all = await acceptAll(publishing, ['salon']);
    const request = {
      drafts: [{ scriptId: 'salon', revision: 1 }],
      note: 'n',
      author: 'Maria',
      policy: 'finish',
    } as const;

    const refused = await publishing.publish({
      ...request,
      accepted: all.filter(({ check }) => !check.startsWith('recorded')),
    });
    expect(refused).toMatchObject({ kind: 'refused', step: 'chats' });
    expect((await publishing.publish({ ...request, accepted: all })).kind).toBe('published');
  });

  it('publishes no draft that was saved since it was looked at', async () => {
    const { text } = (await publishing.drafts.find('salon'))!;
    await saved(text.replace("'Who?'", "'One?'"), 0, 'Maria');
    await saved(text.replace("'Who?'", "'Two?'"), 1, 'Ben');

    const request = { note: 'n', author: 'Maria', policy: 'finish', accepted: [] } as const;
    const outcome = await publishing.publish({ ...request, drafts: [{ scriptId: 'salon', revision: 1 }] });

    expect(outcome).toMatchObject({ kind: 'refused', step: 'read', reason: expect.stringContaining('Ben') });
  });

  it('lets one of two who publish at once through, and the other changes nothing', async () => {
    const other = await openPublishing(mongo);
    for (const id of ['salon', 'drop']) {
      const { text } = (await publishing.drafts.find(id))!;
      await publishing.drafts.save({ scriptId: id, text: `${text}# more\n`, revision: 0, author: 'Maria' });
    }
    const accepted = await acceptAll(publishing, ['salon', 'drop']);
    const about = { note: 'n', author: 'Maria', policy: 'finish', accepted } as const;
    const outcomes = await Promise.all([
      publishing.publish({ ...about, drafts: [{ scriptId: 'salon', revision: 1 }] }),
      other.publish({ ...about, drafts: [{ scriptId: 'drop', revision: 1 }] }),
    ]);

    const { versions, heads } = await counts();
    const made = outcomes.filter(({ kind }) => kind === 'published').length;
    expect(made).toBeGreaterThanOrEqual(1);
    expect(outcomes.every((one) => one.kind === 'published' || one.step === 'switch')).toBe(true);
    expect(heads[0]!['rev']).toBe(1 + made);
    expect(versions).toBe((await publishing.list()).length + made);
  });
});

describe('going back', () => {
  it('is a publish of the older text, in effect in every process within five seconds (pain 17)', async () => {
    await publishText(publishing, 'salon', (text) => text.replace("'Who?'", "'Who shall it be?'"));
    const [watching, looking] = [await openPublishing(mongo), await openPublishing(mongo, { watches: false })];
    for (const one of [watching, looking]) {
      open.push(one);
      one.start();
      expect(one.library().current('salon')!.version).toBe(2);
    }
    const accepted = (await publishing.check('salon', (await publishing.version('salon', 1))!.text, true))!.problems
      .filter(({ severity }) => severity === 'reason')
      .map(({ check, block }) => ({ check, block, reason: 'as before' }));

    const outcome = await publishing.rollBack({
      ...{
        scriptId: 'salon',
        version: 1,
        note: 'The old words were better',
        author: 'Maria',
        policy: 'finish',
        accepted,
      },
    });
    expect(outcome).toMatchObject({ kind: 'published', versions: [{ version: 3, restores: 1 }] });
    // From the moment it is published: the gate plays every recorded chat before that, as long as it takes.
    const begun = performance.now();
    for (const one of [watching, looking]) {
      while (one.library().current('salon')!.version !== 3) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect((await publishing.version('salon', 3))!.text).toBe((await publishing.version('salon', 1))!.text);
  });

  it('shows word by word what differs between two versions', async () => {
    await publishText(publishing, 'salon', (text) => text.replace("'Who?'", "'Who shall it be?'"));

    const parts = (await publishing.diff('salon', 1, 2))!.parts.filter(({ kind }) => kind !== 'same');

    expect(parts.every(({ kind }) => kind === 'added' || kind === 'removed')).toBe(true);
    expect(parts.map(({ text }) => text).join('')).toContain('shall it be');
  });
});
