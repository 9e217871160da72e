import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countingEngine, createProbe, createProbeChannel, prepareIndexes, textFrom } from './probe.js';
import { openTestDatabase } from '../support/database.js';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
});
afterAll(() => mongo.drop());

async function stateOf(address: string): Promise<{ n: number } | undefined> {
  const doc = await mongo.db.collection('conversations').findOne({ _id: `sms:+15550001:${address}` as never });
  return doc?.['state']?.control as { n: number } | undefined;
}

/** Looks again each time the process has nothing else to do. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

describe('accepting', () => {
  it('answers once when the same message comes ten times in parallel on two processes [BK-29]', async () => {
    const channel = createProbeChannel();
    const one = createProbe(mongo, { channel });
    const two = createProbe(mongo, { channel });
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 ? one : two).conversations.accept(textFrom('+1001', 'SM1', 'hi'))),
    );
    await one.conversations.idle();
    await two.conversations.idle();
    expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
    expect(results.filter((result) => result === 'duplicate')).toHaveLength(9);
    expect(channel.sent.map(({ text }) => text)).toEqual(['1. hi']);
  });

  it('answers twice when the guard against repeats is taken out, so the test above can fail', async () => {
    const probe = createProbe(mongo);
    await probe.conversations.accept(textFrom('+1002', 'SM1', 'hi'));
    await probe.conversations.idle();
    await mongo.db
      .collection('conversations')
      .updateOne({ _id: 'sms:+15550001:+1002' as never }, { $set: { ring: [] } });
    await probe.conversations.accept(textFrom('+1002', 'SM1', 'hi'));
    await probe.conversations.idle();
    expect(probe.channel.sent).toHaveLength(2);
  });

  it('handles forty messages sent without waiting to two processes in the order they were accepted [FL-21]', async () => {
    const channel = createProbeChannel();
    const processes = [createProbe(mongo, { channel }), createProbe(mongo, { channel })];
    for (let i = 0; i < 40; i++) {
      expect(await processes[i % 2]!.conversations.accept(textFrom('+1003', `SM${i}`, `m${i}`))).toBe('accepted');
    }
    for (const { conversations } of processes) await conversations.idle();
    expect(channel.sent.map(({ text }) => text)).toEqual(Array.from({ length: 40 }, (_, i) => `${i + 1}. m${i}`));
    const doc = await mongo.db.collection('conversations').findOne({ _id: 'sms:+15550001:+1003' as never });
    expect(doc?.['state'].control).toEqual({ n: 40 });
    expect(doc?.['pending']).toEqual([]);
  });

  it('lets a reply leave only after the one before it, although another process is still sending that one', async () => {
    let letGo = (): void => undefined;
    const slow = createProbeChannel();
    slow.outcomes.push(
      () => new Promise((resolve) => (letGo = () => resolve({ kind: 'sent', providerMessageIds: ['slow'] }))),
    );
    const one = createProbe(mongo, { channel: slow });
    const two = createProbe(mongo, { channel: createProbeChannel() });
    await one.conversations.accept(textFrom('+1010', 'SM1', 'first'));
    await until(() => slow.outcomes.length === 0);
    await two.conversations.accept(textFrom('+1010', 'SM2', 'second'));
    await until(async () => (await stateOf('+1010'))?.n === 2);
    expect(two.channel.sent).toEqual([]);
    letGo();
    await one.conversations.idle();
    await two.conversations.idle();
    expect([...slow.sent, ...two.channel.sent].map(({ text }) => text)).toEqual(['1. first', '2. second']);
  });

  it('refuses a flood and keeps what was accepted before it', async () => {
    const slow = createProbe(mongo);
    // The first turn never commits while the flood comes in: another process owns the conversation.
    await mongo.db.collection('conversations').insertOne({
      _id: 'sms:+15550001:+1004' as never,
      shopId: 'willow',
      channel: 'sms',
      account: '+15550001',
      address: '+1004',
      rev: 0,
      seq: 0,
      state: null,
      outbox: [],
      consent: null,
      ring: ['X'],
      pending: [{ id: 'X', atUtc: 1, kind: 'inbound', content: { kind: 'text', text: 'first' } }],
      dueAt: Date.now() + 60_000,
      lastInboundAtUtc: 1,
    });
    const results = [];
    for (let i = 0; i < 60; i++) results.push(await slow.conversations.accept(textFrom('+1004', `SM${i}`, `m${i}`)));
    expect(results.filter((result) => result === 'accepted')).toHaveLength(49);
    expect(results.slice(49).every((result) => result === 'flooded')).toBe(true);
  });
});

describe('recovery', () => {
  it('finishes what a killed process accepted but did not handle', async () => {
    const dead = createProbe(mongo, {
      checkpoint: (name) => {
        if (name === 'turn.ran') throw new Error('killed');
      },
      sweepEveryMs: 1_000_000,
    });
    await dead.conversations.accept(textFrom('+1005', 'SM1', 'hi'));
    await dead.conversations.idle();
    expect(dead.channel.sent).toEqual([]);
    const alive = createProbe(mongo);
    expect(await alive.conversations.sweep()).toBe(0);
    alive.leaseClock.advance(20_000);
    expect(await alive.conversations.sweep()).toBeGreaterThanOrEqual(1);
    await alive.conversations.idle();
    expect(alive.channel.sent.filter(({ to }) => to === '+1005').map(({ text }) => text)).toEqual(['1. hi']);
  });

  it('says how late the answer is, once, before the answer to the last of the messages that waited', async () => {
    const dead = createProbe(mongo, {
      checkpoint: (name) => {
        if (name === 'turn.ran') throw new Error('killed');
      },
      sweepEveryMs: 1_000_000,
    });
    for (const text of ['hi', 'anyone']) await dead.conversations.accept(textFrom('+1055', `SM-${text}`, text));
    await dead.conversations.idle();
    const alive = createProbe(mongo, {
      engine: {
        ...countingEngine,
        delayed: (_state, lateMin) => ({ text: `${lateMin} minutes late`, language: 'en', class: 'answer' }),
      },
    });
    alive.leaseClock.advance(20_000);
    alive.clock.advance(13 * 60_000);
    await alive.conversations.sweep();
    await alive.conversations.idle();
    await alive.conversations.accept(textFrom('+1055', 'SM-3', 'there you are'));
    await alive.conversations.idle();
    expect(alive.channel.sent.filter(({ to }) => to === '+1055').map(({ text }) => text)).toEqual([
      '1. hi',
      '13 minutes late',
      '2. anyone',
      '3. there you are',
    ]);
  });

  it('sends what a killed process committed but did not send, once', async () => {
    const dead = createProbe(mongo, {
      checkpoint: (name) => {
        if (name === 'turn.committed') throw new Error('killed');
      },
    });
    await dead.conversations.accept(textFrom('+1006', 'SM1', 'hi'));
    await dead.conversations.idle();
    const channel = createProbeChannel();
    const others = [createProbe(mongo, { channel }), createProbe(mongo, { channel })];
    for (const { leaseClock } of others) leaseClock.advance(20_000);
    await Promise.all(others.map(({ conversations }) => conversations.sweep()));
    for (const { conversations } of others) await conversations.idle();
    expect(channel.sent.filter(({ to }) => to === '+1006').map(({ text }) => text)).toEqual(['1. hi']);
  });

  it('tells the person after five failed tries and goes on with the next message', async () => {
    const channel = createProbeChannel();
    const probe = createProbe(mongo, {
      channel,
      engine: {
        ...countingEngine,
        reduce: (state, event, now) => {
          if (event.type === 'text' && event.text === 'poison') throw new Error('a fault in a script');
          return countingEngine.reduce(state, event, now);
        },
      },
    });
    await probe.conversations.accept(textFrom('+1007', 'SM1', 'poison'));
    await probe.conversations.accept(textFrom('+1007', 'SM2', 'hi'));
    for (let i = 0; i < 6; i++) {
      await probe.conversations.idle();
      probe.leaseClock.advance(20_000);
      await probe.conversations.sweep();
    }
    await probe.conversations.idle();
    expect(channel.sent.filter(({ to }) => to === '+1007').map(({ text }) => text)).toEqual([
      'Something went wrong on our side.',
      '1. hi',
    ]);
  });
});

describe('database commands of a turn', () => {
  it('needs two before the reply leaves, one for a repeat, and three in all when turns share the batches', async () => {
    const counted: string[] = [];
    const watched: Mongo = await connectMongo(process.env['MONGODB_TEST_URI']!, mongo.connection.name, {
      monitorCommands: true,
    });
    watched.connection.getClient().on('commandStarted', ({ commandName }) => counted.push(commandName));
    const channel = createProbeChannel();
    let beforeFirstSend = 0;
    channel.outcomes.push(() => {
      beforeFirstSend = counted.length;
      return Promise.resolve({ kind: 'sent', providerMessageIds: ['x'] });
    });
    const probe = createProbe(watched, { channel });
    await probe.conversations.accept(textFrom('+1100', 'SM1', 'hi'));
    await probe.conversations.idle();
    expect(beforeFirstSend).toBe(2);
    counted.length = 0;
    await probe.conversations.accept(textFrom('+1100', 'SM1', 'hi'));
    await probe.conversations.idle();
    expect(counted).toHaveLength(1);
    counted.length = 0;
    const people = 20;
    await Promise.all(
      Array.from({ length: people }, (_, i) => probe.conversations.accept(textFrom(`+12${i}`, 'SM1', 'hi'))),
    );
    await probe.conversations.idle();
    expect(counted.length / people).toBeLessThanOrEqual(3);
    await probe.conversations.stop();
    await watched.close();
  });
});
