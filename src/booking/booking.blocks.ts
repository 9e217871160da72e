import type { Catalogue, Shop } from '../catalogue/index.js';
import type { BookingView, CallContext, CallHandlers, OutcomeOf, SlotOption } from '../flow/protocol.js';
import { formatClock, formatWhen } from '../messaging/format.js';
import type { Attachment, Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { presentSlot, type FreeSlot } from '../scheduling/index.js';
import type { Booking } from './booking.model.js';
import type { BookingDesk } from './booking.service.js';
import { presentBooking } from './present-booking.js';

type BookingCall =
  | 'hold.place'
  | 'hold.release'
  | 'booking.create'
  | 'bookings.list'
  | 'booking.move'
  | 'booking.drop'
  | 'booking.coming';

export interface BookingBlocksDeps {
  readonly desk: BookingDesk;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** The calendar file that goes with a booking, when the house makes them. */
  readonly calendarFor?: (booking: Booking, shop: Shop) => Attachment | Promise<Attachment>;
  /** The address of a visit's own page, when the house has them. */
  readonly trackUrlOf?: (bookingId: string) => string;
}

/** Says the desk's outcomes in the engine's words. Nothing is decided here. */
export function createBookingBlocks(deps: BookingBlocksDeps): CallHandlers<BookingCall> {
  const { desk, catalogue, clock } = deps;
  const shopOf = async (context: CallContext): Promise<Shop> => (await catalogue.current(context.shopId)).shop;
  const view = (booking: Booking, shop: Shop, { language }: CallContext): BookingView =>
    presentBooking(booking, shop, language, clock.nowUtc(), deps.trackUrlOf?.(booking._id));
  const attached = async (booking: Booking, shop: Shop): Promise<{ attachment?: Attachment }> =>
    deps.calendarFor ? { attachment: await deps.calendarFor(booking, shop) } : {};
  const owner = ({ shopId, conversationId, key }: CallContext) => ({ shopId, conversationId, key });

  return {
    async 'hold.place'(input, context): Promise<OutcomeOf<'hold.place'>> {
      const { shopId, key, language } = context;
      const outcome = await desk.placeHold({ ...input, shopId, key });
      const { zone } = await shopOf(context);
      const call = 'hold.place';
      if (outcome.kind === 'held') {
        const { holdId, untilUtc } = outcome;
        const slot = presentSlot(outcome.slot, zone, language);
        return { call, exit: 'held', data: { holdId, slot, untilUtc, until: formatClock(untilUtc, zone, language) } };
      }
      const alternatives = presentAll(outcome.alternatives, zone, language);
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { reason: outcome.reason, alternatives } };
      return { call, exit: 'taken', data: { alternatives, wanted: wanted(input.startsAtUtc, zone, language) } };
    },

    async 'hold.release'({ holdId }): Promise<OutcomeOf<'hold.release'>> {
      await desk.releaseHold(holdId);
      return { call: 'hold.release', exit: 'released', data: {} };
    },

    async 'booking.create'({ holdId, contact }, context): Promise<OutcomeOf<'booking.create'>> {
      const { conversationId, channel, address, language, key } = context;
      const who = { conversationId, channel, address, language };
      const outcome = await desk.createBooking({ holdId, contact, key, ...who, paid: null });
      const shop = await shopOf(context);
      const call = 'booking.create';
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { reason: outcome.reason } };
      if (outcome.kind === 'taken') {
        const alternatives = presentAll(outcome.alternatives, shop.zone, language);
        return { call, exit: 'taken', data: { alternatives, wanted: wanted(outcome.wantedUtc, shop.zone, language) } };
      }
      const { booking } = outcome;
      return {
        call,
        exit: 'booked',
        data: { booking: view(booking, shop, context), ...(await attached(booking, shop)) },
      };
    },

    async 'bookings.list'(_input, context): Promise<OutcomeOf<'bookings.list'>> {
      const found = await desk.upcoming(owner(context), clock.nowUtc());
      if (found.length === 0) return { call: 'bookings.list', exit: 'none', data: {} };
      const shop = await shopOf(context);
      const bookings = found.map((booking) => view(booking, shop, context));
      return { call: 'bookings.list', exit: 'found', data: { bookings } };
    },

    async 'booking.move'({ bookingId, holdId }, context): Promise<OutcomeOf<'booking.move'>> {
      const outcome = await desk.moveBooking({ ...owner(context), bookingId, holdId });
      const shop = await shopOf(context);
      const { language } = context;
      const call = 'booking.move';
      if (outcome.kind === 'taken') {
        const alternatives = presentAll(outcome.alternatives, shop.zone, language);
        return { call, exit: 'taken', data: { alternatives, wanted: wanted(outcome.wantedUtc, shop.zone, language) } };
      }
      const booking = view(outcome.booking, shop, context);
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { booking, reason: outcome.reason } };
      const was = wanted(outcome.wasStartsAtUtc, shop.zone, language);
      return { call, exit: 'moved', data: { booking, was, ...(await attached(outcome.booking, shop)) } };
    },

    async 'booking.drop'({ bookingId }, context): Promise<OutcomeOf<'booking.drop'>> {
      const outcome = await desk.dropBooking({ ...owner(context), bookingId });
      const booking = view(outcome.booking, await shopOf(context), context);
      const call = 'booking.drop';
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { booking, reason: outcome.reason } };
      // Dropping is only allowed while it is free: what was paid goes back in full.
      const { paid } = outcome.booking;
      const refunded = paid && { amountMinor: paid.amountMinor, currency: paid.currency };
      return { call, exit: 'dropped', data: { booking, refunded } };
    },

    async 'booking.coming'({ bookingId }, context): Promise<OutcomeOf<'booking.coming'>> {
      const outcome = await desk.noteComing({ ...owner(context), bookingId });
      const call = 'booking.coming';
      if (outcome.kind === 'gone') return { call, exit: 'gone', data: {} };
      return { call, exit: 'noted', data: { booking: view(outcome.booking, await shopOf(context), context) } };
    },
  };
}

function presentAll(slots: readonly FreeSlot[], zone: string, language: string): readonly SlotOption[] {
  return slots.map((slot) => presentSlot(slot, zone, language));
}

/** A time from outside is said back only if it is one; anything else has no words. */
function wanted(atUtc: Instant, zone: string, language: string): string {
  return Math.abs(atUtc) <= 8.64e15 ? formatWhen(atUtc, zone, language) : '';
}
