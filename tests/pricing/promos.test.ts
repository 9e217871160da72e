import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { promoSchema, type Promo } from '../../src/pricing/promo.model.js';
import { promoForGoal } from '../../src/pricing/promo-goals.rules.js';
import { normaliseCode, promoRefusal } from '../../src/pricing/promo.rules.js';
import { createPromoStore, type PromoStore } from '../../src/pricing/promo.store.js';
import { pricingIndexes } from '../../src/pricing/index.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ask, lookThenReserve, reserveMany } from './support/reserve-many.js';
import { NOW_UTC, promoInput } from './support/shop.js';

let database: TestDatabase;
let store: PromoStore;

beforeAll(async () => {
  database = await openTestDatabase();
  await ensureIndexes(database, pricingIndexes);
  store = createPromoStore({ mongo: database });
});
afterAll(() => database.drop());
beforeEach(() => database.clear());

const book = (bookingId: string, more: Partial<ReturnType<typeof ask>> = {}) =>
  database.transaction((session) => store.use({ ...ask(more), bookingId }, session));
const state = async () => {
  const { used = -1, reserved = [] } = (await store.find('shop', 'FIRST10')) ?? {};
  return { used, reserved: reserved.map(({ holdId }) => holdId) };
};
const count = (outcomes: readonly string[], wanted: string) => outcomes.filter((one) => one === wanted).length;

describe('a code that may be used ten times', () => {
  const PEOPLE = 200;

  it('is given to exactly ten of two hundred who ask at once, in two processes [PR-22]', async () => {
    await store.save('shop', promoInput({ maxUses: 10 }));
    const uri = process.env['MONGODB_TEST_URI']!;
    const workers = ['one', 'two'].map((name) =>
      fork(
        new URL('./support/promo-worker.ts', import.meta.url),
        [uri, database.connection.name, String(PEOPLE / 2), name],
        { execArgv: ['--import', 'tsx'] },
      ),
    );
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const answers = workers.map((worker) => once(worker, 'message'));
    for (const worker of workers) worker.send('go');
    const outcomes = (await Promise.all(answers)).flatMap(([found]) => found as string[]);
    const ends = workers.map((worker) => once(worker, 'exit'));
    for (const worker of workers) worker.send('stop');
    await Promise.all(ends);
    expect([count(outcomes, 'reserved'), count(outcomes, 'usedUp')]).toEqual([10, PEOPLE - 10]);
    expect((await state()).reserved).toHaveLength(10);
  }, 60_000);

  it('is given to more by a store that looks first and writes then: the contest would notice', async () => {
    await store.save('shop', promoInput({ maxUses: 10 }));
    expect(count(await reserveMany(lookThenReserve(database), PEOPLE, 'm'), 'reserved')).toBeGreaterThan(10);
  });

  it('has its uses counted, and those of bookings that ended before the visit are free again', async () => {
    await store.save('shop', promoInput({ maxUses: 1 }));
    expect(await store.reserve(ask())).toBe('reserved');
    await book('b1');
    await book('b1');
    expect(await state()).toEqual({ used: 1, reserved: [] });
    expect(await store.reserve(ask({ customerKey: 'other', holdId: 'hold-2' }))).toBe('usedUp');
    await Promise.all([store.giveBack('shop', 'b1'), store.giveBack('shop', 'b1')]);
    expect(await state()).toEqual({ used: 0, reserved: [] });
    expect(await store.reserve(ask({ customerKey: 'other', holdId: 'hold-2' }))).toBe('reserved');
  });

  it('is free again when the hold lapses or is let go', async () => {
    await store.save('shop', promoInput({ maxUses: 1 }));
    await store.reserve(ask());
    const another = ask({ customerKey: 'other', holdId: 'hold-2' });
    expect(await store.reserve({ ...another, nowUtc: NOW_UTC + 599_999 })).toBe('usedUp');
    expect(await store.reserve({ ...another, nowUtc: NOW_UTC + 600_000, untilUtc: NOW_UTC + 900_000 })).toBe(
      'reserved',
    );
    await store.release('shop', 'hold-2');
    await store.release('shop', 'hold-2');
    expect(await state()).toEqual({ used: 0, reserved: [] });
    expect(await store.reserve(ask({ customerKey: 'third', holdId: 'hold-3' }))).toBe('reserved');
  });

  it('keeps what it was used when it is saved again', async () => {
    await store.save('shop', promoInput({ maxUses: 2 }));
    await store.reserve(ask());
    await book('b1');
    expect(await store.save('shop', promoInput({ maxUses: 5, name: 'Five' }))).toMatchObject({ used: 1, maxUses: 5 });
    expect((await store.list('shop')).map(({ code }) => code)).toEqual(['FIRST10']);
  });
});

