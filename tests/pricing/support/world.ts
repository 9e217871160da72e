import {
  bookingIndexes,
  createBookingBlocks,
  createBookingDesk,
  createCodeBlocks,
  createPriceFacts,
} from '../../../src/booking/index.js';
import {
  catalogueIndexes,
  createCatalogue,
  createCatalogueBlocks,
  type ServiceInput,
  type ShopInput,
} from '../../../src/catalogue/index.js';
import type { CallContext } from '../../../src/flow/protocol.js';
import type { Clock } from '../../../src/platform/clock.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import type { Mongo } from '../../../src/platform/mongo.js';
import { createPricing, pricingIndexes } from '../../../src/pricing/index.js';
import {
  createDaySheets,
  createSchedulingBlocks,
  createSheetLoader,
  createSlotSearch,
  daySheetIndexes,
} from '../../../src/scheduling/index.js';

/** Prices joined with catalogue, times and bookings as the app joins them. */
export function joinPriced({ mongo, clock }: { mongo: Mongo; clock: Clock }) {
  const catalogue = createCatalogue({ mongo, clock, maxAgeMs: 0 });
  const pricing = createPricing({ mongo, clock, source: createPriceFacts({ mongo }), newSuffix: () => 'Q7RS' });
  const sheets = createDaySheets({ mongo });
  const slots = createSlotSearch({ catalogue, loader: createSheetLoader({ mongo, clock }), clock, pricing });
  const events = { record: () => Promise.resolve(), wake: () => undefined };
  const desk = createBookingDesk({ mongo, clock, catalogue, sheets, slots, events, pricing });
  const blocks = {
    ...createCatalogueBlocks({ catalogue, pictureUrl: (photo) => photo }),
    ...createSchedulingBlocks({ catalogue, slots }),
    ...createBookingBlocks({ desk, catalogue, clock, pricing }),
    ...createCodeBlocks({ desk, catalogue, pricing }),
  };
  return { mongo, clock, catalogue, pricing, slots, desk, blocks };
}
export type Priced = ReturnType<typeof joinPriced>;

export const preparePriced = (mongo: Mongo) =>
  ensureIndexes(mongo, [...catalogueIndexes, ...bookingIndexes, ...daySheetIndexes, ...pricingIndexes]);

export async function openPriced(
  { catalogue }: Priced,
  shop: ShopInput,
  services: readonly ServiceInput[],
): Promise<void> {
  await catalogue.saveShop(shop);
  for (const service of services)
    await catalogue.saveService(shop.id, {
      noticeMin: 0,
      horizonDays: 90,
      dailyCap: null,
      bufferMin: 0,
      stepMin: 60,
      ...service,
    });
  const weeklyHours = Array.from({ length: 7 }, () => ({ working: true, startMin: 0, endMin: 24 * 60, breaks: [] }));
  await catalogue.savePerson(shop.id, {
    id: 'asha',
    name: 'Asha',
    serviceIds: services.map(({ id }) => id),
    weeklyHours,
  });
}

let calls = 0;
export function chat(who: Partial<CallContext> = {}): CallContext {
  calls += 1;
  const address = who.address ?? '+447700900001';
  return {
    shopId: 'shop',
    conversationId: `c-${address}`,
    channel: 'sms',
    language: 'en',
    key: `key-${calls}`,
    nowUtc: 0,
    address,
    ...who,
  };
}

export const ROSA = { name: 'Rosa Field', phone: null, email: null, note: null };
