import { createBookingDesk, bookingIndexes, type BookingDesk } from '../../../src/booking/index.js';
import { catalogueIndexes, createCatalogue } from '../../../src/catalogue/index.js';
import {
  createPaymentDesk,
  createPayments,
  createStripeGateway,
  paymentIndexes,
  REFUNDING_EVENTS,
  type PaymentGateway,
} from '../../../src/payments/index.js';
import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import { createEventBus, eventIndexes } from '../../../src/platform/event-store.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import { createLog } from '../../../src/platform/log.js';
import type { Mongo } from '../../../src/platform/mongo.js';
import {
  createDaySheets,
  createSheetLoader,
  createSlotSearch,
  createTimeBlocks,
  daySheetIndexes,
  type DaySheets,
} from '../../../src/scheduling/index.js';
import { createOrders, orderIndexes, type Stock } from '../../../src/orders/index.js';
import { createStripeStandIn } from '../../../src/simulator/stand-ins/stripe.js';
import { createTokens, tokenIndexes, type Tokens } from '../../../src/tokens/index.js';
import type { SecondProcess } from './second-process.js';
import { BEGINS_UTC, OIL, PEOPLE, SERVICES, SHOP_FACTS } from './facts.js';
import { DAY_MS, MINUTE_MS } from '../../../src/platform/time-units.js';

const SECRETS = { secretKey: 'sk_test_parley', webhookSecret: 'whsec_parley_tests' };

/** Broken parts, for the tests that must notice them. */
export interface Spoils {
  readonly sheets?: (sheets: DaySheets, mongo: Mongo) => DaySheets;
  readonly tokens?: (tokens: Tokens) => Tokens;
  readonly gateway?: (gateway: PaymentGateway) => PaymentGateway;
  readonly desk?: (desk: BookingDesk) => BookingDesk;
  readonly stock?: (stock: Stock) => Stock;
}

export async function prepareDatabase(mongo: Mongo): Promise<void> {
  await ensureIndexes(mongo, [
    ...[...catalogueIndexes, ...daySheetIndexes, ...bookingIndexes],
    ...[...paymentIndexes, ...eventIndexes, ...tokenIndexes, ...orderIndexes],
  ]);
}

let shops = 0;