describe('one customer', () => {
  it('uses a code once, however often it is asked for at once', async () => {
    await store.save('shop', promoInput({ maxUses: 100 }));
    const holds = Array.from({ length: 40 }, (_, index) => ask({ holdId: `hold-${index}` }));
    const outcomes = await Promise.all(holds.map((one) => store.reserve(one)));
    expect([count(outcomes, 'reserved'), count(outcomes, 'usedByYou')]).toEqual([1, 39]);
    expect((await state()).reserved).toHaveLength(1);
  });

  it('keeps it for the same hold asked for twice, and takes it along to another time', async () => {
    await store.save('shop', promoInput());
    expect(await store.reserve(ask())).toBe('reserved');
    expect(await store.reserve(ask())).toBe('reserved');
    expect(await store.reserve(ask({ holdId: 'hold-2', replaces: 'hold-1' }))).toBe('reserved');
    expect((await state()).reserved).toEqual(['hold-2']);
    await book('b1', { holdId: 'hold-2' });
    // A booking's own hold makes room for nothing.
    expect(await store.reserve(ask({ holdId: 'hold-3', replaces: 'hold-2' }))).toBe('usedByYou');
    expect(await store.reserve(ask({ holdId: 'hold-2' }))).toBe('reserved');
  });

  it('uses it as often as the shop allows', async () => {
    await store.save('shop', promoInput({ perCustomer: 2 }));
    const outcomes: string[] = [];
    for (const holdId of ['a', 'b', 'c']) {
      outcomes.push(await store.reserve(ask({ holdId })));
      await book(`booking-${holdId}`, { holdId });
    }
    expect(outcomes).toEqual(['reserved', 'reserved', 'usedByYou']);
  });

  it('has no use kept when the total is used up', async () => {
    await store.save('shop', promoInput({ maxUses: 1 }));
    await store.reserve(ask({ customerKey: 'other', holdId: 'other' }));
    expect(await store.reserve(ask())).toBe('usedUp');
    await store.release('shop', 'other');
    expect(await store.reserve(ask({ holdId: 'hold-9' }))).toBe('reserved');
  });
});

describe('a code', () => {
  it('is understood however it is typed', () => {
    expect(['first10', ' First 10 ', 'FIRST-10', 'ＦＩＲＳＴ１０'].map(normaliseCode)).toEqual(
      Array.from({ length: 4 }, () => 'FIRST10'),
    );
    expect(['', 'ab', '$where', 'ÜBER10', 'A'.repeat(21)].map(normaliseCode)).toEqual([null, null, null, null, null]);
  });

  const first = { key: 'k', history: { completed: 0, spentMinor: 0 } };
  const fits = { serviceId: 'cut~wash', amountMinor: 5_000, customer: first, nowUtc: NOW_UTC };
  const refusals = [
    ['good', {}, {}, null],
    ['switched off', { active: false }, {}, 'over'],
    ['not begun', { startsAtUtc: NOW_UTC + 1 }, {}, 'notYet'],
    ['begins now', { startsAtUtc: NOW_UTC }, {}, null],
    ['ends now', { endsAtUtc: NOW_UTC }, {}, 'over'],
    ['its last moment', { endsAtUtc: NOW_UTC + 1 }, {}, null],
    ['another service', { serviceIds: ['colour'] }, {}, 'otherService'],
    ['this service, add-ons or not', { serviceIds: ['cut'] }, {}, null],
    ['at the least amount', { minAmountMinor: 5_000 }, {}, null],
    ['below it', { minAmountMinor: 5_001 }, {}, 'tooSmall'],
    ['first visit', { firstTimeOnly: true }, {}, null],
    [
      'second visit',
      { firstTimeOnly: true },
      { customer: { key: 'k', history: { completed: 1, spentMinor: 0 } } },
      'notFirst',
    ],
    ['for others', { customerKeys: ['other'] }, {}, 'notForYou'],
    ['for them', { customerKeys: ['k'] }, {}, null],
    ['for others, and nobody knows who asks', { customerKeys: ['k'] }, { customer: null }, 'notForYou'],
  ] as const;
  it('is held against its dates, services, amount and customer [PR-18]', () => {
    for (const [what, change, asked, reason] of refusals) {
      const promo = { ...promoSchema.parse(promoInput()), ...change } as Promo;
      expect([what, promoRefusal(promo, { ...fits, ...asked })]).toEqual([what, reason]);
    }
  });

  it('is not saved without an end after its start, or with a share of more than all', () => {
    expect(promoSchema.safeParse(promoInput({ endsAtUtc: NOW_UTC - 1 })).success).toBe(false);
    expect(promoSchema.safeParse(promoInput({ discount: { kind: 'percent', basisPoints: 10_001 } })).success).toBe(
      false,
    );
  });
});

describe('a promo for a goal', () => {
  const given = { nowUtc: NOW_UTC, suffix: 'ab12', serviceIds: ['cut'], customerKeys: ['k'] };
  const month = (bookings: number, averageMajor: number) => ({
    bookings,
    worthMinor: bookings * averageMajor * 100,
    majorMinor: 100,
  });

  it('is of the type that serves the goal [PR-16]', () => {
    const typeOf = (goal: Parameters<typeof promoForGoal>[0], averageMajor: number) =>
      promoForGoal(goal, month(40, averageMajor), given).type;
    expect([typeOf('volume', 201), typeOf('volume', 200)]).toEqual(['percent', 'fixed']);
    expect([
      typeOf('revenue', 50),
      typeOf('newCustomers', 50),
      typeOf('fewerCancellations', 50),
      typeOf('other', 50),
    ]).toEqual(['percent', 'firstTime', 'completion', 'percent']);
  });

  it('comes with all its numbers, starts now, lasts 30 days and may be saved as it is [PR-17]', () => {
    const { input } = promoForGoal('volume', month(60, 85), given);
    expect(promoSchema.parse(input)).toEqual({
      code: 'BOOKAB12',
      name: 'Fill the book',
      // A tenth of 85 in whole pounds.
      discount: { kind: 'fixed', amountMinor: 900 },
      startsAtUtc: NOW_UTC,
      endsAtUtc: NOW_UTC + 30 * 86_400_000,
      serviceIds: ['cut'],
      customerKeys: ['k'],
      minAmountMinor: 0,
      maxUses: 30,
      perCustomer: 2,
      firstTimeOnly: false,
      active: true,
      goal: 'volume',
    });
    expect(promoForGoal('newCustomers', month(0, 0), given).input).toMatchObject({ firstTimeOnly: true, maxUses: 10 });
  });
});
