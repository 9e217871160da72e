import { presentBooking } from '../booking/index.js';
import type { HouseEvent } from '../conversation/index.js';
import type { CallContext } from '../flow/protocol.js';
import type { JobSpec } from '../platform/jobs.js';
import { createOrderClaim } from '../orders/index.js';
import {
  circleAskIndexes,
  circleIndexes,
  createCustomers,
  createJoinBlocks,
  createJoins,
  createVisitBlocks,
  customerIndexes,
  joinIndexes,
  paperIndexes,
  type Codes,
  type CustomerSeen,
} from '../people/index.js';
import type { Clock } from '../platform/clock.js';
import { DAY_MS } from '../platform/time-units.js';
import type { Mongo } from '../platform/mongo.js';
import { guestLinkIndexes } from '../tracking/index.js';
import type { Business } from './business.js';
import { createCircleActs } from './circle.js';
import { createCircleAskRoom, type CircleAskRoomDeps } from './circle-asks.js';

export const personIndexes = [
  ...circleAskIndexes,
  ...circleIndexes,
  ...guestLinkIndexes,
  ...customerIndexes,
  ...joinIndexes,
  ...paperIndexes,
];

/** More visits than anybody has booked with one e-mail. */
const CHATS_LOOKED_AT = 200;
/** As long as a page of the visit lives (GP-33). */
const VISIT_LIFE_MS = 90 * DAY_MS;

export interface JoinRoomsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  /** Codes are made from it. */
  readonly secret: string;
  readonly codes: Pick<Codes, 'isProved'>;
  readonly business: Business;
  readonly smsAccount: string | null;
  readonly whatsappAccount: string | null;
  readonly open: CircleAskRoomDeps['open'];
  readonly tell: (conversationId: string, eventId: string, event: HouseEvent) => Promise<void>;
}

/** Persons, the chats that are theirs, and a talk that moves from one of them to another. */
export function createJoinRooms(deps: JoinRoomsDeps) {
  const { mongo, clock, secret, codes, business, smsAccount, tell } = deps;
  const { pricing, payments, orders, desk, findShop, trackingLinks, queue, waitlist, changes } = business;
  const customers = createCustomers({ mongo, refresh: business.circle.reach.refresh });
  const joins = createJoins({ mongo, secret });
  const { circle: room, tellOne: notify } = business;
  const circle = createCircleActs({ room, customers, joins, notify, findShop, smsNumber: smsAccount });
  const { runOut, ...asking } = createCircleAskRoom({ ...deps, room, customers, notify, findShop });
  const jobs: JobSpec[] = [{ name: 'circle.asks', everyMs: 60_000, run: () => runOut(clock.nowUtc()) }];
  const blocks = createJoinBlocks({
    joins,
    beginHelp: circle.beginHelp,
    customers,
    tell,
    findShop,
    smsNumber: smsAccount,
    async carryOver({ shopId, from, to }) {
      await payments?.rehome(from, to);
      await orders.rehome(from, { shopId, ...to });
      await queue.rehome(shopId, from, to);
      await waitlist.rehome(shopId, from, to);
      await changes.rehome(shopId, from, to.conversationId);
      const code = await pricing.givenCodes.find(shopId, from);
      if (code === null) return;
      await pricing.givenCodes.remember(shopId, to.conversationId, code);
      await pricing.givenCodes.forget(shopId, from);
    },
  });

  /** Off the answer's path: who books is known from then on. */
  async function onBooked({ bookingId }: { readonly bookingId: string }): Promise<void> {
    const booking = await desk.findBooking(bookingId);
    if (!booking?.conversationId) return;
    const { shopId, conversationId, customer, createdAtUtc } = booking;
    const seen: CustomerSeen = { shopId, conversationId, ...customer, atUtc: createdAtUtc };
    await customers.see(seen);
  }

  const tellJoined = (chat: string, eventId: string, { channel }: CallContext): Promise<void> =>
    tell(chat, eventId, { type: 'joined', with: channel });

  const visits = createVisitBlocks({
    codes,
    customers,
    lifeMs: VISIT_LIFE_MS,
    async chatsWith(shopId, email) {
      const found = await desk.listBookings({ shopId, email, after: null, limit: CHATS_LOOKED_AT });
      const bought = await orders.chatsWith(shopId, email, CHATS_LOOKED_AT);
      return [...new Set([...found.map(({ conversationId }) => conversationId), ...bought])];
    },
    async findVisit(shopId, reference) {
      const booking = await desk.findByReference(shopId, reference);
      if (!booking) return null;
      const { _id: bookingId, conversationId, customer, endsAtUtc } = booking;
      return { bookingId, shopId, conversationId, email: customer.email, endsAtUtc };
    },
    async viewOf(bookingId, { language }) {
      const booking = await desk.findBooking(bookingId);
      if (!booking) throw new Error(`booking ${bookingId} has gone`);
      const shop = await findShop(booking.shopId);
      return presentBooking(booking, shop, language, clock.nowUtc(), trackingLinks.urlOf(bookingId));
    },
    tellJoined,
  });

  const claims = createOrderClaim({
    ...{ orders, codes, customers, findShop },
    trackUrlOf: (orderId) => trackingLinks.urlOf(orderId),
    tellJoined,
  });

  return { blocks: { ...blocks, ...circle.blocks, ...asking, ...visits, ...claims }, jobs, customers, onBooked };
}
