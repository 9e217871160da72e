import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createCatalogue, seedDemoTrades } from '../../src/catalogue/index.js';
import { STAFF } from '../../src/catalogue/catalogue.model.js';
import type { Notice } from '../../src/flow/protocol.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';
import { createQueue, createQueueBlocks, queueIndexes, type Queue } from '../../src/queue/index.js';
import { TICKETS, type Ticket } from '../../src/queue/queue.model.js';
import { orderAfter, ordinal, usualOf, waitOf } from '../../src/queue/queue.rules.js';
import { openTestDatabase } from '../support/database.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

const SHOP_ID = 'walkin';

interface Desk {
  readonly queue: Queue;
  readonly told: { conversationId: string; id: string; notice: Notice }[];
  readonly cards: string[];
}

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
const others: Mongo[] = [];
beforeEach(async () => {
  mongo = await openTestDatabase();
  clock = createMovableClock(Date.UTC(2026, 10, 23, 10, 0));
  await ensureIndexes(mongo, queueIndexes);
  await seedDemoTrades(mongo);
});
afterEach(async () => {
  for (const one of others.splice(0)) await one.close();
  await mongo.drop();
});

function deskOn(one: Mongo, isOpen = true): Desk {
  const told: Desk['told'] = [];
  const cards: string[] = [];
  const queue = createQueue({
    mongo: one,
    clock,
    log: createLog('silent'),
    catalogue: createCatalogue({ mongo: one, clock }),
    notify: (conversationId, id, notice) => Promise.resolve(void told.push({ conversationId, id, notice })),
    showCard: (id) => Promise.resolve(void cards.push(id)),
    atWork: () => Promise.resolve(new Set(isOpen ? ['asha', 'ben', 'chloe'] : [])),
  });
  return { queue, told, cards };
}

async function another(): Promise<Mongo> {
  const connection = await connectMongo(process.env['MONGODB_TEST_URI']!, mongo.connection.name);
  others.push(connection);
  return connection;
}

const ask = (queue: Queue, who: string, personId: string | null = 'asha', key = `join-${who}`) =>
  queue.join({
    shopId: SHOP_ID,
    personId,
    conversationId: who,
    channel: 'sms',
    language: 'en',
    contact: { name: who, phone: null, email: null, note: null },
    key,
    nowUtc: clock.nowUtc(),
  });
async function join(...args: Parameters<typeof ask>): Promise<Ticket> {
  const outcome = await ask(...args);
  if (outcome.kind !== 'joined') throw new Error(`${args[1]} could not join: ${outcome.kind}`);
  return outcome.ticket;
}
async function letTake(maxJobs: number): Promise<void> {
  const { matchedCount } = await mongo.db.collection(STAFF).updateMany({ shopId: SHOP_ID }, { $set: { maxJobs } });
  expect(matchedCount).toBe(2);
}
const owner = (conversationId: string) => ({ shopId: SHOP_ID, conversationId });
const press = (
  queue: Queue,
  ticket: Ticket,
  act: 'accept' | 'start' | 'done' | 'noShow',
  actId = `${act}-${ticket._id}`,
) =>
  queue.act({
    actId,
    act,
    bookingId: ticket._id,
    seenVersion: 1,
    operator: { id: 'U1', name: 'Asha' },
  });
async function line(queue: Queue): Promise<string[]> {
  const rows = await mongo.db.collection<Ticket>(TICKETS).find({ isOpen: true }).toArray();
  const views = await Promise.all(rows.map(async (one) => ({ who: one.conversationId, ...(await queue.view(one)) })));
  return views.sort((one, other) => one.ahead - other.ahead).map(({ who }) => who);
}

