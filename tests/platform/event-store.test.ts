import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEventBus, eventIndexes } from '../../src/platform/event-store.js';
import type { DomainEvent } from '../../src/platform/events.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
const clock = createMovableClock(Date.UTC(2026, 2, 2, 9));
const log = createLog('silent');
beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, eventIndexes);
});
afterAll(() => mongo.drop());

const event = (n: number): DomainEvent => ({
  id: `booking.created:b${n}:1`,
  type: 'booking.created',
  shopId: 'willow',
  bookingId: `b${n}`,
  version: 1,
  atUtc: clock.nowUtc(),
});
const busFor = (heard: string[], name: string, handler?: () => Promise<void>) => {
  const bus = createEventBus({ mongo, clock, log });
  bus.subscribe(name, ['booking.created'], async ({ id }) => {
    await handler?.();
    heard.push(id);
  });
  return bus;
};

describe('domain events', () => {
  it('are told once to a subscriber although three processes drain at the same time', async () => {
    const heard: string[] = [];
    const buses = [1, 2, 3].map(() => busFor(heard, 'reminders'));
    await mongo.transaction((session) =>
      buses[0]!.record(
        session,
        Array.from({ length: 20 }, (_, i) => event(i)),
      ),
    );
    await Promise.all(buses.map((bus) => bus.drain()));
    expect(heard.sort()).toEqual(Array.from({ length: 20 }, (_, i) => event(i).id).sort());
  });

  it('are not told when the transaction of the change did not commit', async () => {
    const heard: string[] = [];
    const bus = busFor(heard, 'reminders');
    await expect(
      mongo.transaction(async (session) => {
        await bus.record(session, [event(100)]);
        throw new Error('the change failed');
      }),
    ).rejects.toThrow('the change failed');
    await bus.drain();
    expect(heard).toEqual([]);
  });

  it('are told again after a subscriber failed, with a pause, and only to the one that failed', async () => {
    const good: string[] = [];
    const bad: string[] = [];
    let failures = 1;
    const bus = createEventBus({ mongo, clock, log });
    bus.subscribe('good', ['booking.created'], ({ id }) => Promise.resolve(void good.push(id)));
    bus.subscribe('bad', ['booking.created'], ({ id }) => {
      if (failures-- > 0) return Promise.reject(new Error('not now'));
      bad.push(id);
      return Promise.resolve();
    });
    await mongo.transaction((session) => bus.record(session, [event(200)]));
    await bus.drain();
    expect([good.length, bad.length]).toEqual([1, 0]);
    await bus.drain();
    expect(bad).toHaveLength(0);
    clock.advance(60_000);
    await bus.drain();
    expect([good.length, bad.length]).toEqual([1, 1]);
  });
});
