import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileRef } from '../../src/flow/protocol.js';
import { createBuiltInScanner, createFiles, fileIndexes, type Files } from '../../src/files/index.js';
import type { FetchedFile } from '../../src/messaging/channel.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { openTestDatabase } from '../support/database.js';
import { EICAR, EXE, JPEG, PDF, PNG, zip } from './support/bytes.js';

const clock = createMovableClock(Date.UTC(2026, 10, 23, 10, 0));
const MB = 1024 * 1024;
let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let files: Files;
let fetched: (ref: string) => FetchedFile | null;
let keys = 0;

beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, fileIndexes);
  files = house();
});
afterAll(() => mongo.drop());

function house(): Files {
  const fetchFrom = async (_channel: string, ref: string): Promise<FetchedFile | null> => fetched(ref);
  return createFiles({ mongo, clock, scanner: createBuiltInScanner(), fetchFrom });
}

const context = (key = `k${++keys}`) => ({
  shopId: 'willow',
  conversationId: 'sms:a:b',
  channel: 'sms' as const,
  address: 'b',
  language: 'en',
  key,
  nowUtc: clock.nowUtc(),
});
const ref = (name: string | null = null): FileRef => ({ ref: 'x', type: 'image/png', bytes: null, name });

async function keep(
  content: Buffer,
  { accept = [], name = null, key }: { accept?: string[]; name?: string | null; key?: string } = {},
) {
  fetched = () => ({ kind: 'fetched', content });
  const outcome = await files.keep({ file: ref(name), media: 'file', accept }, context(key));
  return outcome.exit === 'kept' ? outcome.data.file : outcome.data.reason;
}

describe('a file somebody sends', () => {
  it('is kept as what it is and not as what it is called, and can be opened again', async () => {
    const file = await keep(PNG, { name: '../../Meine Haare.exe' });
    expect(file).toMatchObject({ name: 'Meine Haare.png', type: 'image/png', bytes: PNG.length });
    if (typeof file === 'string') throw new Error(file);
    expect((await files.open(file.id))?.content.equals(PNG)).toBe(true);
  });

  it.each<[string, Buffer, string[], string]>([
    ['the EICAR test file', EICAR, [], 'infected'],
    ['the EICAR test file behind something else', Buffer.concat([PNG, EICAR]), [], 'infected'],
    ['the EICAR test file in a zip', zip({ 'a.txt': EICAR }), [], 'infected'],
    ['the EICAR test file in a zip in a zip', zip({ 'a.zip': zip({ 'b.txt': EICAR }) }), [], 'infected'],
    ['a zip deeper than anybody looks', zip({ a: zip({ b: zip({ c: zip({ d: EICAR }) }) }) }), [], 'unreadable'],
    ['a zip that swells', zip({ big: Buffer.alloc(60 * MB) }), [], 'unreadable'],
    ['an encrypted zip', zip({ a: PNG }, { encrypted: true }), [], 'unreadable'],
    ['half a zip', zip({ a: PNG }).subarray(0, 40), [], 'unreadable'],
    ['a program', EXE, [], 'wrongKind'],
    ['a program in a zip', zip({ 'cv.pdf': EXE }), [], 'wrongKind'],
    ['a document with macros', zip({ 'word/document.xml': PNG, 'word/vbaProject.bin': PNG }), [], 'wrongKind'],
    ['a script', Buffer.from('#!/bin/sh\nrm -rf /'), [], 'wrongKind'],
    ['a web page', Buffer.from('<!DOCTYPE html><script>alert(1)</script>'), [], 'wrongKind'],
    ['a drawing with a script', Buffer.from('<svg xmlns="x" onload="alert(1)">'), [], 'wrongKind'],
    ['bytes of nothing', Buffer.from([1, 2, 3, 0, 255]), [], 'unreadable'],
    ['an empty file', Buffer.alloc(0), [], 'unreadable'],
    ['a document where a picture is asked for', PDF, ['image'], 'wrongKind'],
    ['more than 10 MB', Buffer.concat([PNG, Buffer.alloc(10 * MB)]), [], 'tooBig'],
  ])('is refused when it is %s [FL-14]', async (_what, content, accept, reason) => {
    expect(await keep(content, { accept })).toBe(reason);
  });

  it.each<[string, Buffer, string[], string]>([
    ['exactly 10 MB', Buffer.concat([PNG, Buffer.alloc(10 * MB - PNG.length)]), [], 'image/png'],
    ['a picture where one is asked for', JPEG, ['image/*'], 'image/jpeg'],
    ['a document where one is asked for', PDF, ['image', 'application/pdf'], 'application/pdf'],
    ['a text', Buffer.from('Größe 42, bitte.'), ['document'], 'text/plain'],
    ['a zip of pictures', zip({ 'a.png': PNG }), [], 'application/zip'],
    [
      'an office document',
      zip({ 'word/document.xml': Buffer.from('<?xml version="1.0"?><w:document/>') }),
      ['document'],
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
  ])('is kept when it is %s', async (_what, content, accept, type) => {
    expect(await keep(content, { accept })).toMatchObject({ type });
  });

  it('is kept once when the turn is run again or by two processes at once', async () => {
    const key = 'the same call';
    const other = house();
    fetched = () => ({ kind: 'fetched', content: PNG });
    const input = { file: ref(), media: 'image', accept: [] };
    const before = await mongo.db.collection('kept.files').countDocuments();
    const outcomes = await Promise.all([files, other, files].map((one) => one.keep(input, context(key))));
    outcomes.push(await other.keep(input, context(key)));
    expect(new Set(outcomes.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await mongo.db.collection('kept.files').countDocuments()).toBe(before + 1);
  });

  it('is asked for again when its channel is away, and refused when it is gone there', async () => {
    fetched = () => ({ kind: 'retry', reason: 'away' });
    await expect(files.keep({ file: ref(), media: 'image', accept: [] }, context())).rejects.toMatchObject({
      code: 'files.notFetched',
    });
    for (const answer of [{ kind: 'gone' }, null] as const) {
      fetched = () => answer;
      expect((await files.keep({ file: ref(), media: 'image', accept: [] }, context())).data).toEqual({
        reason: 'unreadable',
      });
    }
  });

  it('is forgotten after a day when nobody kept it, and stays when somebody did', async () => {
    const taken = await files.takeIn(PNG, { type: 'image/png', name: null });
    const kept = await keep(PNG);
    if (typeof kept === 'string') throw new Error(kept);
    clock.advance(24 * 3_600_000 + 1);
    await files.sweep();
    expect((await files.keep({ file: taken, media: 'image', accept: [] }, context())).exit).toBe('refused');
    expect(await files.open(kept.id)).not.toBeNull();
    expect(await mongo.db.collection('incoming.chunks').countDocuments()).toBe(0);
  });
});

it('would keep the test file if no scanner looked, so the check above can fail', async () => {
  const blind = createFiles({
    mongo,
    clock,
    scanner: { scan: async () => 'clean' },
    fetchFrom: async () => ({ kind: 'fetched', content: EICAR }),
  });
  expect((await blind.keep({ file: ref(), media: 'file', accept: [] }, context())).exit).toBe('kept');
});