describe('joining', () => {
  it('gives thirty people who come at once through two connections thirty different places in one order [QU-01] [QU-03]', async () => {
    await letTake(30);
    const desks = [deskOn(mongo), deskOn(await another())];
    const people = Array.from({ length: 30 }, (_, index) => `p${index}`);
    await Promise.all(people.map((who, index) => join(desks[index % 2]!.queue, who)));
    const rows = await mongo.db.collection<Ticket>(TICKETS).find().toArray();
    const ahead = await Promise.all(rows.map(async (one) => (await desks[0]!.queue.view(one)).ahead));
    expect(ahead.sort((one, other) => one - other)).toEqual(people.map((_, index) => index));
    expect(new Set(rows.map(({ order }) => order)).size).toBe(30);
    expect(rows.filter(({ toldNext }) => toldNext)).toHaveLength(1);
    for (const { queue } of desks) await queue.idle();
  });

  it('would give places twice if it counted before it wrote (mutant)', async () => {
    const rows = mongo.db.collection<{ order: number; n: number }>('careless');
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const order = await rows.countDocuments({});
        await rows.insertOne({ order, n });
      }),
    );
    expect(new Set((await rows.find().toArray()).map(({ order }) => order)).size).toBeLessThan(20);
  });

  it('keeps one place for each customer, however often and from wherever they ask', async () => {
    const [here, there] = [deskOn(mongo).queue, deskOn(await another()).queue];
    const made = await Promise.all([
      join(here, 'rosa'),
      join(there, 'rosa'),
      join(here, 'rosa', 'ben', 'other'),
      join(there, 'rosa', 'asha', 'third'),
    ]);
    expect(new Set(made.map(({ _id }) => _id)).size).toBe(1);
    expect(await mongo.db.collection(TICKETS).countDocuments({ isOpen: true })).toBe(1);
  });

  it('takes the shortest wait when nobody is asked for [QU-16]', async () => {
    const { queue } = deskOn(mongo);
    await join(queue, 'a', 'asha');
    await join(queue, 'b', 'asha');
    await join(queue, 'c', 'ben');
    expect((await join(queue, 'd', null)).personId).toBe('ben');
    const lists = await createQueueBlocks({ queue }).listQueues(SHOP_ID, 'en');
    expect(lists).toEqual([
      { id: 'asha', name: 'Asha', detail: '2 waiting, 35-65 min' },
      { id: 'ben', name: 'Ben', detail: '2 waiting, 35-65 min' },
    ]);
  });

  it('is not possible when nobody works', async () => {
    const { queue } = deskOn(mongo, false);
    expect(await ask(queue, 'late')).toEqual({ kind: 'closed' });
    expect(await queue.waits(SHOP_ID)).toEqual([]);
  });
});

describe('so many at once', () => {
  const comeAtOnce = (desks: readonly Queue[]) =>
    Promise.all(Array.from({ length: 12 }, async (_, nr) => (await ask(desks[nr % desks.length]!, `p${nr}`)).kind));

  it('lets five of twelve who come at once join one person, and names who has room to the others [CF-05] [AV-14]', async () => {
    const desks = [deskOn(mongo).queue, deskOn(await another()).queue];
    const kinds = await comeAtOnce(desks);
    expect(kinds.filter((kind) => kind === 'joined')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'full')).toHaveLength(7);
    expect(await line(desks[0]!)).toHaveLength(5);
    const [queue] = desks as [Queue];
    expect(await ask(queue, 'late')).toMatchObject({
      kind: 'full',
      wanted: { person: { id: 'asha' }, waiting: 5, isFull: true },
      other: { person: { id: 'ben' }, waiting: 0 },
    });
    expect((await join(queue, 'anywhere', null)).personId).toBe('ben');
    for (const name of ['b1', 'b2', 'b3', 'b4']) await join(queue, name, 'ben');
    expect(await ask(queue, 'last', null)).toMatchObject({ kind: 'full', other: null });
    // Whoever is being served still is a job; whoever has left is none.
    const first = (await mongo.db.collection<Ticket>(TICKETS).findOne({ personId: 'asha' }))!;
    await press(queue, first, 'start');
    expect((await ask(queue, 'last')).kind).toBe('full');
    await press(queue, first, 'done');
    expect((await join(queue, 'last')).personId).toBe('asha');
    for (const one of desks) await one.idle();
  });

  it('would let more in if nothing made two who join at once wait for each other (mutant) [CF-05]', async () => {
    const careless: Mongo = { ...mongo, transaction: (work) => work(undefined as never) };
    const { queue } = deskOn(careless);
    let most = 0;
    // Once they may by luck come one after the other; not twenty times.
    for (let round = 0; round < 20 && most <= 5; round += 1) {
      await mongo.db.collection(TICKETS).deleteMany({});
      const kinds = await comeAtOnce([queue]);
      most = kinds.filter((kind) => kind === 'joined').length;
      await queue.idle();
    }
    expect(most).toBeGreaterThan(5);
  });
});

describe('ten minutes more', () => {
  it('go behind as many as have their turn by then, once, and nobody behind waits longer', async () => {
    const { queue } = deskOn(mongo);
    for (const who of ['a', 'b', 'c', 'd']) await join(queue, who);
    expect((await queue.later(owner('a'), 'k1'))?.isGranted).toBe(true);
    expect(await line(queue)).toEqual(['b', 'a', 'c', 'd']);
    expect((await queue.later(owner('a'), 'k1'))?.isGranted).toBe(true);
    expect((await queue.later(owner('a'), 'k2'))?.isGranted).toBe(false);
    expect(await line(queue)).toEqual(['b', 'a', 'c', 'd']);
    expect((await queue.later(owner('d'), 'k3'))?.isGranted).toBe(true);
    expect(await line(queue)).toEqual(['b', 'a', 'c', 'd']);
    await join(queue, 'e');
    expect(await line(queue)).toEqual(['b', 'a', 'c', 'd', 'e']);
    expect(await queue.later(owner('nobody'), 'k4')).toBeNull();
  });

  it('asked for by many at once through two connections leave everybody one place', async () => {
    await letTake(20);
    const desks = [deskOn(mongo).queue, deskOn(await another()).queue];
    for (let index = 0; index < 12; index++) await join(desks[0]!, `p${index}`);
    const works = Array.from({ length: 12 }, (_, index) =>
      index % 3 === 2
        ? desks[index % 2]!.leave(owner(`p${index}`), `l${index}`)
        : desks[index % 2]!.later(owner(`p${index}`), `m${index}`),
    );
    await Promise.all([...works, ...Array.from({ length: 6 }, (_, index) => join(desks[index % 2]!, `q${index}`))]);
    const rows = await mongo.db.collection<Ticket>(TICKETS).find({ isOpen: true }).toArray();
    const ahead = await Promise.all(rows.map(async (one) => (await desks[0]!.view(one)).ahead));
    expect(ahead.sort((one, other) => one - other)).toEqual(rows.map((_, index) => index));
    expect(rows).toHaveLength(14);
  });

  it('never puts anybody behind more than had their turn', () => {
    expect(orderAfter(1, [2, 3, 4], 10, 25)).toBe(2.5);
    expect(orderAfter(1, [2, 3, 4], 10, 5)).toBe(3.5);
    expect(orderAfter(1, [2, 3], 60, 5)).toBe(3.5);
    expect(orderAfter(1, [], 10, 25)).toBeNull();
  });
});

