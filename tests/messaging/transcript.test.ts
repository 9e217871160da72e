import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTranscript, type HeardRecord, type Mark } from '../../src/messaging/transcript.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
});
afterAll(() => mongo.drop());

const row = (key: string): HeardRecord => ({
  key,
  conversationId: 'c',
  shopId: 'willow',
  channel: 'sms',
  direction: 'in',
  text: 'hi',
  atUtc: 1,
});
const open = (marks: Mark[] = []) =>
  createTranscript({
    mongo,
    log: createLog('silent'),
    applyMarks: (some) => Promise.resolve(void marks.push(...some)),
    flushEveryMs: 60_000,
  });

describe('the transcript', () => {
  it.each([
    ['one row', ['a1']],
    ['several rows', ['b1', 'b2', 'b3']],
  ])('takes %s that another process has stored already, and goes on with the rest', async (_what, keys) => {
    const marks: Mark[] = [];
    const first = open();
    for (const key of keys) first.add(row(key));
    await first.flush();
    const second = open(marks);
    for (const key of keys) second.add(row(key));
    second.add(row(`${keys[0]}-new`));
    second.mark({ conversationId: 'c', rev: 1 });
    await second.flush();
    expect([...(await second.known([...keys, `${keys[0]}-new`, 'nobody']))].sort()).toEqual(
      [...keys, `${keys[0]}-new`].sort(),
    );
    expect(marks).toEqual([{ conversationId: 'c', rev: 1 }]);
  });

  it('marks nothing before the rows queued with it are stored', async () => {
    const order: string[] = [];
    const transcript = createTranscript({
      mongo,
      log: createLog('silent'),
      applyMarks: async () => void order.push((await transcript.known(['m1'])).has('m1') ? 'stored' : 'not stored'),
      flushEveryMs: 60_000,
    });
    transcript.mark({ conversationId: 'c', rev: 1 });
    transcript.add(row('m1'));
    await transcript.flush();
    expect(order).toEqual(['stored']);
  });
});
