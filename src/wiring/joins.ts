import { createAlsoIn, type HouseEvent } from '../conversation/index.js';
import {
  createCustomers,
  createJoinBlocks,
  createJoins,
  customerIndexes,
  joinIndexes,
  type CustomerSeen,
} from '../people/index.js';
import type { Mongo } from '../platform/mongo.js';
import type { Business } from './business.js';

export const personIndexes = [...customerIndexes, ...joinIndexes];

export interface JoinRoomsDeps {
  readonly mongo: Mongo;
  /** Codes are made from it. */
  readonly secret: string;
  readonly business: Business;
  readonly smsAccount: string | null;
  readonly tell: (conversationId: string, eventId: string, event: HouseEvent) => Promise<void>;
}

/** Persons, the chats that are theirs, and a talk that moves from one of them to another. */
export function createJoinRooms({ mongo, secret, business, smsAccount, tell }: JoinRoomsDeps) {
  const { pricing, payments, desk, findShop } = business;
  const { setAlsoIn } = createAlsoIn({ mongo });
  const customers = createCustomers({ mongo, setAlsoIn });
  const blocks = createJoinBlocks({
    joins: createJoins({ mongo, secret }),
    customers,
    tell,
    findShop,
    smsNumber: smsAccount,
    async carryOver({ shopId, from, to }) {
      await payments?.rehome(from, to);
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

  return { blocks, customers, onBooked };
}
