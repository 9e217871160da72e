import type { Catalogue } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { EventStore } from '../platform/events.js';
import type { Mongo } from '../platform/mongo.js';
import type { DaySheets, SlotSearch } from '../scheduling/index.js';
import { BOOKINGS, type Booking } from './booking.model.js';
import { createBookingWriter, type Owner } from './change-booking.js';
import { createCreateBooking, type CreateBookingInput, type CreateOutcome } from './create-booking.js';
import { createCustomerActs, type CustomerActs } from './customer-acts.service.js';
import { createExpireBooking, type ExpireInput, type ExpireOutcome } from './expire-booking.js';
import { createHolds, type Holds } from './holds.service.js';
import { createOperatorAct, type OperatorActInput, type OperatorOutcome } from './operator-acts.service.js';

export interface BookingDesk extends Holds, CustomerActs {
  createBooking(input: CreateBookingInput): Promise<CreateOutcome>;
  /** Throws `booking.unknown`. */
  operatorAct(input: OperatorActInput): Promise<OperatorOutcome>;
  /** Ends a request nobody answered (GP-18). Throws `booking.unknown`. */
  expireBooking(input: ExpireInput): Promise<ExpireOutcome>;
  findBooking(bookingId: string): Promise<Booking | null>;
  /** BK-########, in any case, with or without the letters. */
  findByReference(shopId: string, reference: string): Promise<Booking | null>;
  /** How many visits the customer of this booking completed before it. */
  completedVisits(booking: Pick<Booking, '_id' | 'shopId' | 'conversationId'>): Promise<number>;
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
  readonly newReference?: () => string;
}

/** A list that is read out in a chat; nobody has more than this ahead. */
const MOST_UPCOMING = 50;

export function createBookingDesk(deps: BookingDeskDeps): BookingDesk {
  const bookings = deps.mongo.connection.collection<Booking>(BOOKINGS);
  const writer = createBookingWriter(deps);
  return {
    ...createHolds(deps),
    ...createCustomerActs({ ...deps, writer }),
    createBooking: createCreateBooking(deps),
    operatorAct: createOperatorAct({ ...deps, writer }),
    expireBooking: createExpireBooking({ ...deps, writer }),
    findBooking: (bookingId) => writer.find(bookingId),

    async findByReference(shopId, reference) {
      const digits = /^\s*(?:BK)?[-\s]*(\d{8})\s*$/i.exec(reference)?.[1];
      return digits ? bookings.findOne({ reference: `BK-${digits}`, shopId: String(shopId) }) : null;
    },

    completedVisits: ({ _id, shopId, conversationId }) =>
      bookings.countDocuments({ shopId, conversationId, status: { $in: ['completed', 'billed'] }, _id: { $ne: _id } }),

    upcoming: ({ shopId, conversationId }, nowUtc) =>
      bookings
        .find({
          shopId,
          conversationId,
          endsAtUtc: { $gt: nowUtc },
          status: { $in: ['pending', 'accepted', 'arrived', 'in_progress', 'extra_pending', 'work_done'] },
        })
        .sort({ startsAtUtc: 1 })
        .limit(MOST_UPCOMING)
        .toArray(),
  };
}
