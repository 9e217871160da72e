import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';
import { openTestDatabase } from '../support/database.js';
import { profile } from '../support/profile.js';
import { actsIn, histories, type Act, type Batch } from './support/acts.js';
import { prepareDatabase, type Spoils } from './support/house.js';
import {
  confirmBlindly,
  forgetfulPurses,
  generousGateway,
  neverFree,
  takeBlindly,
  takeFirstPart,
  takeUnseen,
} from './support/mutants.js';
import { Broken, live } from './support/live.js';
import { startSecondProcess, type SecondProcess } from './support/second-process.js';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let connections: readonly [Mongo, Mongo];
/** In the full profile the other process is a real one. */
let second: SecondProcess | null = null;

beforeAll(async () => {
  database = await openTestDatabase();
  await prepareDatabase(database);
  const uri = process.env['MONGODB_TEST_URI']!;
  const isReal = profile({ short: false, full: true });
  if (isReal) second = await startSecondProcess(uri, database.connection.name);
  connections = [database, await connectMongo(uri, database.connection.name)];
});
afterAll(async () => {
  await second?.stop();
  await connections[1].close();
  await database.drop();
});

const ACTS = Number(process.env['ACTS'] ?? profile({ short: 2_000, full: 100_000 }));
const TIMEOUT_MS = 150 * ACTS;
/** The same history at every `npm test`, so that a red run is the change's own; a new one at every `npm run prove`. */
const seed = Number(
  process.env['PARLEY_SEED'] ?? profile({ short: 7, full: Math.floor(performance.timeOrigin) % 2_147_483_647 }),
);

/** Looks for a history that breaks the product, and for the shortest one it can find. */
async function search(most: number, given: number, spoils: Spoils | null = null, shrinkMs = 30_000) {
  let acts = 0;
  let deadlineMs = Infinity;
  const property = fc.asyncProperty(fc.noBias(histories), async (history) => {
    // Once something is found, only so much time goes into telling it more shortly.
    if (performance.now() > deadlineMs || (acts >= most && deadlineMs === Infinity)) return;
    await database.clear();
    try {
      await live(connections, history, spoils ?? {}, spoils ? null : second);
      acts += actsIn(history);
    } catch (error) {
      deadlineMs = Math.min(deadlineMs, performance.now() + shrinkMs);
      throw error;
    }
  });
  const result = await fc.check(property, { seed: given, numRuns: most });
  const [history] = result.counterexample ?? [null];
  const error = result.errorInstance;
  return {
    acts,
    history,
    failure: error ? (error instanceof Broken ? error.message : String((error as Error).stack)) : null,
  };
}

function told(history: readonly Batch[] | null): string {
  return (history ?? []).map((batch) => JSON.stringify(batch)).join('\n');
}

describe('many people, two processes, a shop', () => {
  it(
    'whatever they do and at whatever moment, the books are what a person would have kept [BK-27] [BK-29] [CX-12] [CX-14]',
    async () => {
      console.log(`model: PARLEY_SEED=${seed}`);
      const { acts, history, failure } = await search(ACTS, seed);
      expect({ failure, history: told(history) }).toEqual({ failure: null, history: '' });
      expect(acts).toBeGreaterThanOrEqual(ACTS);
    },
    TIMEOUT_MS,
  );

  it('makes no visit overlap another by a hold that was meant to move that other one', async () => {
    const hold = { act: 'hold', chat: 0, service: 'cut', person: 0 } as const;
    const alone = (act: Act): Batch => ({ acts: [act], twice: false });
    await database.clear();
    const history = [
      alone({ ...hold, day: 1, half: 0, moving: null }),
      alone({ act: 'confirm', nth: 0, again: 0 }),
      alone({ ...hold, day: 2, half: 0, moving: null }),
      alone({ act: 'confirm', nth: 0, again: 0 }),
      // Over the second visit's own time, and then used for the first.
      alone({ ...hold, day: 2, half: 1, moving: 0 }),
      alone({ act: 'move', nth: 1, hold: 0 }),
    ];
    await expect(live(connections, history)).resolves.toBeUndefined();
  }, 60_000);

  it('takes the token of a missed visit once, gives it back once, and notices a purse without keys (mutant) [CX-12]', async () => {
    const acts: readonly Act[] = [
      { act: 'hold', chat: 0, service: 'cut', person: 0, day: 1, half: 0, moving: null },
      { act: 'confirm', nth: 0, again: 0 },
      { act: 'accept', nth: 0 },
      { act: 'reach', nth: 0, minutes: 1 },
      { act: 'noShow', nth: 0 },
      { act: 'undoNoShow', nth: 0 },
      { act: 'noShow', nth: 0 },
    ];
    const history = acts.map((act): Batch => ({ acts: [act], twice: true }));
    await database.clear();
    await expect(live(connections, history)).resolves.toBeUndefined();
    await expect(live(connections, history, { tokens: forgetfulPurses })).rejects.toThrow(/purse/);
  }, 60_000);

  const MUTANT_ACTS = 1_000;
  it.each<[string, Spoils, RegExp]>([
    ['takes a time without looking who has it', { sheets: takeBlindly }, /overlap|taken/],
    ['confirms a time that was lost meanwhile', { sheets: confirmBlindly }, /overlap|taken|claims/],
    ['gives money back twice', { gateway: generousGateway }, /refund/],
    ['drops a visit and keeps its time', { sheets: neverFree }, /claim/],
    ['keeps time for the first part of a visit alone', { sheets: takeFirstPart }, /claim/],
    ['sells more than is on the shelf', { stock: takeUnseen }, /shelf|short/],
  ])(
    'notices a house that %s, in few acts (mutant)',
    async (_what, spoils, why) => {
      const { failure, history } = await search(MUTANT_ACTS, 1, spoils, 3_000);
      expect(failure).toMatch(why);
      expect(actsIn(history ?? [])).toBeGreaterThan(0);
    },
    120_000,
  );
});
