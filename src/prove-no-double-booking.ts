import { createCatalogue, seedDemoShop, UnknownShopError } from './catalogue/index.js';
import { readConfig } from './config.js';
import { systemClock } from './platform/clock.js';
import { connectMongo, type Mongo } from './platform/mongo.js';
import { createProver, type Proof } from './sandbox/index.js';

/** For whoever doubts that nobody is booked twice: a crowd books against a copy of a shop's calendar, which is dropped afterwards. */
const USAGE = 'Usage: npm run prove-no-double-booking [-- SHOP [PEOPLE]]';

class UsageError extends Error {}

async function main([shop, people]: readonly string[]): Promise<boolean> {
  const { MONGODB_URI } = readConfig();
  if (!MONGODB_URI || (people !== undefined && !/^[1-9]\d{0,3}$/.test(people))) throw new UsageError(USAGE);
  const mongo = await connectMongo(MONGODB_URI);
  try {
    const catalogue = createCatalogue({ mongo, clock: systemClock });
    const shopId = shop ?? (await firstShop(mongo));
    const prover = createProver({ mongo, clock: systemClock, catalogue });
    const outcome = await prover.prove(shopId, people === undefined ? undefined : Number(people));
    if (outcome.kind === 'busy') throw new UsageError('Another proof is under way; please wait for it to end.');
    if (outcome.kind === 'nothingFree') throw new UsageError(`${shopId} has no free time to book.`);
    process.stdout.write(`${tableOf(outcome.proof)}\n`);
    return outcome.proof.isGood;
  } finally {
    await mongo.close();
  }
}

/** The shop there is; on an empty database the demo shop, as `npm start` would put it in. */
async function firstShop(mongo: Mongo): Promise<string> {
  const shops = mongo.db.collection<{ _id: string }>('shops');
  const first = (): Promise<{ _id: string } | null> => shops.findOne({}, { sort: { name: 1 } });
  if (!(await first())) await seedDemoShop(mongo, systemClock);
  return (await first())!._id;
}

function tableOf({
  people,
  times,
  booked,
  refusedWithOtherTimes,
  refused,
  errors,
  overlaps,
  ms,
  isGood,
}: Proof): string {
  const rows: readonly (readonly [string, string | number])[] = [
    ['people at once', people],
    ['times (some overlap)', times],
    ['booked', booked],
    ['offered other times', refusedWithOtherTimes],
    ['nothing left to offer', refused],
    ['errors', errors.length],
    ['overlaps', overlaps.length],
    ['milliseconds', ms],
  ];
  const details = [...errors, ...overlaps.map(({ resource, ids }) => `${resource}: ${ids.join(' and ')}`)];
  return [
    ...rows.map(([what, count]) => `${what.padEnd(22)} ${String(count).padStart(6)}`),
    ...details.map((one) => `  ${one}`),
    isGood ? 'Nobody was booked twice.' : 'This went wrong.',
  ].join('\n');
}

main(process.argv.slice(2)).then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    const isKnown = error instanceof UsageError || error instanceof UnknownShopError;
    process.stderr.write(`${isKnown ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
