import express, { type Router } from 'express';
import { apiIndexes, createApi, createApiKeys, type ApiDeps, type OpenApiDocument } from '../../../src/api/index.js';
import type { Scope } from '../../../src/api/api-keys.model.js';
import { createSchedules, createServiceAdmin } from '../../../src/catalogue/index.js';
import {
  createAssign,
  createBookingDesk,
  createNewestBookings,
  createPriceFacts,
  createStaffActs,
} from '../../../src/booking/index.js';
import { changeIndexes, createChanges } from '../../../src/changes/index.js';
import { createTokens, tokenIndexes } from '../../../src/tokens/index.js';
import { createAllOrders, createOrders, orderIndexes } from '../../../src/orders/index.js';
import { createMovableClock, systemClock, type MovableClock } from '../../../src/platform/clock.js';
import { listen } from '../../../src/platform/http.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import { createLog } from '../../../src/platform/log.js';
import { createPricing, pricingIndexes } from '../../../src/pricing/index.js';
import { createProofs, createProver, proofIndexes, type Proofs } from '../../../src/sandbox/index.js';
import { createConflicts, createTimeBlocks } from '../../../src/scheduling/index.js';
import { createTrackingLinks } from '../../../src/tracking/index.js';
import { createWaitlist, waitlistIndexes, type Waitlist } from '../../../src/waitlist/index.js';
import { joinWorld, openShop, prepareIndexes, type World } from '../../booking/support/world.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { createAnswerCheck } from './check-answer.js';

export interface Asked {
  readonly method?: string;
  readonly key?: string | null;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly idempotencyKey?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came is looked at field by field in the tests. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Told = any;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Told;
}

export interface Service {
  readonly url: string;
  readonly database: TestDatabase;
  readonly clock: MovableClock;
  readonly world: World;
  readonly waitlist: Waitlist;
  readonly proofs: Proofs;
  readonly document: OpenApiDocument;
  readonly router: Router;
  readonly keys: Readonly<Record<Scope, string>>;
  newKey(scope: Scope, shopId?: string): Promise<string>;
  /** Asks over HTTP with the staff key unless told; an answer that the document does not describe is an error. */
  ask(path: string, asked?: Asked): Promise<Answered>;
  /** What guests asked to be sent. */
  readonly lookedUp: readonly { readonly reference: string; readonly email: string }[];
  trackingToken(bookingId: string): string;
  stop(): Promise<void>;
}

/** Monday 23 November 2026, 08:00 in London. */
export const NOW_UTC = Date.UTC(2026, 10, 23, 8);
export const SECRET = 'a secret of at least sixteen characters';

let asked = 0;

