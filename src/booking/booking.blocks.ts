import { shareMinor, type Catalogue, type Shop } from '../catalogue/index.js';
import type {
  BookingView,
  CallContext,
  CallHandlers,
  Held,
  OutcomeOf,
  SlotOption,
  TokensView,
} from '../flow/protocol.js';
import { formatWhen, type Money } from '../messaging/format.js';
import type { Attachment, Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { customerKeyOf } from '../people/index.js';
import type { Pricing } from '../pricing/index.js';
import { presentSlot, type FreeSlot } from '../scheduling/index.js';
import { presentTokens, type Tokens } from '../tokens/index.js';
import type { Booking } from './booking.model.js';
import type { BookingDesk } from './booking.service.js';
import { purseOwner } from './drop-booking.js';
import { givesBack } from './policy.rules.js';
import type { PricedFor } from './hold-price.js';
import { presentBooking } from './present-booking.js';
import { presentHeld } from './present-held.js';
import { asWhose, isAnothers } from './whose.js';
import { FOREVER, MINUTE_MS } from '../platform/time-units.js';

type BookingCall =
  | 'hold.place'
  | 'hold.release'
  | 'booking.create'
  | 'bookings.list'
  | 'booking.move'
  | 'booking.drop'
  | 'booking.weigh'
  | 'extra.answer'
  | 'booking.coming';

export interface BookingBlocksDeps {
  readonly desk: BookingDesk;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** The calendar file that goes with a booking, when the house makes them. */
  readonly calendarFor?: (booking: Booking, shop: Shop) => Attachment | Promise<Attachment>;
  /** The address of a visit's own page, when the house has them. */
  readonly trackUrlOf?: (bookingId: string) => string;
  /** Codes and what prices depend on. */
  readonly pricing?: Pick<Pricing, 'codeOf'> | undefined;
  /** Where tokens are kept: who has none left cannot book (CX-07). */
  readonly tokens?: Tokens;
}

/** Says the desk's outcomes in the engine's words. Nothing is decided here. */
export function createBookingBlocks(deps: BookingBlocksDeps): CallHandlers<BookingCall> {
  const { desk, catalogue, clock } = deps;
  const shopOf = async (context: CallContext): Promise<Shop> => (await catalogue.current(context.shopId)).shop;
  const view = (booking: Booking, shop: Shop, { language, helps }: CallContext): BookingView =>
    asWhose(
      presentBooking(booking, shop, language, clock.nowUtc(), deps.trackUrlOf?.(booking._id)),
      isAnothers(booking, helps),
    );
  const attached = async (booking: Booking, shop: Shop): Promise<{ attachment?: Attachment }> =>
    deps.calendarFor ? { attachment: await deps.calendarFor(booking, shop) } : {};
  async function purseOf(booking: Booking, shop: Shop, { language }: CallContext): Promise<TokensView | null> {
    if (!deps.tokens) return null;
    return presentTokens(await deps.tokens.balanceOf({ shop, customer: purseOwner(booking) }), shop, language);
  }
  /** What stands in the way of any booking of this person's, or null. */
  async function blockOf(context: CallContext, phone: string | null): Promise<TokensView | null> {
    const { shopId, channel, address, language } = context;
    const may = await deps.tokens?.mayBook({ shopId, customer: { phone, channel, address } });
    return !may || may.ok ? null : presentTokens(may.balance, await shopOf(context), language);
  }
  /** Whom a price is made for, and with which code. */
  async function pricedFor({ shopId, conversationId, channel, address }: CallContext): Promise<PricedFor> {
    const code = (await deps.pricing?.codeOf(shopId, conversationId)) ?? null;
    return { customerKey: customerKeyOf({ phone: null, channel, address }), code };
  }
  /** A lapsed time kept anew at the price of now; null when it is gone meanwhile. */
  async function holdAgain(holdId: string, shop: Shop, context: CallContext): Promise<Held | null> {
    const untilUtc = clock.nowUtc() + shop.holdMin * MINUTE_MS;
    if ((await desk.extendHold(holdId, untilUtc, await pricedFor(context))) === 'gone') return null;
    const held = await desk.holdQuote(holdId);
    return held && presentHeld({ ...held, holdId, untilUtc: held.untilUtc ?? untilUtc }, shop, context.language);
  }
  const owner = ({ shopId, conversationId, key, alsoIn = [] }: CallContext) => ({
    shopId,
    conversationId,
    key,
    alsoIn,
  });

  return {
    async 'hold.place'(input, context): Promise<OutcomeOf<'hold.place'>> {
      const { shopId, key, language } = context;
      // Nearly everybody may book: the time is held while that is looked up, and given back to the few who may not.
      const [blocked, outcome] = await Promise.all([
        // Moving what is booked takes nobody's place.
        input.movingBookingId === null ? blockOf(context, null) : null,
        pricedFor(context).then((priced) => desk.placeHold({ ...input, shopId, key, ...priced })),
      ]);
      if (blocked) {
        if (outcome.kind === 'held') await desk.releaseHold(outcome.holdId);
        return { call: 'hold.place', exit: 'blocked', data: { tokens: blocked } };
      }
      const shop = await shopOf(context);
      const { zone } = shop;
      const call = 'hold.place';
      if (outcome.kind === 'held') return { call, exit: 'held', data: presentHeld(outcome, shop, language) };
      const alternatives = presentAll(outcome.alternatives, shop, language);
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { reason: outcome.reason, alternatives } };
      return { call, exit: 'taken', data: { alternatives, wanted: wanted(input.startsAtUtc, zone, language) } };
    },

    async 'hold.release'({ holdId }): Promise<OutcomeOf<'hold.release'>> {
      await desk.releaseHold(holdId);
      return { call: 'hold.release', exit: 'released', data: {} };
    },

    async 'booking.create'({ holdId, contact, quoteId }, context): Promise<OutcomeOf<'booking.create'>> {
      const { conversationId, channel, address, language, key } = context;
      const who = { conversationId, channel, address, language };
      const call = 'booking.create';
      const gate = blockOf(context, contact.phone);
      const mayBook = gate.then((blocked) => blocked === null);
      const [blocked, outcome] = await Promise.all([
        gate,
        pricedFor(context).then(({ code }) =>
          desk.createBooking({ holdId, contact, key, ...who, paid: null, quoteId, code, mayBook }),
        ),
      ]);
      // What this very act has booked before stays booked.
      if (blocked && outcome.kind !== 'booked') return { call, exit: 'blocked', data: { tokens: blocked } };
      const shop = await shopOf(context);
      if (outcome.kind === 'repriced') {
        const held = await holdAgain(holdId, shop, context);
        if (!held) return { call, exit: 'refused', data: { reason: 'gone' } };
        return { call, exit: 'repriced', data: held };
      }
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { reason: outcome.reason } };
      if (outcome.kind === 'taken') {
        const alternatives = presentAll(outcome.alternatives, shop, language);
        return { call, exit: 'taken', data: { alternatives, wanted: wanted(outcome.wantedUtc, shop.zone, language) } };
      }
      const { booking } = outcome;
      return {
        call,
        exit: 'booked',
        data: { booking: view(booking, shop, context), ...(await attached(booking, shop)) },
      };
    },

    async 'bookings.list'({ past, serviceId = null }, context): Promise<OutcomeOf<'bookings.list'>> {
      const nowUtc = clock.nowUtc();
      const found = past
        ? await desk.past(owner(context), nowUtc, serviceId)
        : await desk.upcoming(owner(context), nowUtc);
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
        const alternatives = presentAll(outcome.alternatives, shop, language);
        return { call, exit: 'taken', data: { alternatives, wanted: wanted(outcome.wantedUtc, shop.zone, language) } };
      }
      const booking = view(outcome.booking, shop, context);
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { booking, reason: outcome.reason } };
      const was = wanted(outcome.wasStartsAtUtc, shop.zone, language);
      return { call, exit: 'moved', data: { booking, was, ...(await attached(outcome.booking, shop)) } };
    },

    async 'booking.weigh'({ bookingId }, context): Promise<OutcomeOf<'booking.weigh'>> {
      const weight = await desk.weighDrop({ ...owner(context), bookingId });
      const shop = await shopOf(context);
      const call = 'booking.weigh';
      const booking = view(weight.booking, shop, context);
      if (weight.kind === 'free') return { call, exit: 'free', data: { booking } };
      if (weight.kind === 'refused') return { call, exit: 'refused', data: { booking, reason: weight.reason } };
      const money = (amountMinor: number): Money | null =>
        amountMinor > 0 ? { amountMinor, currency: weight.booking.price.currency } : null;
      const tokens = presentTokens(weight.balance, shop, context.language);
      return {
        call,
        exit: 'late',
        data: { booking, refund: money(weight.refundMinor), kept: money(weight.keptMinor), tokens },
      };
    },

    async 'booking.drop'({ bookingId, lateAgreed }, context): Promise<OutcomeOf<'booking.drop'>> {
      const outcome = await desk.dropBooking({ ...owner(context), bookingId, lateAgreed: lateAgreed ?? false });
      const shop = await shopOf(context);
      const booking = view(outcome.booking, shop, context);
      const call = 'booking.drop';
      if (outcome.kind === 'refused') return { call, exit: 'refused', data: { booking, reason: outcome.reason } };
      const refunded = refundedFor(outcome.booking);
      const tokens = outcome.booking.isTokenTaken ? await purseOf(outcome.booking, shop, context) : null;
      return { call, exit: 'dropped', data: { booking, refunded, tokens } };
    },

    async 'extra.answer'({ bookingId, isApproved }, context): Promise<OutcomeOf<'extra.answer'>> {
      const outcome = await desk.answerExtra({ ...owner(context), bookingId, isApproved });
      const call = 'extra.answer';
      if (outcome.kind === 'gone') return { call, exit: 'gone', data: {} };
      return { call, exit: 'noted', data: { booking: view(outcome.booking, await shopOf(context), context) } };
    },

    async 'booking.coming'({ bookingId }, context): Promise<OutcomeOf<'booking.coming'>> {
      const outcome = await desk.noteComing({ ...owner(context), bookingId });
      const call = 'booking.coming';
      if (outcome.kind === 'gone') return { call, exit: 'gone', data: {} };
      return { call, exit: 'noted', data: { booking: view(outcome.booking, await shopOf(context), context) } };
    },
  };
}

/** What goes back for a visit its customer has dropped; null when nothing does. */
function refundedFor(booking: Booking): Money | null {
  const { paid } = booking;
  const amountMinor = paid ? shareMinor(paid.amountMinor, givesBack(booking).percent) : 0;
  return paid && amountMinor > 0 ? { amountMinor, currency: paid.currency } : null;
}

function presentAll(slots: readonly FreeSlot[], shop: Shop, language: string): readonly SlotOption[] {
  return slots.map((slot) => presentSlot(slot, shop, language));
}

/** A time from outside is said back only if it is one; anything else has no words. */
function wanted(atUtc: Instant, zone: string, language: string): string {
  return Math.abs(atUtc) <= FOREVER ? formatWhen(atUtc, zone, language) : '';
}
