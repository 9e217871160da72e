import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createCatalogue } from '../../src/catalogue/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { createDaySheets } from '../../src/scheduling/index.js';
import { createProver, type ProofOutcome, type ProverDeps } from '../../src/sandbox/index.js';
import { lookThenWrite } from '../booking/support/r2-round.js';
import { chat, CUT, everyDay, joinWorld, openShop, prepareIndexes, ROSA } from '../booking/support/world.js';
import { openTestDatabase } from '../support/database.js';

const NOW_UTC = Date.parse('2026-11-24T08:00:00Z');
const TODAY_10 = Date.parse('2026-11-24T10:00:00Z');

const database = await openTestDatabase();
const clock = createMovableClock(NOW_UTC);
afterAll(() => database.drop());

beforeAll(() => prepareIndexes(database));
beforeEach(() => database.clear());

async function openCalendar() {
  const world = joinWorld({ mongo: database, clock });
  await openShop(world, {
    shop: { resources: [{ id: 'chair', name: 'Chair', kind: 'chair', capacity: 2 }] },
    services: [
      { ...CUT, bufferMin: 15 },
      { ...CUT, id: 'colour', name: 'Colour', pay: 'before', needs: [{ kind: 'chair', count: 1 }] },
      { ...CUT, id: 'yoga', name: 'Yoga', capacity: 6, needs: [{ kind: 'chair', count: 1 }] },
    ],
  });
  const wish = { serviceId: 'cut', personId: 'asha', startsAtUtc: TODAY_10, replaces: null, movingBookingId: null };
  const held = await world.blocks['hold.place'](wish, chat());
  if (held.exit !== 'held') throw new Error('expected a hold');
  await world.blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, chat());
  return world;
}

function proverOf(more: Partial<ProverDeps> = {}) {
  return createProver({ mongo: database, clock, catalogue: createCatalogue({ mongo: database, clock }), ...more });
}

function proofOf(outcome: ProofOutcome | { kind: 'busy' }) {
  if (outcome.kind !== 'done') throw new Error(`expected a proof, got ${outcome.kind}`);
  return outcome.proof;
}

async function everything() {
  const names = (await database.db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();
  return Promise.all(names.map(async (name) => [name, await database.db.collection(name).find({}).toArray()]));
}

const copies = async () =>
  (await database.connection.getClient().db('admin').admin().listDatabases()).databases.filter(({ name }) =>
    name.startsWith(`${database.db.databaseName}_proof_`),
  );

describe('a proof that nobody is booked twice', () => {
  it('sends five hundred people after the next free times of the shop and finds no overlap', async () => {
    await openCalendar();
    const proof = proofOf(await proverOf().prove('shop'));
    expect(proof).toMatchObject({ people: 500, times: 10, errors: [], overlaps: [], isGood: true });
    expect(proof.booked).toBeGreaterThan(0);
    expect(proof.booked + proof.refusedWithOtherTimes + proof.refused).toBe(500);
    expect(proof.refusedWithOtherTimes).toBeGreaterThan(400);
  }, 60_000);

  it('leaves the shop as it was and no copy behind', async () => {
    await openCalendar();
    await database.db.createCollection('proofs').catch(() => undefined);
    const before = await everything();
    await proverOf().prove('shop', 20);
    expect(await everything()).toEqual(before);
    expect(await copies()).toEqual([]);
  }, 60_000);

  it('turns red when a claim looks first and writes afterwards (mutant)', async () => {
    await openCalendar();
    const openSheets: ProverDeps['openSheets'] = (mongo) => lookThenWrite(createDaySheets({ mongo }), mongo);
    const proof = proofOf(await proverOf({ openSheets }).prove('shop', 100));
    expect(proof.isGood).toBe(false);
    expect(proof.overlaps).not.toEqual([]);
    expect(await copies()).toEqual([]);
  }, 60_000);

  it('is made one at a time', async () => {
    await openCalendar();
    const outcomes = await Promise.all([proverOf().prove('shop', 10), proverOf().prove('shop', 10)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['busy', 'done']);
    expect((await proverOf().prove('shop', 10)).kind).toBe('done');
  }, 60_000);

  it('says so when the shop has nothing free', async () => {
    const world = await openCalendar();
    for (const id of ['asha', 'ben']) {
      await world.catalogue.savePerson('shop', { id, name: id, serviceIds: [], weeklyHours: everyDay(540, 1020) });
    }
    expect(await proverOf().prove('shop')).toEqual({ kind: 'nothingFree' });
  }, 60_000);

  it('is asked for on the command line, and answers with a table', async () => {
    // Its clock is the real one: the days of the shop have to lie ahead of that.
    await openCalendar();
    const uri = new URL(process.env['MONGODB_TEST_URI']!);
    uri.pathname = `/${database.connection.name}`;
    const ask = (...words: readonly string[]) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/prove-no-double-booking.ts', ...words], {
        env: { ...process.env, NODE_OPTIONS: '', MONGODB_URI: uri.href },
      });
    const { stdout } = await ask('shop', '30');
    expect(stdout).toMatch(/people at once +30\n/);
    expect(stdout).toMatch(/overlaps +0\n/);
    expect(stdout).toContain('Nobody was booked twice.');
    await expect(ask('nowhere')).rejects.toMatchObject({ code: 1, stderr: 'no shop has the id nowhere\n' });
    expect((await ask()).stdout).toContain('Nobody was booked twice.');
    await expect(ask('shop', 'many')).rejects.toThrow(/Usage/);
  }, 180_000);
});
