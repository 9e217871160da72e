import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallContext, Carried, FlowEvent, OutcomeOf } from '../../src/flow/protocol.js';
import {
  createCustomers,
  createJoinBlocks,
  createJoins,
  createReach,
  customerIndexes,
  joinIndexes,
} from '../../src/people/index.js';
import { createAlsoIn } from '../../src/conversation/index.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';
import { openTestDatabase } from '../support/database.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

const SECRET = 'a secret of the tests, long enough';
const START_UTC = Date.UTC(2026, 10, 23, 10, 0);

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let second: Mongo;
let told: { to: string; id: string; event: FlowEvent }[];
let carried: { from: string; to: string }[];
let nowUtc = START_UTC;
let calls = 0;

beforeAll(async () => {
  mongo = await openTestDatabase();
  second = await connectMongo(process.env['MONGODB_TEST_URI']!, mongo.connection.name);
  await ensureIndexes(mongo, [...joinIndexes, ...customerIndexes]);
});
afterAll(async () => {
  await second.close();
  await mongo.drop();
});
beforeEach(async () => {
  await mongo.clear();
  told = [];
  carried = [];
  nowUtc = START_UTC;
});

/** @param process one of two that share the database. */
function house(process: Mongo = mongo) {
  return createJoinBlocks({
    joins: createJoins({ mongo: process, secret: SECRET }),
    customers: createCustomers({
      mongo: process,
      ...createReach({ mongo: process, setReach: createAlsoIn({ mongo: process }).setReach }),
    }),
    beginHelp: () => Promise.reject(new Error('nobody asks for help here')),
    async tell(to, id, event) {
      told.push({ to, id, event });
    },
    async carryOver({ from, to }) {
      carried.push({ from, to: to.conversationId });
    },
    findShop: async () => ({ zone: 'Europe/London' }),
    smsNumber: '+447700900000',
  });
}

const context = (more: Partial<CallContext> = {}): CallContext => ({
  shopId: 'willow',
  conversationId: 'webchat:willow:w1',
  channel: 'webchat',
  address: 'w1',
  language: 'en',
  key: `k${++calls}`,
  nowUtc,
  ...more,
});
const phone = (n = 1, more: Partial<CallContext> = {}): CallContext =>
  context({ conversationId: `sms:us:+44${n}`, channel: 'sms', address: `+44${n}`, ...more });

async function codeOf(of: 'move' | 'link' = 'move', at: CallContext = context()): Promise<string> {
  const made = await house()['join.begin']({ of }, at);
  if (made.exit !== 'made') throw new Error('no code was made');
  return made.data.digits;
}

const exitOf = async (code: string, at: CallContext): Promise<OutcomeOf<'join.enter'>['exit']> =>
  (await house()['join.enter']({ code }, at)).exit;

/** What the chat that made the code was told to hand over. */
function toldJoin(): string {
  const event = told[0]?.event;
  if (event?.type !== 'leaves') throw new Error('nobody was told to hand over');
  return event.joinId;
}

/** Another code than this one. */
const notThis = (code: string, by = 1): string => String((Number(code) + by) % 1_000_000).padStart(6, '0');

