import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { createPromoStore } from './promo.store.js';

const YEAR_MS = 365 * 86_400_000;

/** The code a visitor may try at the demo salon: 10 % off, once for everybody. What its owner changed stays. */
export async function seedDemoCodes(mongo: Mongo, clock: Clock): Promise<void> {
  const promos = createPromoStore({ mongo });
  if (await promos.find('willow', 'FIRST10')) return;
  const nowUtc = clock.nowUtc();
  await promos.save('willow', {
    code: 'FIRST10',
    name: 'Ten per cent off',
    discount: { kind: 'percent', basisPoints: 1_000 },
    startsAtUtc: nowUtc,
    endsAtUtc: nowUtc + YEAR_MS,
  });
}
