import type { Catalogue } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { EventStore } from '../platform/events.js';
import type { Mongo } from '../platform/mongo.js';
import type { Pricing } from '../pricing/index.js';
import type { DaySheets, SlotSearch } from '../scheduling/index.js';
import type { TokenDesk } from '../tokens/index.js';
import { BOOKINGS, type Booking } from './booking.model.js';
import { chatsOf, createBookingWriter, type Owner } from './change-booking.js';
import {
  createCreateBooking,
  type CreateBookingDeps,
  type CreateBookingInput,
  type CreateOutcome,
} from './create-booking.js';
import { createCustomerActs, type CustomerActs } from './customer-acts.service.js';
import { createExpireBooking, type ExpireInput, type ExpireOutcome } from './expire-booking.js';
import { createListBookings, type ListBookingsInput } from './list-bookings.js';
import { createExtraWorks, type ExtraWorks } from './extra-work.js';
import type { Holds } from './holds.js';
import { createHolds } from './holds.service.js';
import { createNoShows, type NoShows } from './no-show.js';
import { BOOKING_STATUSES, isOver } from './status.rules.js';
import { createOperatorAct, type OperatorActInput, type OperatorOutcome } from './operator-acts.service.js';

export interface BookingDesk extends Holds, CustomerActs, ExtraWorks, NoShows {
  createBooking(input: CreateBookingInput): Promise<CreateOutcome>;
  /** Throws `booking.unknown`. */
  operatorAct(input: OperatorActInput): Promise<OperatorOutcome>;
  /** Ends a request nobody answered (GP-18). Throws `booking.unknown`. */
  expireBooking(input: ExpireInput): Promise<ExpireOutcome>;
  findBooking(bookingId: string): Promise<Booking | null>;
  /** One page of a shop's bookings by their start. */
  listBookings(input: ListBookingsInput): Promise<readonly Booking[]>;
  /** BK-########, in any case, with or without the letters. */
  findByReference(shopId: string, reference: string): Promise<Booking | null>;
  /** The same for somebody who has to prove in another way that it is theirs: no two shops have one number. */
  findByAnyReference(reference: string): Promise<Booking | null>;
  /** How many visits the customer of this booking completed before it. */
  completedVisits(booking: Pick<Booking, '_id' | 'shopId' | 'conversationId'>): Promise<number>;
  /** What lies behind a chat, latest first; of one service, whatever was added to it, when it is named (BK-18). */
  past(owner: Owner, nowUtc: Instant, serviceId: string | null): Promise<readonly Booking[]>;
  /** What a chat still has ahead of it or under way, soonest first. */
  upcoming(owner: Owner, nowUtc: Instant): Promise<readonly Booking[]>;
}

export interface BookingDeskDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly slots: SlotSearch;
  readonly events: EventStore;
  /** Without it prices know nothing of demand, customers and codes. */
  readonly pricing?: Pricing | undefined;
  readonly newReference?: () => string;
  /** Purses of tokens; without them what would cost one is refused. */
  readonly tokens?: TokenDesk | undefined;
  /** Whose visit somebody makes for another. */
  readonly findVisitor?: CreateBookingDeps['findVisitor'];
  /** Sets an alarm for the end of a visit's grace. */
  readonly ringMissedAt?: (whenUtc: Instant) => Promise<void>;
  /** Shows the operators a visit that nobody began and that is not counted as missed. */
  readonly showLeftOpen?: (booking: Booking) => Promise<void>;
}

/** A list that is read out in a chat; nobody has more than this ahead. */
const MOST_UPCOMING = 50;
const MOST_PAST = 60;
const OVER = BOOKING_STATUSES.filter(isOver);

export function createBookingDesk(deps: BookingDeskDeps): BookingDesk {
  const bookings = deps.mongo.connection.collection<Booking>(BOOKINGS);
  const writer = createBookingWriter(deps);
  const holds = createHolds(deps);
  return {
    ...holds,
    /** A visit that is moved keeps its places: its new time must have room for all of them. */
    async placeHold(input) {
      const moved = input.movingBookingId === null ? null : await writer.find(input.movingBookingId);
      return holds.placeHold(moved?.seats === undefined ? input : { ...input, seats: moved.seats });
    },
    ...createCustomerActs({ ...deps, writer }),
    createBooking: createCreateBooking(deps),
    operatorAct: createOperatorAct({ ...deps, writer }),
    ...createExtraWorks({ ...deps, writer }),
    ...createNoShows({ ...deps, writer }),
    expireBooking: createExpireBooking({ ...deps, writer }),
    findBooking: (bookingId) => writer.find(bookingId),
    listBookings: createListBookings(deps),

    async findByReference(shopId, reference) {
      const known = referenceOf(reference);
      return known ? bookings.findOne({ reference: known, shopId: String(shopId) }) : null;
    },

    async findByAnyReference(reference) {
      const known = referenceOf(reference);
      return known ? bookings.findOne({ reference: known }) : null;
    },

    completedVisits: ({ _id, shopId, conversationId }) =>
      bookings.countDocuments({ shopId, conversationId, status: { $in: ['completed', 'billed'] }, _id: { $ne: _id } }),

    past: (owner, nowUtc, serviceId) =>
      bookings
        .find({
          shopId: owner.shopId,
          conversationId: chatsOf(owner),
          $and: [
            { $or: [{ endsAtUtc: { $lte: nowUtc } }, { status: { $in: OVER } }] },
            // Whatever was added to it: its id begins with the service's and goes on with a ~.
            ...(serviceId === null
              ? []
              : [
                  {
                    $or: [
                      { 'service.id': serviceId },
                      { 'service.id': { $gte: `${serviceId}~`, $lt: `${serviceId}\u007f` } },
                    ],
                  },
                ]),
          ],
        })
        .sort({ startsAtUtc: -1 })
        .limit(MOST_PAST)
        .toArray(),

    upcoming: (owner, nowUtc) =>
      bookings
        .find({
          shopId: owner.shopId,
          conversationId: chatsOf(owner),
          endsAtUtc: { $gt: nowUtc },
          status: { $in: ['pending', 'accepted', 'arrived', 'in_progress', 'extra_pending', 'work_done'] },
        })
        .sort({ startsAtUtc: 1 })
        .limit(MOST_UPCOMING)
        .toArray(),
  };
}

function referenceOf(text: string): string | null {
  const digits = /^\s*(?:BK)?[-\s]*(\d{8})\s*$/i.exec(text)?.[1];
  return digits ? `BK-${digits}` : null;
}
