import type { Express } from 'express';
import { createApi, createApiKeys, problemOf } from '../api/index.js';
import { conversationId } from '../conversation/index.js';
import { systemClock } from '../platform/clock.js';
import type { Proofs } from '../sandbox/index.js';
import { sendProblem } from '../platform/problem.js';
import type { ApplicationDeps } from './application.js';
import type { Business } from './business.js';
import type { Guests } from './guests.js';

/** The HTTP API of the shops. Mounted before the panel's routes: a key needs no session and no look at its origin. */
export function mountApi(
  door: Express,
  deps: ApplicationDeps,
  business: Business,
  guests: Pick<Guests, 'lookup'>,
  proofs: Proofs,
  smsAccount: string | null,
): void {
  const { mongo, clock, log, publicUrl, connections } = deps;
  const { catalogue, slots, desk, payments, trackingLinks, tokens, changes, conflicts, staff } = business;
  const { assign, waitlist, pricing, schedules, timeBlocks } = business;
  const api = createApi({
    mongo,
    clock,
    leaseClock: systemClock,
    log,
    publicUrl,
    secret: connections.sessionSecret,
    keys: createApiKeys({ mongo, clock }),
    catalogue,
    serviceAdmin: business.serviceAdmin,
    slots,
    desk,
    payments,
    orders: business.orders,
    allOrders: business.allOrders,
    trackingLinks,
    guestLookup: guests.lookup,
    tokens,
    changes,
    conflicts,
    staff,
    assign,
    waitlist,
    pricing,
    schedules,
    timeBlocks,
    proofs,
    // Whoever texts us from this number finds the booking among theirs; nobody is written to who never wrote.
    chatOf: (phone) =>
      smsAccount === null
        ? null
        : {
            conversationId: conversationId({ channel: 'sms', account: smsAccount, address: phone }),
            channel: 'sms',
            address: phone,
          },
  });
  door.use('/api/v1', api.router);
}

/** After everything else under `/api/v1`: what is not there is said the same way as every refusal. */
export function mountApiEnd(door: Express): void {
  door.use('/api/v1', (_req, res) => sendProblem(res, problemOf('path.unknown')));
}
