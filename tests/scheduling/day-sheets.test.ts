import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDaySheets, zoneOf, type Claim, type DaySheets } from '../../src/scheduling/index.js';
import { putClaimPipeline } from '../../src/scheduling/put-claim.pipeline.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { createRandom, seedOf } from './support/random.js';
import { FOREVER, MINUTE_MS } from '../../src/platform/time-units.js';

const NOW_UTC = Date.parse('2026-10-12T06:00:00Z');
const DAY = '2026-10-12';

describe('the store of day sheets', () => {
  let database: TestDatabase;
  let sheets: DaySheets;
  beforeAll(async () => {
    database = await openTestDatabase();
    sheets = createDaySheets({ mongo: database });
  });
  afterAll(() => database.drop());

  it('holds exactly what the whole rule would hold, whichever way a claim is written', async () => {
    const random = createRandom(seedOf('day sheets'));
    const rows = database.connection.collection<{ _id: string; claims: readonly Claim[] }>('day_sheets');
    const pick = <T>(...values: readonly T[]): T => random.pick(values);
    const aClaim = (id: string): Claim => {
      const startsAtUtc = NOW_UTC + random.int(0, 35) * 10 * MINUTE_MS;
      const kind = pick<Claim['kind']>('hold', 'hold', 'booking', 'blocked');
      return {
        id,
        key: id,
        kind,
        serviceId: 'cut',
        startsAtUtc,
        endsAtUtc: startsAtUtc + pick(10, 30, 60) * MINUTE_MS,
        bufferMs: pick(0, 0, 15, 30) * MINUTE_MS,
        untilUtc: kind === 'hold' ? NOW_UTC + pick(-1, 0, 1, 10) * MINUTE_MS : FOREVER,
        seats: 1,
        bookingId: kind === 'booking' ? `of-${id}` : null,
        movingBookingId: null,
        amountMinor: 100,
        currency: 'GBP',
      };
    };
    const seen = { held: 0, taken: 0 };
    for (let round = 0; round < 300; round += 1) {
      const before = Array.from({ length: random.int(0, 4) }, (_, index) => aClaim(`c${index}`));
      const pair = [`shop${round}|asha|${DAY}`, `twin${round}|asha|${DAY}`] as const;
      if (random.int(1, 5) > 1) await rows.insertMany(pair.map((_id) => ({ _id, claims: before })));
      const request = {
        claim: { ...aClaim(pick('new', 'new', 'c0')), kind: 'hold' as const, untilUtc: NOW_UTC + 10 * MINUTE_MS },
        nowUtc: NOW_UTC,
        onOwn: null,
        mayTake: random.int(1, 8) > 1,
        replaces: pick(null, null, 'c1'),
        ignoreBookingId: pick(null, null, 'of-c2'),
      };
      const place = { shopId: `shop${round}`, personId: 'asha', dayZone: zoneOf('UTC'), capacity: 1, dailyCap: null };
      const outcome = await sheets.put({ ...place, ...request });
      const whole = putClaimPipeline({ ...request, sheetRule: { rule: 'time', capacity: 1 } });
      await rows.updateOne({ _id: pair[1] }, whole, { upsert: true });
      const [mine, twin] = await Promise.all(pair.map((_id) => rows.findOne({ _id })));
      expect({ round, claims: mine?.claims }).toEqual({ round, claims: twin?.claims });
      seen[outcome.kind] += 1;
    }
    // Both answers must have been given often for the comparison to say anything.
    expect(Math.min(seen.held, seen.taken)).toBeGreaterThan(50);
  });
});
