import type { ClientSession } from 'mongoose';
import { shareMinor, type Catalogue, type Shop } from '../catalogue/index.js';
import type { PolicyRefusal } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { zoneOf, type DaySheets } from '../scheduling/index.js';
import type { Balance, TokenDesk } from '../tokens/index.js';
import { BookingError, type Booking } from './booking.model.js';
import type { BookingWriter, Change, Owner } from './change-booking.js';
import { actOf, freeTime, type CustomerActInput } from './customer-act.js';
import { overRefusal, promisedTerms, weighDrop } from './policy.rules.js';

export interface DropInput extends CustomerActInput {
  /** The price of a late drop was shown and agreed to; without it only a free one is done. */
  readonly lateAgreed?: boolean;
}

export type DropOutcome =
  | { readonly kind: 'dropped'; readonly booking: Booking }
  | { readonly kind: 'refused'; readonly booking: Booking; readonly reason: PolicyRefusal };

/** `changed`: what was agreed is no longer what the page showed, so nothing was dropped. */
export type DropSeenOutcome = DropOutcome | { readonly kind: 'changed'; readonly booking: Booking };

export type DropWeight =
  | { readonly kind: 'free'; readonly booking: Booking }
  | {
      readonly kind: 'late';
      readonly booking: Booking;
      readonly refundMinor: number;
      readonly keptMinor: number;
      readonly balance: Balance;
    }
  | { readonly kind: 'refused'; readonly booking: Booking; readonly reason: PolicyRefusal };

export interface Drops {
  /** What dropping would be now, with what goes back and what the purse holds (CX-05). Throws `booking.unknown`. */
  weighDrop(input: Owner & { readonly bookingId: string }): Promise<DropWeight>;
  /**
   * Status, sheets, the token of a late drop and the event that drives reminders, messages and refund, together (CX-14).
   * Throws `booking.unknown`.
   */
  dropBooking(input: DropInput): Promise<DropOutcome>;
  /** The same for a page that may be hours old: only the version it showed is dropped. Throws `booking.unknown`. */
  dropAsSeen(input: DropInput & { readonly seenVersion: number }): Promise<DropSeenOutcome>;
}

export interface DropsDeps {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly writer: BookingWriter;
  /** A house that keeps no tokens refuses what would cost one. */
  readonly tokens?: TokenDesk | undefined;
}

/** Ends the transaction of a late drop: the purse was empty by then. */
class NoTokenLeft extends Error {}

export function createDrops({ clock, catalogue, sheets, writer, tokens }: DropsDeps): Drops {
  /** What the change does beside the status, all in its transaction. */
  function effects(booking: Booking, shop: Shop, dayZone: string, isLate: boolean, nowUtc: Instant) {
    return async (session: ClientSession): Promise<Partial<Booking>> => {
      await freeTime(sheets, booking, zoneOf(dayZone), session);
      if (!tokens) return {};
      const purse = { shop, customer: purseOwner(booking), nowUtc };
      await tokens.noteCancelled(session, purse);
      if (!isLate) return {};
      const { took } = await tokens.spend(session, { ...purse, bookingId: booking._id, why: 'lateDrop' });
      if (took === 0) throw new NoTokenLeft();
      return { isTokenTaken: true };
    };
  }

  /** @param mismatch an answer in place of the act, asked after a repeated key has had its own. */
  async function drop<T>(input: DropInput, mismatch: (booking: Booking) => T | null): Promise<T | DropOutcome> {
    const nowUtc = clock.nowUtc();
    const { shop, dayZone } = await catalogue.current(input.shopId);

    function decide(booking: Booking): { answer: T | DropOutcome } | { change: Change } {
      if (hasHappened(booking, input)) return { answer: { kind: 'dropped', booking } };
      const other = mismatch(booking);
      if (other !== null) return { answer: other };
      const reason = refusalOf(booking, input, nowUtc);
      if (reason) return { answer: { kind: 'refused', booking, reason } };
      const isLate = !input.isGranted && weighDrop(booking, nowUtc).kind === 'late';
      return {
        change: {
          set: { status: 'cancelled' },
          bumpsVersion: true,
          history: { ...actOf(input, 'cancel', booking, nowUtc), wasStartsAtUtc: null },
          event: 'booking.cancelled',
          onSheets: effects(booking, shop, dayZone, isLate, nowUtc),
        },
      };
    }

    try {
      return await writer.change<T | DropOutcome>(input.bookingId, input, nowUtc, decide, (booking) => ({
        kind: 'dropped',
        booking,
      }));
    } catch (error) {
      if (!(error instanceof NoTokenLeft)) throw error;
      const booking = await existing(input);
      // The same act at the same moment took the last one.
      if (hasHappened(booking, input)) return { kind: 'dropped', booking };
      // Or another act did, and there is nothing left to drop.
      return { kind: 'refused', booking, reason: refusalOf(booking, input, nowUtc) ?? 'noTokens' };
    }
  }

  function refusalOf(booking: Booking, input: DropInput, nowUtc: Instant): PolicyRefusal | null {
    if (input.isGranted) return overRefusal(booking, nowUtc);
    const weight = weighDrop(booking, nowUtc);
    if (weight.kind === 'refused') return weight.reason;
    return weight.kind === 'late' && !(input.lateAgreed && tokens) ? 'pastDeadline' : null;
  }

  async function existing({ bookingId, ...owner }: Owner & { bookingId: string }): Promise<Booking> {
    const booking = await writer.find(bookingId, owner);
    if (!booking) throw new BookingError('booking.unknown', `no booking ${bookingId} here`);
    return booking;
  }

  return {
    async weighDrop(input) {
      const booking = await existing(input);
      const weight = weighDrop(booking, clock.nowUtc());
      if (weight.kind === 'free') return { kind: 'free', booking };
      if (weight.kind === 'refused') return { kind: 'refused', booking, reason: weight.reason };
      if (!tokens) return { kind: 'refused', booking, reason: 'pastDeadline' };
      const { shop } = await catalogue.current(booking.shopId);
      const balance = await tokens.balanceOf({ shop, customer: purseOwner(booking) });
      if (balance.left === 0) return { kind: 'refused', booking, reason: 'noTokens' };
      const paidMinor = booking.paid?.amountMinor ?? 0;
      const refundMinor = shareMinor(paidMinor, promisedTerms(booking).lateRefundPercent);
      return { kind: 'late', booking, refundMinor, keptMinor: paidMinor - refundMinor, balance };
    },
    dropBooking: (input) => drop<DropOutcome>(input, () => null),
    dropAsSeen: ({ seenVersion, ...input }) =>
      drop<DropSeenOutcome>(input, (booking) =>
        booking.version === seenVersion ? null : { kind: 'changed', booking },
      ),
  };
}

function hasHappened(booking: Booking, { key }: DropInput): boolean {
  return booking.history.some(({ actId }) => actId === key);
}

/** By whom a booking was made, as purses know people. */
export function purseOwner({ customer, channel, address }: Pick<Booking, 'customer' | 'channel' | 'address'>) {
  return { phone: customer.phone, channel, address };
}
