import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallContext, OutcomeOf } from '../../src/flow/protocol.js';
import { codeIndexes, createCodeBlocks, createCodes } from '../../src/people/index.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { openTestDatabase } from '../support/database.js';

const SECRET = 'a secret of the tests, long enough';
const START_UTC = Date.UTC(2026, 10, 23, 10, 0);
const PHONE = '+447700900123';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let sent: { to: string; text: string; key: string }[];
let reaches: boolean;
let beforeSending: () => void;
let calls = 0;

beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, codeIndexes);
});
afterAll(() => mongo.drop());
beforeEach(async () => {
  for (const name of ['codes', 'code_limits']) await mongo.db.collection(name).deleteMany({});
  clock = createMovableClock(START_UTC);
  sent = [];
  reaches = true;
  beforeSending = () => undefined;
});

function house() {
  const send = async (to: string, text: string, key: string): Promise<'sent' | 'unreachable'> => {
    beforeSending();
    sent.push({ to, text, key });
    return reaches ? 'sent' : 'unreachable';
  };
  return createCodeBlocks({
    codes: createCodes({ mongo, secret: SECRET }),
    ways: { sms: send, mail: (to, _subject, text, key) => send(to, text, key) },
    findShop: async () => ({ name: 'Willow Salon', zone: 'Europe/London' }),
  });
}

const context = (more: Partial<CallContext> = {}): CallContext => ({
  shopId: 'willow',
  conversationId: 'sms:a:b',
  channel: 'sms',
  address: PHONE,
  language: 'en',
  key: `k${++calls}`,
  nowUtc: clock.nowUtc(),
  ...more,
});
const ask = (more: Partial<CallContext> = {}, address = PHONE): Promise<OutcomeOf<'code.send'>> =>
  house()['code.send']({ to: address.includes('@') ? 'email' : 'phone', address }, context(more));
const check = (code: string, more: Partial<CallContext> = {}): Promise<OutcomeOf<'code.check'>> =>
  house()['code.check']({ address: PHONE, code }, context(more));
const lastCode = (): string => /\b\d{6}\b/.exec(sent.at(-1)!.text)![0];
const wrongOf = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a code', () => {
  it('is right once, written with or without spaces, and says nobody will ask for it', async () => {
    expect(await ask()).toEqual({ call: 'code.send', exit: 'sent', data: { sentTo: '…123', until: '10:10' } });
    expect(sent[0]!.text).toContain('Nobody from Willow Salon will ever ask you');
    const code = lastCode();
    expect((await check(`${code.slice(0, 3)} ${code.slice(3)}`)).exit).toBe('right');
    expect((await check(code)).exit).toBe('over');
  });

  it('is over after five wrong tries, even for who then has it right', async () => {
    await ask();
    const code = lastCode();
    const outcomes: unknown[] = [];
    for (let n = 0; n < 5; n++) outcomes.push(await check(wrongOf(code)));
    expect(outcomes.map((one) => (one as { data: { triesLeft?: number } }).data.triesLeft)).toEqual([
      4,
      3,
      2,
      1,
      undefined,
    ]);
    expect((await check(code)).exit).toBe('over');
  });

  it('is good until its ten minutes end and not a moment longer', async () => {
    await ask();
    clock.advance(10 * 60_000 - 1);
    expect((await check(wrongOf(lastCode()))).exit).toBe('wrong');
    clock.advance(1);
    expect((await check(lastCode())).exit).toBe('over');
  });

  it('goes three times an hour to one address and to one chat, also when eight are asked for at once', async () => {
    const exits = async (more: (n: number) => Promise<OutcomeOf<'code.send'>>): Promise<number> =>
      (await Promise.all(Array.from({ length: 8 }, (_, n) => more(n)))).filter(({ exit }) => exit === 'sent').length;
    expect(await exits((n) => ask({ conversationId: `sms:a:${n}` }))).toBe(3);
    expect(await exits((n) => ask({ conversationId: 'sms:a:same' }, `+44770090${1000 + n}`))).toBe(3);
    clock.advance(60 * 60_000);
    expect((await ask({ conversationId: 'sms:a:later' })).exit).toBe('sent');
  });

  it('is the same digits when the turn is run again after a crash, sent once and counted once', async () => {
    beforeSending = () => {
      throw new Error('the process ends here');
    };
    await expect(ask({ key: 'turn 7' })).rejects.toThrow('ends here');
    beforeSending = () => undefined;
    await ask({ key: 'turn 7' });
    await ask({ key: 'turn 7' });
    expect(sent).toHaveLength(1);
    expect((await check(wrongOf(lastCode()), { key: 'turn 8' })).data).toEqual({ triesLeft: 4 });
    expect((await check(wrongOf(lastCode()), { key: 'turn 8' })).data).toEqual({ triesLeft: 4 });
    expect((await check(lastCode())).exit).toBe('right');
  });

  it('counts every one of five guesses made at once', async () => {
    await ask();
    const wrong = wrongOf(lastCode());
    await Promise.all(Array.from({ length: 12 }, () => check(wrong)));
    const row = await mongo.db.collection('codes').findOne({});
    expect(row!['triesLeft'] + row!['checks'].length).toBe(5);
    expect(row!['checks'].length).toBeGreaterThan(0);
  });

  it('stands nowhere in the database, and neither does the address', async () => {
    await ask();
    await ask({}, 'rosa@example.com');
    await check(lastCode());
    const rows = [
      ...(await mongo.db.collection('codes').find().toArray()),
      ...(await mongo.db.collection('code_limits').find().toArray()),
    ];
    const stored = JSON.stringify(rows);
    for (const { text } of sent) expect(stored).not.toContain(/\b\d{6}\b/.exec(text)![0]);
    expect(stored).not.toMatch(/7700900123|rosa/);
  });

  it('is refused for what is no address, and for one that cannot be reached', async () => {
    for (const address of ['07700 900123', 'rosa@', 'a b@example.com', '+44'])
      expect((await ask({}, address)).data).toEqual({ reason: 'unreachable' });
    expect(sent).toEqual([]);
    reaches = false;
    expect((await ask()).data).toEqual({ reason: 'unreachable' });
    expect((await check('000000')).exit).toBe('over');
  });

  it('of one chat proves nothing in another', async () => {
    await ask();
    expect((await check(lastCode(), { conversationId: 'sms:a:other' })).exit).toBe('over');
  });
});

describe('the codes a secret makes', () => {
  it('are six digits, and another secret makes others', async () => {
    const one = createCodes({ mongo, secret: SECRET });
    const other = createCodes({ mongo, secret: `${SECRET}!` });
    const seen = new Set<string>();
    for (let n = 0; n < 20; n++) {
      const about = { key: `s${n}`, conversationId: `c${n}`, address: `+4477009${10_000 + n}`, nowUtc: START_UTC };
      const first = (await one.begin(about))!;
      expect(first.code).toMatch(/^\d{6}$/);
      expect((await other.begin(about))!.code).not.toBe(first.code);
      seen.add(first.code);
    }
    expect(seen.size).toBeGreaterThan(18);
    expect(() => createCodes({ mongo, secret: 'short' })).toThrow('at least 16');
  });
});
