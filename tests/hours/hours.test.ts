import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { createCatalogue, seedDemoShop } from '../../src/catalogue/index.js';
import { createHoursBlocks, createOpening } from '../../src/hours/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { openTestDatabase } from '../support/database.js';

const clock = createMovableClock(Date.UTC(2026, 10, 23, 10, 0));
let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await seedDemoShop(mongo, clock);
});
afterAll(() => mongo.drop());

it.each([
  ['2026-11-23T08:59:59', 'closed', 'Mon 23 Nov 9:00'],
  ['2026-11-23T09:00', 'open', null],
  // Asha is at lunch, the others are not.
  ['2026-11-23T12:45', 'open', null],
  ['2026-11-23T17:29:59', 'open', null],
  ['2026-11-23T17:30', 'closed', 'Tue 24 Nov 9:00'],
  ['2026-11-28T20:00', 'closed', 'Mon 30 Nov 9:00'],
  // In July the salon opens at the same wall time, an hour earlier in UTC.
  ['2026-07-06T09:00', 'open', null],
])('says at %s in the shop that it is %s', async (wall, exit, opens) => {
  const catalogue = createCatalogue({ mongo, clock });
  const blocks = createHoursBlocks({ catalogue, opening: createOpening({ catalogue }) });
  const nowUtc = DateTime.fromISO(wall, { zone: 'Europe/London' }).toMillis();
  const outcome = await blocks['hours.check'](
    {},
    {
      shopId: 'willow',
      conversationId: 'c',
      channel: 'sms',
      address: 'a',
      language: 'en',
      key: 'k',
      nowUtc,
    },
  );
  expect(outcome).toEqual({ call: 'hours.check', exit, data: opens === null ? {} : { opens } });
});
