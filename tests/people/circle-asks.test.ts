import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createCircleAsks, type CircleAskInput, type CircleAsks } from '../../src/people/circle-asks.service.js';
import { HOUR_MS } from '../../src/platform/time-units.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const NOW_UTC = Date.parse('2026-11-23T08:00:00Z');
const LIFE_MS = 23 * HOUR_MS;
const SECRET = 'a secret of sixteen letters';

let database: TestDatabase;
let asks: CircleAsks;

beforeAll(async () => {
  database = await openTestDatabase();
  asks = createCircleAsks({ mongo: database, secret: SECRET });
});
beforeEach(() => database.clear());
afterAll(() => database.drop());

function asked(key: string, more: Partial<CircleAskInput> = {}): CircleAskInput {
  return {
    shopId: 'willow',
    what: 'helping',
    asker: { conversationId: 'telegram:bot:1', channel: 'telegram', address: '1' },
    askerName: 'Tom Field',
    askerChats: ['telegram:bot:1'],
    phone: '+447700900001',
    otherName: 'Maria',
    calledBy: 'Maria (…001)',
    toChat: 'sms:us:+447700900001',
    key,
    nowUtc: NOW_UTC,
    ...more,
  };
}

async function idOf(input: CircleAskInput): Promise<string> {
  const begun = await asks.begin(input);
  if (begun.kind !== 'asked') throw new Error(`it was ${begun.kind}`);
  return begun.row._id;
}

const theirs = { chats: ['sms:us:+447700900001'], key: 'answer', nowUtc: NOW_UTC } as const;

describe('a request for help by a number', () => {
  it('is one however often the same call or the same wish comes', async () => {
    const first = await idOf(asked('one'));
    expect(await idOf(asked('one'))).toBe(first);
    expect(await idOf(asked('two'))).toBe(first);
    expect(await idOf(asked('three', { what: 'helped' }))).not.toBe(first);
  });

  it('is answered once, by whoever it was sent to, and the same call hears the same again', async () => {
    const id = await idOf(asked('one'));
    expect(await asks.answer({ ...theirs, id, isAgreed: true, chats: ['sms:us:+447700900002'] })).toBeNull();
    const both = await Promise.all([
      asks.answer({ ...theirs, id, isAgreed: true, key: 'yes' }),
      asks.answer({ ...theirs, id, isAgreed: false, key: 'no' }),
    ]);
    const [won] = both.filter((row) => row !== null);
    expect(both.filter((row) => row !== null)).toHaveLength(1);
    expect(await asks.answer({ ...theirs, id, isAgreed: false, key: won!.answeredBy! })).toEqual(won);
  });

  it('can be answered for 23 hours and not after it, and is told to be over once', async () => {
    const id = await idOf(asked('one'));
    const told: string[] = [];
    const runOut = (nowUtc: number): Promise<void> =>
      asks.runOut(nowUtc, ({ _id }) => Promise.resolve(void told.push(_id)));
    await runOut(NOW_UTC + LIFE_MS - 1);
    expect(told).toEqual([]);
    expect(await asks.answer({ ...theirs, id, isAgreed: true, nowUtc: NOW_UTC + LIFE_MS })).toBeNull();
    await runOut(NOW_UTC + LIFE_MS);
    await runOut(NOW_UTC + LIFE_MS);
    expect(told).toEqual([id]);
  });

  it('is told to be over again after a crash before that was noted', async () => {
    await idOf(asked('one'));
    await expect(asks.runOut(NOW_UTC + LIFE_MS, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    const told: string[] = [];
    await asks.runOut(NOW_UTC + LIFE_MS, ({ _id }) => Promise.resolve(void told.push(_id)));
    expect(told).toHaveLength(1);
  });

  it('is not sent again to who has said no to the same person, and may be to others', async () => {
    await asks.answer({ ...theirs, id: await idOf(asked('one')), isAgreed: false });
    expect(await asks.begin(asked('two'))).toEqual({ kind: 'declined' });
    const other = { conversationId: 'telegram:bot:2', channel: 'telegram', address: '2' } as const;
    expect(await asks.begin(asked('three', { asker: other, askerChats: ['telegram:bot:2'] }))).toMatchObject({
      kind: 'asked',
      row: { toChat: 'sms:us:+447700900001' },
    });
  });

  it('is made three times an hour from a chat', async () => {
    const to = (n: number, nowUtc = NOW_UTC) => asks.begin(asked(`to ${n}`, { phone: `+44770090000${n}`, nowUtc }));
    for (const n of [1, 2, 3]) expect((await to(n)).kind).toBe('asked');
    expect(await to(4)).toEqual({ kind: 'tooMany' });
    expect((await to(4, NOW_UTC + HOUR_MS)).kind).toBe('asked');
  });

  it('is sent to a number that has three of them to answer no more, and nobody is told so [GU-13]', async () => {
    const from = (n: number) => {
      const conversationId = `telegram:bot:${n}`;
      const asker = { conversationId, channel: 'telegram', address: String(n) } as const;
      return asks.begin(asked(`from ${n}`, { asker, askerChats: [conversationId] }));
    };
    for (const n of [1, 2, 3]) expect(await from(n)).toMatchObject({ row: { toChat: 'sms:us:+447700900001' } });
    expect(await from(4)).toMatchObject({ kind: 'asked', row: { toChat: null } });
  });

  it('keeps no number', async () => {
    await idOf(asked('one', { toChat: null }));
    const rows = await database.connection.collection('circle_asks').find().toArray();
    expect(JSON.stringify(rows)).not.toContain('447700900001');
  });
});
