import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nextTimerAt } from '../../src/conversation/commit.js';
import type { ForwardRecord } from '../../src/conversation/conversation.model.js';
import type { StepsGiven } from '../../src/insights/index.js';
import type { ConversationsDeps } from '../../src/conversation/index.js';
import { createEngine } from '../../src/flow/index.js';
import type { Call } from '../../src/flow/protocol.js';
import { createMovableClock, systemClock } from '../../src/platform/clock.js';
import { createHouse } from '../flow/support/house.js';
import { testLibrary } from '../flow/support/scripts.js';
import { openTestDatabase } from '../support/database.js';
import { createProbe, createProbeChannel, prepareIndexes, textFrom, type Probe } from './probe.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
});
afterAll(() => mongo.drop());

const idOf = (address: string): string => `sms:+15550001:${address}`;

interface StoredTimers {
  readonly timerAt?: number;
  readonly state: { control: { tm?: Record<string, number>; own?: unknown } };
}
async function stored(address: string): Promise<StoredTimers> {
  const doc = await mongo.db.collection<{ _id: string }>('conversations').findOne({ _id: idOf(address) });
  return doc as unknown as StoredTimers;
}

/** Two processes over one database, with the shipped scripts, one clock and one phone network. */
function twoProcesses(more: Partial<ConversationsDeps> = {}) {
  const clock = createMovableClock(Date.UTC(2026, 10, 21, 10, 32));
  const leaseClock = createMovableClock(systemClock.nowUtc(), { running: true });
  const channel = createProbeChannel();
  const house = createHouse();
  const handlers = new Proxy({} as ConversationsDeps['handlers'], {
    get:
      (_none, call: string) =>
      (input: unknown, { nowUtc }: { nowUtc: number }) =>
        Promise.resolve(house.perform({ call, input } as Call, nowUtc)),
  });
  const engine = createEngine({ library: testLibrary() });
  const begin = (): Probe => createProbe(mongo, { clock, leaseClock, channel, engine, handlers, ...more });
  const [one, two] = [begin(), begin()];
  let events = 0;
  const say = async (address: string, text: string, at: Probe = one): Promise<void> => {
    await at.conversations.accept(textFrom(address, `e${address}${++events}`, text));
    await at.conversations.idle();
  };
  const toTime = async (address: string): Promise<void> => {
    for (const text of ['hi', '1', '1']) await say(address, text);
    channel.sent.length = 0;
  };
  const sweep = async (at: Probe): Promise<void> => {
    await at.conversations.sweep();
    await at.conversations.idle();
  };
  return { clock, leaseClock, channel, one, two, say, toTime, sweep };
}

describe('a timer of a script', () => {
  it('nudges once although two processes ring it at the same moment [GP-35]', async () => {
    const { clock, channel, one, two, toTime, sweep } = twoProcesses();
    await toTime('+2001');
    clock.advance(15 * MINUTE_MS);
    await Promise.all([sweep(one), sweep(two)]);
    await Promise.all([sweep(one), sweep(two)]);
    expect(channel.sent.map(({ text }) => text.split('\n')[0])).toEqual([
      'No hurry, I have kept all you told me. Haircut. When suits you?',
    ]);
  });

  it('says nothing to a person who has answered meanwhile', async () => {
    const { clock, channel, one, say, toTime, sweep } = twoProcesses();
    await toTime('+2002');
    clock.advance(15 * MINUTE_MS);
    await say('+2002', '2');
    channel.sent.length = 0;
    await sweep(one);
    expect(channel.sent).toEqual([]);
  });

  it('of half an answer rings in another process when the one that heard it has died', async () => {
    const { clock, channel, one, two, toTime, sweep } = twoProcesses();
    await toTime('+2003');
    await one.conversations.accept(textFrom('+2003', 'half', 'friday'));
    await one.conversations.idle();
    expect(channel.sent).toEqual([]);
    clock.advance(2_500);
    await sweep(two);
    expect(channel.sent).toHaveLength(1);
    expect(channel.sent[0]?.text).toMatch(/^Haircut\. When suits you\?/);
  });

  it('put off by every answer leaves the index as it is, and an early look moves it to the true time', async () => {
    const { clock, one, say, toTime, sweep } = twoProcesses();
    await toTime('+2004');
    const first = (await stored('+2004')).timerAt;
    for (const text of ['help', 'again', 'xx']) {
      clock.advance(MINUTE_MS);
      await say('+2004', text);
    }
    const { timerAt, state } = await stored('+2004');
    expect(timerAt).toBe(first);
    expect(state.control.tm).toEqual({ silence: first! + 3 * MINUTE_MS });
    clock.advance(12 * MINUTE_MS);
    await sweep(one);
    expect((await stored('+2004')).timerAt).toBe(first! + 3 * MINUTE_MS);
  });

  it('leaves nothing behind once nothing is awaited any more', async () => {
    const { clock, one, say, toTime, sweep } = twoProcesses();
    await toTime('+2005');
    await say('+2005', '0');
    clock.advance(16 * MINUTE_MS);
    await sweep(one);
    expect(await stored('+2005')).not.toHaveProperty('timerAt');
  });
});