describe('a code from one chat to another', () => {
  it('has six digits, ten minutes and a number to send it to', async () => {
    const made = await house()['join.begin']({ of: 'move' }, context());
    expect(made).toMatchObject({ exit: 'made', data: { of: 'move', until: '10:10', number: '+447700900000' } });
    expect(made.exit === 'made' && made.data.digits).toMatch(/^\d{6}$/);
  });

  it('is the same for the same call, and another for another', async () => {
    const at = context();
    const code = await codeOf('move', at);
    expect(await codeOf('move', at)).toBe(code);
    expect(await codeOf('move')).not.toBe(code);
  });

  it('stands in no row, nor does anything it could be worked out from without the secret', async () => {
    const code = await codeOf();
    expect(JSON.stringify(await mongo.db.collection('join_codes').find().toArray())).not.toContain(code);
  });

  it('tells the chat that made it to hand over, once', async () => {
    const code = await codeOf();
    const at = phone();
    expect(await exitOf(code, at)).toBe('moving');
    expect(told).toEqual([
      { to: 'webchat:willow:w1', id: expect.stringMatching(/^leaves:/), event: expect.objectContaining({ to: 'sms' }) },
    ]);
    // A turn that is run again after a crash says the same thing under the same id.
    expect(await exitOf(code, at)).toBe('moving');
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  });

  it('is good until the last instant of its ten minutes and not after', async () => {
    const inTime = await codeOf();
    expect(await exitOf(inTime, phone(1, { nowUtc: START_UTC + 10 * MINUTE_MS - 1 }))).toBe('moving');
    const late = await codeOf();
    expect(await exitOf(late, phone(2, { nowUtc: START_UTC + 10 * MINUTE_MS }))).toBe('wrong');
    expect(told).toHaveLength(1);
  });

  it('is used once, is replaced by a newer one, and is worth nothing at another shop', async () => {
    const used = await codeOf();
    expect(await exitOf(used, phone(1))).toBe('moving');
    expect(await exitOf(used, phone(1))).toBe('wrong');
    expect(await exitOf(used, phone(2))).toBe('wrong');
    const older = await codeOf();
    const newer = await codeOf();
    expect(await exitOf(older, phone(2))).toBe('wrong');
    expect(await exitOf(newer, phone(2, { shopId: 'elsewhere' }))).toBe('wrong');
    expect(told).toHaveLength(1);
    expect(await exitOf(newer, phone(2))).toBe('moving');
  });

  it('stays good when it was sent to the chat it came from', async () => {
    const code = await codeOf();
    expect(await exitOf(code, context())).toBe('own');
    expect(await exitOf(code, phone())).toBe('moving');
  });

  it('lets a chat be wrong five times an hour, then hears not even the right one', async () => {
    const code = await codeOf();
    for (let n = 1; n <= 5; n++) expect(await exitOf(notThis(code, n), phone())).toBe('wrong');
    expect(await exitOf(code, phone())).toBe('tooMany');
    expect(told).toEqual([]);
    nowUtc = START_UTC + HOUR_MS + 1;
    const next = await codeOf();
    expect(await exitOf(next, phone(1, { nowUtc }))).toBe('moving');
  });

  it('counts the same try once', async () => {
    const code = await codeOf();
    const at = phone();
    for (let n = 0; n < 8; n++) expect(await exitOf(notThis(code), at)).toBe('wrong');
    expect(await exitOf(code, phone())).toBe('moving');
  });

  it('stops whoever opens chat after chat to guess, and nobody on another channel', async () => {
    const code = await codeOf('move', context({ conversationId: 'webchat:willow:owner' }));
    for (let n = 0; n < 100; n++)
      expect(await exitOf(notThis(code, n + 1), context({ conversationId: `webchat:willow:g${n}` }))).toBe('wrong');
    expect(await exitOf(code, context({ conversationId: 'webchat:willow:g100' }))).toBe('tooMany');
    expect(await exitOf(code, phone())).toBe('moving');
  });

  it('is made five times an hour for a chat', async () => {
    for (let n = 0; n < 5; n++) await codeOf();
    expect((await house()['join.begin']({ of: 'move' }, context())).exit).toBe('tooMany');
    const other = context({ conversationId: 'webchat:willow:w2' });
    expect((await house()['join.begin']({ of: 'move' }, other)).exit).toBe('made');
    expect((await house()['join.begin']({ of: 'move' }, context({ nowUtc: nowUtc + HOUR_MS + 1 }))).exit).toBe('made');
  });

  const senders = Array.from({ length: 20 }, (_, n) => n);
  /** How many of twenty chats, spread over two processes, are told that theirs is the code. */
  async function winners(enter: (n: number) => Promise<string>): Promise<number> {
    const exits = await Promise.all(senders.map((n) => enter(n)));
    return exits.filter((exit) => exit === 'moving').length;
  }

  it('has one winner among twenty chats in two processes', async () => {
    const code = await codeOf();
    const both = [house(), house(second)];
    expect(await winners(async (n) => (await both[n % 2]!['join.enter']({ code }, phone(n))).exit)).toBe(1);
    expect(told).toHaveLength(1);
  });

  it('would have many if it were looked at first and used up afterwards', async () => {
    await codeOf();
    const rows = mongo.db.collection<{ _id: string; state: string }>('join_codes');
    const looksFirst = async (): Promise<string> => {
      const row = await rows.findOne({ state: 'open' });
      if (row) await rows.updateOne({ _id: row._id }, { $set: { state: 'used' } });
      return row ? 'moving' : 'wrong';
    };
    expect(await winners(looksFirst)).toBeGreaterThan(1);
  });
});

describe('handing a chat over', () => {
  const CARRIED: Carried = { v: 1 };

  it('gives it to the chat that sent the code, with what other rooms know of it', async () => {
    const at = context();
    await exitOf(await codeOf('move', at), phone());
    const input = { joinId: toldJoin(), to: 'sms', carried: CARRIED } as const;
    expect(await house()['chat.handOver'](input, context())).toMatchObject({ exit: 'handed', data: { to: 'sms' } });
    expect(carried).toEqual([{ from: 'webchat:willow:w1', to: 'sms:us:+441' }]);
    expect(told[1]).toMatchObject({ to: 'sms:us:+441', event: { type: 'arrives', from: 'webchat', carried: CARRIED } });
  });

  it('gives nothing to anybody without a used code of this very chat', async () => {
    await expect(
      house()['chat.handOver']({ joinId: 'made-up', to: 'sms', carried: CARRIED }, context()),
    ).rejects.toThrow('without a code');
    await exitOf(await codeOf(), phone());
    const joinId = toldJoin();
    const stranger = context({ conversationId: 'webchat:willow:other' });
    await expect(house()['chat.handOver']({ joinId, to: 'sms', carried: CARRIED }, stranger)).rejects.toThrow(
      'without a code',
    );
    expect(carried).toEqual([]);
  });
});
