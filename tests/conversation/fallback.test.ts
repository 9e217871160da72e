import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createEngine, type Engine } from '../../src/flow/index.js';
import type { CallHandlers, CallName, OutcomeOf } from '../../src/flow/protocol.js';
import { joinWorld, openShop, prepareIndexes as prepareBooking, type World } from '../booking/support/world.js';
import { NEW, OLD } from '../flow/support/old-and-new.js';
import { loaded, testLibrary } from '../flow/support/scripts.js';
import { openTestDatabase } from '../support/database.js';
import { createProbe, prepareIndexes, textFrom } from './probe.js';
import { createMovableClock } from '../../src/platform/clock.js';

/** The first, those of the sweeper, and the last, which gives up. */
const TRIES = 6;

/** What goes wrong for good in the new way of booking. */
type Failure = 'after the hold' | 'while booking' | 'after the booking';

const engine = createEngine({
  library: testLibrary([loaded('new.yaml', NEW), loaded('old.yaml', OLD)], { script: 'new' }),
});
/** The mutant: what the fallback asks for goes under keys of its own. */
const forgetful: Engine = {
  ...engine,
  atOnce: () => forgetful,
  reduce(state, event, nowUtc) {
    const turn = engine.reduce(state, event, nowUtc);
    return {
      ...turn,
      effects: turn.effects.map((one) => (one.effect === 'call' ? { effect: 'call', call: one.call } : one)),
    };
  },
};

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let world: World;
const clock = createMovableClock(Date.UTC(2026, 10, 21, 7));
beforeAll(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
  await prepareBooking(mongo);
  world = joinWorld({ mongo, clock });
  await openShop(world, { shop: { id: 'willow', acceptance: 'instant' } });
});
afterAll(() => mongo.drop());

let chats = 0;
let keys: string[] = [];
beforeEach(() => {
  keys = [];
});

function broken(failure: Failure): CallHandlers<CallName> {
  return {
    ...world.blocks,
    async 'hold.place'(input, context): Promise<OutcomeOf<'hold.place'>> {
      keys.push(`hold ${context.key}`);
      return world.blocks['hold.place'](input, context);
    },
    async 'booking.create'(input, context): Promise<OutcomeOf<'booking.create'>> {
      keys.push(`book ${context.key}`);
      const outcome = await world.blocks['booking.create'](input, context);
      // The house has booked; only nobody hears of it.
      if (failure === 'while booking' && keys.filter((one) => one.startsWith('book ')).length <= TRIES)
        throw new Error('the line is dead');
      return outcome;
    },
    'event.emit'({ event }): Promise<OutcomeOf<'event.emit'>> {
      if ((event === 'visit.held') === (failure === 'after the hold')) throw new Error('no such server');
      return Promise.resolve({ call: 'event.emit', exit: 'emitted', data: {} });
    },
    // The scripts of this file ask for nothing else.
  } satisfies Partial<CallHandlers<CallName>> as unknown as CallHandlers<CallName>;
}

/** Books by answering 1 to everything, through the failure and five more tries of the house. */
async function bookThrough(failure: Failure, with_: Engine): Promise<{ said: string[]; address: string }> {
  chats += 1;
  const address = `+44770090${String(1000 + chats)}`;
  const probe = createProbe(mongo, { engine: with_, handlers: broken(failure), clock });
  let count = 0;
  const say = async (text: string): Promise<void> => {
    count += 1;
    await probe.conversations.accept(textFrom(address, `SM${count}`, text));
    for (let tries = 0; tries < 7; tries += 1) {
      await probe.conversations.idle();
      if (!(await isWaiting(address))) return;
      probe.leaseClock.advance(20_000);
      await probe.conversations.sweep();
    }
  };
  for (const text of ['hi', '1', '1', 'Rosa Field', '1', '1', '1']) {
    await say(text);
    if (probe.channel.sent.at(-1)?.text.includes('Old: booked')) break;
  }
  return { said: probe.channel.sent.map(({ text }) => text), address };
}

async function isWaiting(address: string): Promise<boolean> {
  const doc = await mongo.db.collection('conversations').findOne({ _id: `sms:+15550001:${address}` as never });
  return (doc?.['pending'] as unknown[] | undefined)?.length !== 0;
}

const bookingsOf = (address: string): Promise<number> => mongo.db.collection('bookings').countDocuments({ address });

const FAILURES: readonly Failure[] = ['after the hold', 'while booking', 'after the booking'];
const GOES_ON = /^Something went wrong on our side, I am sorry. We go on in a simpler way/;

describe('a script that fails for good', () => {
  it('gives way to the simple one, which asks nothing twice and books once, under the same keys [FL-16] [DF-33]', async () => {
    for (const failure of FAILURES) {
      keys = [];
      const { said, address } = await bookThrough(failure, engine);
      expect(said.slice(1, 3)).toEqual(['What would you like?', 'When suits you?']);
      const fallen = said.findIndex((text) => GOES_ON.test(text));
      expect(said.slice(fallen + 1).map((text) => text.replace(/(\d+ Nov).*/, '$1'))).toEqual(
        failure === 'after the hold'
          ? ['What is your name?', 'Old: Rosa Field, Sat 21 Nov', expect.stringMatching(/^Old: booked, BK-/)]
          : ['Old: Rosa Field, Sat 21 Nov', expect.stringMatching(/^Old: booked, BK-/)],
      );
      expect(await bookingsOf(address)).toBe(1);
      const [holdKeys, bookKeys] = ['hold ', 'book '].map((of) => new Set(keys.filter((key) => key.startsWith(of))));
      expect([holdKeys?.size, bookKeys?.size]).toEqual([1, 1]);
    }
  });

  it('would book twice if the simple one had keys of its own, so the test above can fail', async () => {
    for (const failure of FAILURES.slice(1)) {
      const { address } = await bookThrough(failure, forgetful);
      expect(await bookingsOf(address)).toBe(2);
    }
    keys = [];
    await bookThrough('after the hold', forgetful);
    expect(new Set(keys.filter((key) => key.startsWith('hold '))).size).toBe(2);
  });
});
