import type mongoose from 'mongoose';
import { bookingIndexes, createBookingBlocks, createBookingDesk, type Booking } from '../../../src/booking/index.js';
import {
  catalogueIndexes,
  createCatalogue,
  createCatalogueBlocks,
  type PersonInput,
  type ServiceInput,
  type ShopInput,
  type WeeklyHours,
} from '../../../src/catalogue/index.js';
import type { CallContext } from '../../../src/flow/protocol.js';
import type { Clock } from '../../../src/platform/clock.js';
import type { DomainEvent, EventStore } from '../../../src/platform/events.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import type { Mongo } from '../../../src/platform/mongo.js';
import {
  createDaySheets,
  createSchedulingBlocks,
  createSheetLoader,
  createSlotSearch,
  daySheetIndexes,
  type DaySheets,
} from '../../../src/scheduling/index.js';
import { createTokenBlocks, createTokens, tokenIndexes, type Tokens } from '../../../src/tokens/index.js';

/** Keeps events in a collection of the same database, as the house does, and counts the wake-ups. */
function createEventRows(mongo: Mongo): EventStore & { all(): Promise<DomainEvent[]> } {
  const rows = mongo.connection.collection<DomainEvent & { _id: string }>('test_events');
  return {
    async record(session: mongoose.ClientSession, events) {
      await rows.insertMany(
        events.map((event) => ({ ...event, _id: event.id })),
        { session },
      );
    },
    wake: () => undefined,
    all: async () => rows.find({}).sort({ version: 1 }).toArray(),
  };
}

export interface WorldOptions {
  readonly mongo: Mongo;
  readonly clock: Clock;
  /** A broken store, for the tests that must notice it. */
  readonly sheets?: DaySheets;
  readonly newReference?: () => string;
  /** Broken purses, for the tests that must notice it. */
  readonly spoilTokens?: (tokens: Tokens) => Tokens;
  readonly showLeftOpen?: (booking: Booking) => Promise<void>;
}

/** Catalogue, scheduling and booking joined as the app joins them. */
export function joinWorld({
  mongo,
  clock,
  sheets = createDaySheets({ mongo }),
  newReference,
  spoilTokens = (one) => one,
  showLeftOpen = () => Promise.resolve(),
}: WorldOptions) {
  const catalogue = createCatalogue({ mongo, clock });
  const slots = createSlotSearch({ catalogue, loader: createSheetLoader({ mongo, clock }), clock });
  const events = createEventRows(mongo);
  const tokens = spoilTokens(createTokens({ mongo, clock, catalogue }));
  const deps = { mongo, clock, catalogue, sheets, slots, events, tokens, showLeftOpen };
  const desk = createBookingDesk(newReference ? { ...deps, newReference } : deps);
  const blocks = {
    ...createCatalogueBlocks({ catalogue, pictureUrl: (photo) => photo }),
    ...createSchedulingBlocks({ catalogue, slots }),
    ...createBookingBlocks({ desk, catalogue, clock, tokens }),
    ...createTokenBlocks({ tokens, catalogue }),
  };
  return { mongo, clock, catalogue, sheets, slots, events, tokens, desk, blocks };
}

export type World = ReturnType<typeof joinWorld>;

export async function prepareIndexes(mongo: Mongo): Promise<void> {
  await ensureIndexes(mongo, [...catalogueIndexes, ...daySheetIndexes, ...bookingIndexes, ...tokenIndexes]);
  await mongo.connection.createCollection('test_events');
}

/** Every day from `startMin` to `endMin`. */
export function everyDay(startMin: number, endMin: number, breaks: WeeklyHours[number]['breaks'] = []): WeeklyHours {
  return Array.from({ length: 7 }, () => ({ working: true, startMin, endMin, breaks }));
}

export const SHOP: ShopInput = {
  id: 'shop',
  name: 'Willow Salon',
  place: '12 Mill Lane',
  zone: 'Europe/London',
  currency: 'GBP',
  country: 'GB',
  acceptance: 'operator',
};

/** No notice, no limit, no buffer: tests add the rule they are about. */
export const CUT: ServiceInput = {
  id: 'cut',
  name: 'Haircut',
  durationMin: 60,
  priceMinor: 2500,
  noticeMin: 0,
  dailyCap: null,
  bufferMin: 0,
  stepMin: 30,
};

export async function openShop(
  { catalogue }: Pick<World, 'catalogue'>,
  {
    shop = {},
    services = [CUT],
    people,
  }: { shop?: Partial<ShopInput>; services?: readonly ServiceInput[]; people?: readonly PersonInput[] } = {},
): Promise<void> {
  const { id } = await catalogue.saveShop({ ...SHOP, ...shop });
  for (const service of services) await catalogue.saveService(id, service);
  const serviceIds = services.map((service) => service.id);
  const staff =
    people ??
    ['asha', 'ben'].map((person, order) => ({
      id: person,
      name: person,
      order,
      serviceIds,
      weeklyHours: everyDay(540, 1020),
    }));
  for (const person of staff) await catalogue.savePerson(id, person);
}

let calls = 0;

/** A call of one chat; its key is new unless given. */
export function chat(overrides: Partial<CallContext> = {}): CallContext {
  calls += 1;
  return {
    shopId: 'shop',
    conversationId: 'chat-1',
    channel: 'sms',
    address: '+447700900001',
    language: 'en',
    key: `call-${calls}`,
    nowUtc: 0,
    ...overrides,
  };
}

export const ROSA = { name: 'Rosa Field', phone: '+447700900001', email: null, note: null };
