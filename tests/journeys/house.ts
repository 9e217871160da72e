import { afterAll } from '@jest/globals';
import { DateTime } from 'luxon';
import { startApp, type RunningApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import type { ChannelId } from '../../src/messaging/message.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { createPerson, type Person } from './person.js';

/** The whole product on a fresh database and a clock that only moves when told to: real adapters, real SDKs, stand-ins behind them. */
export interface House {
  readonly app: RunningApp;
  readonly clock: MovableClock;
  person(channel: ChannelId): Person;
  readonly shopId: string;
  /** Moves the clock and lets everything that has become due happen. */
  pass(ms: number): Promise<void>;
  /** Resolves when nothing is under way, in the house and on the way to and from it. */
  settle(): Promise<void>;
  /** The checkout session of the newest pay link. */
  lastLink(): string;
  /** What Stripe has seen, oldest first. */
  moneyEvents(): readonly string[];
  /** What any provider would have refused; tests expect nothing. */
  problems(): readonly string[];
  stop(): Promise<void>;
}

export const SHOP_ZONE = 'Europe/London';

/** Databases of houses that were stopped, empty again: collections and indexes take longer to make than a house to start. */
const emptied: TestDatabase[] = [];
/** Hooks run in the order they are written: a file's own, where its house is stopped, come after this one. */
let isLast = false;
afterAll(async () => {
  isLast = true;
  for (const database of emptied.splice(0)) await database.drop();
});

/**
 * @param wall time in the shop's zone, e.g. 2026-11-23T08:00.
 * @param options.logLevel above `error` where errors are what the test is about.
 */
export async function openHouse(
  wall: string,
  {
    shopId = 'willow',
    logLevel = 'error',
    ...options
  }: { flowsFolder?: string; shopId?: string; logLevel?: 'error' | 'fatal'; walksScripts?: boolean } = {},
): Promise<House> {
  const used = emptied.pop();
  const database = used ?? (await openTestDatabase());
  const clock = createMovableClock(DateTime.fromISO(wall, { zone: SHOP_ZONE }).toMillis());
  const app = await startApp({
    config: readConfig({ PORT: '0', LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? logLevel }),
    mongoUri: process.env['MONGODB_TEST_URI']!,
    dbName: database.connection.name,
    clock,
    sweepEveryMs: 3_600_000,
    isIndexed: used !== undefined,
    ...options,
  }).catch(async (error: unknown) => {
    // Its open connection would keep the whole run from ending.
    await database.drop();
    throw error;
  });

  app.house.reach(shopId);
  const money: { type: string; sessionId: string }[] = [];
  app.standIns?.stripe?.onEvent((event) => void money.push(event));

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet++) {
      await app.standIns?.twilio?.settled();
      await app.standIns?.telegram?.settled();
      await app.standIns?.stripe?.idle();
      await app.standIns?.slack?.settled();
      await app.idle();
    }
  }

  return {
    app,
    clock,
    shopId,
    person: (channel) => createPerson(channel, app, settle, shopId),
    settle,
    async pass(ms) {
      clock.advance(ms);
      app.standIns?.stripe?.tick();
      await settle();
      for (const { run } of app.house.jobSpecs) await run();
      await app.house.conversations.sweep();
      await settle();
    },
    lastLink: () => money.findLast(({ type }) => type === 'link')!.sessionId,
    moneyEvents: () => money.map(({ type }) => type),
    problems: () => {
      const { twilio, telegram, slack, stripe } = app.standIns ?? {};
      return [twilio, telegram, slack, stripe].flatMap((standIn) => standIn?.problems ?? []);
    },
    async stop() {
      await app.stop();
      // Scripts of another folder would be found by the next house.
      if (isLast || options.flowsFolder) return database.drop();
      await database.clear();
      emptied.push(database);
    },
  };
}

interface Card {
  readonly ts: string;
  readonly text: string;
  readonly buttons: readonly string[];
}

/** The newest card with that name on it, as operators see it. */
function cardOf(house: House, name: string): Card {
  for (const { ts, blocks } of house.app.standIns!.slack!.messages.toReversed()) {
    const text = JSON.stringify(blocks);
    const buttons = blocks.flatMap(({ elements }) => (elements ?? []).flatMap(({ action_id: id }) => (id ? [id] : [])));
    if (text.includes(name)) return { ts, text, buttons };
  }
  throw new Error(`no card speaks of ${name}`);
}

export function cardTextOf(house: House, name: string): string {
  return cardOf(house, name).text;
}

export function buttonsOn(house: House, name: string): readonly string[] {
  return cardOf(house, name).buttons;
}

/** Asha presses a button of that card. */
export async function pressOn(house: House, name: string, act: string): Promise<void> {
  const { ts, buttons } = cardOf(house, name);
  const button = buttons.find((id) => id.endsWith(act));
  if (!button) throw new Error(`the card of ${name} has no button ${act}`);
  const slack = house.app.standIns!.slack!;
  await slack.device.click({ id: 'U1', name: 'Asha' }, ts, button);
  await slack.settled();
  await house.settle();
}