/** One shop, and two processes that know nothing of each other, over one database. */
export async function openHouse(
  connections: readonly [Mongo, Mongo],
  spoils: Spoils = {},
  second: SecondProcess | null = null,
) {
  const clock = createMovableClock(BEGINS_UTC);
  const stripe = createStripeStandIn({
    ...SECRETS,
    // Events wait until the history lets them arrive.
    webhookUrl: 'http://127.0.0.1:9/webhooks/stripe',
    clock,
    retryDelaysMs: [],
  });
  await stripe.start();
  const [one, other] = connections.map((mongo) => openProcess(mongo, clock, stripe.url, spoils));
  if (!one || !other) throw new Error('two connections are needed');
  // Nobody's stored copy of another history's shop may be taken for this one's.
  shops += 1;
  const shopId = `model-${shops}`;
  await openShop(one, shopId);
  // A real one, where there is one; nothing can be broken on purpose in it.
  const elsewhere = await second?.open(clock, stripe.url);
  const processes = [one, elsewhere?.process ?? other] as const;

  return {
    mongo: connections[0],
    clock,
    stripe,
    shopId,
    processes,
    /** Another process of this house, over a connection of its own. */
    openProcess: (mongo: Mongo, broken: Spoils = {}) => openProcess(mongo, clock, stripe.url, broken),
    /** Everything under way has come to rest. */
    async settle(): Promise<void> {
      for (let quiet = 0; quiet < 2; quiet += 1) {
        for (const { payments, events } of processes) {
          await payments.idle();
          await events.drain();
          await payments.idle();
        }
      }
    },
    async close(): Promise<void> {
      await elsewhere?.close();
      for (const { payments, events } of [one, other]) {
        await payments.stop();
        await events.stop();
      }
      await stripe.stop();
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;
export type Process = ReturnType<typeof openProcess>;

/** The rooms of one process, joined as the app joins them. */
export function openProcess(mongo: Mongo, clock: MovableClock, stripeUrl: string, spoils: Spoils) {
  const log = createLog('silent');
  const catalogue = createCatalogue({ mongo, clock });
  const slots = createSlotSearch({ catalogue, loader: createSheetLoader({ mongo, clock }), clock });
  const own = createDaySheets({ mongo });
  const sheets = spoils.sheets?.(own, mongo) ?? own;
  const events = createEventBus({ mongo, clock, log });
  const purses = createTokens({ mongo, clock, catalogue });
  const tokens = spoils.tokens?.(purses) ?? purses;
  const ownDesk = createBookingDesk({ mongo, clock, catalogue, sheets, slots, events, tokens });
  const desk = spoils.desk?.(ownDesk) ?? ownDesk;
  const gateway = createStripeGateway({ ...SECRETS, baseUrl: stripeUrl });
  const payments = createPayments({
    mongo,
    clock,
    log,
    gateway: spoils.gateway?.(gateway) ?? gateway,
    desk: createPaymentDesk({ desk, catalogue, slots, clock }),
    publicUrl: 'http://127.0.0.1:8080',
    notify: () => Promise.resolve(),
  });
  events.subscribe('payments', REFUNDING_EVENTS, (event) => payments.onBookingEvent(event));
  const orders = createOrders({
    ...{ mongo, clock, catalogue, events },
    ringAt: () => Promise.resolve(),
    ...(spoils.stock && { spoil: spoils.stock }),
  });
  return { catalogue, desk, tokens, payments, events, orders, blocks: createTimeBlocks({ catalogue, sheets, clock }) };
}

async function openShop({ catalogue, orders }: Process, shopId: string): Promise<void> {
  await catalogue.saveShop({
    id: shopId,
    name: 'Willow Salon',
    place: '12 Mill Lane',
    zone: 'UTC',
    currency: 'GBP',
    country: 'GB',
    acceptance: 'operator',
    holdMin: SHOP_FACTS.holdMs / MINUTE_MS,
    cancelFreeHours: SHOP_FACTS.freeMs / (60 * MINUTE_MS),
    policy: {
      late: 'token',
      lateRefundPercent: SHOP_FACTS.lateRefundPercent,
      tokenGrant: SHOP_FACTS.tokenGrant,
      tokenScope: 'shop',
      noShowAfterMin: SHOP_FACTS.missedAfterMs / MINUTE_MS,
    },
    resources: [{ id: 'studio', name: 'Studio', kind: 'studio', capacity: 1 }],
  });
  for (const { id, durationMs, bufferMs, capacity, room, priceMinor, paidBefore } of Object.values(SERVICES)) {
    await catalogue.saveService(shopId, {
      id,
      name: id,
      durationMin: durationMs / MINUTE_MS,
      bufferMin: bufferMs / MINUTE_MS,
      stepMin: 30,
      noticeMin: 0,
      dailyCap: null,
      horizonDays: 60,
      capacity,
      priceMinor,
      pay: paidBefore ? 'before' : 'after',
      needs: room ? [{ kind: 'studio', count: 1 }] : [],
    });
  }
  const weeklyHours = Array.from({ length: 7 }, () => ({ working: true, startMin: 480, endMin: 1_200, breaks: [] }));
  for (const [order, id] of PEOPLE.entries()) {
    await catalogue.savePerson(shopId, { id, name: id, order, serviceIds: Object.keys(SERVICES), weeklyHours });
  }
  await orders.products.save(shopId, {
    id: OIL.id,
    name: 'Oil',
    priceMinor: OIL.priceMinor,
    readyDays: OIL.readyMs / DAY_MS,
  });
  await orders.products.setStock(shopId, OIL.id, OIL.stock);
}