/** The API alone over HTTP on a database of its own, with the shop of the booking tests behind it. */
export async function openService(overrides: Partial<ApiDeps> = {}): Promise<Service> {
  const database = await openTestDatabase();
  const clock = createMovableClock(NOW_UTC);
  const world = joinWorld({ mongo: database, clock });
  await prepareIndexes(database);
  await ensureIndexes(database, [
    ...[...apiIndexes, ...changeIndexes, ...tokenIndexes],
    ...orderIndexes,
    ...[...waitlistIndexes, ...pricingIndexes, ...proofIndexes],
  ]);
  await openShop(world);
  const door = express();
  const http = await listen(door, 0);
  const url = `http://127.0.0.1:${http.port}`;
  const keys = createApiKeys({ mongo: database, clock });
  const lookedUp: { reference: string; email: string }[] = [];
  const trackingLinks = createTrackingLinks({ secret: SECRET, publicUrl: url });
  const { catalogue, slots, sheets, events } = world;
  const log = createLog(process.env['TEST_LOG_LEVEL'] ?? 'fatal');
  const tokens = createTokens({ mongo: database, clock, catalogue });
  const desk = createBookingDesk({ mongo: database, clock, catalogue, sheets, slots, events, tokens });
  const conflicts = createConflicts({ catalogue, sheets, clock });
  const changes = createChanges({
    mongo: database,
    clock,
    log,
    desk,
    findView: () => Promise.resolve(null),
    notify: () => Promise.resolve(),
    remark: () => Promise.resolve(),
  });
  const waitlist = createWaitlist({
    ...{ mongo: database, clock, log, catalogue, slots, desk },
    notify: () => Promise.resolve(),
    noticeOf: () => Promise.resolve(null),
    canMove: () => Promise.resolve(true),
    remark: () => Promise.resolve(),
    ringAt: () => Promise.resolve(),
  });
  const prover = createProver({ mongo: database, clock, catalogue });
  const proofs = createProofs({ mongo: database, clock, log, catalogue, prover });
  const orders = createOrders({ mongo: database, clock, catalogue, events, ringAt: () => Promise.resolve() });
  const allOrders = createAllOrders({ orders, newestBookings: createNewestBookings({ mongo: database }) });
  const api = createApi({
    orders,
    allOrders,
    mongo: database,
    clock,
    leaseClock: systemClock,
    log,
    publicUrl: url,
    secret: SECRET,
    keys,
    catalogue,
    serviceAdmin: createServiceAdmin({ mongo: database, clock, catalogue }),
    slots,
    desk,
    tokens,
    changes,
    conflicts,
    waitlist,
    pricing: createPricing({ mongo: database, clock, source: createPriceFacts({ mongo: database }) }),
    schedules: createSchedules({ mongo: database, clock, catalogue }),
    timeBlocks: createTimeBlocks({ catalogue, sheets, clock }),
    proofs,
    assign: createAssign({ mongo: database, clock, catalogue, sheets, events, conflicts }),
    staff: createStaffActs({ mongo: database, clock, catalogue, sheets, slots, events, conflicts }),
    payments: null,
    trackingLinks,
    guestLookup: { ask: (reference, email) => void lookedUp.push({ reference, email }) },
    chatOf: (phone) => ({ conversationId: `sms:test:${phone}`, channel: 'sms', address: phone }),
    limits: { perAddress: 1_000_000, perKey: 1_000_000 },
    ...overrides,
  });
  door.use('/api/v1', api.router);
  const newKey = async (scope: Scope, shopId = 'shop'): Promise<string> =>
    (await keys.create({ shopId, name: `a ${scope} key`, scope })).text;
  const made = { read: await newKey('read'), write: await newKey('write'), staff: await newKey('staff') };
  const check = createAnswerCheck(api.document);

  return {
    url,
    database,
    clock,
    world,
    waitlist,
    proofs,
    document: api.document,
    router: api.router,
    keys: made,
    newKey,
    ask: createAsk(url, made.staff, check),
    lookedUp,
    trackingToken: (bookingId) => trackingLinks.urlOf(bookingId).split('/').at(-1)!,
    async stop() {
      await http.stop();
      await proofs.idle();
      await database.drop();
    },
  };
}

/** @param staffKey sent where a test names no other. */
export function createAsk(url: string, staffKey: string, check: ReturnType<typeof createAnswerCheck>): Service['ask'] {
  return async (path, { method, key = staffKey, body, text, idempotencyKey, headers = {} } = {}) => {
    const way = method ?? (body === undefined && text === undefined ? 'GET' : 'POST');
    const name = idempotencyKey === undefined ? `ask-${(asked += 1)}` : idempotencyKey;
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${url}/api/v1${path}`, {
      method: way,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(way === 'POST' && name !== null ? { 'idempotency-key': name } : {}),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const type = response.headers.get('content-type');
    const raw = await response.text();
    const answered = raw !== '' && type?.includes('json') ? JSON.parse(raw) : raw;
    const wrong = way === 'HEAD' ? null : check({ method: way, path, status: response.status, type, body: answered });
    if (wrong !== null) throw new Error(wrong);
    return { status: response.status, headers: response.headers, body: answered };
  };
}
