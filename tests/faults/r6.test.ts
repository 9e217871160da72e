import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaymentGateway } from '../../src/payments/index.js';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';
import type { BookingDesk } from '../../src/booking/index.js';
import { readBooks, wrongIn } from '../model/support/books.js';
import { openHouse, prepareDatabase, type House, type Process, type Spoils } from '../model/support/house.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { profile } from '../support/profile.js';
import { CUT_ACTS, nextTurn, summaryOf, tracesOf, type CutAct, type Turn } from './cut-acts.js';
import { createCuttingProxy, type Cut } from './cutting-proxy.js';

/** Past every lease of an event or a payment, and not past a hold. */
const LEASES_MS = 70_000;
const MOST_COMMANDS = 200;
const OWN_PROCESS = 1;

interface Broken {
  readonly spoils?: Spoils;
  readonly mongo?: (mongo: Mongo) => Mongo;
}

/** How the nth command is cut. */
type Line = (nth: number) => Omit<Cut, 'nth'>;

interface Result {
  /** The commands that were cut, in the order they come in the act. */
  readonly commands: readonly string[];
  /** What was not as it has to be, and where; the first such cut ends the search. */
  readonly wrong: { readonly where: string; readonly found: unknown } | null;
}

async function settle({ events, payments }: Process): Promise<void> {
  for (let quiet = 0; quiet < 2; quiet += 1) {
    await payments.idle();
    await events.drain();
  }
  await payments.idle();
}

/** The act once with its line cut, then again under the same key. Null when it came to its end without reaching the cut. */
async function cutAt(act: CutAct, turn: Turn, cut: Cut, { mongo: wrap, spoils }: Broken) {
  const { house } = turn;
  const isDead = cut.how === 'dead';
  const proxy = await createCuttingProxy(process.env['MONGODB_TEST_URI']!);
  const mongo = await connectMongo(proxy.uri, house.mongo.db.databaseName, {
    // Half a second, the driver's own, would be most of the time of this test.
    minHeartbeatFrequencyMS: 20,
  });
  try {
    const through = house.openProcess(wrap?.(mongo) ?? mongo, spoils);
    const about = await act.prepare(turn);
    // The shop is read before, as in a process that has been up for a while.
    await through.catalogue.current(house.shopId);
    proxy.arm(cut);
    const whole = async (): Promise<string> => {
      const answer = await act.perform(through, turn, about);
      await settle(through);
      return answer;
    };
    // Nobody hears how it ended: neither of a process that died nor over a line that was cut.
    const first = whole().catch(() => null);
    const answers = [isDead ? await Promise.race([first, proxy.death]) : await first];
    const severed = proxy.disarm();
    if (!severed) return null;
    if (isDead) {
      await mongo.connection.close(true);
      // The server ends what a dead process was in the middle of after five seconds; nobody has to wait for that here.
      const { sessions } = severed;
      if (sessions.length > 0) await house.mongo.db.admin().command({ killSessions: sessions });
    }
    const other = house.processes[OWN_PROCESS];
    const again = isDead ? (spoils ? house.openProcess(house.mongo, spoils) : other) : through;
    answers.push(await act.perform(again, turn, about));
    house.clock.advance(LEASES_MS);
    await settle(again);
    await again.payments.sweepPayments();
    await settle(other);
    const left = summaryOf(turn, await tracesOf(turn));
    const said = answers.filter((answer) => answer !== null && answer !== act.says);
    const books = wrongIn(await readBooks(house.mongo, house.shopId), house.clock.nowUtc());
    return { command: severed.command, found: { said, left, books } };
  } finally {
    await mongo.connection.close(true);
    await proxy.close();
  }
}

