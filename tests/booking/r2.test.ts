import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createMovableClock } from '../../src/platform/clock.js';
import { createDaySheets } from '../../src/scheduling/index.js';
import { seedOf } from '../scheduling/support/random.js';
import { buildChildProgram, type ChildProgram } from '../support/child-program.js';
import { openTestDatabase } from '../support/database.js';
import { profile } from '../support/profile.js';
import {
  BOOKINGS_PER_ROUND,
  lookThenWrite,
  openRoundShop,
  overlapsOf,
  playRound,
  wishesOf,
  type RoundResult,
} from './support/r2-round.js';
import { joinWorld, prepareIndexes, type World } from './support/world.js';

const PEOPLE = 1_000;
/** Three rounds each way for every change; a hundred with PARLEY_PROFILE=full. */
const ROUNDS = profile({ short: 3, full: 100 });
/** A machine that is busy with other suites may take a while; nothing here waits on time. */
const TIMEOUT_MS = 20_000 * ROUNDS;
/** Enough to see the mutant lose; every one of its extra bookings costs a transaction. */
const MUTANT_PEOPLE = 100;
const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let world: World;

beforeEach(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  world = joinWorld({ mongo: database, clock: createMovableClock(NOW_UTC) });
  await openRoundShop(world);
});
afterEach(() => database.drop());

async function expectFair(results: readonly RoundResult[][]): Promise<void> {
  for (const round of results) {
    const booked = round.reduce((sum, result) => sum + result.booked, 0);
    const others = round.reduce((sum, result) => sum + result.offeredOthers, 0);
    expect({ booked, others, lost: round.flatMap(({ lost }) => lost) }).toEqual({
      booked: BOOKINGS_PER_ROUND,
      others: PEOPLE - BOOKINGS_PER_ROUND,
      lost: [],
    });
  }
  expect(await overlapsOf(world)).toEqual([]);
  expect(await database.connection.collection('bookings').countDocuments()).toBe(BOOKINGS_PER_ROUND * results.length);
}

describe('a thousand people for ten times', () => {
  it(
    'in one process: exactly ten bookings a round, no overlap, everybody else offered another time [AV-19] [DF-06] [DF-49] [AV-17]',
    async () => {
      const seed = seedOf('r2, one process');
      const results: RoundResult[][] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        results.push([await playRound(world, wishesOf(round, PEOPLE, seed), `r${round}`)]);
      }
      await expectFair(results);
    },
    TIMEOUT_MS,
  );

  it(
    'in three processes: the same [AV-19] [BK-27]',
    async () => {
      const seed = seedOf('r2, three processes');
      const uri = process.env['MONGODB_TEST_URI']!;
      const program = await buildChildProgram(new URL('./support/r2-worker.ts', import.meta.url));
      const contestants = [0, 1, 2].map((mine) =>
        startContestant(program, [uri, database.connection.name, ...[NOW_UTC, mine, 3, PEOPLE, seed].map(String)]),
      );
      try {
        await Promise.all(contestants.map(answerOf));
        const results: RoundResult[][] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const answers = contestants.map(answerOf);
          for (const { child } of contestants) child.send({ round });
          results.push((await Promise.all(answers)) as RoundResult[]);
        }
        await expectFair(results);
      } finally {
        for (const { child } of contestants) if (child.connected) child.send('stop');
        await Promise.allSettled(contestants.map(({ died }) => died));
        program.remove();
      }
    },
    TIMEOUT_MS,
  );

  it(
    'goes wrong, and is seen to, when a claim looks first and writes afterwards',
    async () => {
      const broken = joinWorld({
        mongo: database,
        clock: createMovableClock(NOW_UTC),
        sheets: lookThenWrite(createDaySheets({ mongo: database }), database),
      });
      const result = await playRound(broken, wishesOf(0, MUTANT_PEOPLE, 1), 'mutant');
      expect(result.booked).toBeGreaterThan(BOOKINGS_PER_ROUND);
      expect(await overlapsOf(broken)).not.toEqual([]);
    },
    TIMEOUT_MS,
  );
});

interface Contestant {
  readonly child: ChildProcess;
  /** Never resolves; rejects when the process ends, so that nobody waits for an answer that cannot come. */
  readonly died: Promise<never>;
}

function startContestant({ path }: ChildProgram, args: readonly string[]): Contestant {
  const child = fork(path, args, { execArgv: ['--enable-source-maps'] });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`a contestant ended with ${String(code)}`);
  });
  // Every contestant ends at last, when nobody listens any more.
  died.catch(() => undefined);
  return { child, died };
}

async function answerOf({ child, died }: Contestant): Promise<unknown> {
  const [answer] = (await Promise.race([once(child, 'message'), died])) as [unknown];
  return answer;
}