describe('when the next look is due', () => {
  it.each([
    ['none is set and none was', undefined, undefined, undefined],
    ['the first is set', undefined, { a: 500 }, 500],
    ['an earlier one is set', 500, { a: 400 }, 400],
    ['the only one was put off', 500, { a: 900 }, 500],
    ['the written time has come', 90, { a: 900 }, 900],
    ['the written time has come and none is left', 90, {}, null],
    ['none is left before the written time', 500, undefined, 500],
  ])('%s', (_case, written, timers, expected) => {
    expect(nextTimerAt(written, timers as Record<string, number> | undefined, 100)).toBe(expected);
  });
});

describe('a chat that a person has', () => {
  it('passes on what the customer says, and says what the person says, each once', async () => {
    const passed: ForwardRecord[] = [];
    const { channel, one, two, say, toTime } = twoProcesses({
      forward: (_doc, record) => Promise.resolve(void passed.push(record)),
    });
    await toTime('+2101');
    const maria = { type: 'owner', to: 'person', by: 'Maria', epoch: 1 } as const;
    await Promise.all([one, two].map(({ conversations }) => conversations.tell(idOf('+2101'), 'take1', maria)));
    await Promise.all([one, two].map(({ conversations }) => conversations.idle()));
    await say('+2101', 'Can I bring my dog?');
    expect(passed.map(({ text, epoch }) => [text, epoch])).toEqual([['Can I bring my dog?', 1]]);
    const relay = { type: 'relay', by: 'Maria', text: 'Of course.', epoch: 1 } as const;
    await one.conversations.tell(idOf('+2101'), 'relay1', relay);
    await two.conversations.tell(idOf('+2101'), 'relay1', relay);
    await Promise.all([one, two].map(({ conversations }) => conversations.idle()));
    expect(channel.sent.map(({ text }) => text)).toEqual(['Of course.']);
  });

  it('keeps the customer’s words until they have been passed on', async () => {
    const passed: string[] = [];
    let isDown = true;
    const { leaseClock, one, say, toTime, sweep } = twoProcesses({
      forward: (_doc, { key }) => {
        if (isDown) return Promise.reject(new Error('nobody can be reached'));
        passed.push(key);
        return Promise.resolve();
      },
    });
    await toTime('+2102');
    await one.conversations.tell(idOf('+2102'), 'take1', { type: 'owner', to: 'person', by: 'Maria', epoch: 1 });
    await one.conversations.idle();
    await say('+2102', 'hello?');
    expect(passed).toEqual([]);
    isDown = false;
    leaseClock.advance(20_000);
    await sweep(one);
    expect(passed).toHaveLength(1);
  });
});

describe('what happens at the blocks', () => {
  it('is stored in batches with its conversation and channel, after the reply [FL-15]', async () => {
    const batches: (readonly StepsGiven[])[] = [];
    const { toTime } = twoProcesses({ recordSteps: (records) => Promise.resolve(void batches.push(records)) });
    await toTime('+2201');
    const records = batches.flat();
    expect(records.map(({ conversationId, channel }) => [conversationId, channel])).toEqual(
      records.map(() => [idOf('+2201'), 'sms']),
    );
    expect(records.flatMap(({ steps }) => steps.map(({ what, block }) => `${what} ${block}`))).toEqual(
      expect.arrayContaining(['prompted service', 'answered service', 'prompted time']),
    );
  });

  it('is handed in again under the same key when storing it failed, and the outbox waits for it', async () => {
    const kept = new Map<string, number>();
    let fails = 2;
    const { leaseClock, one, say, sweep } = twoProcesses({
      recordSteps: (records) => {
        if (fails-- > 0) return Promise.reject(new Error('the database is away'));
        for (const { key } of records) kept.set(key, (kept.get(key) ?? 0) + 1);
        return Promise.resolve();
      },
    });
    await say('+2202', 'hi').catch(() => undefined);
    expect(kept.size).toBe(0);
    for (let look = 0; look < 2; look++) {
      leaseClock.advance(20_000);
      await sweep(one).catch(() => undefined);
    }
    expect([...kept.values()]).toEqual([1]);
    const doc = await mongo.db
      .collection<{ _id: string; outbox: unknown[] }>('conversations')
      .findOne({ _id: idOf('+2202') });
    expect(doc?.outbox).toEqual([]);
  });
});
