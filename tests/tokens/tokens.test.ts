import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogueIndexes, createCatalogue, type ShopInput } from '../../src/catalogue/index.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createTokens, tokenIndexes, tokenJobs, type Tokens } from '../../src/tokens/index.js';
import { openTestDatabase } from '../support/database.js';

const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
const BY = { id: 'u1', name: 'Maria' };
const ROSA = { phone: null, channel: 'sms', address: '+447700900001' } as const;

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let tokens: Tokens;
let catalogue: ReturnType<typeof createCatalogue>;

beforeAll(async () => {
  database = await openTestDatabase();
  await ensureIndexes(database, [...catalogueIndexes, ...tokenIndexes]);
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const name of ['shops', 'tokens', 'token_entries']) await database.connection.collection(name).deleteMany({});
  clock = createMovableClock(NOW_UTC);
  catalogue = createCatalogue({ mongo: database, clock });
  tokens = createTokens({ mongo: database, clock, catalogue });
  await save({});
});

const save = (over: Partial<ShopInput>) =>
  catalogue.saveShop({
    id: 'shop',
    name: 'Willow Salon',
    place: '12 Mill Lane',
    zone: 'Europe/London',
    currency: 'GBP',
    country: 'GB',
    ...over,
  });

async function spend(bookingId: string, shopId = 'shop') {
  const { shop } = await catalogue.current(shopId);
  return database.transaction((session) =>
    tokens.spend(session, { shop, customer: ROSA, bookingId, why: 'lateDrop', nowUtc: clock.nowUtc() }),
  );
}

async function balance(shopId = 'shop') {
  const { shop } = await catalogue.current(shopId);
  return tokens.balanceOf({ shop, customer: ROSA });
}

describe('a purse', () => {
  it('begins with two, keeps when it is empty until when, and when a visit was last dropped [CX-04] [CX-10] [GP-20]', async () => {
    expect(await balance()).toMatchObject({ left: 2, blockedUntilUtc: null, lastCancelledAtUtc: null });
    await spend('one');
    const { balance: after } = await spend('two');
    expect(after).toMatchObject({ left: 0, blockedUntilUtc: Date.parse('2026-12-01T00:00:00Z') });
    const { shop } = await catalogue.current('shop');
    await database.transaction((session) => tokens.noteCancelled(session, { shop, customer: ROSA, nowUtc: NOW_UTC }));
    expect(await balance()).toMatchObject({ left: 0, lastCancelledAtUtc: NOW_UTC });
  });

  it('takes one for a booking however many ask at once, and never goes below 0 [CX-12]', async () => {
    const same = await Promise.all(Array.from({ length: 6 }, () => spend('same')));
    expect(same.filter(({ took }) => took === 1)).toHaveLength(1);
    const others = await Promise.all(['a', 'b', 'c', 'd'].map((id) => spend(id)));
    expect(others.filter(({ took }) => took === 1)).toHaveLength(1);
    expect((await balance()).left).toBe(0);
  });

  it("is full again on the first of the month on the shop's clock, to the millisecond, though no job rang [CX-08] [CF-23]", async () => {
    await save({ zone: 'America/New_York' });
    await spend('one');
    clock.set(Date.parse('2026-12-01T05:00:00Z') - 1);
    expect((await balance()).left).toBe(1);
    clock.advance(1);
    expect((await balance()).left).toBe(2);
  });

  it('is filled by the job just as a reading would, and only once [CX-08]', async () => {
    await spend('one');
    clock.set(Date.parse('2026-12-01T00:00:00Z'));
    const [job] = tokenJobs({ tokens });
    await job!.run();
    expect(await database.db.collection('tokens').findOne({})).toMatchObject({ balance: 2, month: '2026-12' });
    await spend('two');
    expect(await tokens.refillDue()).toBe(0);
    expect((await balance()).left).toBe(1);
  });

  it('gives back once, and nothing into a month that began full', async () => {
    const { shop } = await catalogue.current('shop');
    const giveBack = () =>
      database.transaction((session) =>
        tokens.giveBack(session, { shop, customer: ROSA, bookingId: 'one', nowUtc: clock.nowUtc(), by: 'Maria' }),
      );
    await spend('one');
    await Promise.all([giveBack(), giveBack(), giveBack()]);
    expect((await balance()).left).toBe(2);
    await spend('one');
    clock.set(Date.parse('2026-12-02T00:00:00Z'));
    await giveBack();
    expect((await balance()).left).toBe(2);
  });

  it('is reset by hand once for one press, and says who did it and why [CX-08] [CX-11]', async () => {
    await spend('one');
    const act = { shopId: 'shop', customer: ROSA, key: 'press-1', by: BY, why: 'she was ill' };
    await Promise.all([tokens.reset(act), tokens.reset(act)]);
    expect((await balance()).left).toBe(2);
    const { shop } = await catalogue.current('shop');
    const entries = await tokens.entriesOf({ shop, customer: ROSA });
    expect(entries.map(({ kind }) => kind)).toEqual(['spend', 'reset']);
    expect(entries[1]).toMatchObject({ from: 1, to: 2, by: BY, why: 'she was ill' });
  });

  it('is one for the whole house unless a shop keeps its own [CF-24]', async () => {
    await save({ id: 'other', name: 'Other' });
    await save({ id: 'own', name: 'Own', policy: { tokenScope: 'shop' } });
    await spend('one');
    expect([(await balance('other')).left, (await balance('own')).left]).toEqual([1, 2]);
  });

  it('blocks nobody where late drops cost no tokens', async () => {
    await tokens.reset({ shopId: 'shop', customer: ROSA, key: 'k', by: BY, why: null, to: 0 });
    expect(await tokens.mayBook({ shopId: 'shop', customer: ROSA })).toMatchObject({ ok: false, reason: 'noTokens' });
    await save({ policy: { late: 'deny' } });
    expect(await tokens.mayBook({ shopId: 'shop', customer: ROSA })).toEqual({ ok: true });
  });
});