describe('the work', () => {
  it('tells who is next, who is called and who is done, each once [QU-06] [QU-07]', async () => {
    const { queue, told, cards } = deskOn(mongo);
    const first = await join(queue, 'a');
    const second = await join(queue, 'b');
    await queue.idle();
    expect(told).toEqual([]);
    expect(await press(queue, first, 'accept')).toBeNull();
    expect(await press(queue, first, 'accept')).toBeNull();
    expect(await press(queue, first, 'start')).toBeNull();
    expect(await press(queue, first, 'done')).toBeNull();
    expect(told.map(({ conversationId, notice }) => `${conversationId} ${notice.name}`)).toEqual([
      'a queue.called',
      'b queue.next',
      'a queue.served',
    ]);
    expect(await press(queue, first, 'start', 'again')).toBe('Not possible: done.');
    expect(await press(queue, second, 'noShow')).toBeNull();
    expect(told.at(-1)).toMatchObject({ conversationId: 'b', notice: { name: 'queue.missed' } });
    expect(cards.filter((id) => id === first._id).length).toBeGreaterThanOrEqual(4);
    expect(await queue.findCard(first._id)).toMatchObject({ status: { label: 'Done' }, acts: [] });
  });

  it('tells everything that a stopped process left, at the next sweep', async () => {
    const quiet = deskOn(mongo);
    const first = await join(quiet.queue, 'a');
    await join(quiet.queue, 'b');
    await quiet.queue.idle();
    const failing = createQueue({
      mongo,
      clock,
      log: createLog('silent'),
      catalogue: createCatalogue({ mongo, clock }),
      notify: () => Promise.reject(new Error('killed')),
      showCard: () => Promise.resolve(),
      atWork: () => Promise.resolve(new Set(['asha', 'ben', 'chloe'])),
    });
    await expect(press(failing, first, 'start')).rejects.toThrow('killed');
    const { queue, told } = deskOn(mongo);
    await queue.jobs[0]!.run();
    await queue.jobs[0]!.run();
    expect(told.map(({ conversationId, notice }) => `${conversationId} ${notice.name}`)).toEqual(['b queue.next']);
  });

  it('frees the place of who leaves, and leaves once', async () => {
    const { queue, told } = deskOn(mongo);
    await join(queue, 'a');
    await join(queue, 'b');
    expect(await queue.leave(owner('a'), 'k')).toBe('left');
    expect(await queue.leave(owner('a'), 'k')).toBe('left');
    expect(await queue.leave(owner('a'), 'k2')).toBe('none');
    await queue.idle();
    expect(told.map(({ conversationId, notice }) => `${conversationId} ${notice.name}`)).toEqual(['b queue.next']);
    expect(await line(queue)).toEqual(['b']);
  });
});

describe('the estimate', () => {
  it('is a range that shrinks while the visit before goes on [QU-04]', () => {
    const nowUtc = clock.nowUtc();
    expect(waitOf(2, 20, nowUtc, nowUtc)).toEqual({ fromMin: 40, toMin: 80 });
    expect(waitOf(2, 20, nowUtc - 20 * MINUTE_MS, nowUtc)).toEqual({ fromMin: 25, toMin: 60 });
    expect(waitOf(0, 20, null, nowUtc)).toEqual({ fromMin: 0, toMin: 5 });
  });

  it('learns from the median of what visits really took [GP-03]', () => {
    expect(usualOf([12, 50], 25)).toBe(25);
    expect(usualOf([12, 50, 14], 25)).toBe(14);
  });

  it('says places as people do', () => {
    expect([1, 2, 3, 4, 11, 12, 22, 103].map((place) => ordinal(place, 'en'))).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '22nd',
      '103rd',
    ]);
    expect(ordinal(3, 'es')).toBe('3');
  });
});
