import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { createProbe, prepareIndexes, textFrom } from './probe.js';
import { openTestDatabase } from '../support/database.js';
import { createEngine } from '../../src/flow/index.js';
import { testLibrary } from '../flow/support/scripts.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
});
afterAll(() => mongo.drop());

const engine = createEngine({ library: testLibrary() });
const idOf = (address: string): string => `sms:+15550001:${address}`;

async function store(address: string, state: unknown): Promise<void> {
  await mongo.db.collection('conversations').insertOne({
    _id: idOf(address) as never,
    shopId: 'willow',
    channel: 'sms',
    account: '+15550001',
    address,
    rev: 3,
    seq: 7,
    state,
    outbox: [],
    consent: null,
    ring: [],
    pending: [],
    lastInboundAtUtc: 1,
  });
}

function createProbeWithLog() {
  const lines: { level: number; conversation?: string; fault?: string }[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { ...createProbe(mongo, { engine, log }), lines };
}

describe('a conversation whose stored state cannot be used', () => {
  it.each([
    ['+3001', 'words'],
    ['+3002', 42],
    ['+3003', []],
    ['+3004', { v: 1 }],
    ['+3005', { v: 1, control: 7, answers: 'none', person: [] }],
  ])('begins again with an apology, and is whole afterwards (%s: %j)', async (address, state) => {
    await store(address, state);
    const { conversations, channel, lines } = createProbeWithLog();
    await conversations.accept(textFrom(address, 'SM1', 'hi'));
    await conversations.accept(textFrom(address, 'SM2', 'hello'));
    await conversations.idle();
    expect(channel.sent[0]?.text).toMatch(/^Something went wrong on our side/);
    expect(lines).toHaveLength(1);
    const doc = await mongo.db.collection('conversations').findOne({ _id: idOf(address) as never });
    expect(doc).toMatchObject({ rev: 5, pending: [], state: { v: 1, control: { shop: 'willow' } } });
    expect(Object.keys(doc?.['state'] as object).sort()).toEqual(['answers', 'control', 'person', 'v']);
  });

  it('is told of in the log, at error level, with its id and what was wrong', async () => {
    await store('+3010', { v: 2 });
    const { conversations, lines } = createProbeWithLog();
    await conversations.accept(textFrom('+3010', 'SM1', 'hi'));
    await conversations.idle();
    expect(lines).toEqual([
      expect.objectContaining({
        level: 50,
        conversation: idOf('+3010'),
        fault: 'the stored state cannot be read',
      }),
    ]);
  });

  it('is not spoken of when nothing is wrong', async () => {
    await store('+3011', null);
    const { conversations, channel, lines } = createProbeWithLog();
    await conversations.accept(textFrom('+3011', 'SM1', 'hi'));
    await conversations.idle();
    expect(channel.sent).toHaveLength(1);
    expect(lines).toEqual([]);
  });
});
