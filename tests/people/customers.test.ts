import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAlsoIn } from '../../src/conversation/index.js';
import { createCustomers, createReach, customerIndexes, type CustomerRow } from '../../src/people/index.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { openTestDatabase } from '../support/database.js';
import { DAY_MS } from '../../src/platform/time-units.js';

const START_UTC = Date.UTC(2026, 10, 23, 10, 0);
const WEB = 'webchat:willow:w1';
const SMS = 'sms:us:+441';
const TELEGRAM = 'telegram:bot:7';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let customers: ReturnType<typeof createCustomers>;

beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, customerIndexes);
  customers = createCustomers({ mongo, ...createReach({ mongo, setReach: createAlsoIn({ mongo }).setReach }) });
});
afterAll(() => mongo.drop());
beforeEach(async () => {
  await mongo.clear();
  const chats = mongo.db.collection<{ _id: string }>('conversations');
  await chats.insertMany([WEB, SMS, TELEGRAM].map((_id) => ({ _id })));
});

const seen = (conversationId: string, more: { name?: string; phone?: string; atUtc?: number } = {}) =>
  customers.see({
    shopId: 'willow',
    conversationId,
    name: 'Rosa Field',
    phone: null,
    email: null,
    atUtc: START_UTC,
    ...more,
  });
const link = (one: string, other: string, linkId = `${one}+${other}`, nowUtc = START_UTC) =>
  customers.link({ linkId, shopId: 'willow', chats: [one, other], nowUtc });
const split = (conversationId: string, nowUtc: number, key = `split${nowUtc}`) =>
  customers.split({ shopId: 'willow', conversationId, nowUtc, key });
const chatsOf = async (conversationId: string): Promise<readonly string[] | undefined> =>
  (await customers.find(conversationId))?.identities.map((one) => one.conversationId);
const alsoIn = async (_id: string): Promise<unknown> =>
  (await mongo.db.collection<{ _id: string; alsoIn?: string[] }>('conversations').findOne({ _id }))?.alsoIn;

describe('customers', () => {
  it('are kept by their chat, without any account [GU-02]', async () => {
    await seen(SMS, { phone: '+441' });
    expect(await customers.find(SMS)).toMatchObject({
      name: 'Rosa Field',
      phone: '+441',
      email: null,
      mergedInto: null,
    });
  });

  it('are one row however often and by however many processes they are seen', async () => {
    await Promise.all(Array.from({ length: 10 }, () => seen(SMS)));
    expect(await mongo.db.collection('customers').countDocuments()).toBe(1);
  });

  it('are never merged for an equal name and number', async () => {
    await seen(WEB, { phone: '+441' });
    await seen(SMS, { phone: '+441' });
    expect(await chatsOf(WEB)).toEqual([WEB]);
    expect(await chatsOf(SMS)).toEqual([SMS]);
  });

  it('become one by proof, the older row keeping its id, and each chat knows of the others', async () => {
    await seen(WEB);
    const older = (await customers.find(WEB))!._id;
    await seen(SMS, { atUtc: START_UTC + 1 });
    await link(SMS, WEB);
    expect((await customers.find(SMS))!._id).toBe(older);
    expect(await chatsOf(SMS)).toEqual([WEB, SMS]);
    expect(await alsoIn(WEB)).toEqual([SMS]);
    expect(await alsoIn(SMS)).toEqual([WEB]);
  });

  it('are linked once although the turn that linked them is run again', async () => {
    await link(WEB, SMS);
    await link(WEB, SMS);
    expect((await customers.find(WEB))!.history).toHaveLength(1);
  });

  it('can be three chats, each knowing the other two', async () => {
    await link(WEB, SMS);
    await link(SMS, TELEGRAM, 'second', START_UTC + 1);
    expect([...(await chatsOf(TELEGRAM))!].sort()).toEqual([WEB, SMS, TELEGRAM].sort());
    expect([...((await alsoIn(TELEGRAM)) as string[])].sort()).toEqual([SMS, WEB].sort());
  });

  it('are taken apart last first, with the whole history kept', async () => {
    await link(WEB, SMS);
    await link(SMS, TELEGRAM, 'second', START_UTC + 1);
    expect(await split(WEB, START_UTC + 2)).toBe('split');
    expect(await chatsOf(TELEGRAM)).toEqual([TELEGRAM]);
    expect(await alsoIn(TELEGRAM)).toBeUndefined();
    expect(await alsoIn(WEB)).toEqual([SMS]);
    expect(await split(SMS, START_UTC + 3)).toBe('split');
    expect(await chatsOf(WEB)).toEqual([WEB]);
    expect(await chatsOf(SMS)).toEqual([SMS]);
    expect(await alsoIn(SMS)).toBeUndefined();
    const rows = await mongo.db.collection<CustomerRow>('customers').find().toArray();
    const history = rows.flatMap((row) => row.history);
    expect(history.map(({ proof }) => proof)).toEqual(['code', 'code']);
    expect(history.every(({ undoneAtUtc }) => undoneAtUtc !== null)).toBe(true);
    expect(await split(SMS, START_UTC + 4)).toBe('none');
  });

  it('are taken apart once by the same call', async () => {
    await link(WEB, SMS);
    await link(SMS, TELEGRAM, 'second', START_UTC + 1);
    expect(await split(WEB, START_UTC + 2, 'same')).toBe('split');
    expect(await split(WEB, START_UTC + 2, 'same')).toBe('split');
    expect(await alsoIn(WEB)).toEqual([SMS]);
  });

  it('can be taken apart for thirty days and not after', async () => {
    await link(WEB, SMS);
    expect(await split(WEB, START_UTC + 30 * DAY_MS)).toBe('none');
    expect(await split(WEB, START_UTC + 30 * DAY_MS - 1)).toBe('split');
  });

  it('can be joined again after they were taken apart', async () => {
    await link(WEB, SMS);
    await split(WEB, START_UTC + 1);
    await link(WEB, SMS, 'again', START_UTC + 2);
    expect(await alsoIn(WEB)).toEqual([SMS]);
  });

  it('are never two for one chat: the database refuses it', async () => {
    await seen(SMS);
    const row = (await customers.find(SMS))!;
    await expect(mongo.db.collection<CustomerRow>('customers').insertOne({ ...row, _id: 'cu_other' })).rejects.toThrow(
      'one_person_a_chat',
    );
  });
});
