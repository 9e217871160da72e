import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import { connectMongo, type Mongo } from '../../../src/platform/mongo.js';
import { BEGINS_UTC } from './facts.js';
import { openProcess, type Process } from './house.js';

/** What the test's process asks of this one. */
export type Asked =
  | { readonly id: number; readonly kind: 'connect'; readonly mongoUri: string; readonly dbName: string }
  | { readonly id: number; readonly kind: 'open'; readonly house: number; readonly stripeUrl: string }
  | { readonly id: number; readonly kind: 'close'; readonly house: number }
  | {
      readonly id: number;
      readonly kind: 'call';
      readonly house: number;
      /** Its clock is the test's. */
      readonly nowUtc: number;
      readonly path: readonly string[];
      readonly args: readonly unknown[];
    };

export type Answered =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string };

let mongo: Mongo | null = null;
const houses = new Map<number, { readonly process: Process; readonly clock: MovableClock }>();

function houseOf(house: number) {
  const found = houses.get(house);
  if (!found) throw new Error(`no house ${house} is open here`);
  return found;
}

async function answer(asked: Asked): Promise<unknown> {
  switch (asked.kind) {
    case 'connect':
      mongo = await connectMongo(asked.mongoUri, asked.dbName);
      return null;
    case 'open': {
      if (!mongo) throw new Error('nothing is connected');
      const clock = createMovableClock(BEGINS_UTC);
      houses.set(asked.house, { process: openProcess(mongo, clock, asked.stripeUrl, {}), clock });
      return null;
    }
    case 'close': {
      const { payments, events } = houseOf(asked.house).process;
      houses.delete(asked.house);
      await payments.stop();
      await events.stop();
      return null;
    }
    case 'call':
      return call(asked);
  }
}

async function call({ house, nowUtc, path, args }: Extract<Asked, { kind: 'call' }>): Promise<unknown> {
  const { process: own, clock } = houseOf(house);
  if (nowUtc > clock.nowUtc()) clock.set(nowUtc);
  let [target, last]: [unknown, unknown] = [null, own];
  for (const name of path) [target, last] = [last, (last as Record<string, unknown>)[name]];
  if (typeof last !== 'function') throw new TypeError(`${path.join('.')} cannot be called`);
  return (await Reflect.apply(last, target, args)) ?? null;
}

process.on('disconnect', () => process.exit(0));
process.on('message', (asked: Asked) => {
  answer(asked).then(
    (value) => process.send?.({ id: asked.id, value } satisfies Answered),
    (error: unknown) => process.send?.({ id: asked.id, failure: String(error) } satisfies Answered),
  );
});