/** Cuts at the first command, then at the second, until the act comes to its end without being cut. */
async function cutEverywhere(house: House, act: CutAct, lane: number, line: Line, broken: Broken): Promise<Result> {
  const commands: string[] = [];
  for (let nth = 1; nth < MOST_COMMANDS; nth += 1) {
    const cut = { nth, ...line(nth) };
    const result = await cutAt(act, nextTurn(house, lane, nth), cut, broken);
    if (!result) return { commands, wrong: null };
    commands.push(result.command);
    const { said, left, books } = result.found;
    const isRight = said.length === 0 && books.length === 0 && isAs(act.leaves, left);
    const where = `${act.name}: ${cut.how} ${cut.side} command ${nth}, ${result.command}`;
    if (!isRight) return { commands, wrong: { where, found: result.found } };
  }
  throw new Error(`${act.name} does not end`);
}

function isAs(expected: CutAct['leaves'], left: object): boolean {
  try {
    expect(left).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
}

const SIDES = ['before', 'after'] as const;
/** In turn, so that every command is cut on both sides with a line that comes back and with one that does not. */
const LINES: readonly Line[] = profile<readonly Line[]>({
  short: SIDES.map((side, lane) => (nth) => ({ side, how: (nth + lane) % 2 === 0 ? 'once' : 'dead' })),
  full: SIDES.flatMap((side) => (['once', 'twice', 'dead'] as const).map((how) => () => ({ side, how }))),
});

const databases: TestDatabase[] = [];
/** A database a search: processes of one house take up whatever payments and events they find. */
async function search(act: CutAct, lines: readonly Line[], broken: Broken = {}): Promise<readonly Result[]> {
  const database = await openTestDatabase();
  databases.push(database);
  await prepareDatabase(database);
  const results: Result[] = [];
  const house = await openHouse([database, database]);
  try {
    for (const [lane, line] of lines.entries()) results.push(await cutEverywhere(house, act, lane, line, broken));
  } finally {
    await house.close();
  }
  return results;
}

const searches = new Map<string, Promise<readonly Result[]>>();
beforeAll(() => {
  // At once, for most of a search is waiting for a line to come back.
  for (const act of CUT_ACTS) {
    const results = search(act, LINES);
    // Its own test hears of it.
    results.catch(() => null);
    searches.set(act.name, results);
  }
});
afterAll(() => Promise.all(databases.map((database) => database.drop())));

/** Every call has a key of its own, however often it is the same call. */
function forgetKeys(desk: BookingDesk): BookingDesk {
  const fresh = <T extends { readonly key: string }>(input: T): T => ({ ...input, key: randomUUID() });
  return {
    ...desk,
    placeHold: (input) => desk.placeHold(fresh(input)),
    createBooking: (input) => desk.createBooking(fresh(input)),
  };
}

/** What belongs together is written one by one. */
function withoutTransactions(mongo: Mongo): Mongo {
  return { ...mongo, transaction: (work) => mongo.connection.getClient().withSession((session) => work(session)) };
}

function forgetRefunds(gateway: PaymentGateway): PaymentGateway {
  return { ...gateway, refund: (order) => gateway.refund(order, randomUUID()) };
}

describe('a connection cut before and after each command of an act', () => {
  it.each(CUT_ACTS)(
    '$name has exactly one effect wherever it was cut, whoever does it again [BK-29]',
    async ({ name }) => {
      const results = await searches.get(name)!;
      expect(results.map(({ wrong }) => wrong)).toEqual(LINES.map(() => null));
      for (const { commands } of results) expect(commands).toContain('commitTransaction');
      console.log(`${name}: ${results.map(({ commands }) => commands.length).join(' + ')} cuts`);
    },
    profile({ short: 300_000, full: 900_000 }),
  );

  const [booking, , , cancelling] = CUT_ACTS;
  it.each<[string, CutAct, Broken]>([
    ['does an act again under another key', booking!, { spoils: { desk: forgetKeys } }],
    ['writes one by one what belongs together', booking!, { mongo: withoutTransactions }],
    ['gives money back before it has noted the key', cancelling!, { spoils: { gateway: forgetRefunds } }],
  ])(
    'finds a house that %s (mutant)',
    async (_what, act, broken) => {
      const [result] = await search(act, [() => ({ side: 'before', how: 'dead' })], broken);
      expect(result?.wrong).not.toBeNull();
    },
    120_000,
  );
});
