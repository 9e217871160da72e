import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '../../src/flow/index.js';
import type { Mongo } from '../../src/platform/mongo.js';
import { openTestDatabase } from '../support/database.js';
import { countingEngine, createProbe, createProbeChannel, prepareIndexes, textFrom } from './probe.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
});
afterAll(() => mongo.drop());

/** Answers only after the house was asked: long enough for a second process to take the same turn up. */
const askingEngine: Engine = {
  ...countingEngine,
  reduce: (state, event, nowUtc) =>
    event.type === 'outcome'
      ? countingEngine.reduce(state, { type: 'text', text: 'done' }, nowUtc)
      : ({
          control: state.control,
          answers: {},
          person: {},
          effects: [{ effect: 'call', call: { call: 'services.list', input: {} } }],
        } as never),
};

/** The same connection, but a commit no longer says which revision it was made from. */
function withoutRevision(real: Mongo): Mongo {
  const collection = (name: string) =>
    new Proxy(real.db.collection(name), {
      get(target, property) {
        if (property === 'findOneAndUpdate' && name === 'conversations') {
          return (filter: Record<string, unknown>, update: never, options: never) => {
            const { rev: _rev, 'pending.0.id': _first, ...unguarded } = filter;
            return target.findOneAndUpdate(unguarded, update, options);
          };
        }
        const value: unknown = Reflect.get(target, property);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  const db = new Proxy(real.db, {
    get: (target, property) => (property === 'collection' ? collection : (Reflect.get(target, property) as unknown)),
  });
  return { ...real, db };
}

/** Two processes run the same turn at the same moment; what reaches the person. */
async function raceOn(
  database: Mongo,
  address: string,
): Promise<{ replies: string[]; keys: Set<string>; commits: number }> {
  const channel = createProbeChannel();
  const keys = new Set<string>();
  let open = (): void => undefined;
  const bothAreIn = new Promise<void>((resolve) => (open = resolve));
  let inside = 0;
  const handlers = {
    'services.list': async (_input: unknown, { key }: { key: string }) => {
      keys.add(key);
      if (++inside === 2) open();
      await bothAreIn;
      return { call: 'services.list', exit: 'none', data: {} };
    },
  } as never;
  const processes = [1, 2].map(() => createProbe(database, { channel, engine: askingEngine, handlers }));
  await processes[0]!.conversations.accept(textFrom(address, 'SM1', 'hi'));
  processes[1]!.leaseClock.advance(20_000);
  while (inside < 2) {
    await processes[1]!.conversations.sweep();
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { conversations } of processes) await conversations.idle();
  const doc = await mongo.db.collection('conversations').findOne({ address });
  const replies = channel.sent.filter(({ to }) => to === address).map(({ text }) => text);
  return { replies, keys, commits: doc?.['rev'] as number };
}

describe('a turn that two processes run at the same time', () => {
  it('is committed by exactly one of them, and its call carries the same key in both [FL-21]', async () => {
    const { replies, keys, commits } = await raceOn(mongo, '+3001');
    expect(commits).toBe(1);
    expect(replies).toEqual(['1. done']);
    expect(keys.size).toBe(1);
  });

  it('is committed twice when the revision is taken out of the filter, so the test above can fail', async () => {
    expect((await raceOn(withoutRevision(mongo), '+3002')).commits).toBe(2);
  });
});
