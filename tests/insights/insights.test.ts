import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createInsights, createStepStore, insightIndexes, type StepsGiven } from '../../src/insights/index.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import type { StepEvent } from '../../src/flow/protocol.js';
import { openTestDatabase } from '../support/database.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, insightIndexes);
});
beforeEach(() => mongo.db.collection('step_events').deleteMany({}));
afterAll(() => mongo.drop());

const NOW_UTC = Date.UTC(2026, 10, 21, 10, 0);
const store = (records: readonly StepsGiven[]): Promise<void> => createStepStore({ mongo, secret: 's' })(records);
const insights = () => createInsights({ mongo, shopId: 'willow' });

let keys = 0;
function turn(
  chat: string,
  run: string,
  steps: readonly (Partial<StepEvent> & Pick<StepEvent, 'what' | 'block'>)[],
  over: Partial<StepsGiven> = {},
): StepsGiven {
  return {
    key: `k${++keys}`,
    conversationId: chat,
    shopId: 'willow',
    channel: 'sms',
    atUtc: NOW_UTC,
    steps: steps.map((one) => ({ script: 'salon', version: 1, run, language: 'en', ...one })),
    ...over,
  };
}

describe('a funnel', () => {
  it('counts a run once at each block, and drop-off from what was entered and not answered [FL-15]', async () => {
    await store([
      turn('a', '1', [
        { what: 'entered', block: 'service' },
        { what: 'prompted', block: 'service' },
      ]),
      turn('a', '1', [{ what: 'unmatched', block: 'service', words: 'x', tries: 1 }]),
      turn('a', '1', [
        { what: 'answered', block: 'service', seconds: 10 },
        { what: 'entered', block: 'time' },
      ]),
      turn('b', '1', [
        { what: 'entered', block: 'service' },
        { what: 'answered', block: 'service', seconds: 20 },
      ]),
      turn('b', '1', [{ what: 'entered', block: 'service' }]),
    ]);

    const { steps } = await insights().funnel({ script: 'salon' });

    expect(steps).toEqual([
      expect.objectContaining({ block: 'service', entered: 2, answered: 2, unmatched: 1, droppedOff: 0, seconds: 15 }),
      expect.objectContaining({ block: 'time', entered: 1, answered: 0, droppedOff: 1 }),
    ]);
  });

  it('cannot go negative, whatever is lost, doubled or comes in another order', async () => {
    const seed = Math.floor(Math.random() * 1e6);
    let at = seed;
    const random = (n: number): number => {
      at = (Math.imul(at, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (at >>> 8) % n;
    };
    const whats = ['entered', 'prompted', 'answered', 'helped', 'unmatched', 'left'] as const;
    const rows = Array.from({ length: 400 }, () =>
      turn(
        `c${random(20)}`,
        `${random(3)}`,
        [{ what: whats[random(6)]!, block: `b${random(5)}`, version: 1 + random(2) }],
        {
          channel: random(2) === 0 ? 'sms' : 'telegram',
        },
      ),
    );
    await store([...rows, ...rows.slice(0, 50)]);

    for (const filter of [{}, { version: 1 }, { channel: 'sms' as const }, { language: 'en', version: 2 }]) {
      const { steps } = await insights().funnel({ script: 'salon', ...filter });
      const wrong = steps.filter((one) => one.droppedOff < 0 || one.answered > one.entered || one.entered > 60);
      expect({ seed, blocks: steps.length, wrong }).toEqual({ seed, blocks: 5, wrong: [] });
    }
  });

  it('holds a turn once, however often it is handed in, and one that is new beside it', async () => {
    const first = turn('a', '1', [{ what: 'unmatched', block: 'name', words: 'hm' }]);
    await store([first]);
    await store([first, turn('a', '1', [{ what: 'unmatched', block: 'name', words: 'hm' }])]);

    expect(await insights().unmatched({ script: 'salon', limit: 10 })).toEqual([
      { block: 'name', language: 'en', words: 'hm', times: 2, chats: 1 },
    ]);
  });

  it('does not know who a chat belongs to', async () => {
    await store([turn('sms:+441:+447700900001', '1', [{ what: 'entered', block: 'service' }])]);
    expect(JSON.stringify(await mongo.db.collection('step_events').find().toArray())).not.toContain('447700900001');
  });
});

describe('how many booked', () => {
  it('is told by channel, of those who gave a first answer [KPI-02]', async () => {
    const booked = { what: 'answered', block: 'book', category: 'booked' } as const;
    await store([
      turn('a', '1', [{ what: 'answered', block: 'service' }]),
      turn('a', '1', [booked]),
      turn('b', '1', [{ what: 'answered', block: 'service' }]),
      turn('c', '1', [{ what: 'prompted', block: 'welcome' }]),
      turn('d', '1', [{ what: 'answered', block: 'service' }, booked], { channel: 'telegram' }),
    ]);

    expect(await insights().completion({})).toEqual([
      expect.objectContaining({ channel: 'sms', started: 2, completed: 1, rate: 0.5 }),
      expect.objectContaining({ channel: 'telegram', started: 1, completed: 1, rate: 1 }),
    ]);
  });

  it('and how long it took, from the first question to the confirmation [KPI-06]', async () => {
    await store([
      turn('a', '1', [{ what: 'prompted', block: 'welcome' }]),
      turn(
        'a',
        '1',
        [
          { what: 'answered', block: 'welcome' },
          { what: 'prompted', block: 'service' },
        ],
        { atUtc: NOW_UTC + 20_000 },
      ),
      turn('a', '1', [{ what: 'answered', block: 'book', category: 'booked' }], { atUtc: NOW_UTC + 95_000 }),
    ]);

    expect(await insights().completion({})).toEqual([expect.objectContaining({ averageSeconds: 95 })]);
  });
});
