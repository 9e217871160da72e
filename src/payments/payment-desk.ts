import {
  givesBack,
  presentBooking,
  presentHeld,
  type Booking,
  type BookingDesk as Bookings,
} from '../booking/index.js';
import { nameIn, type Catalogue, type Shop } from '../catalogue/index.js';
import type { SlotOption } from '../flow/protocol.js';
import { formatWhen } from '../messaging/format.js';
import type { Attachment } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { presentSlot, type FreeSlot, type SlotSearch } from '../scheduling/index.js';
import { customerKeyOf } from '../people/index.js';
import type { Pricing } from '../pricing/index.js';
import type { BookedView, BookingDesk, BookingEnding, Chat } from './booking-desk.js';

export interface PaymentDeskDeps {
  readonly desk: Bookings;
  readonly catalogue: Catalogue;
  readonly slots: SlotSearch;
  readonly clock: Clock;
  /** The calendar file that goes with a booking, when the house makes them. */
  readonly calendarFor?: (booking: Booking, shop: Shop) => Promise<Attachment | null>;
  /** The address of a visit's own page, when the house has them. */
  readonly trackUrlOf?: (bookingId: string) => string;
  /** Codes the customer has given. */
  readonly pricing?: Pick<Pricing, 'codeOf'> | undefined;
}

const ALTERNATIVES = 3;

/** Bookings as payments see them: the house's own desk behind the narrow port, in the person's language. */
export function createPaymentDesk({
  desk: bookings,
  catalogue,
  slots,
  clock,
  calendarFor,
  trackUrlOf,
  pricing,
}: PaymentDeskDeps): BookingDesk {
  async function pricedFor(shopId: string, { conversationId, channel, address }: Chat) {
    const code = (await pricing?.codeOf(shopId, conversationId)) ?? null;
    return { customerKey: customerKeyOf({ phone: null, channel, address }), code };
  }

  const shopOf = async (shopId: string): Promise<Shop> => (await catalogue.current(shopId)).shop;

  async function view(booking: Booking, language: string): Promise<BookedView> {
    const shop = await shopOf(booking.shopId);
    const attachment = await calendarFor?.(booking, shop);
    const shown = presentBooking(booking, shop, language, clock.nowUtc(), trackUrlOf?.(booking._id));
    return { booking: shown, ...(attachment && { attachment }) };
  }

  async function present(free: readonly FreeSlot[], shopId: string, language: string): Promise<SlotOption[]> {
    const shop = await shopOf(shopId);
    return free.map((slot) => presentSlot(slot, shop, language));
  }

  async function ownBooking(shopId: string, bookingId: string): Promise<Booking | null> {
    const booking = await bookings.findBooking(bookingId);
    return booking?.shopId === shopId ? booking : null;
  }

  return {
    async quoteHold({ shopId, holdId, language, who }) {
      const quote = await bookings.holdQuote(holdId, await pricedFor(shopId, who));
      if (quote?.shopId !== shopId) return null;
      const { service, slot, due } = quote;
      const shop = await shopOf(shopId);
      return {
        due,
        price: quote.quote,
        present: (untilUtc) => presentHeld({ ...quote, holdId, untilUtc }, shop, language),
        zone: shop.zone,
        shopName: shop.name,
        serviceId: service.id,
        serviceName: nameIn(service, language),
        personId: slot.personId,
        startsAtUtc: slot.startsAtUtc,
        wanted: formatWhen(slot.startsAtUtc, shop.zone, language),
      };
    },

    async extendHold({ shopId, holdId, language, untilUtc, who, price }) {
      const priced = { ...(await pricedFor(shopId, who)), agreed: price };
      if ((await bookings.extendHold(holdId, untilUtc, priced)) === 'extended') return { kind: 'extended' };
      const quote = await bookings.holdQuote(holdId);
      if (!quote) return { kind: 'gone', alternatives: [] };
      const { personId, startsAtUtc } = quote.slot;
      const question = { shopId, serviceId: quote.service.id, personId, movingBookingId: null };
      const closest = await slots.closest(question, startsAtUtc, ALTERNATIVES);
      return { kind: 'gone', alternatives: await present(closest, shopId, language) };
    },

    releaseHold: ({ holdId }) => bookings.releaseHold(holdId),

    async createBooking({ paid, price, time: _time, shopId, ...input }) {
      const { paymentId, amount, atUtc } = paid;
      const outcome = await bookings.createBooking({ ...input, agreed: price, paid: { ...amount, paymentId, atUtc } });
      if (outcome.kind === 'refused') return outcome;
      // It names no price that was shown, so none can differ.
      if (outcome.kind === 'repriced') throw new Error(`the price of ${input.holdId} was not agreed to`);
      if (outcome.kind === 'taken') {
        return { kind: 'taken', alternatives: await present(outcome.alternatives, shopId, input.language) };
      }
      return { kind: 'booked', bookingId: outcome.booking._id };
    },

    async viewBooking({ shopId, bookingId, language }) {
      const booking = await ownBooking(shopId, bookingId);
      return booking && view(booking, language);
    },

    async endingOf({ shopId, bookingId }) {
      const booking = await ownBooking(shopId, bookingId);
      return booking && endingOf(booking);
    },
  };
}

/** Who ended it, and by the terms it was booked on how much goes back; a missed visit did take place for the shop. */
function endingOf(booking: Booking): BookingEnding | null {
  const { status } = booking;
  return status === 'cancelled' || status === 'rejected' || status === 'expired' ? givesBack(booking) : null;
}
